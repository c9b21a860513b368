from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from schedules.fields import LastEpoch
from schedules.formula import Namespace, multiples
from schedules.spec import parameter
from schedules.warmup import DecaySpec, Steps


class WarmupCosineRestartsLR(DecaySpec):
    """Linear warm-up from 0, then cosines down to `min_lr`, each of which begins again at the base rate.

    With W = `warmup_steps`, N = `total_steps` and p = (t - W) / (N - W):
    lr(t) = base * t / W for t < W, else
    lr(t) = min_lr + (base - min_lr) * (1 + cos(pi * (num_cycles * p mod 1))) / 2 for p < 1, else
    lr(t) = min_lr

    Source: this package. With a floor of 0 it is `transformers.get_cosine_with_hard_restarts_schedule_with_warmup`;
    SGDR, https://arxiv.org/abs/1608.03983.
    """

    num_cycles: Steps = parameter(
        1, doc="how often it falls; 1 is no restart", otherwise="the rate would never fall", example=2
    )
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def turns(self, until: int) -> Iterable[float]:
        length = self.decay_steps() / self.num_cycles
        restarts = (self.warmup_steps + tick for tick in multiples(length, until))
        return [self.warmup_steps, self.warmup_steps + self.decay_steps(), *restarts]

    def height(self, into: Any, at: Namespace) -> Any:
        progress = into / self.decay_steps()
        cosine = 0.5 * (1.0 + at.cos(at.pi * ((self.num_cycles * progress) % 1.0)))
        return at.where(progress >= 1.0, 0.0, cosine)
