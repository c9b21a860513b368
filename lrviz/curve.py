"""Curve: the rates of a run, and the numbers that are read off them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from lrviz.numbers import Numbers
    from lrviz.phases import Phase
    from lrviz.plan import Plan

ROUNDING = 1e-9
"""Up to which part of the peak the formulas may differ from the factory's curve."""

DRIFT = 1e-12
"""By which part of the peak torch's recursions may be off, where a rate is held against another."""

BLOCK = 8_192
"""How many ticks are worked on at a time, so that what is computed on the way fits into the cache, and is so small that
its memory is used again and not given back to the system and cleared."""

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
        notes: What was assumed, and what torch or timm warned of, one line each.
    """

    name: str
    plan: Plan
    series: tuple[Series, ...]
    engine: str = "factory"
    notes: tuple[str, ...] = ()

    @property
    def updates(self) -> int:
        """N, the number of updates."""
        return len(self.series[0].rates)

    @property
    def rates(self) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """The rate of each group, in rows, at each update, in columns."""
        return np.stack([series.rates for series in self.series])

    def by_tick(self) -> tuple[Values, ...]:
        """The rate of each tick for each group: of each epoch, where the scheduler is stepped by epochs."""
        return tuple(series.rates[:: self.updates_of_a_tick] for series in self.series)

    @property
    def updates_of_a_tick(self) -> int:
        """For how many updates the rate stands still: those of an epoch, where the scheduler is stepped by epochs."""
        return 1 if self.plan.used_ticks() == self.updates else self.plan.steps_per_epoch

    def numbers(self, group: int = 0) -> Numbers:
        """The numbers that are read off a parameter group: peak, area, and what else tells schedules apart."""
        from lrviz.numbers import numbers_of

        return numbers_of(self, group)

    def phases(self, group: int = 0) -> tuple[Phase, ...]:
        """The phases of a parameter group, one after the other: warm-up, hold, decay, rise, restart."""
        from lrviz.phases import phases_of

        return phases_of(self, group)

    @property
    def rounding(self) -> float:
        """Up to which part of the peak the rates may be off."""
        return ROUNDING if self.engine == "formula" else 0.0

    @property
    def moves_momentum(self) -> bool:
        return any(series.momentum is not None for series in self.series)

    def __repr__(self) -> str:
        from lrviz.render.words import headline

        return f"<Curve {headline(self)}>"

    def _repr_png_(self) -> bytes | None:
        """How a notebook shows it."""
        from lrviz.picture import Picture

        return Picture((self,))._repr_png_()


def where_it_moves(momentum: Values) -> Values | None:
    """A momentum, or None where it does not move by more than torch's rounding."""
    return None if float(np.ptp(momentum)) <= DRIFT else momentum


def first_largest(values: Values, height: float | None = None) -> int:
    """Where the largest value stands first. What lies below it by no more than torch's drift is as large.

    Args:
        values: Rates, or differences between some.
        height: The largest of the rates, where the values are differences.
    """
    largest = float(np.max(values))
    drift = DRIFT * abs(largest if height is None else height)
    return int(np.argmax(values >= largest - drift)) if np.isfinite(drift) else int(np.argmax(values))
