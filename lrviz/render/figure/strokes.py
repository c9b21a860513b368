"""The lines of a picture: what each shows, and how it is told from the others, with colour and without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
from matplotlib import rcParams

from lrviz.curve import Curve, Series, Values, first_largest
from lrviz.render.comparison import LETTERS
from lrviz.render.thin import thin
from lrviz.render.view import View
from lrviz.text import printable

POINTS = 4000
"""About how many points of a curve are drawn."""

HIGHEST = 1e300
"""What is beyond it is drawn as little as what is not finite: an axis needs room for it, and for its differences."""

FEW = 60
"""Up to how many updates each of them has a dot."""

PATTERNS: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (7, 2, 1.2, 2)), (0, (1.2, 1.6)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<", "p", ">")
"""Eleven of them, so that with four patterns only the 45th line looks like the first one."""

TOLD_BY_PATTERN = len(PATTERNS)
"""How many lines are told apart by their patterns; more of them have markers too."""


@dataclass(frozen=True)
class Stroke:
    """One line: a parameter group of a config.

    Attributes:
        label: What it is called, an empty string for a line that is alone.
        curve: The config.
        series: The parameter group.
        places: Where its points stand on the axis below.
        steps: The updates of these points.
        values: Their rates; nan for what cannot be drawn.
        first: The first update that is drawn.
        last: The last one.
        colour: Its colour.
        pattern: How it is dashed.
        marker: What stands on it here and there, an empty string for nothing.
    """

    label: str
    curve: Curve
    series: Series
    places: Values
    steps: np.ndarray[tuple[int], np.dtype[np.int64]]
    values: Values
    first: int
    last: int
    colour: str
    pattern: Any
    marker: str

    @property
    def finite(self) -> Values:
        return self.values[np.isfinite(self.values)]

    @property
    def peak(self) -> int:
        """The first update with the highest rate of the whole run, among those that can be drawn."""
        rates = drawn(self.series.rates)
        shown = np.isfinite(rates)
        return int(np.flatnonzero(shown)[first_largest(rates[shown])]) if shown.any() else 0

    def is_drawn(self, step: int) -> bool:
        """Whether the rate of an update can be drawn."""
        return bool(abs(self.series.rates[step]) <= HIGHEST)

    @property
    def is_whole(self) -> bool:
        """Whether every rate can be drawn."""
        return len(self.finite) == len(self.values)


def strokes_of(curves: Sequence[Curve], view: View, drawable: Callable[[str], str]) -> list[Stroke]:
    """A line for each parameter group of each config that has updates in the window.

    Args:
        curves: The configs. With several, each has a colour, and its groups are told apart by their patterns.
        view: What is drawn of them.
        drawable: Makes a text one that the fonts have.
    """
    colours = rcParams["axes.prop_cycle"].by_key().get("color", ["black"])
    groups = max(len(curve.series) for curve in curves)
    marked = len(curves) > TOLD_BY_PATTERN or groups > TOLD_BY_PATTERN or (len(curves) > 1 and groups > 1)
    strokes = []
    letters = LETTERS if view.compared else ""
    for number, (letter, curve) in enumerate(zip_longest(letters[: len(curves)], curves)):
        last = curve.updates - 1 if view.last is None else min(view.last, curve.updates - 1)
        if last < view.first:
            continue
        for index, series in enumerate(curve.series):
            colour = number if len(curves) > 1 else index
            pattern = index if groups > 1 else number
            marker = number + len(curves) * (index // len(PATTERNS)) if len(curves) > 1 else index
            steps = view.first + thin(drawn(series.rates[view.first : last + 1]), POINTS)
            strokes.append(
                Stroke(
                    label=drawable(" ".join(filter(None, (letter, _label(curve, series, len(curves) > 1))))),
                    curve=curve,
                    series=series,
                    places=steps / curve.updates if view.by_fraction else steps.astype(np.float64),
                    steps=steps,
                    values=drawn(series.rates[steps]),
                    first=view.first,
                    last=last,
                    colour=colours[colour % len(colours)],
                    pattern=PATTERNS[pattern % len(PATTERNS)],
                    marker=MARKERS[marker % len(MARKERS)] if marked else "",
                )
            )
    return strokes


def drawn(rates: Values) -> Values:
    """The rates, with nan for those that no axis has room for."""
    return np.where(np.abs(rates) <= HIGHEST, rates, np.nan)


def _label(curve: Curve, series: Series, with_name: bool) -> str:
    name = printable(curve.name, 10_000)
    if not with_name:
        return series.label
    return f"{name} [{series.label}]" if series.label else name


def draw_strokes(axes: Any, strokes: Sequence[Stroke]) -> None:
    """Draw the lines. Their markers stand at different places, so that none hides another where lines run together."""
    span = max((float(stroke.places[-1] - stroke.places[0]) for stroke in strokes), default=0.0)
    for number, stroke in enumerate(strokes):
        axes.plot(
            stroke.places,
            stroke.values,
            linestyle=stroke.pattern,
            color=stroke.colour,
            marker=stroke.marker,
            markevery=_marked(stroke, number, len(strokes), span) if stroke.marker else None,
            markersize=5,
            markerfacecolor=rcParams["axes.facecolor"],
        )
        if len(stroke.values) <= FEW:
            axes.plot(stroke.places, stroke.values, linestyle="", color=stroke.colour, marker=".", markersize=6)


def _marked(stroke: Stroke, number: int, count: int, span: float) -> list[int]:
    """Three points, evenly spaced, each line a little further than the one before."""
    wanted = stroke.places[0] + span * (np.arange(3) + (number + 0.5) / count) / 3
    found = np.searchsorted(stroke.places, wanted)
    return sorted({int(index) for index in found if index < len(stroke.places)})
