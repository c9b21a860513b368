from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schedules.fields import Count, FitsFloat, LastEpoch, Number
from schedules.foreign import TORCH
from schedules.formula import Namespace, quotient
from schedules.spec import Spec, parameter


class LinearLR(Spec):
    """Moves the factor on the rate linearly from `start_factor` to `end_factor`, and then stays. The usual warm-up.

    lr(t) = base * (start_factor + (end_factor - start_factor) * min(t, total_iters) / total_iters)

    Source: `torch.optim.lr_scheduler.LinearLR`.
    """

    upstream: ClassVar[str] = "torch.optim.lr_scheduler.LinearLR"
    foreign_keys: ClassVar[dict[str, str]] = {
        **TORCH,
        "warmup_steps": "LinearLR calls the length of its ramp `total_iters`",
        "warmup_epochs": "LinearLR calls the length of its ramp `total_iters`",
    }
    length_key: ClassVar[str] = "total_iters"
    decay_key: ClassVar[str] = "total_iters"

    start_factor: Annotated[Number, Field(gt=0, le=1)] = parameter(
        1.0 / 3,
        doc="factor at tick 0",
        unit="factor",
        otherwise="torch multiplies the rate step by step and refuses to start outside (0, 1]; for a warm-up from "
        "nothing use a small factor such as 1e-8",
        example=0.01,
    )
    end_factor: Annotated[Number, Field(ge=0, le=1)] = parameter(
        1.0, doc="factor from tick `total_iters` on", unit="factor", otherwise="torch refuses it"
    )
    total_iters: Annotated[Count, FitsFloat] = parameter(
        5,
        doc="ticks from `start_factor` to `end_factor`",
        unit="ticks",
        otherwise="torch stays at `start_factor`",
        example=20,
    )
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        done = at.minimum(t, self.total_iters) / (self.total_iters or 1)
        return base * (self.start_factor + (self.end_factor - self.start_factor) * done)

    def turns(self, until: int) -> Iterable[float]:  # noqa: ARG002
        return (self.total_iters,)

    def ratio(self, since: Any, t: Any, at: Namespace) -> Any:
        before = at.where(since < 0, 1.0, self.rate(since, 1.0, at))
        return quotient(self.rate(t, 1.0, at), before, at)

    def moves_until(self) -> float:
        return self.total_iters

    def natural_ticks(self) -> int:
        return max(2, int(self.total_iters) + max(1, int(self.total_iters) // 4))
