"""Plan to Curve, by the formula of the Spec: without torch, in blocks, at the speed of numpy."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np

from lrviz import joint_course
from lrviz.curve import BLOCK, Curve, Series, Values, where_it_moves
from schedules.composite import Composite
from schedules.formula import Namespace, arrays
from schedules.spec import Spec

if TYPE_CHECKING:
    from lrviz.plan import Plan

SHORTEST_BLOCK = 1_024
"""Where there are many groups; of shorter blocks, the calls take longer than what is computed."""


def has_formula(plan: Plan) -> bool:
    """Whether the formula holds for the whole run."""
    if plan.is_plain:
        return plan.spec.formula_ends() >= plan.used_ticks() - 1
    return joint_course.has_formula(plan.parts, plan.updates, plan.steps_per_epoch)


def evaluate(plan: Plan) -> Curve:
    """Evaluate the formula at every update of the run.

    Args:
        plan: What to run. Its scheduler must have a formula that holds so far.

    Returns:
        The curve. It differs from that of the factory by the rounding of torch's recursions: by less than 1e-9 of the
        peak for a million steps.
    """
    alike = _alike(plan)
    courses = {index: _course(plan, index) for index in sorted(set(alike))}
    if len(courses) > 1 and _differ_by_base_rates(plan):
        rates = _together(plan, courses)
    else:
        rates = {index: _by_update(plan, partial(course.rate, at=arrays())) for index, course in courses.items()}
    momenta = _momenta(plan, courses)
    pairs = zip(plan.labels(), alike, strict=True)
    return Curve(plan.name, plan, tuple(Series(label, rates[like], momenta[like]) for label, like in pairs), "formula")


def _alike(plan: Plan) -> list[int]:
    """For each parameter group the first that has the same course. They share its rates, which nobody may change."""
    first: dict[tuple[float | None, int | None], int] = {}
    overwritten = plan.is_plain and plan.spec.sets_rate
    return [
        first.setdefault((None if overwritten else base, index if _has_its_own(plan, index) else None), index)
        for index, base in enumerate(plan.base_rates)
    ]


def _has_its_own(plan: Plan, index: int) -> bool:
    """Whether a scheduler has a list with a value for this group."""
    return any(part.spec.for_group(index) is not part.spec for part in plan.parts)


def _differ_by_base_rates(plan: Plan) -> bool:
    """Whether one formula holds for all groups, and takes a column of base rates."""
    if not plan.is_plain or isinstance(plan.spec, Composite):
        return False
    return not any(_has_its_own(plan, index) for index in range(len(plan.base_rates)))


def _together(plan: Plan, indices: Collection[int]) -> dict[int, Values]:
    """The rates of groups that differ by their base rates: what is the same for all of them is computed once."""
    column: Any = np.array([[plan.base_rates[index]] for index in indices])
    rates = _by_update(plan, partial(plan.spec.rate, base=column, at=arrays()), (len(column),))
    return dict(zip(indices, rates, strict=True))


def _momenta(plan: Plan, courses: Mapping[int, Course]) -> dict[int, Values | None]:
    """The momenta of groups, None where they do not move. The base rate has no part in them."""
    evaluated: dict[int | None, Values | None] = {}
    found: dict[int, Values | None] = {}
    for index, course in courses.items():
        own = index if _has_its_own(plan, index) else None
        if not (course.moves_momentum and plan.optimizer.cycles_momentum):
            found[index] = None
            continue
        if own not in evaluated:
            evaluated[own] = where_it_moves(_by_update(plan, partial(course.momentum_at, at=arrays())))
        found[index] = evaluated[own]
    return found


class Course(Protocol):
    """The rate of a parameter group, and its momentum where that moves, at each tick of the plan."""

    def rate(self, t: Any, at: Namespace) -> Any: ...

    @property
    def moves_momentum(self) -> bool: ...

    def momentum_at(self, t: Any, at: Namespace) -> Any: ...


class _Alone:
    """The course of a scheduler that is the only one."""

    def __init__(self, spec: Spec, base: float) -> None:
        self._spec = spec
        self._base = base
        self.moves_momentum = spec.moves_momentum

    def rate(self, t: Any, at: Namespace) -> Any:
        return self._spec.rate(t, self._base, at)

    def momentum_at(self, t: Any, at: Namespace) -> Any:
        return self._spec.momentum_at(t, at)


def _course(plan: Plan, index: int) -> Course:
    base = plan.base_rates[index]
    if plan.is_plain:
        return _Alone(plan.spec.for_group(index), base)
    return joint_course.JointCourse(plan.parts, index, base, plan.updates, plan.steps_per_epoch)


def _by_update(plan: Plan, formula: Callable[[Values], Any], rows: tuple[int, ...] = ()) -> Values:
    """The values of updates 0 to N - 1; where ticks are epochs, each is that of all updates of its epoch.

    Args:
        plan: What to run.
        formula: Gives the values of a block of ticks.
        rows: The shape of what it gives for one tick.
    """
    ticks = plan.used_ticks()
    values: Any = np.empty((*rows, ticks))
    block = max(SHORTEST_BLOCK, BLOCK // math.prod(rows))
    with np.errstate(all="ignore"):
        for start in range(0, ticks, block):
            values[..., start : start + block] = formula(np.arange(start, min(ticks, start + block), dtype=np.float64))
    if ticks != plan.updates:
        values = np.repeat(values, plan.steps_per_epoch, axis=-1)[..., : plan.updates]
    values.setflags(write=False)
    return cast("Values", values)
