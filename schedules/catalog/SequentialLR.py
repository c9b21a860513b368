from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any, ClassVar

from schedules.composite import Composite
from schedules.fields import LastEpoch, Wholes
from schedules.foreign import TORCH
from schedules.run import Run
from schedules.spec import Conflict, constraint, parameter


class SequentialLR(Composite):
    """Runs its children one after the other; each counts its own ticks from 0 when its turn comes.

    Child i runs from milestones[i - 1] to milestones[i].

    Source: `torch.optim.lr_scheduler.SequentialLR`.
    """

    upstream: ClassVar[str] = "torch.optim.lr_scheduler.SequentialLR"
    foreign_keys: ClassVar[dict[str, str]] = TORCH

    milestones: Wholes = parameter(doc="ticks at which the next child takes over", unit="ticks")
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    @classmethod
    def child_run(cls, values: Mapping[str, Any], index: int, run: Run) -> Run:
        """The ticks of a child are those of its window, where the milestones are in order."""
        milestones = values.get("milestones")
        if run.ticks is None or not _in_order(milestones):
            return replace(run, ticks=None)
        starts = [0, *milestones]  # type: ignore[misc]
        if index >= len(starts) or run.ticks < starts[index]:
            return replace(run, ticks=None)
        end = run.ticks if index + 1 >= len(starts) else min(run.ticks, starts[index + 1] - 1)
        return replace(run, ticks=int(end - starts[index]))

    def natural_ticks(self) -> int | None:
        last = int(max(self.milestones, default=0))
        return last + (self.schedulers[-1].natural_ticks() or max(1, last // 2))

    @constraint("schedulers", "milestones")
    def one_milestone_between_children(self) -> Conflict | None:
        needed = len(self.schedulers) - 1
        if needed < 0 or len(self.milestones) == needed:
            return None
        wanted = {0: "no milestone", 1: "one milestone"}.get(needed, f"{needed} milestones")
        children = "1 scheduler needs" if needed == 0 else f"{needed + 1} schedulers need"
        return Conflict("milestones", f"{children} {wanted}, not {len(self.milestones)}: torch refuses it")

    @constraint("schedulers", "milestones")
    def later_children_can_be_entered(self) -> Iterator[Conflict]:
        for index, child in enumerate(self.schedulers[1 : len(self.milestones) + 1], start=1):
            milestone = self.milestones[index - 1]
            if milestone < 1:
                # torch starts with this child and never enters it half-way
                continue
            if isinstance(child, Composite):
                yield Conflict(
                    "schedulers",
                    f"{type(child).__name__} cannot take over from another scheduler: torch stops at step "
                    f"{milestone} with an error without a text",
                    "put its children into this list, with their milestones added up",
                    index,
                )
            elif getattr(child, "total_iters", 1) == 0 and type(child).__name__ in ("LinearLR", "PolynomialLR"):
                yield Conflict(
                    "schedulers",
                    f"{type(child).__name__} with `total_iters: 0` takes over at step {milestone}, where torch divides "
                    "by it",
                    "give it at least one tick, or leave it out",
                    index,
                )


def _in_order(milestones: Any) -> bool:
    if not isinstance(milestones, list | tuple):
        return False
    if any(isinstance(item, bool) or not isinstance(item, int | float) for item in milestones):
        return False
    return all(before < after for before, after in pairwise([0, *milestones]))
