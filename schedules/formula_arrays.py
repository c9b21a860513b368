"""The namespace of formulas on arrays: the twin of `Scalar`, on numpy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from schedules.formula import SCALAR, Formula

EXACT = 2**53
"""From here on not every whole number is a float."""


class Arrays:
    """Evaluates a formula on float64 arrays of ticks, to the same double as `Scalar` but for the last bits."""

    pi = math.pi
    where = staticmethod(np.where)
    minimum = staticmethod(np.minimum)
    maximum = staticmethod(np.maximum)
    floor = staticmethod(np.floor)
    cos = staticmethod(np.cos)
    tanh = staticmethod(np.tanh)

    @staticmethod
    def power(base: Any, exponent: Any) -> Any:
        # `float_power` is the same to the last bits and takes four times as long
        return np.power(np.asarray(base, dtype=np.float64), exponent)

    @staticmethod
    def floor_log(value: Any, base: float) -> Any:
        exact = np.log(value) / math.log(base)
        found = np.floor(exact)
        # the two logarithms may differ in their last bit, which matters where the result is nearly whole
        close = np.flatnonzero(np.abs(exact - np.round(exact)) < 1e-9)
        found[close] = [SCALAR.floor_log(float(item), base) for item in value[close]]
        return found

    @staticmethod
    def laps(t: Any, length: float) -> Any:
        # the quotient of whole numbers is rounded to a whole one only where it is one, and this is twice as fast
        return np.floor(t / length) if length == int(length) else t // length

    @staticmethod
    def count_reached(bounds: Sequence[float], t: Any) -> Any:
        return np.searchsorted(np.asarray(bounds, dtype=np.float64), t, side="right")

    @staticmethod
    def take(values: Sequence[Any], index: Any) -> Any:
        return np.asarray(values, dtype=np.float64)[index]

    @staticmethod
    def first(t: Any) -> float:
        return float(t.min())

    @staticmethod
    def last(t: Any) -> float:
        return float(t.max())

    @staticmethod
    def steadily(formula: Formula, t: Any) -> Any:
        if not np.ndim(t):
            return formula(t)
        first, last = t.min(), t.max()
        # nan among them, or so large that the next whole number is no float
        if not last - first + 1 < len(t) or max(-first, last) >= EXACT:
            return formula(t)
        values = np.broadcast_to(formula(np.arange(first, last + 1)), int(last - first) + 1)
        return values[(t - first).astype(np.intp)]

    @staticmethod
    def pieces(t: Any, starts: Sequence[float], formulas: Sequence[Formula]) -> Any:
        bounds = np.asarray(starts, dtype=np.float64)
        first, last = (max(0, int(found) - 1) for found in np.searchsorted(bounds, (t.min(), t.max()), side="right"))
        if first == last:
            return formulas[first](t - starts[first] if starts[first] else t)
        index = np.searchsorted(bounds, t, side="right") - 1
        result = np.empty(t.shape)
        for number in np.unique(index):
            inside = index == number
            result[inside] = formulas[number](t[inside] - starts[number])
        return result
