"""Plan: what will be run."""

from __future__ import annotations

from typing import NamedTuple

from lrviz.options import Interval
from lrviz.parts import Part
from lrviz.text import printable
from schedules.optimizer_base import OptimizerSpec
from schedules.parameter_groups import GroupPlan
from schedules.problems import Path
from schedules.spec import Spec


class Plan(NamedTuple):
    """Everything that a simulation needs.

    Attributes:
        name: The config as it was typed, with what makes it a variant.
        path: Where in it the scheduler stands, or the first of several.
        parts: The schedulers, in the order in which they are built: one, or several that run together.
        optimizer: The optimizer, its `lr` included.
        groups: The parameter groups, or an empty list for a single one without a name.
        base_rates: The rate of each group before the scheduler is built.
        updates: The number N of optimizer updates.
        implied: Whether N follows from the schedule alone. Nothing is judged by it then.
        steps_per_epoch: Optimizer updates in an epoch.
        has_epochs: Whether an axis of epochs makes sense.
        notes: What was assumed, one line each.
    """

    name: str
    path: Path
    parts: tuple[Part, ...]
    optimizer: OptimizerSpec
    groups: tuple[GroupPlan, ...]
    base_rates: tuple[float, ...]
    updates: int
    implied: bool
    steps_per_epoch: int
    has_epochs: bool
    notes: tuple[str, ...]

    @property
    def spec(self) -> Spec:
        """The scheduler, or the first of several."""
        return self.parts[0].spec

    @property
    def interval(self) -> Interval:
        """How often the scheduler is stepped, or the first of several."""
        return self.parts[0].interval

    @property
    def is_plain(self) -> bool:
        """Whether there is one scheduler, from the first update to the last."""
        return len(self.parts) == 1 and not self.parts[0].has_window

    @property
    def needs_metric(self) -> bool:
        return any(part.spec.needs_metric for part in self.parts)

    @property
    def moves_momentum(self) -> bool:
        return any(part.spec.moves_momentum for part in self.parts)

    def labels(self) -> list[str]:
        """What each parameter group is called; an empty string where there is one alone."""
        return [printable(group.label(), 60) for group in self.groups] or [""]

    def used_ticks(self) -> int:
        """How many values of the schedule the run uses; that of a last epoch which is cut short counts.

        Where schedulers run together, a tick of theirs is an update.
        """
        if not self.is_plain:
            return self.updates
        return self.parts[0].used_ticks(self.updates, self.steps_per_epoch)
