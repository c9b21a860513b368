"""Plan to Curve, by the formula of the Spec: without torch, in blocks, at the speed of numpy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from lrviz import joint_course
from lrviz.curve import Curve, Series, Values
from schedules.formula import Namespace, arrays
from schedules.spec import Spec

if TYPE_CHECKING:
    from lrviz.plan import Plan

BLOCK = 65_536
"""How many ticks are evaluated at a time, so that what is computed on the way fits into the cache."""


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
    factor = _common_factor(plan)
    series = []
    for index, (label, base) in enumerate(zip(plan.labels(), plan.base_rates, strict=True)):
        course = _course(plan, index, base)
        rates = _by_update(plan, partial(course.rate, at=arrays())) if factor is None else base * factor
        momentum = None
        if course.moves_momentum and plan.optimizer.cycles_momentum:
            momentum = _by_update(plan, partial(course.momentum_at, at=arrays()))
        series.append(Series(label, rates, momentum))
    return Curve(plan.name, plan, tuple(series), "formula")


def _common_factor(plan: Plan) -> Values | None:
    """What multiplies the rate of each of several groups at each update, where that is all the scheduler does."""
    if len(plan.base_rates) == 1 or not plan.is_plain or plan.spec.factor_ends() < plan.used_ticks() - 1:
        return None
    if any(plan.spec.for_group(index) is not plan.spec for index in range(len(plan.base_rates))):
        return None
    return _by_update(plan, partial(plan.spec.rate, base=1.0, at=arrays()))


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


def _course(plan: Plan, index: int, base: float) -> Course:
    if plan.is_plain:
        return _Alone(plan.spec.for_group(index), base)
    return joint_course.JointCourse(plan.parts, index, base, plan.updates, plan.steps_per_epoch)


def _by_update(plan: Plan, formula: Callable[[Values], Any]) -> Values:
    """The values of updates 0 to N - 1; where ticks are epochs, each is that of all updates of its epoch."""
    ticks = plan.used_ticks()
    values = np.empty(ticks)
    with np.errstate(all="ignore"):
        for start in range(0, ticks, BLOCK):
            block = np.arange(start, min(ticks, start + BLOCK), dtype=np.float64)
            values[start : start + BLOCK] = formula(block)
    if ticks == plan.updates:
        return values
    return np.repeat(values, plan.steps_per_epoch)[: plan.updates]
