"""The line that a finding is about, with a caret below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lrviz.spans import Span
from lrviz.text import cells, printable_line

WIDEST = 160
"""How many columns of a line are shown."""

BEFORE = 60
"""How many columns are shown before the place in a line that is longer."""

CUT = "..."


def frame(lines: Sequence[str], span: Span, paint: Callable[[str], str]) -> list[str]:
    """The line of a place, the one above it, and carets under the place.

    Args:
        lines: The lines of the file.
        span: The place. Of a place over several lines, the first is shown.
        paint: Colours the carets.

    Returns:
        The lines to print; none where the file has no such line.
    """
    if span.line > len(lines):
        return []
    line = lines[span.line - 1]
    start = span.column - 1
    end = max(start, span.end_column - 1 if span.end_line == span.line else len(line.rstrip()))
    number = str(span.line)
    margin = " " * len(number)
    shown = [f"{margin} |"]
    if span.line > 1 and lines[span.line - 2].strip():
        above, _, _ = _window(lines[span.line - 2], 0, 0)
        shown.append(f"{span.line - 1!s:>{len(number)}} | {above}")
    text, column, width = _window(line, start, end)
    return [*shown, f"{number} | {text}", f"{margin} | {' ' * column}{paint('^' * max(1, width))}"]


def _window(line: str, start: int, end: int) -> tuple[str, int, int]:
    """The part of a line to show, and in which column of it a place begins and how wide it is."""
    line = line.rstrip()
    fits = start < WIDEST and cells(printable_line(line[: start + 1])) <= WIDEST - len(CUT)
    first = 0 if fits else max(0, start - BEFORE)
    # a line can be as long as the file is allowed to be
    end = min(end, start + WIDEST)
    before = (CUT if first else "") + printable_line(line[first:start])
    place, after = printable_line(line[start:end]), printable_line(line[end : end + WIDEST])
    text = _cut(before + place + after)
    column = cells(before)
    return text, column, min(cells(place), max(1, cells(text) - column))


def _cut(text: str) -> str:
    if cells(text) <= WIDEST:
        return text
    kept = text[: WIDEST - len(CUT)]
    while cells(kept) > WIDEST - len(CUT):
        kept = kept[:-1]
    return kept + CUT
