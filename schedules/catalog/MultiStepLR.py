from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from schedules.fields import LastEpoch, Number, Wholes
from schedules.foreign import TORCH
from schedules.formula import MOST_TURNS, Namespace, compounded
from schedules.spec import Spec, parameter


class MultiStepLR(Spec):
    """Multiplies the rate by `gamma` at each milestone.

    lr(t) = base * gamma ** (number of milestones m with m <= t)

    Source: `torch.optim.lr_scheduler.MultiStepLR`.
    """

    upstream: ClassVar[str] = "torch.optim.lr_scheduler.MultiStepLR"
    foreign_keys: ClassVar[dict[str, str]] = {
        **TORCH,
        "step_size": "MultiStepLR decays at given `milestones`; for even distances use StepLR",
        "decay_t": "`decay_t` is timm's: use `milestones`",
        "decay_rate": "`decay_rate` is timm's: use `gamma`",
    }
    length_key: ClassVar[str] = "milestones"

    milestones: Wholes = parameter(doc="list of ticks at which the rate decays", unit="ticks", example=[30, 60, 90])
    gamma: Number = parameter(0.1, doc="factor of each decay", unit="factor")
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        # a milestone below 0 is never met
        met = sorted(milestone for milestone in self.milestones if milestone >= 0)
        return compounded(base, self.gamma, at.count_reached(met, t), partial(at.power, self.gamma), at)

    def turns(self, until: int) -> Iterable[float]:  # noqa: ARG002
        return self.milestones[:MOST_TURNS]

    def ratio(self, since: Any, t: Any, at: Namespace) -> Any:
        met = sorted(milestone for milestone in self.milestones if milestone >= 0)
        return at.power(self.gamma, at.count_reached(met, t) - at.count_reached(met, since))

    def as_later_child(self) -> MultiStepLR:
        # the closed form, unlike the steps, counts milestones below 0
        return self.model_copy(update={"milestones": [max(0, milestone) for milestone in self.milestones]})

    def moves_until(self) -> float:
        return max([0, *self.milestones])

    def natural_ticks(self) -> int | None:
        last = int(max(self.milestones, default=0))
        return last + max(1, last // 4) if last > 0 else None
