"""The axes: how far they reach, where their ticks stand, and how these are written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.ticker import FixedLocator, Formatter, LogLocator, MaxNLocator, NullLocator

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
    axes.yaxis.set_major_formatter(RateFormatter())
    if log and (values != 0).any():
        name = _log_rates(axes, values, rows)
        # setting a scale has taken it away
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
    if low < 0 < high:
        axes.axhline(0, color=axes.spines["left"].get_edgecolor(), linewidth=0.8, zorder=0.9)
    return "learning rate (0 has no logarithm)" if log else "learning rate"


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
    linear = 10.0 ** math.floor(math.log10(max(lowest, highest * 10.0**-DECADES)))
    decades = math.log10(highest / linear) + 1
    axes.set_yscale("symlog", linthresh=linear, linscale=1)
    top = linear * 10 ** (decades * 1.04 / (1 - rows) - 1) if (values > 0).any() else linear / 4
    axes.set_ylim(-highest * 2 if (values < 0).any() else -linear / 4, top)
    axes.yaxis.set_major_locator(FixedLocator(_powers(linear, values)))
    from_where = "beyond \N{PLUS-MINUS SIGN}" if (values < 0).any() else "above "
    return f"learning rate (logarithmic {from_where}{written(linear)})"


def _powers(linear: float, values: Values) -> list[float]:
    """Ticks for an axis that is linear around 0: there, and at powers of ten on both sides."""
    ticks = [0.0]
    for sign, highest in ((1, float(values.max())), (-1, -float(values.min()))):
        if highest >= linear:
            decades = round(math.log10(linear)), math.floor(math.log10(highest) + 1e-9)
            every = max(1, -(-(decades[1] - decades[0] + 1) // 8))
            ticks += [sign * 10.0**power for power in range(decades[1], decades[0] - 1, -every)]
    return sorted(ticks)


def scale_updates(axes: Any, strokes: Sequence[Stroke], view: View) -> None:
    """Set up the axis below: updates, or the fraction of each run.

    Args:
        axes: The axes.
        strokes: All that is drawn.
        view: Which of the two.
    """
    if view.by_fraction:
        axes.set_xlim(-0.01, 1.01)
        axes.set_xlabel("fraction of the run")
        return
    first = min(float(stroke.places[0]) for stroke in strokes)
    last = max(float(stroke.places[-1]) for stroke in strokes)
    room = max((last - first) * 0.012, 0.5 if last - first < 2 else 0.0)
    axes.set_xlim(first - room, last + room)
    axes.set_xlabel("optimizer updates")
    axes.xaxis.set_major_formatter(lambda step, _position: f"{step:,.0f}")


def epochs_above(axes: Any, strokes: Sequence[Stroke]) -> Any | None:
    """An axis of epochs above, where an epoch has several updates and all agree on how many.

    Returns:
        The axis, or None where there is none.
    """
    lengths = {stroke.curve.plan.steps_per_epoch for stroke in strokes}
    if len(lengths) != 1 or lengths == {1} or not any(stroke.curve.plan.has_epochs for stroke in strokes):
        return None
    per_epoch = lengths.pop()
    above = axes.secondary_xaxis("top", functions=(lambda step: step / per_epoch, lambda epoch: epoch * per_epoch))
    above.set_xlabel("epochs")
    above.xaxis.set_major_formatter(lambda epoch, _position: f"{epoch:,.6g}")
    return above


def place_ticks(axis: Any, limits: tuple[float, float], points: float, widest: str = "", whole: bool = False) -> None:
    """Put no more ticks on an axis than there is room for.

    Args:
        axis: The axis.
        limits: From where it goes to where, in its own units.
        points: How long it is.
        widest: The widest text of a tick, or an empty string where ticks stand above each other.
        whole: Whether they stand at whole numbers alone.
    """
    size = float(rcParams["font.size"])
    room = (len(widest) + 3) * size * WIDTH_OF_A_CHARACTER if widest else 2.2 * size
    most = max(1, min(8 if widest else 6, int(points / room)))
    first, last = math.ceil(limits[0]), math.floor(limits[1])
    if whole and last - first < most:
        axis.set_major_locator(FixedLocator(list(range(first, last + 1))))
    else:
        axis.set_major_locator(MaxNLocator(nbins=most, integer=whole, steps=[1, 2, 2.5, 5, 10], min_n_ticks=1))
