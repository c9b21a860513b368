"""The small namespaces in which formulas are written: `SCALAR` for one tick at a time, `arrays()` for many at once.

A formula is written once, over a tick `t` and a namespace `at`. Both sides of a `where` are evaluated, so neither may
raise; what has no value is nan.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import Any, Protocol

Formula = Callable[[Any], Any]

MOST_TURNS = 200
"""How many turns of a curve are listed. One that turns more often is seen at the first of them."""

LARGEST_POWER = 700.0
"""The exponent of e below which a power is surely within floating point."""


def multiples(of: float, until: int) -> Iterator[float]:
    """`of`, 2 `of`, ... up to `until`, at most `MOST_TURNS` of them."""
    return takewhile(lambda tick: tick <= until, (of * number for number in range(1, MOST_TURNS + 1)))


def quotient(value: Any, before: Any, at: Namespace) -> Any:
    """How many times more a value is than that before. 1 where that is 0, from which nothing is multiplied away."""
    return at.where(before == 0, 1.0, value / at.where(before == 0, 1.0, before))


def compounded(base: float, factor: float, times: Any, power: Formula, at: Namespace) -> Any:
    """A rate that was multiplied by a factor again and again.

    Args:
        base: The rate before.
        factor: The factor.
        times: How often, ascending.
        power: The power of the factor that a number of times gives.
        at: The namespace.
    """
    if at.last(times) * abs(math.log(abs(factor) or 1.0)) < LARGEST_POWER:
        return base * power(times)
    # step by step torch comes to a rate that is one, where the power alone is beyond floating point
    half = times // 2
    return base * power(half) * power(times - half)


class Namespace(Protocol):
    """What a formula may use, beside the four operations, `//` and comparisons."""

    pi: float

    def where(self, condition: Any, yes: Any, no: Any) -> Any:
        """`yes` where the condition holds, else `no`."""

    def minimum(self, one: Any, other: Any) -> Any:
        """The smaller of two."""

    def maximum(self, one: Any, other: Any) -> Any:
        """The larger of two."""

    def floor(self, value: Any) -> Any:
        """The whole number at or below."""

    def cos(self, angle: Any) -> Any:
        """The cosine."""

    def tanh(self, value: Any) -> Any:
        """The hyperbolic tangent."""

    def power(self, base: Any, exponent: Any) -> Any:
        """A power. Infinity where it is too large or 0 is raised to less than 0; nan where it is not real."""

    def floor_log(self, value: Any, base: float) -> Any:
        """The whole number at or below the logarithm to this base, rounded exactly as `math.log` rounds."""

    def laps(self, t: Any, length: float) -> Any:
        """How many whole lengths fit into t: `t // length`."""

    def count_reached(self, bounds: Sequence[float], t: Any) -> Any:
        """How many of the sorted bounds are at or before t."""

    def take(self, values: Sequence[Any], index: Any) -> Any:
        """The values at the index, or at each of the indices."""

    def first(self, t: Any) -> float:
        """The smallest of the ticks that are evaluated."""

    def last(self, t: Any) -> float:
        """The largest of the ticks that are evaluated."""

    def steadily(self, formula: Formula, t: Any) -> Any:
        """A formula of whole numbers that lie close together, many of them the same: evaluated once for each."""

    def pieces(self, t: Any, starts: Sequence[float], formulas: Sequence[Formula]) -> Any:
        """Each formula from its start on, given the ticks since then. The starts ascend from 0."""


class Scalar:
    """Evaluates a formula at one tick, on `math` alone."""

    pi = math.pi

    @staticmethod
    def where(condition: bool, yes: float, no: float) -> float:
        return yes if condition else no

    @staticmethod
    def minimum(one: float, other: float) -> float:
        return one if one <= other else other

    @staticmethod
    def maximum(one: float, other: float) -> float:
        return one if one >= other else other

    @staticmethod
    def floor(value: float) -> float:
        return math.floor(value) if math.isfinite(value) else value

    @staticmethod
    def cos(angle: float) -> float:
        return math.cos(angle) if math.isfinite(angle) else math.nan

    @staticmethod
    def tanh(value: float) -> float:
        return math.tanh(value)

    @staticmethod
    def power(base: float, exponent: float) -> float:
        try:
            # whole numbers have no bound in Python, and would be computed digit by digit
            result = float(base) ** exponent
        except (OverflowError, ZeroDivisionError):
            return math.inf
        return math.nan if isinstance(result, complex) else result

    @staticmethod
    def floor_log(value: float, base: float) -> float:
        return math.floor(math.log(value, base)) if 0 < value < math.inf else math.nan

    @staticmethod
    def laps(t: float, length: float) -> float:
        return t // length

    @staticmethod
    def count_reached(bounds: Sequence[float], t: float) -> int:
        return bisect_right(bounds, t)

    @staticmethod
    def take(values: Sequence[Any], index: int) -> Any:
        return values[index]

    @staticmethod
    def first(t: float) -> float:
        return t

    @staticmethod
    def last(t: float) -> float:
        return t

    @staticmethod
    def steadily(formula: Formula, t: float) -> Any:
        return formula(t)

    @staticmethod
    def pieces(t: float, starts: Sequence[float], formulas: Sequence[Formula]) -> Any:
        index = max(0, bisect_right(starts, t) - 1)
        return formulas[index](t - starts[index])


SCALAR = Scalar()


@cache
def arrays() -> Namespace:
    """The namespace that evaluates a formula on float64 arrays of ticks. Imports numpy."""
    from schedules.formula_arrays import Arrays

    return Arrays()
