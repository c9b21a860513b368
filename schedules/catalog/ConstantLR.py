from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schedules.fields import Count, LastEpoch, Number
from schedules.foreign import TORCH
from schedules.formula import Namespace, quotient
from schedules.run import Run
from schedules.spec import Conflict, Spec, constraint, parameter


class ConstantLR(Spec):
    """Multiplies the rate by `factor` for the first `total_iters` ticks, and then gives the base rate back.

    lr(t) = base * factor for t < total_iters, else base

    Source: `torch.optim.lr_scheduler.ConstantLR`.
    """

    upstream: ClassVar[str] = "torch.optim.lr_scheduler.ConstantLR"
    foreign_keys: ClassVar[dict[str, str]] = TORCH
    length_key: ClassVar[str] = "total_iters"

    factor: Annotated[Number, Field(ge=0, le=1)] = parameter(
        1.0 / 3, doc="factor during the first ticks", unit="factor", otherwise="torch refuses it", example=0.5
    )
    total_iters: Count = parameter(
        5, doc="ticks until the factor is taken back", unit="ticks", otherwise="torch never takes it back", example=20
    )
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        # torch takes the factor back when it meets the tick `total_iters`, and it never meets 0
        back = self.total_iters or math.inf
        return base * at.where(t < back, self.factor, 1)

    def turns(self, until: int) -> Iterable[float]:  # noqa: ARG002
        return (self.total_iters,)

    def ratio(self, since: Any, t: Any, at: Namespace) -> Any:
        before = at.where(since < 0, 1.0, self.rate(since, 1.0, at))
        return quotient(self.rate(t, 1.0, at), before, at)

    def as_later_child(self) -> ConstantLR:
        # the closed form, unlike the steps, finds a length of 0 over at once
        return self if self.total_iters else self.model_copy(update={"factor": 1})

    def moves_until(self) -> float:
        return self.total_iters

    def natural_ticks(self) -> int:
        return 2 * int(self.total_iters) or 1

    @constraint("factor", "total_iters", sees_run=True)
    def factor_can_be_taken_back(self, run: Run) -> Conflict | None:
        """`factor` must not be 0: torch divides by it at tick `total_iters`."""
        if self.factor != 0 or self.total_iters < 1 or run.may_end_before(self.total_iters):
            return None
        return Conflict(
            "factor",
            "`factor: {factor}` cannot be taken back: torch divides by it at step {total_iters} and stops with "
            "ZeroDivisionError",
            "use a small factor such as 1e-8, or LinearLR",
        )
