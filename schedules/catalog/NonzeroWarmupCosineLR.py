from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from schedules.fields import LastEpoch, Positive
from schedules.foreign import HUGGING_FACE
from schedules.formula import Namespace, multiples
from schedules.spec import parameter
from schedules.warmup import DecaySpec, Ratio, wave


class NonzeroWarmupCosineLR(DecaySpec):
    """Linear warm-up whose first rate is above 0, then a cosine that is down at `min_lr` in the last tick.

    With W = `warmup_steps` and N = `total_steps`:
    lr(t) = base * (t + 1) / W for t < W, or with w = `warmup_lr_ratio`
    lr(t) = base * (w + (1 - w) * t / (W - 1)) for t < W, else
    lr(t) = min_lr + (base - min_lr) * (1 + cos(2 * pi * num_cycles * (t - W + 1) / (N - W))) / 2

    The warm-up is at the base rate one tick before its end, and the cosine at its bottom in tick N - 1, the last that a
    run of N ticks uses. It goes on after that: the rate climbs back.

    Source: this package. It is `transformers.get_cosine_with_min_lr_schedule_with_warmup_lr_rate`; SGDR,
    https://arxiv.org/abs/1608.03983.
    """

    foreign_keys = {
        **HUGGING_FACE,
        "warmup_lr_rate": "it is called `warmup_lr_ratio` here",
        "warmup_start_lr": "give it as a part of the base rate, `warmup_lr_ratio`",
    }

    num_cycles: Positive = parameter(
        0.5, doc="whole waves of the cosine; 0.5 is the way down alone", otherwise="the rate would never fall"
    )
    warmup_lr_ratio: Ratio | None = parameter(
        None,
        doc="the first rate as a part of the base rate, by default 1 / `warmup_steps`",
        unit="fraction",
        otherwise="it is a part of the base rate",
    )
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def natural_ticks(self) -> int:
        return int(self.total_steps)

    def turns(self, until: int) -> Iterable[float]:
        half, bottom = self.decay_steps() / (2 * self.num_cycles), self.warmup_steps - 1
        return [bottom, self.warmup_steps, *(bottom + tick for tick in multiples(half, until + 1))]

    def risen(self, t: Any, base: float) -> Any:
        if self.warmup_lr_ratio is None:
            return base * ((t + 1) / (self.warmup_steps or 1))
        ratio = self.warmup_lr_ratio
        return base * (ratio + (1 - ratio) * t / max(1, self.warmup_steps - 1))

    def height(self, into: Any, at: Namespace) -> Any:
        return wave(self.num_cycles, (into + 1) / self.decay_steps(), at)
