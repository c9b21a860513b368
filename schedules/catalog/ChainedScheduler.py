from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from schedules.composite import Children, Composite, children
from schedules.run import Run

if TYPE_CHECKING:
    from schedules.sharing import Actor, Group


class ChainedScheduler(Composite):
    """Steps all its children at every tick, one after the other, on the same rate: factors multiply.

    Children that assign the rate (OneCycleLR, CyclicLR, CosineAnnealingWarmRestarts, the schedulers of this package)
    undo those before them.

    lr(t) = base * f_1(t) * f_2(t) * ..., where child i alone gives base * f_i(t)

    Source: `torch.optim.lr_scheduler.ChainedScheduler`.
    """

    upstream: ClassVar[str] = "torch.optim.lr_scheduler.ChainedScheduler"
    foreign_keys: ClassVar[dict[str, str]] = {
        "milestones": "children of a ChainedScheduler all run at once; for one after the other use SequentialLR",
        "optimizer": "the optimizer is given by the factory: leave it out",
        "last_epoch": "ChainedScheduler does not take it: leave it out",
        "verbose": "it was removed in torch 2.7: delete it",
    }

    schedulers: Children = children(
        {"name": "StepLR", "step_size": 50, "gamma": 0.5}, {"name": "ExponentialLR", "gamma": 0.97}
    )

    @classmethod
    def child_run(cls, values: Mapping[str, Any], index: int, run: Run) -> Run:  # noqa: ARG003
        return run

    def joined(self, children: Sequence[Actor], group: Group) -> Actor:  # noqa: ARG002 - it leaves it alone
        from schedules.sharing import Together

        return Together(children)

    def factor_ends(self) -> float:
        return min(child.factor_ends() for child in self.schedulers)

    def natural_ticks(self) -> int | None:
        return max((ticks for child in self.schedulers if (ticks := child.natural_ticks())), default=None)
