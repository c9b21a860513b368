from __future__ import annotations

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
        return base if self.warmup_prefix else float(self.body(self.warmup_t, base, SCALAR))

    @constraint("lb", "ub")
    def bounds_are_in_order(self) -> Conflict | None:
        """`lb` must be below `ub`."""
        if self.lb < self.ub:
            return None
        at = "lb" if "lb" in self.model_fields_set else "ub"
        message = "`lb: {lb}` is not below `ub: {ub}`: timm stops with an AssertionError without a text"
        both = self.model_fields_set.issuperset(("lb", "ub"))
        return Conflict(at, message, "swap them" if both else "the defaults are lb: -7.0 and ub: 3.0")
