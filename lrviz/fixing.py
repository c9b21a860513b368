"""Mends configs: from the fixes of findings to a new text, which differs in the spans that are mended and nowhere else.

Every fix is proven: the new text is read again, and must say what the old one said but for the fix.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import Any, NamedTuple

from lrviz.document import Document, read_document
from lrviz.finding import Finding
from lrviz.limits import LIMITS, Limits
from lrviz.rules.base import Edit, Fix
from lrviz.spans import Span

MOST = 200
"""How many fixes are made in one document."""


class Mended(NamedTuple):
    """A document with its fixes made.

    Attributes:
        text: The new text.
        done: What was done, one title each.
    """

    text: str
    done: tuple[str, ...]


class _Patch(NamedTuple):
    start: int
    end: int
    text: str


def mend(
    document: Document, find: Callable[[Document], Iterable[Finding]], unsafe: bool, limits: Limits = LIMITS
) -> Mended:
    """Make one fix after the other, and look again after each, until there is none left to make.

    Args:
        document: The config as it was read, without overrides.
        find: Lints a document.
        unsafe: Whether to make the fixes that are likely too, and not only those that are certain.
        limits: The bounds with which the new text is read.
    """
    done: list[str] = []
    failed: set[Fix] = set()
    while len(done) < MOST:
        fixes = dict.fromkeys(finding.fix for finding in find(document) if finding.fix is not None)
        wanted = [fix for fix in fixes if (fix.safe or unsafe) and fix not in failed]
        if not wanted:
            break
        mended = apply_fix(document, wanted[0], limits)
        if mended is None or (not wanted[0].safe and _errors(find(mended)) - _errors(find(document))):
            # what is only likely may also make the run fail
            failed.add(wanted[0])
        else:
            document = mended
            done.append(wanted[0].title)
    return Mended(document.text, tuple(done))


def _errors(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    return {(finding.code, finding.key) for finding in findings if finding.severity == "error"}


def apply_fix(document: Document, fix: Fix, limits: Limits = LIMITS) -> Document | None:
    """The document with a fix made, or None where that would change anything else."""
    expected = copy.deepcopy(document.data)
    patches: list[_Patch] = []
    try:
        for edit in fix.edits:
            patches.extend(_patches(document, edit))
            _change(expected, edit)
    except (LookupError, TypeError, ValueError):
        # the place is not there, or is not of the form that the edit is for
        return None
    text = document.text
    for patch in sorted(patches, reverse=True):
        text = text[: patch.start] + patch.text + text[patch.end :]
    mended = read_document(document.name, text.encode(), limits)
    same = _same(mended.data, expected) and len(mended.troubles) <= len(document.troubles)
    return mended if same else None


def _same(data: Any, expected: Any) -> bool:
    # 1 and True, or 1 and 1.0, are equal to Python and not to us; the order of keys counts too
    return repr(data) == repr(expected)


def _change(data: Any, edit: Edit) -> None:
    """Make an edit in the data, to know what the new text has to say."""
    *above, last = edit.path
    node = data
    for part in above:
        node = node[part]
    if edit.action == "value":
        node[last] = read_document("", f"value: {edit.text}".encode()).data["value"]
    elif edit.action == "sort":
        node[last].sort()
    elif edit.action == "delete":
        del node[last]
    else:
        entries = list(node.items())
        node.clear()
        for key, value in entries:
            node[edit.text if edit.action == "rename" and key == last else key] = value
            if edit.action == "insert" and key == last:
                node.update(read_document("", edit.text.encode()).data)


def _patches(document: Document, edit: Edit) -> list[_Patch]:
    place = document.places[edit.path]
    at = _Offsets(document.text)
    if edit.action == "value":
        return [_Patch(*at.span(place.value), edit.text)]
    if edit.action == "sort":
        return _sorted(document, edit, at)
    flow = document.text[at.start(document.places[edit.path[:-1]].value)] in "{["
    start, end = at.start(place.key or place.value), at.span(place.value)[1]
    if edit.action == "delete":
        return [_deleted_from_flow(document.text, start, end) if flow else _deleted(document.text, start, end)]
    if place.key is None:
        raise ValueError("an element of a list has no key")
    if edit.action == "rename":
        return [_Patch(*at.span(place.key), edit.text)]
    return [_inserted(document.text, edit.text, place.key.column, end, flow)]


def _sorted(document: Document, edit: Edit, at: _Offsets) -> list[_Patch]:
    """The scalars of a list change places, each in a block with the comment behind it; what is between them stays."""
    text, values = document.text, document.get(edit.path)
    start, end = at.span(document.places[edit.path].value)
    flow = text[start] == "["
    if flow and "#" in text[start:end]:
        raise ValueError("a comment would stand beside another value then")
    spans = [at.span(document.places[(*edit.path, index)].value) for index in range(len(values))]
    wholes = spans if flow else [(first, _line_end(text, last)) for first, last in spans]
    order = sorted(range(len(values)), key=lambda index: values[index])
    return [_Patch(*whole, text[slice(*wholes[index])]) for whole, index in zip(wholes, order, strict=True)]


def _inserted(text: str, entry: str, column: int, end: int, flow: bool) -> _Patch:
    if flow:
        return _Patch(end, end, f", {entry}")
    line_end = _line_end(text, end)
    newline = "\r\n" if "\r\n" in text else "\n"
    return _Patch(line_end, line_end, f"{newline}{' ' * (column - 1)}{entry}")


def _deleted(text: str, start: int, end: int) -> _Patch:
    """A whole entry of a block, with its line."""
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    if text[line_start:start].strip() not in ("", "-"):
        raise ValueError("something else begins the line")
    after = _line_end(text, end)
    for newline in ("\r\n", "\n", "\r"):
        if text.startswith(newline, after):
            return _Patch(line_start, after + len(newline), "")
    return _Patch(line_start, after, "")


def _deleted_from_flow(text: str, start: int, end: int) -> _Patch:
    """An entry between braces or brackets, with the comma after it, or else the one before it."""
    after = end + len(text[end:]) - len(text[end:].lstrip())
    if text.startswith(",", after):
        after += 1
        return _Patch(start, after + len(text[after:]) - len(text[after:].lstrip(" ")), "")
    before = text[:start].rstrip()
    return _Patch(len(before) - 1 if before.endswith(",") else start, end, "")


def _line_end(text: str, position: int) -> int:
    ends = [found for mark in "\r\n" if (found := text.find(mark, position)) >= 0]
    return min(ends, default=len(text))


class _Offsets:
    """From lines and columns to positions in the text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]

    def start(self, span: Span) -> int:
        return self._starts[span.line - 1] + span.column - 1

    def span(self, span: Span) -> tuple[int, int]:
        return self.start(span), self._starts[span.end_line - 1] + span.end_column - 1
