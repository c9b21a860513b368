"""The picture, with matplotlib's `Figure` and without pyplot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from lrviz.curve import Curve
from lrviz.outputs import MARK
from lrviz.render import words
from lrviz.render.thin import thin
from lrviz.render.view import View
from lrviz.text import printable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LINES = ("-", "--", "-.", ":")
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8c564b")
"""Told apart by people who do not see all colours (Okabe and Ito), and by the line style too."""

POINTS = 4000
"""About how many points of a curve are drawn."""


def draw(curves: Sequence[Curve], view: View) -> Figure:
    """Draw the rates of all configs and groups over the updates, or over the fraction of each run.

    Args:
        curves: What to draw, one line for each group.
        view: How to draw it.

    Returns:
        The figure, with an axis of epochs above where any config speaks of them and all agree on their length.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.add_subplot()
    for number, (label, places, rates) in enumerate(_lines(curves, view)):
        style = LINES[number // len(COLOURS) % len(LINES)] if len(curves) > 1 else LINES[number % len(LINES)]
        marker = "o" if len(places) == 1 else ""
        axes.plot(places, rates, style, color=COLOURS[number % len(COLOURS)], label=label, marker=marker, linewidth=1.6)
    axes.set_title(_title(curves), fontsize=11, wrap=True)
    axes.set_ylabel("learning rate")
    axes.grid(True, alpha=0.3)
    axes.margins(x=0.01)
    if view.log_y:
        axes.set_yscale("symlog" if _needs_symlog(curves) else "log", **_linear_below(curves))
    else:
        # each label is whole: a factor above the axis would stand in the labels of the epochs
        axes.yaxis.set_major_formatter(lambda rate, _position: words.axis_rate(rate))
    if view.by_fraction:
        axes.set_xlabel("fraction of the run")
    else:
        axes.set_xlabel("optimizer updates")
        axes.xaxis.set_major_formatter(lambda step, _position: f"{step:,.10g}")
        _epochs_above(axes, curves)
    if len(curves) > 1 or len(curves[0].series) > 1:
        axes.legend(fontsize=9)
    return figure


def save(figure: Figure, file: BinaryIO, suffix: str) -> None:
    """Write a figure as png, svg or pdf."""
    marks: dict[str, dict[str, Any]] = {
        "png": {"Software": MARK},
        "svg": {"Creator": MARK, "Date": None},
        "pdf": {"Creator": MARK, "CreationDate": None},
    }
    figure.savefig(file, format=suffix, dpi=150, metadata=marks[suffix])


def _lines(curves: Sequence[Curve], view: View) -> list[tuple[str, Any, Any]]:
    lines = []
    for curve in curves:
        for series in curve.series:
            name = _short(curve.name) if len(curves) > 1 else ""
            label = " ".join(part for part in (name, f"[{series.label}]" if series.label else "") if part)
            steps = thin(series.rates, POINTS)
            places = steps / curve.updates if view.by_fraction else steps
            lines.append((label.replace("$", r"\$"), places, series.rates[steps]))
    return lines


def _short(name: str, longest: int = 40) -> str:
    """The end of a path says more than its start."""
    shown = printable(name, 10_000)
    return shown if len(shown) <= longest else "..." + shown[-(longest - 3) :]


def _title(curves: Sequence[Curve]) -> str:
    if len(curves) > 1:
        return f"{len(curves)} schedules"
    plan = curves[0].plan
    return f"{_short(plan.name, 60)}\n{_short(words.schedule(plan), 70)}, {words.run(plan)}".replace("$", r"\$")


def _epochs_above(axes: Any, curves: Sequence[Curve]) -> None:
    lengths = {curve.plan.steps_per_epoch for curve in curves}
    if len(lengths) != 1 or not any(curve.plan.has_epochs for curve in curves):
        return
    per_epoch = lengths.pop()
    above = axes.secondary_xaxis("top", functions=(lambda step: step / per_epoch, lambda epoch: epoch * per_epoch))
    above.set_xlabel("epochs")


def _needs_symlog(curves: Sequence[Curve]) -> bool:
    """A logarithmic axis has no place for 0 or less; near 0 it is linear then."""
    return any(bool((series.rates <= 0).any()) for curve in curves for series in curve.series)


def _linear_below(curves: Sequence[Curve]) -> dict[str, float]:
    if not _needs_symlog(curves):
        return {}
    positive = [
        float(series.rates[series.rates > 0].min())
        for curve in curves
        for series in curve.series
        if (series.rates > 0).any()
    ]
    return {"linthresh": max(min(positive), 1e-12) if positive else 1.0}
