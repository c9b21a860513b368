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
class Numbers:
    """What is read off one group.

    Attributes:
        first: The rate of update 0.
        peak: The highest rate.
        peak_step: The first update that has it.
        final: The rate of the last update, N - 1.
        area: The sum of all rates.
        half_life: The first update after the peak with half of it or less, or None where there is none.
    """

    first: float
    peak: float
    peak_step: int
    final: float
    area: float
    half_life: int | None

    @property
    def final_over_peak(self) -> float | None:
        """The last rate as a part of the highest; None where the peak is not above 0."""
        return self.final / self.peak if self.peak > 0 else None


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
        ticks = self.plan.used_ticks()
        every = 1 if ticks == self.updates else self.plan.steps_per_epoch
        return tuple(series.rates[::every] for series in self.series)

    @property
    def rounding(self) -> float:
        """Up to which part of the peak the rates may be off."""
        return ROUNDING if self.engine == "formula" else 0.0

    @property
    def moves_momentum(self) -> bool:
        return any(series.momentum is not None for series in self.series)


def numbers(series: Series) -> Numbers:
    """Read the numbers off one group."""
    rates = series.rates
    peak_step = int(np.argmax(rates))
    peak = float(rates[peak_step])
    below = np.flatnonzero(rates[peak_step:] <= peak / 2) if peak > 0 else np.empty(0, dtype=np.int64)
    return Numbers(
        first=float(rates[0]),
        peak=peak,
        peak_step=peak_step,
        final=float(rates[-1]),
        area=float(np.sum(rates)),
        half_life=peak_step + int(below[0]) if below.size else None,
    )


@dataclass(frozen=True)
class Difference:
    """What lies between two curves over their common length.

    Attributes:
        compared: How many updates were compared.
        first_step: The first update at which they differ, or None.
        largest: The largest gap, the second curve less the first.
        largest_step: Where that is.
        area: The area between them, as a part of the area of the first; None where that is 0.
    """

    compared: int
    first_step: int | None
    largest: float
    largest_step: int
    area: float | None


def difference(first: Series, second: Series, tolerance: float = 0.0) -> Difference:
    """Compare two groups, update by update, over the length that both have.

    Args:
        first: The group of the baseline.
        second: The other group.
        tolerance: Up to which part of the higher peak a gap counts as none.
    """
    length = min(len(first.rates), len(second.rates))
    before, after = first.rates[:length], second.rates[:length]
    gap = after - before
    height = max(float(np.max(np.abs(before))), float(np.max(np.abs(after))))
    gap = np.where(np.abs(gap) <= tolerance * height, 0.0, gap)
    differing = np.flatnonzero(gap != 0)
    step = int(np.argmax(np.abs(gap)))
    total = float(np.sum(before))
    return Difference(
        compared=length,
        first_step=int(differing[0]) if differing.size else None,
        largest=float(gap[step]),
        largest_step=step,
        area=float(np.sum(np.abs(gap))) / total if total > 0 else None,
    )
