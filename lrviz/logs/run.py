"""What a config promises, what a run has logged, and where the two are the same."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lrviz.curve import Curve, Values

Indices = np.ndarray[tuple[int], np.dtype[np.int64]]
Truths = np.ndarray[tuple[int], np.dtype[np.bool_]]


class Run(NamedTuple):
    """What a config promises of a parameter group, and how much of it a log may miss.

    Attributes:
        curve: The curve of the config.
        group: The parameter group.
        rates: The rate of each update.
        peak: The highest rate.
        most: How far a logged rate may be off.
        tick: For how many updates the rate stands still between two steps of the scheduler.
        per_epoch: How many updates an epoch has, 1 where the run has none.
    """

    curve: Curve
    group: int
    rates: Values
    peak: float
    most: float
    tick: int
    per_epoch: int

    @classmethod
    def of(cls, curve: Curve, group: int, tolerance: float) -> Run:
        """A parameter group of a curve, of which a log may miss this part of the peak."""
        rates = curve.series[group].rates
        peak = float(np.max(np.abs(rates))) or 1.0
        return cls(curve, group, rates, peak, tolerance * peak, curve.updates_of_a_tick, curve.plan.steps_per_epoch)

    @property
    def base_rate(self) -> float:
        """The rate that the optimizer has before there is a scheduler."""
        return self.curve.plan.base_rates[self.group]

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
