"""`--set scheduler.T_max=2000`: values given on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
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
    readable = [document for document in documents if not document.is_broken]
    for override in sets:
        key, equals, text = override.partition("=")
        parts = absolute(key.strip().lstrip("+"), ())
        if not equals or not parts:
            raise UsageProblem(f"--set {printable(override)}: write it as key=value")
        value = _read(override, text)
        adding = key.strip().startswith("+")
        changed = [document for document in readable if _set(document, parts, value, adding)]
        if readable and not changed:
            raise _unknown_key(readable, parts, adding)


def _read(override: str, text: str) -> Document:
    """The value, and the text of each scalar in it."""
    value = read_document("--set", text.encode("utf-8", "surrogatepass"))
    if value.troubles:
        raise UsageProblem(f"--set {printable(override)}: {printable(value.troubles[0].message)}")
    return value


def _set(document: Document, parts: tuple[str, ...], value: Document, adding: bool) -> bool:
    if document.data is None and adding:
        document.data = {}
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
    node[place[-1]] = deepcopy(value.data)
    _replace(document, place, value)
    return True


def _replace(document: Document, path: Path, value: Document) -> None:
    """What was written at this path, and below it, is no longer what is read."""
    for table in (document.places, document.sources):
        for old in [old for old in table if old[: len(path)] == path]:
            del table[old]
    document.sources.update({(*path, *below): source for below, source in value.sources.items()})
    document.set_here.add(path)


def _unknown_key(documents: Sequence[Document], parts: tuple[str, ...], adding: bool) -> UsageProblem:
    key = printable(".".join(parts))
    where = f"{printable(documents[0].name)} has no such key" if len(documents) == 1 else "no file has such a key"
    message = f"--set +{key}: there is nothing that can hold it" if adding else f"--set {key}: {where}"
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
        return f"did you mean `{printable(dotted((*where, near, *left[1:])))}`?" if near else ""
    shown = printable(dotted(where))
    if isinstance(node, list):
        return f"`{shown}` is a list of {len(node)}"
    return f"`{shown}` is no mapping" if where else ""


def _is_text(key: Any) -> bool:
    return isinstance(key, str)
