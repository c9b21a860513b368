from __future__ import annotations

from typing import ClassVar, Literal

from schedules.fields import Count, Length, NotNegative, Number
from schedules.optimizer_base import OptimizerSpec
from schedules.spec import parameter


class LBFGS(OptimizerSpec):
    """L-BFGS, which evaluates the loss several times in a step.

    Source: `torch.optim.LBFGS`.
    """

    upstream: ClassVar[str] = "torch.optim.LBFGS"
    takes_groups: ClassVar[bool] = False
    foreign_keys: ClassVar[dict[str, str]] = {
        "maximize": "torch 2.15 is the first whose LBFGS takes it: turn the sign of the loss instead"
    }
    needs_for_step: ClassVar[str] = "a closure that evaluates the loss"

    lr: NotNegative = parameter(1, doc="learning rate", unit="rate", otherwise="torch refuses it")
    max_iter: Length = parameter(20, doc="iterations in a step", otherwise="a step has at least one")
    max_eval: Length | None = parameter(
        None, doc="evaluations in a step, by default max_iter * 1.25", otherwise="a step has at least one"
    )
    tolerance_grad: Number = parameter(1e-7, doc="where the gradient is small enough to stop")
    tolerance_change: Number = parameter(1e-9, doc="where the change is small enough to stop")
    history_size: Count = parameter(
        100, doc="how many updates are remembered", otherwise="torch stops with an IndexError at the second step"
    )
    line_search_fn: Literal["strong_wolfe"] | None = parameter(None, doc="the line search")
