from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, ClassVar

from schedules.fields import LastEpoch, Number, Positive
from schedules.foreign import TORCH
from schedules.formula import Namespace, multiples
from schedules.spec import Spec, parameter


class CosineAnnealingLR(Spec):
    """Half a cosine from the base rate down to `eta_min`; after `T_max` ticks it climbs back, with period 2 T_max.

    lr(t) = eta_min + (base - eta_min) * (1 + cos(pi * t / T_max)) / 2

    Source: `torch.optim.lr_scheduler.CosineAnnealingLR`; SGDR, https://arxiv.org/abs/1608.03983, without its restarts.
    """

    upstream: ClassVar[str] = "torch.optim.lr_scheduler.CosineAnnealingLR"
    foreign_keys: ClassVar[dict[str, str]] = {
        **TORCH,
        "t_initial": "`t_initial` is timm's: use `T_max`",
        "lr_min": "`lr_min` is timm's: use `eta_min`",
        "T_0": "CosineAnnealingLR has no restarts and takes `T_max`; with restarts use CosineAnnealingWarmRestarts",
        "T_mult": "CosineAnnealingLR has no restarts; with them use CosineAnnealingWarmRestarts",
    }

    T_max: Positive = parameter(
        doc="ticks from the base rate down to `eta_min`",
        unit="ticks",
        otherwise="it is a length, and torch divides by it at the first step",
    )
    eta_min: Number = parameter(0.0, doc="the lowest rate", unit="rate")
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        return self.eta_min + (base - self.eta_min) * (1 + at.cos(at.pi * t / self.T_max)) / 2

    def turns(self, until: int) -> Iterable[float]:
        return multiples(self.T_max, until)

    def factor_ends(self) -> float:
        return self.T_max if self.eta_min == 0 else -1

    def natural_ticks(self) -> int:
        return math.ceil(self.T_max)
