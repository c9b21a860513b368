"""What rules see of schedulers that share an optimizer: the curve of the run, which is that of none of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from lrviz.joint_course import JointCourse, can_be_walked
from lrviz.plan import Plan
from lrviz.sentences import STANDING_IN
from lrviz.shape import Rates, Shape, looked_at, shape_of_values
from schedules.formula import SCALAR

if TYPE_CHECKING:
    from lrviz.site import Site

MOST = 50
"""So many schedulers are looked at together; a person writes fewer."""

LOOKED_AT = 100_000
"""At so many ticks the curves of all schedulers and groups together are looked at: less than a second."""


class Joint(NamedTuple):
    """Schedulers that share an optimizer, and what they make of the rate.

    Attributes:
        sites: The schedulers, in the order in which they are built.
        shapes: The curve of each parameter group, by updates.
    """

    sites: tuple[Site, ...]
    shapes: tuple[Shape, ...]

    def is_told_at(self, site: Site) -> bool:
        """Whether what is to be said of all is said with this one, so that it is said once."""
        return site.path == self.sites[0].path

    def names(self) -> str:
        """The schedulers as a sentence begins: `StepLR and CosineAnnealingLR`."""
        names = [site.name for site in self.sites]
        return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]

    def says_at(self, update: int, rate: float) -> str:
        """What the rate is at an update, where that of the optimizer is known: `: at step 24 the rate is -0.33`."""
        return f": at step {update:,} the rate is {rate:.4g}" if self.sites[0].setting.base_rates is not None else ""


def joint_of(sites: Sequence[Site], plan: Plan) -> Joint | None:
    """The curve of several schedulers in closed form, or step by step; None where it is not known, or nobody asked.

    Args:
        sites: The schedulers of the plan.
        plan: What will be run.
    """
    if plan.implied or len(sites) != len(plan.parts) or len(sites) > MOST or not can_be_walked(plan.parts):
        return None
    rates = sites[0].setting.base_rates or (STANDING_IN,)
    most = LOOKED_AT // (len(plan.parts) * len(rates))
    ticks = None if plan.updates <= most else looked_at(plan.updates - 1, _turns(plan))
    if ticks is not None and len(ticks) > most:
        return None
    shapes = tuple(_shape(plan, group, rate, ticks) for group, rate in enumerate(rates))
    known = tuple(shape for shape in shapes if shape is not None)
    return Joint(tuple(sites), known) if len(known) == len(shapes) else None


def of_real_rates(sites: Sequence[Site], rates: Sequence[Rates]) -> Joint:
    """The same after the schedulers were built and run.

    Args:
        sites: The schedulers.
        rates: The rate of each update for each parameter group.
    """
    return Joint(tuple(sites), tuple(shape_of_values(each, ()) for each in rates))


def _shape(plan: Plan, group: int, base: float, ticks: Sequence[int] | None) -> Shape | None:
    """The curve of a group, tick by tick or at these ticks alone."""
    course = JointCourse(plan.parts, group, base, plan.updates, plan.steps_per_epoch)
    try:
        if ticks is None:
            rates = course.walk()
            return None if rates is None else shape_of_values(rates, ())
        if not course.holds():
            return None
        return Shape(tuple(ticks), tuple(float(course.rate(tick, SCALAR)) for tick in ticks))
    except OverflowError:
        # a number that is beyond all floating-point numbers is as good as not known
        return None


def _turns(plan: Plan) -> Iterator[float]:
    """The updates at which a curve of the schedulers can turn."""
    for part in plan.parts:
        each = plan.steps_per_epoch if part.unit == "epoch" else 1
        begin, end = part.window(plan.steps_per_epoch)
        yield from (begin, *([end] if end < math.inf else []))
        last = part.used_ticks(plan.updates, plan.steps_per_epoch) - 1
        yield from (begin + turn * each for turn in part.spec.turns(last) if math.isfinite(turn))
