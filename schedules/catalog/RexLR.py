from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from schedules.fields import LastEpoch, Number
from schedules.formula import Namespace
from schedules.spec import parameter
from schedules.warmup import DecaySpec


class RexLR(DecaySpec):
    """Linear warm-up from 0, then reflected exponential decay (REX): late and steep, down to `min_lr`.

    With W = `warmup_steps`, N = `total_steps` and z = max(0, N - t) / (N - W), the part that is left:
    lr(t) = base * t / W for t < W, else
    lr(t) = min_lr + (base - min_lr) * z / ((1 - d) + d * z)

    Source: this package; REX, https://arxiv.org/abs/2107.04197.
    """

    d: Annotated[Number, Field(ge=0, lt=1)] = parameter(
        0.5,
        doc="how late it falls; 0 is a straight line, 0.5 is that of the paper, and 0.9 is common too",
        otherwise="the rate would not fall",
        example=0.9,
    )
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def height(self, into: Any, at: Namespace) -> Any:
        length = self.decay_steps()
        left = at.maximum(length - into, 0) / length
        return left / ((1 - self.d) + self.d * left)
