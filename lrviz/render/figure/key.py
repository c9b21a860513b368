"""The key: each line's name beside the place where it ends, or all of them below the axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.lines import Line2D

from lrviz.curve import first_largest
from lrviz.render.figure.fitting import shorten, width_of
from lrviz.render.figure.numerals import written
from lrviz.render.figure.strokes import Stroke

WIDEST = 0.3
"""Which part of the width the names beside the lines may take."""

NARROWEST = 5.0
"""How many inches wide a picture is at the least in which names stand beside the lines."""

GROWTH = 0.6
"""Which part of the names' width a picture becomes wider by."""

SAMPLE = 24.0
LEADER = 10.0
GAP = 4.0
"""The sample of a line, what leads to it, and the room around it, in points."""

LINE = 1.35
"""From one line of text to the next, in heights of the font."""

LOWEST = 0.45
"""Which part of the height the names below the axes may take."""


def font_size() -> float:
    return float(rcParams["font.size"]) * 0.9


class KeyBeside:
    """The names at the right, each with a sample of its line.

    Args:
        figure: The figure.
        strokes: The lines.
        renderer: What measures texts.
        inches: How high the axes are going to be, about.
    """

    def __init__(self, figure: Any, strokes: Sequence[Stroke], renderer: Any, inches: float) -> None:
        self.figure, self.strokes, self.renderer = figure, strokes, renderer
        self.points = figure.dpi / 72
        self.row = font_size() * LINE
        lines = inches * 72 / self.row
        self.fits = figure.get_figwidth() >= NARROWEST and len(strokes) <= lines
        self.rows_each = 2 if 2.4 * len(strokes) <= lines else 1
        self.texts = [figure.text(0, 0, "", fontsize=font_size(), va="center") for _ in strokes] if self.fits else []

    def remove(self) -> None:
        """Take back what was made for measuring."""
        for text in self.texts:
            text.remove()

    def reserve(self, may_grow: bool) -> float:
        """Find out how much room it takes at the right.

        Args:
            may_grow: Whether the figure may become wider for it.

        Returns:
            The inches.
        """
        before = (LEADER + SAMPLE + 2 * GAP) * self.points
        width = self.figure.bbox.width
        most = width * WIDEST
        wanted: float = 0.0
        numbers = list(map(_numbers, self.strokes))
        if any(width_of(line, self.texts[0], self.renderer) > most for line in numbers):
            self.rows_each = 1
        for stroke, text, read in zip(self.strokes, self.texts, numbers, strict=True):
            lines = [shorten(stroke.label, most, text, self.renderer), *([read] if self.rows_each == 2 else [])]
            text.set_text("\n".join(lines))
            wanted = max(wanted, *(width_of(line, text, self.renderer) for line in lines))
        inches = float(wanted + before + 2 * GAP * self.points) / float(self.figure.dpi)
        if may_grow:
            self.figure.set_figwidth(self.figure.get_figwidth() + inches * GROWTH)
        return inches

    def draw(self, axes: Any) -> None:
        """Write the names, as near to the ends of the lines as they go without touching each other."""
        inside, height = axes.get_window_extent(self.renderer), self.row * self.rows_each * self.points
        if self.rows_each == 2:
            height *= 1.2
        ends = [_end(stroke, axes) for stroke in self.strokes]
        wanted = np.array([np.clip(up, inside.y0, inside.y1) for _, up in ends])
        places = spread(wanted, height, inside.y0 + height / 2, inside.y1 - height / 2)
        for stroke, text, (across, up), place in zip(self.strokes, self.texts, ends, places, strict=True):
            left = inside.x1 + GAP * self.points + LEADER * self.points
            right = left + SAMPLE * self.points
            if across >= inside.x1 - 0.03 * inside.width:
                self._line(
                    [across, left], [np.clip(up, inside.y0, inside.y1), place], color=stroke.colour, linewidth=0.6
                )
            self._line(
                [left, (left + right) / 2, right],
                [place] * 3,
                color=stroke.colour,
                linestyle=stroke.pattern,
                marker=stroke.marker,
                markevery=[1],
                markersize=5,
                markerfacecolor=rcParams["figure.facecolor"],
            )
            text.set_position(self.figure.transFigure.inverted().transform((right + GAP * self.points, place)))

    def _line(self, across: Sequence[float], up: Sequence[float], **how: Any) -> None:
        places = self.figure.transFigure.inverted().transform(np.column_stack([across, up]))
        line = Line2D(places[:, 0], places[:, 1], transform=self.figure.transFigure, **how)
        line.set_in_layout(False)
        self.figure.add_artist(line)


def _numbers(stroke: Stroke) -> str:
    """What is read off a line: its peak and where, and its end."""
    if not len(stroke.finite):
        return "no finite rate"
    rates = stroke.series.rates
    highest, last = float(np.nanmax(stroke.values)), float(rates[-1])
    if highest == float(np.nanmin(stroke.values)):
        return f"constant {written(highest)}"
    window = rates[stroke.first : stroke.last + 1]
    step = first_largest(np.where(np.isfinite(window), window, -np.inf)) + stroke.first
    return f"peak {written(highest)} at step {step:,}, final {written(last)}"


def _end(stroke: Stroke, axes: Any) -> tuple[float, float]:
    """Where a line ends, in pixels."""
    finite = np.flatnonzero(np.isfinite(stroke.values))
    if not len(finite):
        return (0.0, float(axes.bbox.y0))
    across, up = axes.transData.transform((stroke.places[finite[-1]], stroke.values[finite[-1]]))
    return float(across), float(up)


def spread(wanted: np.ndarray[Any, Any], height: float, lowest: float, highest: float) -> np.ndarray[Any, Any]:
    """Places as near to the wanted ones as can be, none nearer to the next than a height.

    Args:
        wanted: Where each should be.
        height: How far apart they have to be.
        lowest: The lowest place there is.
        highest: The highest one.
    """
    # of those that end together the first stands on top
    order = len(wanted) - 1 - np.argsort(wanted[::-1], kind="stable")
    level = wanted[order] - height * np.arange(len(wanted))
    # neighbours that are too near to each other stand together around their mean
    blocks: list[list[float]] = []
    for value in level:
        blocks.append([float(value), 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, count = blocks.pop()
            blocks[-1] = [
                (blocks[-1][0] * blocks[-1][1] + mean * count) / (blocks[-1][1] + count),
                blocks[-1][1] + count,
            ]
    level = np.concatenate([np.full(int(count), mean) for mean, count in blocks])
    level = np.clip(level, lowest, max(lowest, highest - height * (len(wanted) - 1)))
    places = np.empty(len(wanted))
    places[order] = level + height * np.arange(len(wanted))
    return places


class KeyBelow:
    """The names below the axes, in columns.

    Args:
        figure: The figure.
        strokes: The lines.
        renderer: What measures texts.
    """

    def __init__(self, figure: Any, strokes: Sequence[Stroke], renderer: Any) -> None:
        self.figure, self.strokes, self.renderer = figure, strokes, renderer
        self.legend: Any = None

    def reserve(self, may_grow: bool) -> float:
        """Find out how much room it takes at the bottom.

        Args:
            may_grow: Whether the figure may become higher for it. Else the last names are left out, and counted.

        Returns:
            The inches.
        """
        columns, labels = self._columns()
        if not may_grow:
            row = font_size() * LINE * 1.2 / 72
            most = max(1, int(self.figure.get_figheight() * LOWEST / row)) * columns
            if len(labels) > most:
                labels = [*labels[: most - 1], f"and {len(labels) - most + 1} more"]
        handles: list[Any] = [_sample(stroke) for stroke in self.strokes[: len(labels)]]
        if len(labels) < len(self.strokes):
            handles[-1] = Line2D([], [], linestyle="")
        # a name that begins with a line below would not be shown, and so they are written afterwards
        self.legend = self.figure.legend(
            handles,
            ["x"] * len(handles),
            loc="lower left",
            ncols=columns,
            fontsize=font_size(),
            frameon=False,
            handlelength=SAMPLE / font_size(),
            columnspacing=1.5,
            borderpad=0.2,
            borderaxespad=0.2,
        )
        self.legend.set_in_layout(False)
        for text, label in zip(self.legend.get_texts(), labels, strict=True):
            text.set_text(label)
        pixels = self.legend.get_window_extent(self.renderer).height
        inches = float(pixels / self.figure.dpi) + 2 * GAP / 72
        if may_grow:
            self.figure.set_figheight(self.figure.get_figheight() + inches)
        return inches

    def draw(self, bottom: float) -> None:
        """Put it where it belongs.

        Args:
            bottom: The inches that there are below it.
        """
        self.legend.set_bbox_to_anchor((0, bottom / self.figure.get_figheight()), self.figure.transFigure)

    def _columns(self) -> tuple[int, list[str]]:
        """In how many columns the names go, and the names, cut where they are too long for one."""
        like = self.figure.text(0, 0, "", fontsize=font_size())
        points = self.figure.dpi / 72
        around = (SAMPLE + 6 * GAP) * points
        room = self.figure.bbox.width - 6 * GAP * points
        widest = max(width_of(stroke.label, like, self.renderer) for stroke in self.strokes) + around
        columns = max(1, min(4, len(self.strokes), int(room / widest)))
        labels = [shorten(stroke.label, room / columns - around, like, self.renderer) for stroke in self.strokes]
        like.remove()
        return columns, labels


def _sample(stroke: Stroke) -> Line2D:
    return Line2D(
        [],
        [],
        color=stroke.colour,
        linestyle=stroke.pattern,
        marker=stroke.marker,
        markersize=5,
        markerfacecolor=rcParams["figure.facecolor"],
    )
