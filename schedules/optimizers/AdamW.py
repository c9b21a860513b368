from __future__ import annotations

from typing import ClassVar

from schedules.fields import NotNegative
from schedules.optimizer_base import FloatBetas, ForeachOptimizer, fused_goes_alone
from schedules.spec import Conflict, constraint, parameter


class AdamW(ForeachOptimizer):
    """Adam with decoupled weight decay.

    Source: `torch.optim.AdamW`; https://arxiv.org/abs/1711.05101.
    """

    upstream: ClassVar[str] = "torch.optim.AdamW"
    cycles_momentum: ClassVar[bool] = True
    divides_by_beta: ClassVar[bool] = True
    decouples_decay: ClassVar[bool | None] = True

    lr: NotNegative = parameter(1e-3, doc="learning rate", unit="rate", otherwise="torch refuses it")
    betas: FloatBetas = parameter(
        [0.9, 0.999], doc="decay of the running means of gradient and square", otherwise="torch refuses it"
    )
    eps: NotNegative = parameter(1e-8, doc="added to the denominator", otherwise="torch refuses it")
    weight_decay: NotNegative = parameter(1e-2, doc="decoupled weight decay", otherwise="torch refuses it")
    amsgrad: bool = parameter(False, doc="whether to keep the largest square")
    fused: bool | None = parameter(None, doc="whether the fused kernel is used")

    @constraint("fused", "foreach", "differentiable")
    def fused_is_the_only_way(self) -> Conflict | None:
        """`fused` must not stand beside `foreach` or `differentiable`."""
        return fused_goes_alone(self.fused, self.foreach, self.differentiable)
