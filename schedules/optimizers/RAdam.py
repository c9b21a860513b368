from __future__ import annotations

from typing import ClassVar

from schedules.fields import NotNegative
from schedules.optimizer_base import Betas, ForeachOptimizer
from schedules.spec import parameter


class RAdam(ForeachOptimizer):
    """Rectified Adam.

    Source: `torch.optim.RAdam`; https://arxiv.org/abs/1908.03265.
    """

    upstream: ClassVar[str] = "torch.optim.RAdam"
    cycles_momentum: ClassVar[bool] = True
    divides_by_beta: ClassVar[bool] = True
    decouples_decay: ClassVar[bool | None] = None

    lr: NotNegative = parameter(1e-3, doc="learning rate", unit="rate", otherwise="torch refuses it")
    betas: Betas = parameter(
        [0.9, 0.999], doc="decay of the running means of gradient and square", otherwise="torch refuses it"
    )
    eps: NotNegative = parameter(1e-8, doc="added to the denominator", otherwise="torch refuses it")
    decoupled_weight_decay: bool = parameter(False, doc="whether weight decay is AdamW's")
