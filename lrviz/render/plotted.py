"""What the page draws: for each curve the values at the steps that are drawn, as plain data for JSON."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from lrviz.curve import Curve, Series, Values
from lrviz.phases import Phase, phases_of
from lrviz.render.comparison import LETTERS
from lrviz.render.thin import thin
from lrviz.render.view import View
from lrviz.text import printable

MOST = 60_000
"""About how many values a page holds. They make it about a megabyte larger."""

LEAST = 2_000
"""About how many points each curve has at the least, however many there are."""

MOST_PHASES = 60
"""How many phases are shaded at the most."""

Places = np.ndarray[tuple[int], np.dtype[np.float64]]
Steps = np.ndarray[tuple[int], np.dtype[np.int64]]


def drawing(curves: Sequence[Curve], view: View) -> dict[str, Any]:
    """The curves of a page.

    All are drawn at the same places, so that a person who points at one sees all of them there. Where there are too
    many, the highest and the lowest of each stretch of each curve are among them.

    Args:
        curves: What is drawn.
        view: How. Where the places are fractions of the run, each curve has the step that it is at there.

    Returns:
        Data for the script of the page.
    """
    places, whole = _places(curves, view)
    return {
        "logarithmic": view.log_y,
        "window": [view.first, view.last if view.last is not None else places[-1]] if view.is_window else None,
        "phases": [phase._asdict() for phase in phases(curves, view)],
        "byFraction": view.by_fraction,
        "places": places.tolist(),
        "whole": whole,
        "stepsPerEpoch": _steps_per_epoch(curves),
        "lines": [
            _line(_names(curves, number, series, view), series, _steps(curve, places, view.by_fraction), view)
            for number, curve in enumerate(curves)
            for series in map(partial(_momentum_once, curve), curve.series)
        ],
        "differences": _differences(curves, places, view) if view.compared else [],
    }


def phases(curves: Sequence[Curve], view: View) -> tuple[Phase, ...]:
    """The phases that all lines have in common, or none: with too many of them they say nothing."""
    found = {phases_of(curve, group) for curve in curves for group in range(len(curve.series))}
    common = found.pop()
    return () if found or view.by_fraction or len(common) > MOST_PHASES else common


def _places(curves: Sequence[Curve], view: View) -> tuple[Places, bool]:
    """Where all curves are drawn, and whether that is at every step of each."""
    each = max(LEAST, MOST // sum(len(curve.series) for curve in curves))
    found = [
        thin(values, each) / (curve.updates if view.by_fraction else 1)
        for curve in curves
        for values in _moving(curve, curves[0] if view.compared and not view.by_fraction else curve)
    ]
    return np.unique(np.concatenate(found)), all(curve.updates <= each for curve in curves)


def _moving(curve: Curve, baseline: Curve) -> Iterable[Values]:
    """All of a curve that may have a spike, and its gap to another one."""
    for series in curve.series:
        yield series.rates
        if series.momentum is not None:
            yield series.momentum
    if baseline is not curve:
        for series, before in zip(curve.series, baseline.series, strict=False):
            both = min(curve.updates, baseline.updates)
            yield series.rates[:both] - before.rates[:both]


def _steps(curve: Curve, places: Places, by_fraction: bool) -> Steps:
    """The step of a curve at each place, as far as it goes."""
    if by_fraction:
        # a fraction times the length may come out a little below the step that it was made of
        return np.minimum(np.floor(places * curve.updates + 1e-6), curve.updates - 1).astype(np.int64)
    return places[places < curve.updates].astype(np.int64)


def _line(names: tuple[str, str], series: Series, steps: Steps, view: View) -> dict[str, Any]:
    name, short = names
    line = {
        "name": name,
        "short": short,
        "rates": _finite(series.rates[steps]),
        "momentum": None if series.momentum is None else _finite(series.momentum[steps]),
    }
    return {**line, "steps": steps.tolist()} if view.by_fraction else line


def _momentum_once(curve: Curve, series: Series) -> Series:
    """A group without its momentum where that is the same as of the first, which is drawn."""
    first = curve.series[0]
    if series is first or first.momentum is None or series.momentum is None:
        return series
    return replace(series, momentum=None) if np.array_equal(first.momentum, series.momentum) else series


def _names(curves: Sequence[Curve], number: int, series: Series, view: View) -> tuple[str, str]:
    """What a line is called in the legend, and where there is little room."""
    letter = LETTERS[number] if view.compared else ""
    path = curves[number].name if len(curves) > 1 else ""
    group = f"[{series.label}]" if series.label else ""
    return _joined(letter, printable(path, 60), group), _joined(letter or printable(path[-24:]), group)


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part) or "learning rate"


def _differences(curves: Sequence[Curve], places: Places, view: View) -> list[dict[str, Any]]:
    """Each group of each config less that of the first, with the number of the line that it belongs to."""
    baseline, found, number = curves[0], [], len(curves[0].series)
    for curve in curves[1:]:
        for index, series in enumerate(curve.series):
            if index < len(baseline.series):
                before = _steps(baseline, places, view.by_fraction)
                after = _steps(curve, places, view.by_fraction)
                both = min(len(before), len(after))
                gap = series.rates[after[:both]] - baseline.series[index].rates[before[:both]]
                found.append({"line": number + index, "gap": _finite(gap)})
        number += len(curve.series)
    return found


def _steps_per_epoch(curves: Sequence[Curve]) -> int | None:
    """How many steps an epoch has, where any config speaks of epochs and all agree."""
    lengths = {curve.plan.steps_per_epoch for curve in curves}
    return lengths.pop() if len(lengths) == 1 and any(curve.plan.has_epochs for curve in curves) else None


def _finite(values: Values) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values.tolist()]
