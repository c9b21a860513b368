"""At which updates a run may have been resumed, by the rates that it has from there on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lrviz.logs.run import Indices, Logged, Run

MOST_STEPS = 4
"""So many are looked at of each kind, as the real scheduler is run from each of them."""

CHANGES = 4
"""So many changes of the rate tell where a schedule of steps begins."""


def resume_steps(run: Run, logged: Logged, parted: int) -> list[int]:
    """The likeliest updates, ascending, at which the run may have been resumed.

    Args:
        run: What the config promises.
        logged: The rates of the log, all within the run.
        parted: The index of the first rate that is not as promised.
    """
    there = int(logged.at[parted])
    before = int(logged.at[parted - 1]) if parted else 0
    # the rate that was there is as promised still, and the next is the first that is not
    near = {there, there - run.tick, before, there // run.per_epoch * run.per_epoch}
    near |= {step // run.tick * run.tick for step in near}
    # a recursion has its fixed point at 0, or at the least rate that the schedule has
    floors = (0.0, float(run.rates.min()))
    scaled = [step for floor in floors for step in _carried_on(run, logged, parted, floor)]
    set_anew = [step for floor in floors for step in _set_anew(run, logged, parted, floor)]
    steps = {*near, *scaled, *set_anew}
    return sorted(step for step in steps if 0 < step <= there and step % run.tick == 0)


def _carried_on(run: Run, logged: Logged, parted: int, floor: float) -> list[int]:
    """Where a new schedule may have begun, on the rate that was there."""
    rates = run.rates - floor
    if rates[0] == 0:
        return []
    steps = np.arange(logged.at[parted], 0, -1, dtype=np.int64)
    steps = steps[steps % run.tick == 0]
    for row in _telling(logged, parted):
        # a step after this row would have left it as it is
        begun = steps <= logged.at[row]
        scaled = rates[steps] / rates[0] * rates[np.where(begun, logged.at[row] - steps, 0)]
        left = steps[begun & (np.abs(scaled + floor - logged.rates[row]) <= logged.slack[row])]
        if not len(left):
            break
        steps = left
    return [int(step) for step in steps[:MOST_STEPS]]


def _set_anew(run: Run, logged: Logged, parted: int, floor: float) -> list[int]:
    """Where the rate may have been set to the first one, and the schedule gone on as if nothing had happened."""
    rates = run.rates - floor
    earliest = max(1, int(logged.at[parted - 1]) if parted else 1)
    steps = np.arange(logged.at[parted], earliest - 1, -1, dtype=np.int64)
    steps = steps[(steps % run.tick == 0) & (rates[steps] != 0)]
    scaled = rates[logged.at[parted]] / rates[steps] * rates[0] + floor
    fits = np.abs(scaled - logged.rates[parted]) <= logged.slack[parted]
    return [int(step) for step in steps[fits][:MOST_STEPS]]


def _telling(logged: Logged, parted: int) -> Iterator[int]:
    """The rows that tell where a schedule begins: the first ones, ever fewer later, and where the rate moves."""
    last = len(logged.at) - 1
    later = parted + 2 ** np.arange(int(np.log2(last - parted + 1)) + 1, dtype=np.int64) - 1
    moves: Indices = parted + np.flatnonzero(np.diff(logged.rates[parted:]))[:CHANGES]
    yield from (int(row) for row in np.unique(np.concatenate([later, moves, moves + 1])))
