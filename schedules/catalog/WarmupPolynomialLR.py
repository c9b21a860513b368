from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from schedules.fields import LastEpoch, NotNegative, Number
from schedules.formula import Namespace
from schedules.spec import Conflict, constraint, parameter
from schedules.warmup import DecaySpec


class WarmupPolynomialLR(DecaySpec):
    """Linear warm-up from 0, then a power of the ticks that are left down to `min_lr`.

    With W = `warmup_steps` and N = `total_steps`:
    lr(t) = base * t / W for t < W, else
    lr(t) = min_lr + (base - min_lr) * (1 - (t - W) / (N - W)) ** power for t < N, else
    lr(t) = min_lr

    Source: this package. It is `transformers.get_polynomial_decay_schedule_with_warmup`, whose `lr_end` is `min_lr`;
    BERT, https://arxiv.org/abs/1810.04805.
    """

    min_lr: NotNegative = parameter(
        1e-7, doc="the rate to which it falls", unit="rate", otherwise="the rate would become negative"
    )
    power: Annotated[Number, Field(ge=0)] = parameter(
        1.0, doc="exponent; 1 is a straight line", otherwise="the rate would grow without bound", example=2.0
    )
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    @constraint("warmup_steps", "total_steps")
    def warmup_leaves_a_decay(self) -> Conflict | None:
        """`warmup_steps` must not be all of `total_steps`."""
        if self.warmup_steps != self.total_steps:
            return None
        return Conflict(
            "warmup_steps",
            "`warmup_steps: {warmup_steps}` is all of `total_steps: {total_steps}`: the decay has no tick, and would "
            "be divided by 0 at its end",
            "use a shorter warm-up",
        )

    def height(self, into: Any, at: Namespace) -> Any:
        left = 1 - at.minimum(into / self.decay_steps(), 1.0)
        # also where the exponent is 0, it is down at the floor after the end
        return at.where(into > self.decay_steps(), 0.0, at.power(left, self.power))
