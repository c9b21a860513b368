from __future__ import annotations

from typing import ClassVar

from schedules.fields import NotNegative
from schedules.optimizer_base import OptimizerSpec, fused_goes_alone
from schedules.spec import Conflict, constraint, parameter


class Adagrad(OptimizerSpec):
    """Adagrad.

    Source: `torch.optim.Adagrad`.
    """

    upstream: ClassVar[str] = "torch.optim.Adagrad"

    lr: NotNegative = parameter(1e-2, doc="learning rate", unit="rate", otherwise="torch refuses it")
    lr_decay: NotNegative = parameter(0, doc="decay of the rate by the optimizer itself", otherwise="torch refuses it")
    weight_decay: NotNegative = parameter(0, doc="weight decay", otherwise="torch refuses it")
    initial_accumulator_value: NotNegative = parameter(
        0, doc="where the sum of squares begins", otherwise="torch refuses it"
    )
    eps: NotNegative = parameter(1e-10, doc="added to the denominator", otherwise="torch refuses it")
    foreach: bool | None = parameter(None, doc="whether all parameters are updated in one call")
    maximize: bool = parameter(False, doc="whether to climb instead of to descend")
    differentiable: bool = parameter(False, doc="whether gradients flow through the update")
    fused: bool | None = parameter(None, doc="whether the fused kernel is used")

    @constraint("fused", "foreach", "differentiable")
    def fused_is_the_only_way(self) -> Conflict | None:
        """`fused` must not stand beside `foreach` or `differentiable`."""
        return fused_goes_alone(self.fused, self.foreach, self.differentiable)
