from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar

from schedules.fields import LastEpoch, Number, Positive
from schedules.foreign import TORCH
from schedules.formula import Namespace, multiples, quotient
from schedules.run import Run
from schedules.spec import Conflict, Spec, constraint, parameter

MOST_BOTTOMS = 100_000
"""How many bottoms are looked at, of a cosine whose `T_max` is not whole."""


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
    length_key: ClassVar[str] = "T_max"
    decay_key: ClassVar[str] = "T_max"
    floor_key: ClassVar[str] = "eta_min"

    T_max: Positive = parameter(
        doc="ticks from the base rate down to `eta_min`",
        unit="ticks",
        otherwise="it is a length, and torch divides by it at the first step",
    )
    eta_min: Number = parameter(0.0, doc="the lowest rate", unit="rate")
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        # beside an `eta_min` of any height the difference is not to the digit what it begins with
        return at.where(t == 0, base, self.eta_min + (base - self.eta_min) * self._wave(t, at) / 2)

    def _wave(self, t: Any, at: Namespace) -> Any:
        return 1 + at.cos(at.pi * t / self.T_max)

    def ratio(self, since: Any, t: Any, at: Namespace) -> Any:
        """As long as `eta_min` is 0 and the rate has not been at it."""
        return quotient(self._wave(t, at), self._wave(since, at), at)

    def step(self, rate: Any, t: Any, base: float, at: Namespace) -> Any:
        again = rate + (base - self.eta_min) * (1 - at.cos(at.pi / self.T_max)) / 2
        since_bottom, period = t - 1 - self.T_max, 2 * self.T_max
        if self.T_max == int(self.T_max):
            is_bottom = since_bottom == period * at.laps(since_bottom, period)
        else:
            # a product would be rounded to what the remainder is not
            is_bottom = since_bottom % period == 0
        return at.where(
            is_bottom,
            again,
            self.eta_min + (rate - self.eta_min) * self.ratio(t - 1, t, at),
        )

    def bottom(self, t: float) -> float:
        """The first tick from t on at which the rate is `eta_min`."""
        return self.T_max * (1 + 2 * math.ceil((t - self.T_max) / (2 * self.T_max)))

    def climbed(self, t: Any, at: Namespace) -> Any:
        """The last tick up to t at which torch adds the first bit to `eta_min`, or less than 1 where none was."""
        return self.T_max + 1 + 2 * self.T_max * at.floor((t - self.T_max - 1) / (2 * self.T_max))

    def go_on(self, rate: float, since: float, t: Any, base: float, at: Namespace) -> Any:
        """The rate at tick t where it was `rate` at tick `since`, no bottom, and nothing else has moved it since."""
        height = (rate - self.eta_min) / self._wave(since, at)
        if self.T_max == int(self.T_max):
            height = at.where(self.climbed(t, at) > since, (base - self.eta_min) / 2, height)
        return self.eta_min + height * self._wave(t, at)

    def turns(self, until: int) -> Iterable[float]:
        return multiples(self.T_max, until)

    def factor_ends(self) -> float:
        return self.T_max if self.eta_min == 0 else -1

    def formula_ends(self) -> float:
        return _first_unseen_bottom(self.T_max)

    @constraint("T_max", run=("ticks",), kind="past-the-end")
    def bottoms_are_seen(self, run: Run) -> Conflict | None:
        """With a `T_max` that is not whole, the run must end before a bottom that torch does not see."""
        assert run.ticks is not None
        bottom = _first_unseen_bottom(self.T_max)
        if bottom >= run.ticks:
            return None
        return Conflict(
            "T_max",
            "`T_max: {T_max}` is not whole: torch does not see that the rate is at its lowest at tick {bottom}, and "
            f"stops with ZeroDivisionError at tick {{breaks}}; the run has {run.ticks} ticks",
            f"use a whole number: {math.ceil(self.T_max)}",
            computed={"bottom": int(bottom), "breaks": int(bottom) + 1},
        )

    def natural_ticks(self) -> int:
        return math.ceil(self.T_max)


@cache
def _first_unseen_bottom(half: float) -> float:
    """The first tick at its lowest that torch does not see, and divides by at the next; infinity where there is none.

    torch sees a bottom by a remainder that is 0. Where `T_max`, the half of a wave, is not whole, rounding may keep it
    from that at a tick at which the cosine is -1 all the same.
    """
    if half == int(half):
        return math.inf
    for number in range(MOST_BOTTOMS):
        exact = half * (2 * number + 1)
        bottom = round(exact)
        # further away, the cosine is above -1
        if abs(bottom - exact) > 1e-8 * half:
            continue
        is_seen = (bottom - half) % (2 * half) == 0
        if not is_seen and 1 + math.cos(math.pi * bottom / half) == 0:
            return bottom
    return math.inf
