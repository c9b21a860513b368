from __future__ import annotations

from typing import ClassVar

from schedules.fields import NotNegative
from schedules.optimizer_base import Betas, ForeachOptimizer
from schedules.spec import parameter


class Adamax(ForeachOptimizer):
    """Adam with the infinity norm.

    Source: `torch.optim.Adamax`; https://arxiv.org/abs/1412.6980.
    """

    upstream: ClassVar[str] = "torch.optim.Adamax"
    cycles_momentum: ClassVar[bool] = True
    divides_by_beta: ClassVar[bool] = True

    lr: NotNegative = parameter(2e-3, doc="learning rate", unit="rate", otherwise="torch refuses it")
    betas: Betas = parameter(
        [0.9, 0.999], doc="decay of the running means of gradient and square", otherwise="torch refuses it"
    )
    eps: NotNegative = parameter(1e-8, doc="added to the denominator", otherwise="torch refuses it")
