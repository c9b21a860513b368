from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from schedules.fields import LastEpoch
from schedules.formula import Namespace
from schedules.spec import parameter, whole_ticks
from schedules.warmup import Steps, WarmupSpec


class WarmupInverseSqrtLR(WarmupSpec):
    """Linear warm-up from 0, then the inverse square root of time, which has no end.

    With W = `warmup_steps` and s = `timescale`:
    lr(t) = base * t / W for t < W, else
    lr(t) = base / sqrt((t - W + s) / s)

    Source: this package. It is `transformers.get_inverse_sqrt_schedule`; Scaling Vision Transformers,
    https://arxiv.org/abs/2106.04560.
    """

    timescale: Steps | None = parameter(
        None,
        doc="three of these after the warm-up the rate is half; by default `warmup_steps`, or 10000 without a warm-up",
        unit="ticks",
        otherwise="time is divided by it",
    )
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def natural_ticks(self) -> int:
        """Until the rate is half of its peak."""
        return whole_ticks(self.warmup_steps + 3 * self.scale()) + 1

    def scale(self) -> int:
        """The timescale that is in force."""
        return self.timescale or self.warmup_steps or 10_000

    def turns(self, until: int) -> Iterable[float]:  # noqa: ARG002
        return (self.warmup_steps,)

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        scale = self.scale()
        into = at.maximum(t - self.warmup_steps, 0)
        return at.where(t < self.warmup_steps, self.risen(t, base), base * at.power((into + scale) / scale, -0.5))
