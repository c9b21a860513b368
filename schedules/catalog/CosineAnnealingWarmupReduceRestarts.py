from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schedules.cycles import cycle_starts, find_cycle, second_cycle_overflows
from schedules.fields import Count, FitsFloat, LastEpoch, Length, Number
from schedules.foreign import TORCH
from schedules.formula import Namespace
from schedules.run import Run
from schedules.spec import MOST_TICKS, Conflict, Spec, constraint, parameter, whole_ticks

THE_PEAK = "the peak of the first cycle is the optimizer's own rate: set `optimizer.lr`"


class CosineAnnealingWarmupReduceRestarts(Spec):
    """Cosine cycles with a linear warm-up at the start of each, each cycle longer and lower than the one before.

    Cycle i has T_i = T_0 * T_mult ** i ticks, its warm-up included, and the peak p_i = max(eta_min, base * gamma ** i).
    With c ticks into the cycle:
    lr = eta_min + (p_i - eta_min) * c / T_up for c < T_up, else
    lr = eta_min + (p_i - eta_min) * (1 + cos(pi * (c - T_up) / (T_i - T_up))) / 2

    Source: this package, after SGDR, https://arxiv.org/abs/1608.03983.
    """

    foreign_keys: ClassVar[dict[str, str]] = {
        **TORCH,
        "first_cycle_steps": "it is called `T_0` here",
        "cycle_mult": "it is called `T_mult` here",
        "T_max": "the first cycle is called `T_0` here",
        "max_lr": THE_PEAK,
        "eta_max": THE_PEAK,
        "min_lr": "it is called `eta_min` here",
        "warmup_steps": "it is called `T_up` here",
    }
    length_key: ClassVar[str] = "T_0"
    floor_key: ClassVar[str] = "eta_min"
    warmup_key: ClassVar[str] = "T_up"

    T_0: Annotated[Length, FitsFloat] = parameter(
        doc="ticks in the first cycle, its warm-up included", unit="ticks", otherwise="a cycle has at least one tick"
    )
    T_mult: Annotated[Length, FitsFloat] = parameter(
        1,
        doc="factor from the length of one cycle to the next",
        unit="factor",
        otherwise="cycles cannot become shorter",
    )
    eta_min: Number = parameter(
        0.0, doc="the rate at which each cycle begins and towards which it falls", unit="rate", example=0.001
    )
    T_up: Annotated[Count, Field(le=MOST_TICKS)] = parameter(
        0,
        doc="ticks of warm-up in each cycle",
        unit="ticks",
        otherwise="it is the length of a part of the run",
        example=10,
    )
    gamma: Annotated[Number, Field(ge=0)] = parameter(
        1.0,
        doc="factor from the peak of one cycle to the next",
        unit="factor",
        otherwise="rates would be negative",
        example=0.5,
    )
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    @constraint("T_0", "T_mult")
    def second_cycle_fits(self) -> Conflict | None:
        """The second cycle must not be longer than any floating-point number."""
        return second_cycle_overflows(self, Run())

    def turns(self, until: int) -> Iterable[float]:
        starts = [0, *cycle_starts(self.T_0, self.T_mult, until)]
        return [*starts, *(start + self.T_up for start in starts)]

    def natural_ticks(self) -> int:
        """Three cycles."""
        first, factor = min(self.T_0, MOST_TICKS), min(self.T_mult, MOST_TICKS)
        return whole_ticks(first * (1 + factor + factor**2))

    @constraint("T_0", "T_up")
    def warmup_is_shorter_than_cycle(self) -> Conflict | None:
        """`T_up` must be shorter than the first cycle, `T_0`."""
        if self.T_up < self.T_0:
            return None
        return Conflict(
            "T_up",
            "`T_up: {T_up}` leaves nothing of the first cycle, `T_0: {T_0}`, for the way down",
            "use a warm-up that is shorter than the cycle",
        )

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        cycle, into, length = find_cycle(t, self.T_0, self.T_mult, at)
        height = at.maximum(self.eta_min, base * at.steadily(partial(at.power, self.gamma), cycle)) - self.eta_min
        # without a warm-up, `into` is never below 0 and this is never taken
        up = height * into / (self.T_up or 1)
        down = height * (1 + at.cos(at.pi * (into - self.T_up) / (length - self.T_up))) / 2
        return self.eta_min + at.where(into < self.T_up, up, down)
