"""Difference: what lies between two curves."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from lrviz.curve import Series, Values

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
    gap = np.where(np.abs(gap) <= tolerance * float(np.max(np.abs(first.rates))), 0.0, gap)
    differing = np.flatnonzero(gap)
    widest = int(np.argmax(np.abs(gap)))
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
