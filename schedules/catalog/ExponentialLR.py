from __future__ import annotations

import math
from functools import partial
from typing import Any, ClassVar

from schedules.fields import LastEpoch, Number
from schedules.foreign import TORCH
from schedules.formula import Namespace, compounded
from schedules.spec import Spec, parameter


class ExponentialLR(Spec):
    """Multiplies the rate by `gamma` at every tick.

    lr(t) = base * gamma ** t

    Source: `torch.optim.lr_scheduler.ExponentialLR`.
    """

    upstream: ClassVar[str] = "torch.optim.lr_scheduler.ExponentialLR"
    foreign_keys: ClassVar[dict[str, str]] = TORCH

    gamma: Number = parameter(doc="factor at each tick", unit="factor", example=0.95)
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        return compounded(base, self.gamma, t, partial(at.power, self.gamma), at)

    def step(self, rate: Any, t: Any, base: float, at: Namespace) -> Any:  # noqa: ARG002 - all steps are alike
        return rate * self.gamma

    def ratio(self, since: Any, t: Any, at: Namespace) -> Any:
        return at.power(self.gamma, t - since)

    def natural_ticks(self) -> int | None:
        """As long as the rate takes to fall to a thousandth."""
        if not 0 < self.gamma < 1:
            return None
        return min(1_000_000, math.ceil(math.log(1e-3) / math.log(self.gamma)))
