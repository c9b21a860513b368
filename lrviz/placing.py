"""From a remark on a path to a finding in a file: the only place where a path becomes a line and a column."""

from __future__ import annotations

from typing import Literal

from lrviz.document import Document
from lrviz.finding import Finding
from lrviz.rules.base import Fix, Remark, Rule
from lrviz.spans import Span
from lrviz.text import printable
from schedules.problems import Path, dotted
from schedules.wording import is_interpolated


def finding_at(document: Document, rule: Rule, remark: Remark) -> Finding:
    path = remark.path
    set_here = any(path[: len(place)] == place for place in document.set_here)
    return Finding(
        file=document.name,
        code=rule.code,
        severity=rule.severity,
        message=printable(remark.message, 400) + _in_its_words(document, path),
        hint=printable(remark.hint),
        span=None if set_here or not document.is_file else _span(document, path, remark.at, rule.kind),
        key=dotted(_as_written(document, document.origin(path))),
        from_command_line=set_here,
        fix=_in_the_file(document, remark.fix),
    )


def _as_written(document: Document, path: Path) -> Path:
    """A path as far as the file has its keys: what an interpolation became may hold some from the environment."""
    sources = document.sources
    begin = next((end for end in range(len(path)) if is_interpolated(sources.get(path[:end], ""))), len(path))
    foreign = (end for end in range(begin, len(path)) if not _has(document, path[end]))
    return path[: next(foreign, len(path))]


def _has(document: Document, key: str | int) -> bool:
    return isinstance(key, int) or any(key in line for line in document.lines)


def _in_its_words(document: Document, path: Path) -> str:
    """What the file calls a parameter that has another name there."""
    ours, theirs = path[-1:], document.origin(path)[-1:]
    is_renamed = ours != theirs and ours != ("name",) and theirs and isinstance(theirs[0], str)
    return f" (`{ours[0]}` is what `{printable(str(theirs[0]), 60)}` gives)" if is_renamed else ""


def _in_the_file(document: Document, fix: Fix | None) -> Fix | None:
    """A fix in terms of the file, or None where the file does not say what the fix would change, or in other words."""
    if fix is None or document.as_read is None:
        return fix
    edits = []
    for edit in fix.edits:
        origin = document.origin(edit.path)
        is_named = edit.action in ("rename", "insert")
        if origin[-1:] != edit.path[-1:] or (is_named and not document.keeps_names):
            return None
        if document.get(edit.path) != document.as_read.get(origin):
            return None
        edits.append(edit._replace(path=origin))
    return fix._replace(edits=tuple(edits))


def _span(document: Document, path: Path, at: Literal["key", "value"], kind: str) -> Span | None:
    """Where a path stands: its key or its value, or else the nearest thing above it that stands anywhere."""
    if kind in _OF_THE_WHOLE and isinstance(document.get(path), dict):
        # it is about the mapping as a whole: its name is the best place to point at
        path = (*path, "name") if (*path, "name") in document.places else path
        at = "value" if path and path[-1] == "name" else "key"
    for end in range(len(path), -1, -1):
        place = document.places.get(path[:end])
        if place is None:
            continue
        if end == len(path) and at == "value" and not (place.key and place.value.end_line > place.value.line + 1):
            return place.value
        if end < len(path) and path[:end] in document.sources:
            # within what an interpolation became: there is nothing closer
            return place.value
        return place.key or _first_line(place.value)
    return None


_OF_THE_WHOLE = ("missing-key", "missing-name", "conflict", "against-run", "past-the-end", "not-a-child")
"""The kinds of problem that can be about a mapping as a whole."""


def _first_line(span: Span) -> Span:
    return span if span.line == span.end_line else Span(span.line, span.column, span.line, span.column + 1)
