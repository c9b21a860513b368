"""The axes: how far they reach, where their ticks stand, and how these are written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.ticker import Formatter, LogLocator, MaxNLocator, NullLocator, SymmetricalLogLocator

from lrviz.curve import Values
from lrviz.render.figure.numerals import decimal, needs_power, scientific, written
from lrviz.render.figure.strokes import Stroke
from lrviz.render.view import View

CONSTANT = 1e-9
"""Up to which part of the highest rate the rates may differ and still count as one."""

DECADES = 8
"""How many decades below the peak a logarithmic axis goes on where there are rates of 0."""

WIDTH_OF_A_CHARACTER = 0.62
"""Of a digit, in heights of the font."""


class RateFormatter(Formatter):
    """Writes rates as short as they go, and so long that no two ticks say the same."""

    def __call__(self, rate: float, position: int | None = None) -> str:  # noqa: ARG002
        return written(rate)

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """All ticks of an axis, written alike: as powers of ten where one of them has to be."""
        write = scientific if any(needs_power(rate) for rate in values) else decimal
        for digits in range(3, 17):
            texts = [write(rate, digits) for rate in values]
            if len(set(texts)) == len(set(values)):
                break
        return texts


def scale_rates(axes: Any, strokes: Sequence[Stroke], log: bool, rows: float) -> str:
    """Set up the axis of rates.

    Args:
        axes: The axes.
        strokes: All that is drawn.
        log: Whether it is logarithmic.
        rows: Which part of the height is to be left above the highest rate, for what is written there.

    Returns:
        What the axis is called, with how 0 is shown where it is logarithmic.
    """
    found = [stroke.finite for stroke in strokes if len(stroke.finite)]
    values = np.concatenate(found) if found else np.zeros(1)
    if log and (values != 0).any():
        name = _log_rates(axes, values, rows)
        axes.yaxis.set_major_formatter(RateFormatter())
        return name
    low, high = float(values.min()), float(values.max())
    if low == high == 0:
        high = 1.0
    elif high - low <= CONSTANT * max(abs(low), abs(high)) or high - low >= 0.2 * max(abs(low), abs(high)):
        # a curve is judged against 0; one that hardly moves is seen better alone
        low, high = min(0.0, low), max(0.0, high)
    room = (high - low) * 0.04
    axes.set_ylim(low - room, low + (high - low + room) / (1 - rows))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(RateFormatter())
    if low < 0 < high:
        axes.axhline(0, color=axes.spines["left"].get_edgecolor(), linewidth=0.8, zorder=0.9)
    return "learning rate"


def _log_rates(axes: Any, values: Values, rows: float) -> str:
    sizes = np.abs(values[values != 0])
    lowest, highest = float(sizes.min()), float(sizes.max())
    if (values > 0).all():
        decades = max(math.log10(highest) - math.log10(lowest), 0.6)
        middle = (math.log10(highest) + math.log10(lowest)) / 2
        bottom = middle - decades * 0.54
        axes.set_yscale("log")
        axes.set_ylim(10**bottom, 10 ** (bottom + decades * 1.08 / (1 - rows)))
        subs = (1.0,) if decades > 3 else (1.0, 2.0, 5.0)
        axes.yaxis.set_major_locator(LogLocator(base=10, subs=subs, numticks=8))
        axes.yaxis.set_minor_locator(NullLocator())
        return "learning rate, logarithmic"
    linear = max(lowest, highest * 10.0**-DECADES)
    decades = math.log10(highest / linear) + 1
    axes.set_yscale("symlog", linthresh=linear, linscale=1)
    above = linear * 10 ** (decades * (1 + rows) / (1 - rows) - 1 + 0.1) if (values > 0).any() else linear / 4
    below = -(highest * 2) if (values < 0).any() else -linear / 4
    axes.set_ylim(below, above)
    locator = SymmetricalLogLocator(base=10, linthresh=linear)
    locator.set_params(numticks=8)
    axes.yaxis.set_major_locator(locator)
    zero = "0" if (values == 0).any() else "less than 0"
    return f"learning rate, logarithmic (linear below {written(linear, 3)}, to show {zero})"


def scale_updates(axes: Any, strokes: Sequence[Stroke], view: View, inches: float) -> None:
    """Set up the axis below: updates, or the fraction of each run.

    Args:
        axes: The axes.
        strokes: All that is drawn.
        view: Which of the two.
        inches: How wide the axes are, about.
    """
    first = min(float(stroke.places[0]) for stroke in strokes)
    last = max(float(stroke.places[-1]) for stroke in strokes)
    if view.by_fraction:
        axes.set_xlim(-0.01, 1.01)
        axes.set_xlabel("fraction of the run")
        return
    room = max((last - first) * 0.012, 0.5 if last - first < 2 else 0.0)
    axes.set_xlim(first - room, last + room)
    axes.set_xlabel("optimizer updates")
    longest = len(f"{last:,.0f}")
    axes.xaxis.set_major_locator(_whole_numbers(axes, inches, longest))
    axes.xaxis.set_major_formatter(lambda step, _position: f"{step:,.0f}")


def _whole_numbers(axes: Any, inches: float, characters: int) -> MaxNLocator:
    """Ticks at whole numbers, no more of them than have room side by side."""
    size = axes.xaxis.get_ticklabels()[0].get_fontsize() if axes.xaxis.get_ticklabels() else 9.0
    width = (characters + 3) * size * WIDTH_OF_A_CHARACTER / 72
    return MaxNLocator(nbins=max(1, min(8, int(inches / width))), integer=True, steps=[1, 2, 2.5, 5, 10])


def epochs_above(axes: Any, strokes: Sequence[Stroke], inches: float) -> bool:
    """An axis of epochs above, where an epoch has several updates and all agree on how many.

    Returns:
        Whether there is one.
    """
    lengths = {stroke.curve.plan.steps_per_epoch for stroke in strokes}
    if len(lengths) != 1 or lengths == {1} or not any(stroke.curve.plan.has_epochs for stroke in strokes):
        return False
    per_epoch = lengths.pop()
    above = axes.secondary_xaxis("top", functions=(lambda step: step / per_epoch, lambda epoch: epoch * per_epoch))
    above.set_xlabel("epochs")
    low, high = (place / per_epoch for place in axes.get_xlim())
    characters = max(len(f"{high:,.0f}"), 4 if high - low < 4 else 1)
    locator = _whole_numbers(axes, inches, characters)
    if high - low < 2:
        locator.set_params(integer=False)
    above.xaxis.set_major_locator(locator)
    above.xaxis.set_major_formatter(lambda epoch, _position: f"{epoch:,.6g}")
    return True
