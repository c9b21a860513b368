"""How numbers and names are written for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrviz.text import printable
from schedules.composite import Composite
from schedules.spec import Spec

if TYPE_CHECKING:
    from lrviz.curve import Curve
    from lrviz.parts import Part
    from lrviz.plan import Plan


def rate(value: float | None) -> str:
    """A rate in four digits: `1.000e-03`."""
    if value is None:
        return "-"
    return "0" if value == 0 else f"{value:.3e}"


def axis_rate(value: float) -> str:
    """A rate at an axis, as short as it goes: `0.05`, `5e-04`."""
    return f"{value:.6g}" if value == 0 or 1e-3 <= abs(value) < 1e4 else f"{value:.3g}"


def percent(part: float | None) -> str:
    """A part of 1: `2.5 %`."""
    return "-" if part is None else f"{100 * part:.3g} %"


def count(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"


def scheduler(spec: Spec) -> str:
    """The scheduler with its children: `SequentialLR(LinearLR, CosineAnnealingLR)`."""
    name = type(spec).__name__
    if not isinstance(spec, Composite):
        return name
    return f"{name}({', '.join(scheduler(child) for child in spec.schedulers)})"


def schedule(plan: Plan) -> str:
    """What moves the rate; of several schedulers, when each is stepped: `LinearLR by step + StepLR by epoch`."""
    return scheduler(plan.spec) if plan.is_plain else " + ".join(map(_part, plan.parts))


def _part(part: Part) -> str:
    window = f" from {part.begin:,}" if part.begin else ""
    window += "" if part.end is None else f" to {part.end:,}"
    return f"{scheduler(part.spec)} by {part.unit}{window}"


def run(plan: Plan) -> str:
    """The length of a run: `1,000 steps, 10 epochs`."""
    steps = "1 step" if plan.updates == 1 else f"{plan.updates:,} steps"
    if not plan.has_epochs:
        return steps
    epochs = plan.updates / plan.steps_per_epoch
    return f"{steps}, {epochs:,.6g} {'epoch' if epochs == 1 else 'epochs'}"


def headline(curve: Curve) -> str:
    """One line on what is shown, and on what computed it."""
    plan = curve.plan
    return f"{printable(plan.name)}: {schedule(plan)}, {run(plan)} ({curve.engine})"
