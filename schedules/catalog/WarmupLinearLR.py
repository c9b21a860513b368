from __future__ import annotations

from typing import Any

from schedules.fields import LastEpoch
from schedules.formula import Namespace
from schedules.spec import parameter
from schedules.warmup import DecaySpec


class WarmupLinearLR(DecaySpec):
    """Linear warm-up from 0, then a straight line down to `min_lr`.

    With W = `warmup_steps` and N = `total_steps`:
    lr(t) = base * t / W for t < W, else
    lr(t) = min_lr + (base - min_lr) * max(0, N - t) / (N - W)

    Source: this package. With a floor of 0 it is `transformers.get_linear_schedule_with_warmup`; BERT,
    https://arxiv.org/abs/1810.04805.
    """

    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def height(self, into: Any, at: Namespace) -> Any:
        return at.maximum(self.total_steps - self.warmup_steps - into, 0) / self.decay_steps()
