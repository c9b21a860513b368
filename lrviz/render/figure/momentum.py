"""Momentum, or Adam's first beta, on an axis of its own at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib import rcParams

from lrviz.render.figure.scales import RateFormatter
from lrviz.render.figure.strokes import Stroke

FAINT = 0.75


def momentum_axis(axes: Any, strokes: Sequence[Stroke]) -> Any | None:
    """Draw what moves of momentum behind the rates.

    Args:
        axes: The axes of the rates.
        strokes: The lines of the rates. That of a momentum has the same colour, and is thin and dotted.

    Returns:
        The axes at the right, or None where no momentum moves.
    """
    moving = [stroke for stroke in strokes if stroke.series.momentum is not None]
    if not moving:
        return None
    second = axes.twinx()
    for stroke in moving:
        values = stroke.series.momentum
        assert values is not None
        second.plot(
            stroke.places,
            values[stroke.steps],
            linestyle=(0, (1, 1.5)),
            linewidth=1.1,
            alpha=FAINT,
            color=stroke.colour,
        )
    betas = {hasattr(stroke.curve.plan.optimizer, "betas") for stroke in moving}
    name = "momentum or beta1" if len(betas) == 2 else "beta1" if betas.pop() else "momentum"
    second.set_ylabel(f"{name} (dotted)")
    second.yaxis.set_major_formatter(RateFormatter())
    second.grid(False)
    second.spines["right"].set_visible(True)
    second.margins(y=0.15)
    # the rates are in front, and so is their ground
    second.set_zorder(axes.get_zorder() - 1)
    second.patch.set_visible(True)
    second.set_facecolor(rcParams["axes.facecolor"])
    axes.patch.set_visible(False)
    return second
