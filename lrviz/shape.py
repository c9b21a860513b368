"""Shape: a curve as rules look at it, at the ticks at which it can turn."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from schedules.formula import SCALAR
from schedules.spec import Spec

EVENLY = 64
"""At how many evenly spaced ticks a curve is looked at, beside those at which it can turn."""


@dataclass(frozen=True)
class Shape:
    """The rates of one parameter group at some ticks of the run.

    Every tick at which the curve turns or jumps is among them, and so are those before and after it, and that of the
    highest rate.

    Attributes:
        ticks: Ascending, the first and the last of the run among them.
        rates: The rate at each. A rate that is no real number is nan.
    """

    ticks: tuple[int, ...]
    rates: tuple[float, ...]

    @property
    def last_tick(self) -> int:
        return self.ticks[-1]

    @property
    def final(self) -> float:
        """The rate of the last tick."""
        return self.rates[-1]

    @property
    def peak(self) -> float:
        """The highest rate, or nan where a rate is no number."""
        return max(self.rates) if self.is_finite else math.nan

    @property
    def peak_tick(self) -> int:
        return self.ticks[self.rates.index(self.peak)]

    @property
    def lowest(self) -> float:
        return min(self.rates)

    @property
    def is_finite(self) -> bool:
        return all(math.isfinite(rate) for rate in self.rates)

    def jumps(self) -> Iterable[tuple[int, float, float]]:
        """Each tick whose rate, and that of the tick before it, are known: the tick, the rate before, and its own."""
        pairs = zip(self.ticks, self.ticks[1:], self.rates, self.rates[1:], strict=False)
        return ((tick, old, new) for before, tick, old, new in pairs if tick == before + 1)


def shape_of(spec: Spec, base_rate: float, length: int) -> Shape | None:
    """The shape of a scheduler over ticks 0 to length - 1, by its formula.

    Args:
        spec: The scheduler, as one parameter group sees it.
        base_rate: The rate of that group before the scheduler is built.
        length: How many ticks are used.

    Returns:
        The shape, or None where the formula does not hold that far, or there is none.
    """
    if length < 1 or spec.formula_ends() < length - 1:
        return None
    last = length - 1
    ticks = {0, last, *(round(number * last / EVENLY) for number in range(EVENLY))}
    for turn in spec.turns(last):
        if math.isfinite(turn):
            ticks.update(tick for tick in range(math.floor(turn) - 1, math.floor(turn) + 3) if 0 <= tick <= last)

    def rate(tick: int) -> float:
        return float(spec.rate(tick, base_rate, SCALAR))

    rates = {tick: rate(tick) for tick in sorted(ticks)}
    rates.update((tick, rate(tick)) for tick in _top(rates, rate))
    ordered = sorted(rates)
    return Shape(tuple(ordered), tuple(rates[tick] for tick in ordered))


def _top(rates: Mapping[int, float], rate: Callable[[int], float]) -> range:
    """The ticks of the highest rate, where it lies between two that were looked at: a product can turn anywhere."""
    ticks = list(rates)
    found = ticks.index(max(ticks, key=rates.__getitem__))
    low, high = ticks[max(0, found - 1)], ticks[min(len(ticks), found + 2) - 1]
    while high - low > 2:
        third = (high - low) // 3
        if rate(low + third) < rate(high - third):
            low += third
        else:
            high -= third
    return range(low, high + 1)
