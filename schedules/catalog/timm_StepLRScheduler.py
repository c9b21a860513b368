from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schedules.fields import Number
from schedules.formula import Namespace, multiples
from schedules.spec import parameter, whole_ticks
from schedules.timm_base import TimmTimeSpec


class timm_StepLRScheduler(TimmTimeSpec):
    """Multiplies the rate by `decay_rate` every `decay_t` ticks, with warm-up and noise.

    lr(t) = base * decay_rate ** floor(t / decay_t), with t counted after the warm-up where that is a prefix

    Source: `timm.scheduler.StepLRScheduler`.
    """

    upstream: ClassVar[str] = "timm.scheduler.StepLRScheduler"
    length_key: ClassVar[str] = "decay_t"

    decay_t: Annotated[Number, Field(gt=0)] = parameter(
        doc="ticks from one decay to the next",
        unit="ticks",
        otherwise="it is a length, and timm divides by it at the first step",
        example=30,
    )
    decay_rate: Number = parameter(1.0, doc="factor of each decay", unit="factor", example=0.1)
    warmup_prefix: bool = parameter(True, doc="whether the warm-up comes before the first decay, or is cut out of it")

    def body(self, t: Any, base: float, at: Namespace) -> Any:
        return base * at.steadily(partial(at.power, self.decay_rate), at.laps(t, self.decay_t))

    def body_turns(self, until: int) -> Iterable[float]:
        return multiples(self.decay_t, until)

    def natural_ticks(self) -> int:
        return whole_ticks(4 * self.decay_t + (max(0, self.warmup_t) if self.warmup_prefix else 0))
