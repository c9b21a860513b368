from __future__ import annotations

from typing import Any, ClassVar

from schedules.formula import Namespace
from schedules.timm_base import TimmBentSpec


class timm_CosineLRScheduler(TimmBentSpec):
    """Half a cosine from the base rate down to `lr_min`, with warm-up, restarts and noise.

    With t ticks into a cycle of T, and p the peak of that cycle:
    lr = lr_min + (p - lr_min) * (1 + cos(pi * t**k / T**k)) / 2, where k is `k_decay`

    Source: `timm.scheduler.CosineLRScheduler`; SGDR, https://arxiv.org/abs/1608.03983; k-decay,
    https://arxiv.org/abs/2004.05909.
    """

    upstream: ClassVar[str] = "timm.scheduler.CosineLRScheduler"

    def wave(self, into: Any, length: Any, at: Namespace) -> Any:
        return (1 + at.cos(at.pi * self.bent(into, length, at))) / 2
