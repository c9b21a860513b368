from __future__ import annotations

from typing import ClassVar

from schedules.fields import NotNegative
from schedules.optimizer_base import FloatBetas, ForeachOptimizer, fused_goes_alone
from schedules.spec import Conflict, constraint, parameter


class Adam(ForeachOptimizer):
    """Adam.

    Source: `torch.optim.Adam`; https://arxiv.org/abs/1412.6980.
    """

    upstream: ClassVar[str] = "torch.optim.Adam"
    cycles_momentum: ClassVar[bool] = True
    divides_by_beta: ClassVar[bool] = True
    decouples_decay: ClassVar[bool | None] = None

    lr: NotNegative = parameter(1e-3, doc="learning rate", unit="rate", otherwise="torch refuses it")
    betas: FloatBetas = parameter(
        [0.9, 0.999], doc="decay of the running means of gradient and square", otherwise="torch refuses it"
    )
    eps: NotNegative = parameter(1e-8, doc="added to the denominator", otherwise="torch refuses it")
    amsgrad: bool = parameter(False, doc="whether to keep the largest square")
    fused: bool | None = parameter(None, doc="whether the fused kernel is used")
    decoupled_weight_decay: bool = parameter(False, doc="whether weight decay is AdamW's")

    @constraint("fused", "foreach", "differentiable")
    def fused_is_the_only_way(self) -> Conflict | None:
        """`fused` must not stand beside `foreach` or `differentiable`."""
        return fused_goes_alone(self.fused, self.foreach, self.differentiable)
