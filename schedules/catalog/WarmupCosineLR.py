from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from schedules.fields import LastEpoch, Positive
from schedules.formula import Namespace, multiples
from schedules.spec import parameter
from schedules.warmup import DecaySpec, wave


class WarmupCosineLR(DecaySpec):
    """Linear warm-up from 0, then a cosine down to `min_lr`.

    With W = `warmup_steps` and N = `total_steps`:
    lr(t) = base * t / W for t < W, else
    lr(t) = min_lr + (base - min_lr) * (1 + cos(2 * pi * num_cycles * (t - W) / (N - W))) / 2

    The cosine goes on after `total_steps`: the rate climbs back.

    Source: this package. It is `transformers.get_cosine_schedule_with_warmup`, and with a floor
    `get_cosine_with_min_lr_schedule_with_warmup`; SGDR, https://arxiv.org/abs/1608.03983.
    """

    num_cycles: Positive = parameter(
        0.5, doc="whole waves of the cosine; 0.5 is the way down alone", otherwise="the rate would never fall"
    )
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def turns(self, until: int) -> Iterable[float]:
        half = self.decay_steps() / (2 * self.num_cycles)
        return [self.warmup_steps, *(self.warmup_steps + tick for tick in multiples(half, until))]

    def height(self, into: Any, at: Namespace) -> Any:
        return wave(self.num_cycles, into / self.decay_steps(), at)
