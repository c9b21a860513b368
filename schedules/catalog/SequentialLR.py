from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

from schedules.composite import Children, Composite, children
from schedules.fields import LastEpoch, Wholes
from schedules.foreign import TORCH
from schedules.run import Run
from schedules.spec import Conflict, Spec, constraint, parameter

if TYPE_CHECKING:
    from schedules.sharing import Actor, Group


class SequentialLR(Composite):
    """Runs its children one after the other; each counts its own ticks from 0 when its turn comes.

    Child i runs from m_i = milestones[i - 1] to milestones[i], and the first one from m_0 = 0:
    lr(t) = lr_i(t - m_i)

    Source: `torch.optim.lr_scheduler.SequentialLR`.
    """

    upstream: ClassVar[str] = "torch.optim.lr_scheduler.SequentialLR"
    foreign_keys: ClassVar[dict[str, str]] = TORCH

    schedulers: Children = children(
        {"name": "LinearLR", "start_factor": 0.01, "total_iters": 10}, {"name": "CosineAnnealingLR", "T_max": 90}
    )
    milestones: Wholes = parameter(doc="ticks at which the next child takes over", unit="ticks", example=[10])
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    @classmethod
    def child_run(cls, values: Mapping[str, Any], index: int, run: Run) -> Run:
        """The ticks of a child are those of its window, where the milestones are in order."""
        milestones, ahead = values.get("milestones"), run.ahead
        # torch takes the first step of the first child, which has taken it already, and counts it where it counts
        run = run._replace(ahead=ahead + 1 if index == 0 else 0)
        if not _in_order(milestones, ahead):
            return run.at_some_time()
        starts = [0, *(milestone - ahead for milestone in milestones)]  # type: ignore[union-attr]
        if run.ticks is None:
            # a run of any length is taken to get to its milestones
            is_whole = not run.may_be_left_out and index + 1 < len(starts)
            return run._replace(ticks=int(starts[index + 1] - 1 - starts[index])) if is_whole else run
        if index >= len(starts):
            return run.at_some_time()
        if run.ticks < starts[index]:
            # it is built, and never stepped
            return run._replace(ticks=0)
        end = run.ticks if index + 1 >= len(starts) else min(run.ticks, starts[index + 1] - 1)
        return run._replace(ticks=int(end - starts[index]))

    window_fields: ClassVar[tuple[str, ...]] = ("milestones",)

    def child_window(self, index: int, length: int | None) -> tuple[int, int | None] | None:
        if not _in_order(self.milestones) or index > len(self.milestones):
            return None
        bounds = [0, *(int(milestone) for milestone in self.milestones)]
        start = bounds[index]
        ends = [end for end in (length, *bounds[index + 1 : index + 2]) if end is not None]
        return start, max(0, min(ends) - start) if ends else None

    def joined(self, children: Sequence[Actor], group: Group) -> Actor:
        from schedules.sharing import InTurn

        return InTurn(children, self.milestones, group)

    def can_be_followed(self) -> bool:
        """Where the milestones are whole and in order."""
        if any(milestone != int(milestone) for milestone in self.milestones) or not _ascend(self.milestones):
            return False
        return super().can_be_followed()

    def stops_at(self) -> float:
        first = bisect_right(self.milestones, 0)
        later = zip(self.milestones[first:], self.schedulers[first + 1 :], strict=False)
        entered = [milestone for milestone, child in later if isinstance(child, Composite)]
        begun = self.schedulers[first]
        # one that is begun anew here may count a tick ahead
        inner = begun.stops_at() - 1 if isinstance(begun, Composite) else math.inf
        return min([*entered, inner])

    def natural_ticks(self) -> int | None:
        last = int(max(self.milestones, default=0))
        return last + (self.schedulers[-1].natural_ticks() or max(1, last // 2))

    @constraint("schedulers", "milestones", kind="milestone-count")
    def one_milestone_between_children(self) -> Conflict | None:
        """There must be one milestone fewer than there are schedulers."""
        needed = len(self.schedulers) - 1
        if needed < 0 or len(self.milestones) == needed:
            return None
        wanted = {0: "no milestone", 1: "one milestone"}.get(needed, f"{needed} milestones")
        children = "1 scheduler needs" if needed == 0 else f"{needed + 1} schedulers need"
        return Conflict("milestones", f"{children} {wanted}, not {len(self.milestones)}: torch refuses it")

    @constraint("schedulers", "milestones", kind="not-a-child")
    def first_child_can_be_begun(self) -> Conflict | None:
        """A composite that comes first must not begin with a PolynomialLR with `total_iters: 0`."""
        first = self.schedulers[0] if self.schedulers and all(milestone > 0 for milestone in self.milestones) else None
        if not isinstance(first, Composite):
            return None
        if all(type(leaf).__name__ != "PolynomialLR" or getattr(leaf, "total_iters", 1) for leaf in _begun(first)):
            return None
        return Conflict(
            "schedulers",
            f"PolynomialLR with `total_iters: 0` is begun anew inside of the {type(first).__name__} that comes first, "
            "where torch divides by it",
            "give it at least one tick, or leave it out",
            0,
        )

    def _is_entered(self, index: int) -> bool:
        """Whether torch enters a child at its milestone, and does not start with it or jump over it."""
        milestone, following = self.milestones[index - 1], self.milestones[index : index + 1]
        in_order = list(self.milestones) == sorted(self.milestones)
        return in_order and milestone >= 1 and all(milestone < later for later in following)

    @constraint("schedulers", "milestones", kind="not-a-child", sees_run=True)
    def later_children_can_be_entered(self, run: Run) -> Iterator[Conflict]:
        """A later child must not be a composite, nor LinearLR or PolynomialLR with `total_iters: 0`."""
        for index, child in enumerate(self.schedulers[1 : len(self.milestones) + 1], start=1):
            if not self._is_entered(index) or run.may_end_before(self.milestones[index - 1] - run.ahead):
                continue
            if isinstance(child, Composite):
                yield Conflict(
                    "schedulers",
                    f"{type(child).__name__} cannot take over from another scheduler: torch stops at step "
                    f"{{milestones[{index - 1}]}} with an error without a text",
                    "put its children into this list, with their milestones added up",
                    index,
                )
            elif getattr(child, "total_iters", 1) == 0 and type(child).__name__ in ("LinearLR", "PolynomialLR"):
                yield Conflict(
                    "schedulers",
                    f"{type(child).__name__} with `total_iters: 0` takes over at step "
                    f"{{milestones[{index - 1}]}}, where torch divides by it",
                    "give it at least one tick, or leave it out",
                    index,
                )


def _begun(spec: Spec) -> Iterator[Spec]:
    """The schedulers that are in force at the first tick, as far as what is written of them is valid."""
    inner = getattr(spec, "schedulers", ()) if isinstance(spec, Composite) else None
    if inner is None:
        yield spec
        return
    if isinstance(spec, SequentialLR):
        first = bisect_right(getattr(spec, "milestones", ()), 0)
        inner = inner[first : first + 1]
    for child in inner:
        yield from _begun(child)


def _ascend(milestones: Sequence[float]) -> bool:
    return all(before < after for before, after in pairwise(milestones))


def _in_order(milestones: Any, ahead: int = 0) -> bool:
    if not isinstance(milestones, list | tuple):
        return False
    if any(isinstance(item, bool) or not isinstance(item, int | float) or abs(item) == math.inf for item in milestones):
        return False
    return _ascend([ahead, *milestones])
