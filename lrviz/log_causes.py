"""Why a run may have other rates than its config promises: what goes wrong in training loops, and how it shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from lrviz.curve import Curve, Values

FITS = 0.99
"""The share of the logged rates that a cause has to explain, and of those that are not as promised."""

FEWEST = 3
"""So many rates at the least have to speak for a cause."""

OFTEN = range(2, 17)
"""How many times as often, or as seldom, as it should a scheduler may be stepped."""

Indices = np.ndarray[tuple[int], np.dtype[np.int64]]
Truths = np.ndarray[tuple[int], np.dtype[np.bool_]]


class Run(NamedTuple):
    """What a config promises, and how much of it a log may miss.

    Attributes:
        rates: The rate of each update.
        most: How far a logged rate may be off.
        tick: For how many updates the rate stands still between two steps of the scheduler.
        per_epoch: How many updates an epoch has, 1 where the run has none.
    """

    rates: Values
    most: float
    tick: int
    per_epoch: int

    @classmethod
    def of(cls, curve: Curve, group: int, most: float) -> Run:
        """A parameter group of a curve."""
        return cls(curve.series[group].rates, most, curve.updates_of_a_tick, curve.plan.steps_per_epoch)


def agree(run: Run, at: Indices, logged: Values | float) -> Truths:
    """Which of the logged rates are those at these updates. What lies outside of the run agrees with nothing."""
    inside = _inside(run, at)
    return inside & (np.abs(run.rates[np.where(inside, at, 0)] - logged) <= run.most)


def parts_at(run: Run, at: Indices, logged: Values) -> int:
    """The index of the first rate that is another, or how many there are. What is outside of the run is passed over."""
    parted = np.flatnonzero(_inside(run, at) & ~agree(run, at, logged))
    return int(parted[0]) if len(parted) else len(at)


def usual_cause(run: Run, at: Indices, logged: Values, counts_from: int) -> str:
    """The first of the usual causes that explains a log, or an empty string, also where it is as promised.

    Args:
        run: What the config promises.
        at: The updates of the log, counted from 0, ascending, and all within the run.
        logged: The rate of each.
        counts_from: The number that the log gives to the first update.
    """
    parted = parts_at(run, at, logged)
    if parted == len(at):
        return ""
    if np.ptp(logged) <= run.most < np.ptp(run.rates[at]):
        return _never(run, at)
    for text, shifted in _candidates(run, at, logged, parted, counts_from):
        if _explains(run, at[parted:], shifted[parted:], logged[parted:]):
            return text
    ratios = logged[run.rates[at] != 0] / run.rates[at][run.rates[at] != 0]
    if len(ratios) and np.abs(ratios - ratios[0]).max() <= run.most / np.abs(run.rates).max():
        return f"the base rate is {ratios[0]:.6g} times that of the config"
    return ""


def _inside(run: Run, at: Indices) -> Truths:
    return (at >= 0) & (at < len(run.rates))


def _explains(run: Run, at: Indices, shifted: Indices, logged: Values) -> bool:
    """Whether the log has the rates of other updates.

    Where a rate stands still for long, a shift by one update fits nearly all of them: so those that are not as promised
    have to fit as well as all together.
    """
    inside = _inside(run, shifted)
    fits = agree(run, shifted[inside], logged[inside])
    wrong = ~agree(run, at[inside], logged[inside])
    return bool(len(fits) >= FEWEST and wrong.any() and min(fits.mean(), fits[wrong].mean()) >= FITS)


def _never(run: Run, at: Indices) -> str:
    if run.tick < run.per_epoch and at[-1] < run.per_epoch:
        return (
            "the scheduler is never stepped, or once an epoch and not after each update: the log ends within the first"
        )
    return "the scheduler is never stepped: the rate stays where it is"


def _candidates(run: Run, at: Indices, logged: Values, parted: int, counts_from: int) -> Iterator[tuple[str, Indices]]:
    """What happens in training loops, and which update's rate the log then has."""
    yield from _in_epochs(run, at)
    yield from _out_of_step(run, at)
    for start in _new_starts(run, at, logged, parted):
        anew = f"the schedule starts anew at step {start + counts_from:,}"
        yield f"{anew}: the run was resumed without the scheduler's state", at - start
    for times in OFTEN:
        text = f"the scheduler is stepped {_often(times)} as often as the config counts"
        yield text, at * times
        yield text, at // run.tick * times * run.tick
    held = _held(at, logged) // run.tick
    unit = "updates" if run.tick == 1 else "epochs"
    for ticks in (*OFTEN, *([held] if held > 1 else [])):
        yield f"the scheduler is stepped once for every {ticks:,} {unit}", at // (run.tick * ticks) * run.tick


def _in_epochs(run: Run, at: Indices) -> Iterator[tuple[str, Indices]]:
    """Epochs taken for updates, by the log or by the loop, and the other way round."""
    if run.per_epoch == 1:
        return
    after_each = "the scheduler is stepped after each update, and not once an epoch"
    by_epoch = run.tick == run.per_epoch
    last = -(-len(run.rates) // run.per_epoch) - 1
    if by_epoch and at[-1] < last:
        # both have one rate a line, and a log that ends early does not tell them apart
        yield f"the log counts epochs, and not updates; or {after_each}", at * run.per_epoch
    elif at[-1] <= last:
        counts = "the log counts epochs, and not updates: log the number of the update"
        yield counts, at * run.per_epoch
        yield counts, (at + 1) * run.per_epoch - 1
    if by_epoch:
        yield after_each, at * run.per_epoch
    else:
        text = f"the scheduler is stepped once an epoch, every {run.per_epoch:,} updates, and not after each"
        yield text, at // run.per_epoch


def _out_of_step(run: Run, at: Indices) -> Iterator[tuple[str, Indices]]:
    """One step too many, or too few."""
    if run.tick == 1:
        yield "the log is one step late: the scheduler is stepped before the optimizer", at + 1
        yield "the log is one step early: the scheduler is stepped once too few", at - 1
        return
    yield (
        "the scheduler is stepped at the start of each epoch, and not at its end: it is one epoch ahead",
        at + run.tick,
    )
    yield "the scheduler is stepped once too few: it is one epoch behind", at - run.tick
    yield "the scheduler is stepped before the last update of each epoch, and not after it", at + 1
    yield "the scheduler is stepped after the first update of each epoch, and not before it", at - 1


def _new_starts(run: Run, at: Indices, logged: Values, parted: int) -> list[int]:
    """At which updates, the latest first, the schedule may have begun anew, by the first rate that is another."""
    there = int(at[parted])
    # a log may leave out many updates before that; and the last rate that agrees may be one of the new count
    earliest = max(1, min(there - 2 * run.tick, int(at[parted - 1]) if parted else there))
    starts = np.arange(there, earliest - 1, -1, dtype=np.int64)
    starts = starts[starts % run.tick == 0]
    return [int(start) for start in starts[agree(run, there - starts, logged[parted])]]


def _held(at: Indices, logged: Values) -> int:
    """For how many updates the log has its first rate."""
    others = np.flatnonzero(logged != logged[0])
    return int(at[others[0]] - at[0]) if len(others) else 0


def _often(times: int) -> str:
    return "twice" if times == 2 else f"{times} times"
