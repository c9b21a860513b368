"""`--set scheduler.T_max=2000`: values given on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lrviz.document import Document, read_value
from lrviz.errors import UsageProblem
from lrviz.text import printable
from schedules.problems import Path, dotted
from schedules.suggest import nearest


def apply_overrides(documents: Sequence[Document], sets: Sequence[str]) -> None:
    """Set values in the documents that have the key; with a `+` before the key, add it to all.

    Args:
        documents: The configs, changed in place.
        sets: Each `path=value`; the value is read as YAML.

    Raises:
        UsageProblem: If one is not of this form, or its key is in none of the documents.
    """
    for override in sets:
        key, equals, text = override.partition("=")
        if not equals or not key.strip("+ "):
            raise UsageProblem(f"--set {printable(override)}: write it as key=value")
        adding = key.startswith("+")
        path = parse_path(key.lstrip("+").strip())
        try:
            value = read_value(text)
        except ValueError as error:
            raise UsageProblem(f"--set {printable(override)}: {error}") from None
        changed = [document for document in documents if _set(document, path, value, adding)]
        if not changed:
            raise _unknown_key(documents, path)


def parse_path(text: str) -> Path:
    """`a.b[0].c` or `a.b.0.c` as a path."""
    parts = text.replace("[", ".").replace("]", "").split(".")
    return tuple(int(part) if part.isdecimal() else part for part in parts if part)


def _set(document: Document, path: Path, value: Any, adding: bool) -> bool:
    parent = document.get(path[:-1]) if len(path) > 1 else document.data
    last = path[-1]
    if isinstance(parent, list):
        if not isinstance(last, int) or last >= len(parent):
            return False
        parent[last] = value
    elif isinstance(parent, dict):
        if last not in parent and not adding:
            return False
        parent[last] = value
    else:
        return False
    _forget(document, path)
    return True


def _forget(document: Document, path: Path) -> None:
    """What was written at this path, and below it, is no longer what is read."""
    for table in (document.places, document.sources):
        for old in [old for old in table if old[: len(path)] == path]:
            del table[old]
    document.set_here.add(path)


def _unknown_key(documents: Sequence[Document], path: Path) -> UsageProblem:
    known = {dotted(place) for document in documents for place in document.places if place}
    near = nearest(dotted(path), known)
    where = f"{printable(documents[0].name)} has no such key" if len(documents) == 1 else "no file has such a key"
    message = f"--set {printable(dotted(path))}: {where}"
    hint = f"did you mean `{near}`?" if near else f"to add a key, write +{printable(dotted(path))}=..."
    return UsageProblem(message, hint)
