from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from schedules.fields import Number, Numbers
from schedules.formula import MOST_TURNS, Namespace
from schedules.spec import parameter, whole_ticks
from schedules.timm_base import TimmTimeSpec


class timm_MultiStepLRScheduler(TimmTimeSpec):
    """Multiplies the rate by `decay_rate` at each milestone, with warm-up and noise.

    lr(t) = base * decay_rate ** (number of milestones m with m <= t + 1)

    There t is counted after the warm-up where that is a prefix. A milestone m acts at tick m - 1, one earlier than
    torch's MultiStepLR.

    Source: `timm.scheduler.MultiStepLRScheduler`.
    """

    upstream: ClassVar[str] = "timm.scheduler.MultiStepLRScheduler"
    length_key: ClassVar[str] = "decay_t"

    decay_t: Numbers = parameter(
        doc="sorted list of ticks, each one after that at which the rate decays", unit="ticks", example=[31, 61, 91]
    )
    decay_rate: Number = parameter(1.0, doc="factor of each decay", unit="factor", example=0.1)
    warmup_prefix: bool = parameter(True, doc="whether the warm-up comes before the first decay, or is cut out of it")

    def body(self, t: Any, base: float, at: Namespace) -> Any:
        return base * at.power(self.decay_rate, at.count_reached(self.decay_t, t + 1))

    def body_turns(self, until: int) -> Iterable[float]:  # noqa: ARG002
        return [milestone - 1 for milestone in self.decay_t[:MOST_TURNS]]

    def natural_ticks(self) -> int | None:
        last = max(self.decay_t, default=0)
        if last <= 0:
            return None
        return whole_ticks(last + max(1, last // 4) + (max(0, self.warmup_t) if self.warmup_prefix else 0))
