"""Shape: a curve as rules look at it, at the ticks at which it can turn."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from lrviz.sentences import NotKnown
from schedules.composite import Composite
from schedules.formula import SCALAR
from schedules.spec import Spec

LOOKED_AT_WHOLE = 5_000
"""A computed curve of no more ticks than this is looked at whole."""

WALKED = 400_000
"""So many steps of all schedulers for all groups are computed one from the other: about a second."""

EVENLY = 64
"""At how many evenly spaced ticks a curve is looked at, beside those at which it can turn."""


class Rates(Protocol):
    """The rate of each tick: a list, or an array."""

    def __len__(self) -> int: ...
    def __getitem__(self, tick: int, /) -> float: ...


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

    @cached_property
    def peak(self) -> float:
        """The highest rate, or nan where a rate is no number."""
        return max(self.rates) if self.is_finite else math.nan

    @cached_property
    def peak_tick(self) -> int:
        if not self.is_finite:
            raise NotKnown("peak")
        return self.ticks[self.rates.index(self.peak)]

    @cached_property
    def lowest(self) -> float:
        return min(self.rates)

    @cached_property
    def largest(self) -> float:
        """The largest rate, whatever its sign."""
        return max(map(abs, self.rates))

    @cached_property
    def is_finite(self) -> bool:
        return all(map(math.isfinite, self.rates))

    def jumps(self) -> Iterable[tuple[int, float, float]]:
        """Each tick whose rate, and that of the tick before it, are known: the tick, the rate before, and its own."""
        pairs = zip(self.ticks, self.ticks[1:], self.rates, self.rates[1:], strict=False)
        return ((tick, old, new) for before, tick, old, new in pairs if tick == before + 1)


def shape_of_values(values: Rates, turns: Iterable[float]) -> Shape:
    """The shape of a curve that was computed, value by value.

    Args:
        values: The rate of each tick.
        turns: The ticks at which it can turn. Where it is long, it is looked at there, at its highest and lowest rates,
            and at even distances.
    """
    last = len(values) - 1
    if last < LOOKED_AT_WHOLE:
        ticks: Iterable[int] = range(last + 1)
    else:
        highest, lowest = (of(range(last + 1), key=values.__getitem__) for of in (max, min))
        ticks = looked_at(last, [*turns, highest, lowest])
    return Shape(tuple(ticks), tuple(float(values[tick]) for tick in ticks))


def shape_of(spec: Spec, base_rate: float, length: int, groups: int = 1) -> Shape | None:
    """The shape of a scheduler over ticks 0 to length - 1, by its formula.

    Args:
        spec: The scheduler, as one parameter group sees it.
        base_rate: The rate of that group before the scheduler is built.
        length: How many ticks are used.
        groups: For how many parameter groups this is asked.

    Returns:
        The shape, or None where the formula does not hold that far, or there is none.
    """
    if length < 1:
        return None
    if spec.formula_ends() < length - 1:
        walked = _walked(spec, base_rate, length, groups) if isinstance(spec, Composite) else None
        return None if walked is None else shape_of_values(walked, ())
    last = length - 1

    def rate(tick: int) -> float:
        return float(spec.rate(tick, base_rate, SCALAR))

    rates = {tick: rate(tick) for tick in looked_at(last, spec.turns(last))}
    rates.update((tick, rate(tick)) for tick in _top(rates, rate))
    ordered = sorted(rates)
    return Shape(tuple(ordered), tuple(rates[tick] for tick in ordered))


def _walked(spec: Composite, base_rate: float, length: int, groups: int) -> list[float] | None:
    """The rates of a schedule without a closed form, tick by tick, if that takes but a moment for all groups."""
    is_short = length <= LOOKED_AT_WHOLE and length * groups * len(list(spec.leaves())) <= WALKED
    return spec.walk(base_rate, length) if is_short else None


def looked_at(last: int, turns: Iterable[float]) -> list[int]:
    """Ticks at even distances, the first and the last among them, and those around every turn."""
    ticks = {0, last, *(round(number * last / EVENLY) for number in range(EVENLY))}
    for turn in turns:
        if math.isfinite(turn):
            ticks.update(tick for tick in range(math.floor(turn) - 1, math.floor(turn) + 3) if 0 <= tick <= last)
    return sorted(ticks)


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
