"""`--set scheduler.T_max=2000`: values given on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lrviz.document import Document, read_document
from lrviz.errors import UsageProblem
from lrviz.lookup import NOTHING, absolute, child
from lrviz.text import printable
from schedules.problems import Path, dotted
from schedules.suggest import nearest


def apply_overrides(documents: Sequence[Document], sets: Sequence[str]) -> None:
    """Set values in the documents that have the key; with a `+` before the key, add it to all.

    Args:
        documents: The configs, changed in place. One that could not be read is left as it is.
        sets: Each `path=value`; the value is read as YAML.

    Raises:
        UsageProblem: If one is not of this form, or its key is in none of the documents.
    """
    for override in sets:
        key, equals, _ = override.partition("=")
        if not equals or not _parts(key):
            raise UsageProblem(f"--set {printable(override)}: write it as key=value")
        _apply([document for document in documents if not document.is_broken], override, "--set")


def variants(documents: Sequence[Document], sets: Sequence[str], option: str) -> list[Document | None]:
    """A copy of each document with values set, or None for one that has none of the keys.

    Args:
        documents: The configs, which stay as they are.
        sets: Each `path=value`, of the form that `apply_overrides` takes.
        option: What gave the values.

    Raises:
        UsageProblem: If a key is in none of the documents.
    """
    copies = [_copy(document) for document in documents]
    readable = [copy for copy in copies if not copy.is_broken]
    changed = [document for override in sets for document in _apply(readable, override, option)]
    return [copy if any(copy is document for document in changed) else None for copy in copies]


def _apply(documents: Sequence[Document], override: str, option: str) -> list[Document]:
    """Set one value, and give the documents that were changed."""
    key, _, text = override.partition("=")
    value = _read(override, text, option)
    parts, adding = _parts(key), key.strip().startswith("+")
    changed = [document for document in documents if _set(document, parts, value, adding)]
    if documents and not changed:
        raise _unknown_key(documents, parts, adding, option)
    return changed


def _parts(key: str) -> tuple[str, ...]:
    return absolute(key.strip().lstrip("+"), ()) or ()


def _copy(document: Document) -> Document:
    return replace(
        document,
        data=_copied(document.data),
        places=dict(document.places),
        sources=dict(document.sources),
        set_here=set(document.set_here),
    )


def _copied(node: Any) -> Any:
    """A tree of its own. What stands for a value that is not known is one object, and stays it."""
    if isinstance(node, dict):
        return {key: _copied(value) for key, value in node.items()}
    return [_copied(item) for item in node] if isinstance(node, list) else node


def _read(override: str, text: str, option: str) -> Document:
    """The value, and the text of each scalar in it."""
    value = read_document(option, text.encode("utf-8", "surrogatepass"))
    if value.troubles:
        raise UsageProblem(f"{option} {printable(override)}: {printable(value.troubles[0].message)}")
    return value


def _set(document: Document, parts: tuple[str, ...], value: Document, adding: bool) -> bool:
    if document.data is None and adding:
        document.data = {}
    adding = adding or parts[0] in document.may_set
    node: Any = document.data
    where: Path = ()
    for part in parts[:-1]:
        below, place = child(node, part, where)
        if below is NOTHING:
            if not adding or not isinstance(node, dict):
                return False
            below, place = node.setdefault(part, {}), (*where, part)
        node, where = below, place
    old, place = child(node, parts[-1], where)
    if old is NOTHING:
        if not adding or not isinstance(node, dict):
            return False
        place = (*where, parts[-1])
    # each document has its own copy, for a later override to change
    node[place[-1]] = _copied(value.data)
    document.worked_out.clear()
    _replace(document, place, value)
    return True


def _replace(document: Document, path: Path, value: Document) -> None:
    """What was written at this path, and below it, is no longer what is read."""
    for table in (document.places, document.sources):
        for old in [old for old in table if old[: len(path)] == path]:
            del table[old]
    document.sources.update({(*path, *below): source for below, source in value.sources.items()})
    document.set_here.add(path)


def _unknown_key(documents: Sequence[Document], parts: tuple[str, ...], adding: bool, option: str) -> UsageProblem:
    key = printable(".".join(parts))
    where = f"{printable(documents[0].name)} has no such key" if len(documents) == 1 else "no file has such a key"
    message = f"{option} +{key}: there is nothing that can hold it" if adding else f"{option} {key}: {where}"
    hints = (_hint(document.data, parts) for document in documents)
    return UsageProblem(message, next(filter(None, hints), "" if adding else f"to add a key, write +{key}=..."))


def _hint(data: Any, parts: tuple[str, ...]) -> str:
    """What was probably meant, or why there is no such key, from the first part that leads nowhere."""
    node: Any = data
    where: Path = ()
    left = list(parts)
    while left:
        below, place = child(node, left[0], where)
        if below is NOTHING:
            break
        node, where = below, place
        del left[0]
    if isinstance(node, dict):
        near = nearest(left[0], filter(_is_text, node)) if left else ""
        meant = _below(data, parts, ()) or ((*where, near, *left[1:]) if near else ())
        return f"did you mean `{printable(dotted(meant))}`?" if meant else ""
    shown = printable(dotted(where))
    if isinstance(node, list):
        return f"`{shown}` is a list of {len(node)}"
    return f"`{shown}` is no mapping" if where else ""


def _below(node: Any, parts: Sequence[str], where: Path) -> Path:
    """Where deeper in the tree the same key stands first, or an empty path."""
    below = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in below:
        if (found := _reached(value, parts)) is not None:
            return (*where, key, *found)
        if deeper := _below(value, parts, (*where, key)):
            return deeper
    return ()


def _reached(node: Any, parts: Sequence[str]) -> Path | None:
    where: Path = ()
    for part in parts:
        node, where = child(node, part, where)
        if node is NOTHING:
            return None
    return where


def _is_text(key: Any) -> bool:
    return isinstance(key, str)
