from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schedules.fields import LastEpoch, Length, Number
from schedules.foreign import TORCH
from schedules.formula import Namespace
from schedules.spec import Spec, parameter


class PolynomialLRDecay(Spec):
    """Lets the rate fall to `end_learning_rate` as a power of the ticks that are left, and then stays.

    lr(t) = (base - end) * (1 - min(t, N) / N) ** power + end, with N = `max_decay_steps`

    Source: this package. The shape is that of TensorFlow's `polynomial_decay`; lr(0) is the base rate.
    """

    foreign_keys: ClassVar[dict[str, str]] = {
        **TORCH,
        "total_iters": "PolynomialLRDecay calls its length `max_decay_steps`",
        "max_iter": "PolynomialLRDecay calls its length `max_decay_steps`",
        "max_iters": "PolynomialLRDecay calls its length `max_decay_steps`",
        "decay_steps": "PolynomialLRDecay calls its length `max_decay_steps`",
        "lr_end": "PolynomialLRDecay calls it `end_learning_rate`",
        "min_lr": "PolynomialLRDecay calls it `end_learning_rate`",
        "eta_min": "PolynomialLRDecay calls it `end_learning_rate`",
    }
    length_key: ClassVar[str] = "max_decay_steps"
    decay_key: ClassVar[str] = "max_decay_steps"
    floor_key: ClassVar[str] = "end_learning_rate"

    max_decay_steps: Length = parameter(
        doc="ticks until `end_learning_rate` is reached", unit="ticks", otherwise="there would be no decay"
    )
    end_learning_rate: Number = parameter(1e-4, doc="the rate at the end", unit="rate")
    power: Annotated[Number, Field(ge=0)] = parameter(
        1.0, doc="exponent; 1 is a straight line", otherwise="the rate would grow without bound", example=0.9
    )
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def turns(self, until: int) -> Iterable[float]:  # noqa: ARG002
        return (self.max_decay_steps,)

    def natural_ticks(self) -> int:
        return int(self.max_decay_steps) + 1

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        left = 1 - at.minimum(t, self.max_decay_steps) / self.max_decay_steps
        decayed = (base - self.end_learning_rate) * at.power(left, self.power) + self.end_learning_rate
        # (base - end) + end is not always base in floating point, and lr(0) is
        return at.where(t <= 0, base, decayed)
