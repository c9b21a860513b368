"""Cycles of which each is a whole number of times longer than the one before."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from schedules.formula import MOST_TURNS, Namespace
from schedules.run import Run
from schedules.spec import Conflict


def find_cycle(t: Any, first: int, factor: int, at: Namespace) -> tuple[Any, Any, Any]:
    """The cycle in which a tick lies, in whole numbers and so without rounding.

    Args:
        t: The tick, or an array of ticks.
        first: The ticks of cycle 0.
        factor: From the length of one cycle to the next, at least 1.
        at: The namespace of the formula.

    Returns:
        The number of the cycle from 0 on, the ticks into it, and its length.
    """
    # whole floats are whole numbers, and only these have no rounding
    first, factor = int(first), int(factor)
    if factor == 1:
        cycle = at.laps(t, first)
        return cycle, t - first * cycle, first
    starts, lengths = [0], [first]
    while starts[-1] + lengths[-1] <= at.last(t):
        starts.append(starts[-1] + lengths[-1])
        lengths.append(lengths[-1] * factor)
    cycle = at.count_reached(starts, t) - 1
    return cycle, t - at.take(starts, cycle), at.take(lengths, cycle)


def second_cycle_overflows(scheduler: Any, run: Run) -> Conflict | None:
    """The conflict of a scheduler whose second cycle is longer than any float, in a run that comes to it."""
    first, factor = int(scheduler.T_0), int(scheduler.T_mult)
    if first * factor <= sys.float_info.max or run.may_end_before(first):
        return None
    message = (
        "`T_mult: {T_mult}` makes the second cycle longer than any floating-point number: at step {T_0} the run stops"
    )
    return Conflict("T_mult", f"{message} with OverflowError", "use a factor of 1 to 3")


def cycle_starts(first: int, factor: int, until: int) -> Iterator[int]:
    """The ticks up to `until` at which cycles 1, 2, ... begin, at most `MOST_TURNS` of them."""
    start = length = int(first)
    for _ in range(MOST_TURNS):
        if start > until:
            return
        yield start
        length *= factor
        start += length
