"""Where a value stands on the axis of a chart, and which values have a label there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from lrviz.render.chart.extent import extent
from lrviz.render.chart.nice import next_nice

if TYPE_CHECKING:
    from lrviz.curve import Values

MOST_LABELS = 5
"""How many stretches there are between labels at the most, on an axis that is not logarithmic."""


class Scale(NamedTuple):
    """The axis of values.

    Attributes:
        lowest: What stands at the bottom; on a logarithmic axis the lowest value above 0.
        highest: What stands at the top.
        is_log: Whether it is logarithmic.
        zero: What the last row is called, which those values have that no logarithmic axis has a place for; an empty
            string where there are none.
    """

    lowest: float
    highest: float
    is_log: bool = False
    zero: str = ""

    def row(self, value: float, rows: int, rows_of_zero: int = 1) -> int:
        """The row of a value, counted from the top.

        Args:
            value: The value.
            rows: How many rows there are.
            rows_of_zero: How many of them are one with the last.
        """
        if self.zero:
            if value <= 0:
                return rows - 1
            rows -= rows_of_zero
        return round((1 - self._share(value)) * (rows - 1))

    def _share(self, value: float) -> float:
        """How far up a value stands, from 0 to 1."""
        if not self.is_log:
            return (value - self.lowest) / ((self.highest - self.lowest) or 1.0)
        span = math.log10(self.highest) - math.log10(self.lowest)
        return (math.log10(value) - math.log10(self.lowest)) / span if span else 1.0

    def labels(self, rows: int) -> dict[int, str]:
        """The labels, by their rows: round values, as in `1.0e-03`."""
        found = {self.row(value, rows): f"{value:.1e}" if value else "0" for value in self._round_values(rows)}
        return found | ({rows - 1: self.zero} if self.zero else {})

    def _round_values(self, rows: int) -> Iterator[float]:
        if not self.is_log:
            yield from _multiples(self.lowest, self.highest, MOST_LABELS)
            return
        found = list(_of_decades(self.lowest, self.highest, rows // 2))
        # within a part of a decade there may be no round value
        yield from found if len(found) > 1 else (self.lowest, self.highest)


def _of_decades(lowest: float, highest: float, most: int) -> Iterator[float]:
    """The powers of 10, or some of them where there are many; where there are few, twice and five times these too."""
    first, last = math.floor(math.log10(lowest)), math.floor(math.log10(highest) + 1e-9)
    every = math.ceil((last - first + 1) / most)
    factors = (5, 2, 1) if last - first < 2 else (1,)
    for exponent in range(last, first - 1, -every):
        for factor in factors:
            value = factor * 10.0**exponent
            if lowest * (1 - 1e-9) <= value <= highest * (1 + 1e-9):
                yield value


def scale_of(lines: Sequence[Values | list[float]], is_log: bool) -> Scale:
    """The scale on which all lines can be drawn: from 0, or on a logarithmic axis from the lowest value above it."""
    found = [both for both in map(extent, lines) if both]
    lowest, highest = min((low for low, _ in found), default=0.0), max((high for _, high in found), default=0.0)
    if not is_log or highest <= 0:
        return Scale(min(0.0, lowest), max(0.0, highest))
    above = min(both[0] for line in lines if (both := extent(line, above=0.0)))
    return Scale(above, highest, True, "" if lowest > 0 else "0" if lowest == 0 else "<= 0")


def _multiples(lowest: float, highest: float, most: int) -> Iterator[float]:
    """The multiples of a round number from one value to another."""
    if highest == lowest:
        yield lowest
        return
    step = next_nice((highest - lowest) / most)
    for count in range(math.ceil(lowest / step - 1e-9), math.floor(highest / step + 1e-9) + 1):
        yield count * step
