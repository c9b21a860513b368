"""The small namespace in which formulas are written, here for one point at a time on `math`."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence


class Scalar:
    """Evaluates a formula at one point. A twin with the same methods can evaluate it on arrays."""

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
    def cos(angle: float) -> float:
        return math.cos(angle)

    @staticmethod
    def count_reached(bounds: Sequence[int], t: int) -> int:
        """How many of the sorted bounds are at or before t."""
        return bisect_right(bounds, t)

    @staticmethod
    def take(values: Sequence[float], index: int) -> float:
        return values[index]

    @staticmethod
    def last(t: int) -> int:
        """The largest of the points that are evaluated."""
        return t


SCALAR = Scalar()
