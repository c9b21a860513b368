from __future__ import annotations

from typing import ClassVar

from schedules.fields import NotNegative, Number
from schedules.optimizer_base import OptimizerSpec, fused_goes_alone
from schedules.spec import Conflict, constraint, parameter


class SGD(OptimizerSpec):
    """Stochastic gradient descent, with momentum where it is asked for.

    Source: `torch.optim.SGD`.
    """

    upstream: ClassVar[str] = "torch.optim.SGD"
    cycles_momentum: ClassVar[bool] = True

    lr: NotNegative = parameter(1e-3, doc="learning rate", unit="rate", otherwise="torch refuses it")
    momentum: NotNegative = parameter(0, doc="momentum", otherwise="torch refuses it")
    dampening: Number = parameter(0, doc="how much of a new gradient is kept out of the momentum")
    weight_decay: NotNegative = parameter(0, doc="weight decay", otherwise="torch refuses it")
    nesterov: bool = parameter(False, doc="whether to use Nesterov momentum")
    maximize: bool = parameter(False, doc="whether to climb instead of to descend")
    foreach: bool | None = parameter(None, doc="whether all parameters are updated in one call")
    differentiable: bool = parameter(False, doc="whether gradients flow through the update")
    fused: bool | None = parameter(None, doc="whether the fused kernel is used")

    @constraint("nesterov", "momentum", "dampening")
    def nesterov_has_momentum(self) -> Conflict | None:
        """With `nesterov` there must be a `momentum` above 0 and no `dampening`."""
        if not self.nesterov or (self.momentum > 0 and self.dampening == 0):
            return None
        return Conflict("nesterov", "Nesterov momentum needs a `momentum` above 0 and no `dampening`: torch refuses it")

    @constraint("fused", "foreach", "differentiable")
    def fused_is_the_only_way(self) -> Conflict | None:
        """`fused` must not stand beside `foreach` or `differentiable`."""
        return fused_goes_alone(self.fused, self.foreach, self.differentiable)
