"""The table of a comparison, below the curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from matplotlib import rcParams
from matplotlib.lines import Line2D

from lrviz.render.comparison import Row, Sheet
from lrviz.render.figure.fitting import shorten, width_of

SIZES = (0.9, 0.8, 0.7, 0.6, 0.55)
"""The sizes of its letters, as parts of the usual one: the largest that fits is taken."""

LINE = 1.5
"""From one row to the next, in heights of the font."""

GAP = 2.0
"""The room between two columns, in heights of the font."""

WIDEST = 24
"""The digits that the widest cell takes at the most."""

MARGIN = 0.08
"""The room around it, in inches."""

MOST_ROWS = 45
PART = 0.4
"""Which part of the height of a figure that may not grow it takes at the most."""


class _Line(NamedTuple):
    """A row, as it is written.

    Attributes:
        texts: What stands in each column.
        bold: For each column, whether it stands out.
        rule: Whether a rule is drawn above it.
    """

    texts: tuple[str, ...]
    bold: tuple[bool, ...]
    rule: bool = False


class SheetTable:
    """The rows of a comparison. What differs from the baseline is bold.

    Args:
        figure: The figure.
        sheet: The table.
        renderer: What measures texts.
        colours: The colour of each config, by its letter.
        drawable: Makes a text one that the fonts have.
    """

    def __init__(
        self, figure: Any, sheet: Sheet, renderer: Any, colours: Mapping[str, str], drawable: Callable[[str], str]
    ) -> None:
        self.figure, self.renderer, self.colours = figure, renderer, colours
        self.lines = _lines(sheet, drawable)
        self.size = 0.0
        self.widths: list[float] = []

    def reserve(self, may_grow: bool) -> float:
        """Find out how large it is.

        Args:
            may_grow: Whether the figure may become larger for it. Else rows are left out, and that is said.

        Returns:
            The inches that it takes at the bottom; 0 where there is no room for it.
        """
        room = self.figure.get_figwidth() - 2 * MARGIN
        for part in SIZES if not may_grow else SIZES[:2]:
            self.size = float(rcParams["font.size"]) * part
            self.widths = self._measure()
            if sum(self.widths) <= room:
                break
        if may_grow:
            self._keep(MOST_ROWS)
            self.figure.set_figwidth(max(self.figure.get_figwidth(), sum(self.widths) + 2 * MARGIN))
            self.figure.set_figheight(self.figure.get_figheight() + self._height())
        else:
            self._keep(int((PART * self.figure.get_figheight() - MARGIN) / self._row()))
            if sum(self.widths) > room or len(self.lines) < 3:
                self.lines = []
        return self._height() if self.lines else 0.0

    def draw(self) -> None:
        """Write it at the bottom of the figure."""
        width, height = self.figure.get_size_inches()
        top = self._height() - MARGIN
        for number, line in enumerate(self.lines):
            middle = (top - (number + 0.5) * self._row()) / height
            if line.rule:
                self._rule((top - (number - 0.08) * self._row()) / height, width)
            left = MARGIN
            for column, (text, bold) in enumerate(zip(line.texts, line.bold, strict=True)):
                right = left + self.widths[column]
                place = left if column == 0 else right
                self.figure.text(
                    place / width,
                    middle,
                    text,
                    fontsize=self.size,
                    fontweight="bold" if bold else "normal",
                    color=self.colours.get(text, rcParams["text.color"]) if number == 0 else rcParams["text.color"],
                    ha="left" if column == 0 else "right",
                    va="center",
                ).set_in_layout(False)
                left = right

    def _measure(self) -> list[float]:
        """How wide each column is, in inches. Cells that are too long are cut."""
        like = self.figure.text(0, 0, "", fontsize=self.size, fontweight="bold")
        most = width_of("0" * WIDEST, like, self.renderer)
        self.lines = [
            line._replace(texts=tuple(shorten(text, most, like, self.renderer) for text in line.texts))
            if len(line.texts) > 1
            else line
            for line in self.lines
        ]
        rows = [line.texts for line in self.lines if len(line.texts) > 1]
        gap = GAP * self.size * self.figure.dpi / 72
        widths = [
            (max(width_of(text, like, self.renderer) for text in column) + gap) / self.figure.dpi
            for column in zip(*rows, strict=True)
        ]
        like.remove()
        return widths

    def _keep(self, most: int) -> None:
        """Leave out rows where there are too many, those first in which nothing differs, and say so in the last one."""
        if len(self.lines) <= most:
            return
        kept = [line for line in self.lines if any(line.bold)][: max(1, most) - 1]
        left_out = len(self.lines) - len(kept)
        self.lines = [*kept, _Line((f"and {left_out} more rows",), (False,), rule=True)]

    def _row(self) -> float:
        return self.size * LINE / 72

    def _height(self) -> float:
        return len(self.lines) * self._row() + 2 * MARGIN

    def _rule(self, place: float, width: float) -> None:
        ends = [MARGIN / width, min(1 - MARGIN / width, (MARGIN + sum(self.widths)) / width)]
        line = Line2D(ends, [place, place], transform=self.figure.transFigure, linewidth=0.6)
        line.set_color(rcParams["axes.edgecolor"])
        line.set_in_layout(False)
        self.figure.add_artist(line)


def _lines(sheet: Sheet, drawable: Callable[[str], str]) -> list[_Line]:
    pair = len(sheet.letters) == 2
    head = ("", *sheet.letters, *(("B to A",) if pair else ()))
    lines = [_Line(head, (True,) * len(head))]
    for section in sheet.sections:
        if section.title:
            lines.append(_Line((drawable(section.title),), (True,), rule=True))
        # of several groups, what they have alike takes too much room
        rows = [row for row in section.rows if any(row.differs) or not section.title]
        lines += [_line(row, pair, drawable, rule=number == 0 and not section.title) for number, row in enumerate(rows)]
    return lines


def _line(row: Row, pair: bool, drawable: Callable[[str], str], rule: bool) -> _Line:
    cells: Sequence[str] = [row.label, *row.cells, *([row.changes[1]] if pair else [])]
    bold = (False, *row.differs, *([False] if pair else []))
    return _Line(tuple(map(drawable, cells)), bold, rule)
