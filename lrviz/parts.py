"""The schedulers of a plan: one alone, or several that share an optimizer, each stepped at its own interval."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from lrviz.options import Interval
from lrviz.rules.owners import assigns
from schedules.spec import Spec

FALLBACK_UPDATES = 1000
LONGEST_IMPLIED = 1_000_000
"""The most updates that a schedule itself can ask for; a longer run has to be said."""


class Part(NamedTuple):
    """One scheduler of a plan.

    Attributes:
        spec: The scheduler.
        interval: How often it is stepped.
        begin: The tick at which it is built, on the rate that is there then.
        end: The tick from which on it is not stepped any more, or None where it goes on.
        is_said: Whether the interval is said, by the file or its program, and not the scheduler's own default.
    """

    spec: Spec
    interval: Interval
    begin: int = 0
    end: int | None = None
    is_said: bool = False

    @property
    def has_window(self) -> bool:
        """Whether it is built later than the optimizer, or given up before the run is over."""
        return self.begin > 0 or self.end is not None

    @property
    def unit(self) -> Interval:
        """What its ticks are."""
        return self.spec.interval() if self.spec.counts_itself else self.interval

    def ticks(self, updates: int, steps_per_epoch: int) -> int:
        """How often it is stepped in a run."""
        ticks = updates if self.unit == "step" else updates // steps_per_epoch
        return max(0, (ticks if self.end is None else min(ticks, self.end - 1)) - self.begin)

    def used_ticks(self, updates: int, steps_per_epoch: int) -> int:
        """How many of its values a run uses; that of a last epoch which is cut short counts."""
        ticks = updates if self.unit == "step" else -(-updates // steps_per_epoch)
        return max(0, (ticks if self.end is None else min(ticks, self.end)) - self.begin)

    def natural_updates(self, steps_per_epoch: int) -> int:
        """What shows it whole, in updates."""
        ticks = self.end or self.begin + (self.spec.natural_ticks() or FALLBACK_UPDATES)
        return max(1, min(ticks * (steps_per_epoch if self.unit == "epoch" else 1), LONGEST_IMPLIED))

    def window(self, steps_per_epoch: int) -> tuple[float, float]:
        """The updates from which on, and up to which, it is stepped."""
        each = steps_per_epoch if self.unit == "epoch" else 1
        return self.begin * each, float("inf") if self.end is None else self.end * each


def rivals(parts: Sequence[Part], steps_per_epoch: int) -> tuple[int, int] | None:
    """Two schedulers of which each sets the rate anew, whatever the other made of it, at the same time.

    Returns:
        Their indices, or None where there are none.
    """
    setters = [index for index, part in enumerate(parts) if _sets_rate_anew(part.spec)]
    for one, other in combinations(setters, 2):
        (start, end), (begin, stop) = parts[one].window(steps_per_epoch), parts[other].window(steps_per_epoch)
        if start < stop and begin < end:
            return one, other
    return None


def _sets_rate_anew(spec: Spec) -> bool:
    """Whether the rate before plays no part in the next."""
    return spec.counts_itself or assigns(spec)
