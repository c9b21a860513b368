"""Which update a number of a log stands for: what it counts, from which number on, and when the rate is logged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from lrviz.logs.run import Indices
from lrviz.options import Interval

Place = Literal["", "start", "end"]
"""When within an epoch the rate is logged; an empty text where that makes no difference."""

FURTHEST = 2**35
"""No run has so many updates, and so many epochs of the longest that is simulated still fit into 64 bits."""


class Reading(NamedTuple):
    """How the numbers of a log are read.

    Attributes:
        first: The number of the first step or epoch.
        unit: What is counted.
        updates: How many updates one has.
        place: At which of its updates the rate is logged.
    """

    first: int
    unit: Interval = "step"
    updates: int = 1
    place: Place = ""

    def at(self, numbers: Sequence[int]) -> Indices:
        """The update of each, counted from 0."""
        return self.begins(numbers) + (self.updates - 1 if self.place == "end" else 0)

    def begins(self, numbers: Sequence[int]) -> Indices:
        """The update, counted from 0, with which each begins."""
        counted = np.clip(np.asarray(numbers, dtype=np.int64), -FURTHEST, FURTHEST)
        return (counted - self.first) * self.updates

    def number(self, at: int) -> int:
        """The number that the log gives to an update."""
        return int(at) // self.updates + self.first

    def says(self, at: int) -> str:
        """An update, as the log calls it: `step 1,200`, or `epoch 3`."""
        return f"{self.unit} {self.number(at):,}"


def readings(least: int, unit: Interval, per_epoch: int, tick: int) -> Iterator[Reading]:
    """The ways to read a log, the likeliest first.

    Args:
        least: The least number in it. One that begins later than 0 may give the first step, or epoch, the number 1.
        unit: What it counts.
        per_epoch: How many updates an epoch has.
        tick: For how many updates the rate stands still.
    """
    updates = per_epoch if unit == "epoch" else 1
    places: tuple[Place, ...] = ("start", "end") if tick < updates else ("",)
    for place in places:
        for first in (0, 1) if least >= 1 else (0,):
            yield Reading(first, unit, updates, place)
