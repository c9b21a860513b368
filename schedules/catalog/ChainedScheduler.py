from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from schedules.composite import Children, Composite, children
from schedules.formula import Namespace
from schedules.run import Run


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

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        if len(self.schedulers) == 1:
            return self.schedulers[0].rate(t, base, at)
        factor: Any = 1.0
        for child in self.schedulers:
            factor = factor * child.rate(t, 1.0, at)
        return base * factor

    def momentum_at(self, t: Any, at: Namespace) -> Any:
        """That of the last child that moves it, as each sets it anew."""
        return [child for child in self.schedulers if child.moves_momentum][-1].momentum_at(t, at)

    def turns(self, until: int) -> Iterable[float]:
        return [tick for child in self.schedulers for tick in child.turns(until)]

    def formula_ends(self) -> float:
        if len(self.schedulers) == 1:
            return self.schedulers[0].formula_ends()
        return self.factor_ends()

    def factor_ends(self) -> float:
        return min(child.factor_ends() for child in self.schedulers)

    def natural_ticks(self) -> int | None:
        return max((ticks for child in self.schedulers if (ticks := child.natural_ticks())), default=None)
