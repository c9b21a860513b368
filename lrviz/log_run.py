"""What a config promises, what a run has logged, and where the two are the same."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lrviz.curve import Curve, Values

Indices = np.ndarray[tuple[int], np.dtype[np.int64]]
Truths = np.ndarray[tuple[int], np.dtype[np.bool_]]


class Run(NamedTuple):
    """What a config promises, and how much of it a log may miss.

    Attributes:
        rates: The rate of each update.
        most: How far a logged rate may be off.
        tick: For how many updates the rate stands still between two steps of the scheduler.
        per_epoch: How many updates an epoch has, 1 where the run has none.
        base_rate: The rate that the optimizer has before there is a scheduler.
    """

    rates: Values
    most: float
    tick: int
    per_epoch: int
    base_rate: float

    @classmethod
    def of(cls, curve: Curve, group: int, most: float) -> Run:
        """A parameter group of a curve."""
        plan = curve.plan
        return cls(
            curve.series[group].rates, most, curve.updates_of_a_tick, plan.steps_per_epoch, plan.base_rates[group]
        )

    def holds(self, at: Indices) -> Truths:
        """Which of these updates are within the run."""
        return (at >= 0) & (at < len(self.rates))


class Logged(NamedTuple):
    """The rates of a log.

    Attributes:
        at: The update of each, counted from 0, ascending.
        rates: The rates.
        slack: How far each may be off for a cause to explain it: what its digits leave open, where they are few.
    """

    at: Indices
    rates: Values
    slack: Values

    def only(self, which: Truths | slice) -> Logged:
        """Some of them."""
        return Logged(self.at[which], self.rates[which], self.slack[which])


def agree(run: Run, at: Indices, rates: Values | float, slack: Values | float) -> Truths:
    """Which of the rates are those of these updates. What lies outside of the run agrees with nothing."""
    inside = run.holds(at)
    return inside & (np.abs(run.rates[np.where(inside, at, 0)] - rates) <= slack)


def parts_at(run: Run, logged: Logged) -> int:
    """The index of the first rate that is another, or how many there are. What is outside of the run is passed over."""
    parted = np.flatnonzero(run.holds(logged.at) & ~agree(run, *logged))
    return int(parted[0]) if len(parted) else len(logged.at)
