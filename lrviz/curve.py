"""Curve: the rates of a run, and the numbers that are read off them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from lrviz.plan import Plan

ROUNDING = 1e-9
"""Up to which part of the peak the formulas may differ from the factory's curve."""

Values = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Series:
    """One parameter group over the run.

    Attributes:
        label: What the group is called, or an empty string where there is one alone.
        rates: The rate of updates 0 to N - 1.
        momentum: Momentum, or Adam's first beta, of the same updates; None where it does not move.
    """

    label: str
    rates: Values
    momentum: Values | None = None


@dataclass(frozen=True)
class Curve:
    """The rates of all groups over a run.

    Attributes:
        name: The config as it was typed.
        plan: What was run.
        series: One for each parameter group.
        engine: What computed the rates.
    """

    name: str
    plan: Plan
    series: tuple[Series, ...]
    engine: str = "factory"

    @property
    def updates(self) -> int:
        """N, the number of updates."""
        return len(self.series[0].rates)

    def by_tick(self) -> tuple[Values, ...]:
        """The rate of each tick for each group: of each epoch, where the scheduler is stepped by epochs."""
        return tuple(series.rates[:: self.updates_of_a_tick] for series in self.series)

    @property
    def updates_of_a_tick(self) -> int:
        """For how many updates the rate stands still: those of an epoch, where the scheduler is stepped by epochs."""
        return 1 if self.plan.used_ticks() == self.updates else self.plan.steps_per_epoch

    @property
    def rounding(self) -> float:
        """Up to which part of the peak the rates may be off."""
        return ROUNDING if self.engine == "formula" else 0.0

    @property
    def moves_momentum(self) -> bool:
        return any(series.momentum is not None for series in self.series)
