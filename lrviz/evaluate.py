"""Plan to Curve, by the formula of the Spec: without torch, in blocks, at the speed of numpy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from lrviz.curve import Curve, Series, Values
from schedules.formula import arrays

if TYPE_CHECKING:
    from lrviz.plan import Plan

BLOCK = 65_536
"""How many ticks are evaluated at a time, so that what is computed on the way fits into the cache."""


def has_formula(plan: Plan) -> bool:
    """Whether the formula holds for the whole run."""
    if plan.is_plain:
        return plan.spec.formula_ends() >= plan.used_ticks() - 1
    # factors on one rate multiply, whichever is stepped first
    used = ((part, part.used_ticks(plan.updates, plan.steps_per_epoch)) for part in plan.parts)
    return all(part.spec.factor_ends() >= ticks - 1 for part, ticks in used)


def evaluate(plan: Plan) -> Curve:
    """Evaluate the formula at every update of the run.

    Args:
        plan: What to run. Its scheduler must have a formula that holds so far.

    Returns:
        The curve. It differs from that of the factory by the rounding of torch's recursions: by less than 1e-9 of the
        peak for a million steps.
    """
    series = []
    for index, (label, base) in enumerate(zip(plan.labels(), plan.base_rates, strict=True)):
        spec = plan.spec.for_group(index)
        formula = partial(spec.rate, base=base, at=arrays()) if plan.is_plain else partial(_product, plan, index, base)
        rates = _by_update(plan, formula)
        momentum = None
        if spec.moves_momentum and plan.optimizer.cycles_momentum:
            momentum = _by_update(plan, partial(spec.momentum_at, at=arrays()))
        series.append(Series(label, rates, momentum))
    return Curve(plan.name, plan, tuple(series), "formula")


def _product(plan: Plan, index: int, base: float, updates: Values) -> Values:
    """The rate of a group where schedulers run together: each puts its factor on it from its beginning on."""
    rates = np.full(len(updates), base)
    for part in plan.parts:
        ticks = updates if part.unit == "step" else updates // plan.steps_per_epoch
        last = np.inf if part.end is None else part.end - 1
        factor = part.spec.for_group(index).rate(np.clip(ticks - part.begin, 0, last - part.begin), 1.0, arrays())
        rates *= np.where(ticks >= part.begin, factor, 1.0)
    return rates


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
