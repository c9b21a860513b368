from __future__ import annotations

from typing import Any, ClassVar

from schedules.fields import Number
from schedules.formula import Namespace
from schedules.spec import parameter
from schedules.timm_base import TimmBentSpec


class timm_PolyLRScheduler(TimmBentSpec):
    """Lets the rate fall to `lr_min` as a power of the ticks that are left, with warm-up, restarts and noise.

    With t ticks into a cycle of T, and p the peak of that cycle:
    lr = lr_min + (p - lr_min) * (1 - t**k / T**k) ** power, where k is `k_decay`

    Source: `timm.scheduler.PolyLRScheduler`; k-decay, https://arxiv.org/abs/2004.05909.
    """

    upstream: ClassVar[str] = "timm.scheduler.PolyLRScheduler"

    power: Number = parameter(0.5, doc="exponent; 1 is a straight line")

    def divides_whole_numbers(self) -> bool:
        if self.cycle_mul != 1 or self.k_decay < 0:
            return False
        shift = self.warmup_t if self.warmup_prefix else 0
        return all(isinstance(number, int) for number in (self.k_decay, self.t_initial, shift))

    def wave(self, into: Any, length: Any, at: Namespace) -> Any:
        part = self.bent(into, length, at)
        # to the power of 0 anything is 1, even what is no number: that has to stay none
        return at.power(1 - part, self.power) + 0 * part
