from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from schedules.fields import LastEpoch
from schedules.formula import Namespace
from schedules.spec import parameter
from schedules.warmup import DecaySpec, Ratio


class FlatCosineLR(DecaySpec):
    """Linear warm-up from 0, then the base rate, and a cosine down to `min_lr` in the last part.

    With W = `warmup_steps`, N = `total_steps` and a = max(W, pct_start * N):
    lr(t) = base * t / W for t < W,
    lr(t) = base for t <= a,
    lr(t) = min_lr + (base - min_lr) * (1 + cos(pi * (t - a) / (N - a))) / 2 for t < N, else
    lr(t) = min_lr

    Source: this package. Without a warm-up and with min_lr_ratio: 1.0e-5 it is `fit_flat_cos` of fastai.
    """

    pct_start: Ratio = parameter(
        0.75,
        doc="the part of `total_steps` after which the rate falls",
        unit="fraction",
        otherwise="it is a part of the schedule",
    )
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def flat_steps(self) -> float:
        """The ticks from the end of the warm-up to the beginning of the cosine."""
        return max(0.0, self.pct_start * self.total_steps - self.warmup_steps)

    def turns(self, until: int) -> Iterable[float]:
        return [self.warmup_steps + self.flat_steps(), *super().turns(until)]

    def height(self, into: Any, at: Namespace) -> Any:
        flat = self.flat_steps()
        # nothing is left for the cosine where the flat part takes all
        length = self.decay_steps() - flat or 1.0
        part = at.minimum(at.maximum(into - flat, 0) / length, 1.0)
        return at.where(into < self.decay_steps(), 0.5 * (1.0 + at.cos(at.pi * part)), 0.0)
