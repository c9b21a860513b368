"""The chart in the terminal: braille where it can be shown and told apart, letters elsewhere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from lrviz.render.words import rate
from lrviz.text import printable

if TYPE_CHECKING:
    from lrviz.curve import Curve, Values

COLOURS = ("bright_blue", "bright_red", "bright_green", "bright_magenta", "bright_yellow", "bright_cyan", "white")
MARKERS = "abcdefghijklmnopqrstuvwxyz"
HEIGHT = 12
LABEL = 11
"""Columns for the labels of the rates, the axis included."""

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The dot of a braille character in each of its four rows and two columns."""


def chart(curves: Sequence[Curve], width: int, colour: bool, unicode: bool, by_fraction: bool = False) -> Text:
    """Draw the rates of all configs and groups over the updates.

    Args:
        curves: What to draw.
        width: The columns that there are.
        colour: Whether lines can be told apart by colour.
        unicode: Whether braille and box characters can be shown.
        by_fraction: Whether each curve takes the whole width, however long its run.

    Returns:
        The chart, its axes and, for several lines, a legend.
    """
    lines = [Line(_label(curves, curve, series.label), series.rates) for curve in curves for series in curve.series]
    return draw(lines, width, colour, unicode, by_fraction)


class Line(NamedTuple):
    """What is drawn: one value for each step, in an array or, where numpy is not there, in a list."""

    label: str
    values: Values | list[float]


def draw(
    lines: Sequence[Line], width: int, colour: bool, unicode: bool, by_fraction: bool = False, unit: str = "steps"
) -> Text:
    """Draw lines, with axes and, for several, a legend. What `chart` does, without numpy and without a run."""
    columns = max(8, width - LABEL - 1)
    lowest, highest = 0.0, -math.inf
    for _, values in lines:
        low, high = _extent(values)
        lowest, highest = min(lowest, low), max(highest, high)
    longest = max(len(values) for _, values in lines)
    braille = unicode and (len(lines) == 1 or colour)
    canvas = _Canvas(columns, braille, lowest, highest)
    for number, (_, values) in enumerate(lines):
        canvas.draw(values, len(values) if by_fraction else longest, number)
    text = Text(no_wrap=True)
    for row in range(HEIGHT):
        label = {0: highest, HEIGHT // 2: (highest + lowest) / 2, HEIGHT - 1: lowest}.get(row)
        axis = ("┤" if label is not None else "│") if unicode else "|"
        text.append(f"{rate(label) if label is not None else '':>{LABEL - 2}} {axis}")
        canvas.append_row(text, row)
        text.append("\n")
    marks = ("0", "0.5", "1 of the run") if by_fraction else ("0", f"{longest // 2:,}", f"{longest - 1:,} {unit}")
    text.append(_axis_below(marks, columns, unicode))
    if len(lines) > 1:
        text.append_text(_legend([label for label, _ in lines], braille))
    return text


def _extent(values: Values | list[float]) -> tuple[float, float]:
    """The lowest and the highest value. An array finds them itself, and much faster."""
    if isinstance(values, list):
        return min(values), max(values)
    return float(values.min()), float(values.max())


class _Canvas:
    """A grid of dots, or of letters, with the number of the line that was drawn last in each cell."""

    def __init__(self, columns: int, braille: bool, lowest: float, highest: float) -> None:
        self.columns, self.braille = columns, braille
        self.lowest, self.span = lowest, (highest - lowest) or 1.0
        self.dot_columns = columns * 2 if braille else columns
        self.dot_rows = HEIGHT * 4 if braille else HEIGHT
        self.bits = [[0] * columns for _ in range(HEIGHT)]
        self.owner = [[-1] * columns for _ in range(HEIGHT)]

    def draw(self, values: Values | list[float], longest: int, number: int) -> None:
        """Draw from the lowest to the highest rate in each column, so that a spike of one step is seen."""
        before: int | None = None
        for column in range(self.dot_columns):
            start = column * longest // self.dot_columns
            end = max(start + 1, (column + 1) * longest // self.dot_columns)
            part = values[start:end]
            if not len(part):
                break
            low, high = _extent(part)
            top, bottom = self._row(high), self._row(low)
            if before is not None and not top <= before <= bottom:
                # join it to the column before
                top, bottom = (top, before - 1) if before > bottom else (before + 1, bottom)
            for row in range(top, bottom + 1):
                self._set(row, column, number)
            before = self._row(float(part[-1]))

    def _row(self, value: float) -> int:
        return round((1 - (value - self.lowest) / self.span) * (self.dot_rows - 1))

    def _set(self, row: int, column: int, number: int) -> None:
        down, right = (row // 4, column // 2) if self.braille else (row, column)
        self.bits[down][right] |= DOTS[row % 4][column % 2] if self.braille else 1
        self.owner[down][right] = number

    def append_row(self, text: Text, row: int) -> None:
        for bits, number in zip(self.bits[row], self.owner[row], strict=True):
            if not bits:
                text.append(" ")
            elif self.braille:
                text.append(chr(0x2800 + bits), style=COLOURS[number % len(COLOURS)])
            else:
                text.append(MARKERS[number % len(MARKERS)], style=COLOURS[number % len(COLOURS)])


def _axis_below(marks: tuple[str, str, str], columns: int, unicode: bool) -> str:
    corner, dash = ("└", "─") if unicode else ("+", "-")
    first, middle, last = marks
    line = first
    if columns >= len(first) + len(middle) + len(last) + 4:
        line = line.ljust(columns // 2 - len(middle) // 2) + middle
    line = line.ljust(max(len(line) + 1, columns - len(last))) + last
    indent = " " * (LABEL - 1)
    return f"{indent}{corner}{dash * columns}\n{indent} {line}\n"


def _legend(labels: Sequence[str], braille: bool) -> Text:
    text = Text()
    for number, label in enumerate(labels):
        mark = "━━" if braille else MARKERS[number % len(MARKERS)]
        text.append(f"{' ' * LABEL}{mark} ", style=COLOURS[number % len(COLOURS)])
        text.append(f"{label}\n")
    return text


def _label(curves: Sequence[Curve], curve: Curve, group: str) -> str:
    name = printable(curve.name, 60) if len(curves) > 1 else ""
    return " ".join(part for part in (name, f"[{group}]" if group else "") if part)
