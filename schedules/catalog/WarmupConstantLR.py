from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from schedules.fields import LastEpoch
from schedules.formula import Namespace
from schedules.spec import parameter
from schedules.warmup import WarmupSpec


class WarmupConstantLR(WarmupSpec):
    """Linear warm-up from 0, then the base rate for good.

    lr(t) = base * min(1, t / warmup_steps), and base without a warm-up

    Source: this package. It is `transformers.get_constant_schedule_with_warmup`, and without a warm-up
    `get_constant_schedule`.
    """

    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def natural_ticks(self) -> int:
        return 2 * int(self.warmup_steps) or 100

    def turns(self, until: int) -> Iterable[float]:  # noqa: ARG002
        return (self.warmup_steps,)

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        return at.where(t < self.warmup_steps, self.risen(t, base), base)
