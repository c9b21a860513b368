from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from schedules.fields import Count, LastEpoch, Number
from schedules.foreign import TORCH
from schedules.formula import Namespace, quotient
from schedules.run import Run
from schedules.spec import Conflict, Spec, constraint, parameter


class PolynomialLR(Spec):
    """Lets the rate fall to zero as a power of the ticks that are left.

    lr(t) = base * (1 - min(t, total_iters) / total_iters) ** power

    Source: `torch.optim.lr_scheduler.PolynomialLR`.
    """

    upstream: ClassVar[str] = "torch.optim.lr_scheduler.PolynomialLR"
    foreign_keys: ClassVar[dict[str, str]] = {
        **TORCH,
        "max_decay_steps": "PolynomialLR calls the length `total_iters`; with an end rate use PolynomialLRDecay",
        "end_learning_rate": "PolynomialLR always ends at 0; with an end rate use PolynomialLRDecay",
    }
    length_key: ClassVar[str] = "total_iters"
    decay_key: ClassVar[str] = "total_iters"

    total_iters: Count = parameter(
        5, doc="ticks until the rate is 0", unit="ticks", otherwise="the rate never falls", example=100
    )
    power: Number = parameter(1.0, doc="exponent; 1 is a straight line", example=0.9)
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        return base * at.power(self._left(t, at), self.power)

    def turns(self, until: int) -> Iterable[float]:  # noqa: ARG002
        return (self.total_iters,)

    def ratio(self, since: Any, t: Any, at: Namespace) -> Any:
        # a power of the quotient, as the powers may be too small for a number
        return at.power(quotient(self._left(t, at), self._left(since, at), at), self.power)

    def _left(self, t: Any, at: Namespace) -> Any:
        # with a length of 0 torch never changes the rate
        return 1 - at.minimum(t, self.total_iters) / (self.total_iters or 1)

    def moves_until(self) -> float:
        return self.total_iters

    def natural_ticks(self) -> int:
        return int(self.total_iters) + 1

    @constraint("power", "total_iters", sees_run=True)
    def power_ends_at_zero(self, run: Run) -> Conflict | None:
        """`power` must not be below 0: at tick `total_iters` torch raises 0 to it."""
        if self.power >= 0 or self.total_iters < 1 or run.may_end_before(self.total_iters):
            return None
        return Conflict(
            "power",
            "`power: {power}` makes the rate grow, and at step {total_iters} torch raises 0 to it and stops with "
            "ZeroDivisionError",
            "use a power of 0 or more",
        )
