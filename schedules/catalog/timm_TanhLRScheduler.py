from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schedules.fields import Number
from schedules.formula import SCALAR, Namespace
from schedules.spec import Conflict, constraint, parameter
from schedules.timm_base import TimmCycleSpec


class timm_TanhLRScheduler(TimmCycleSpec):
    """Lets the rate fall to `lr_min` along a hyperbolic tangent, with warm-up, restarts and noise.

    With t ticks into a cycle of T, and p the peak of that cycle:
    lr = lr_min + (p - lr_min) * (1 - tanh(lb * (1 - t/T) + ub * t/T)) / 2

    Source: `timm.scheduler.TanhLRScheduler`; https://arxiv.org/abs/1806.01593.
    """

    upstream: ClassVar[str] = "timm.scheduler.TanhLRScheduler"
    is_limited: ClassVar[bool] = True

    lb: Number = parameter(-7.0, doc="where on the tangent a cycle begins")
    ub: Number = parameter(3.0, doc="where on the tangent a cycle ends")
    cycle_limit: Annotated[Number, Field(ge=0)] = parameter(
        1,
        doc="number of cycles, after which the rate stays at `lr_min`",
        otherwise="timm stops with an AssertionError without a text",
    )
    warmup_t: Annotated[Number, Field(ge=0)] = parameter(
        0, doc="ticks of warm-up", unit="ticks", otherwise="timm stops with an AssertionError without a text"
    )
    warmup_lr_init: Annotated[Number, Field(ge=0)] = parameter(
        0.0,
        doc="the rate at tick 0 of the warm-up",
        unit="rate",
        otherwise="timm stops with an AssertionError without a text",
    )

    def wave(self, into: Any, length: Any, at: Namespace) -> Any:
        part = into / length
        return (1 - at.tanh(self.lb * (1.0 - part) + self.ub * part)) / 2

    def peak_of_warmup(self, base: float) -> float:
        return base if self.warmup_prefix else self.body(self.warmup_t, base, SCALAR)

    @constraint("warmup_t", "warmup_prefix", "t_initial", "cycle_mul")
    def warm_up_leads_to_a_rate(self) -> Conflict | None:
        """With a `cycle_mul` below 1 a warm-up that is cut out of the cycles must end before they all have."""
        if self.cycle_mul >= 1 or not self.warmup_t or self.warmup_prefix:
            return None
        end = self.t_initial / (1 - self.cycle_mul)
        if self.warmup_t < end:
            return None
        return Conflict(
            "warmup_t",
            "`warmup_t: {warmup_t}` leads to the rate of a tick after all cycles together, which end at tick {end}: "
            'timm stops with "math domain error" as it is built',
            "shorten the warm-up, or use a cycle_mul of 1 or more",
            computed={"end": math.ceil(end)},
        )

    @constraint("lb", "ub")
    def bounds_are_in_order(self) -> Conflict | None:
        """`lb` must be below `ub`."""
        if self.lb < self.ub:
            return None
        at = "lb" if "lb" in self.model_fields_set else "ub"
        message = "`lb: {lb}` is not below `ub: {ub}`: timm stops with an AssertionError without a text"
        both = self.model_fields_set.issuperset(("lb", "ub"))
        return Conflict(at, message, "swap them" if both else "the defaults are lb: -7.0 and ub: 3.0")
