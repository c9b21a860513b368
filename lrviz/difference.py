"""Difference: what lies between two curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from lrviz.curve import Curve, Series, Values, first_largest

Align = Literal["step", "fraction"]
"""Which updates of two runs are held against each other: those of the same number, or at the same part of each run."""


class Difference(NamedTuple):
    """What lies between two curves.

    Attributes:
        compared: At how many places they were compared.
        first_step: The first update at which they differ, or None.
        largest: The largest gap, the second curve less the first.
        largest_step: Where that is.
        crossings: The updates from which on the other curve is the higher one.
        area: The area between them, as a part of the area of the first; None where that is 0.
    """

    compared: int
    first_step: int | None
    largest: float
    largest_step: int
    crossings: tuple[int, ...]
    area: float | None


@np.errstate(invalid="ignore", over="ignore")
def difference(first: Series, second: Series, tolerance: float = 0.0, align: Align = "step") -> Difference:
    """Compare two groups.

    Args:
        first: The group of the baseline.
        second: The other group.
        tolerance: Up to which part of the baseline's peak a gap counts as none.
        align: By `step`, over the length that both have; by `fraction`, at as many places as the shorter run has
            updates.

    Returns:
        The numbers. Steps are the baseline's, counted from 0.
    """
    steps, before, after = aligned(first.rates, second.rates, align)
    gap = after - before
    height = float(np.max(np.abs(first.rates)))
    gap = np.where(np.abs(gap) <= tolerance * height, 0.0, gap)
    differing = np.flatnonzero(gap)
    widest = first_largest(np.abs(gap), max(height, float(np.max(np.abs(second.rates)))))
    total = float(np.sum(before))
    signs = np.sign(gap[differing])
    crossing = differing[1:][signs[1:] != signs[:-1]]
    return Difference(
        compared=len(steps),
        first_step=int(steps[differing[0]]) if differing.size else None,
        largest=float(gap[widest]),
        largest_step=int(steps[widest]),
        crossings=tuple(steps[crossing].tolist()),
        area=float(np.sum(np.abs(gap))) / total if total > 0 else None,
    )


def aligned(
    first: Values, second: Values, align: Align
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Values, Values]:
    """The values of two curves that are held against each other, and at which steps of the first they are."""
    places = np.arange(min(len(first), len(second)))
    if align == "step":
        return places, first[places], second[places]
    steps, others = (places * len(values) // len(places) for values in (first, second))
    return steps, first[steps], second[others]


class Against(NamedTuple):
    """A config against the baseline.

    Attributes:
        groups: What lies between them for each parameter group; None for one that only one of them has.
        same_length: Whether both runs have as many updates.
    """

    groups: tuple[Difference | None, ...]
    same_length: bool


class Comparison(NamedTuple):
    """Several configs, the first of which is the baseline.

    Attributes:
        curves: Their curves.
        align: Which updates were held against each other.
        against: Each of the others, held against the baseline.
    """

    curves: tuple[Curve, ...]
    align: Align
    against: tuple[Against, ...]

    @property
    def differ(self) -> bool:
        """Whether any config differs from the baseline: in a rate, in its groups or, step by step, in its length."""
        return any(map(self.is_other, self.against))

    def is_other(self, other: Against) -> bool:
        """Whether a config differs from the baseline."""
        lengths = self.align == "fraction" or other.same_length
        return not lengths or any(found is None or found.first_step is not None for found in other.groups)


def compare(curves: Sequence[Curve], align: Align = "step", tolerance: float | None = None) -> Comparison:
    """Hold curves against the first of them, group by group.

    Args:
        curves: The curves, the baseline first.
        align: By `step`, over the length that both have, or by `fraction` of each run.
        tolerance: Up to which part of the baseline's peak a gap counts as none. By default none, but for the rounding
            of curves that were computed by formulas, 1e-9.
    """
    first = curves[0]
    against = []
    for curve in curves[1:]:
        allowed = max(first.rounding, curve.rounding) if tolerance is None else tolerance
        both = min(len(first.series), len(curve.series))
        found = [difference(first.series[group], curve.series[group], allowed, align) for group in range(both)]
        lacking = [None] * (max(len(first.series), len(curve.series)) - both)
        against.append(Against((*found, *lacking), first.updates == curve.updates))
    return Comparison(tuple(curves), align, tuple(against))
