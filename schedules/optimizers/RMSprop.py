from __future__ import annotations

from typing import ClassVar

from schedules.fields import NotNegative
from schedules.optimizer_base import ForeachOptimizer
from schedules.spec import parameter


class RMSprop(ForeachOptimizer):
    """RMSprop.

    Source: `torch.optim.RMSprop`.
    """

    upstream: ClassVar[str] = "torch.optim.RMSprop"
    cycles_momentum: ClassVar[bool] = True

    lr: NotNegative = parameter(1e-2, doc="learning rate", unit="rate", otherwise="torch refuses it")
    alpha: NotNegative = parameter(0.99, doc="decay of the running mean of the square", otherwise="torch refuses it")
    eps: NotNegative = parameter(1e-8, doc="added to the denominator", otherwise="torch refuses it")
    momentum: NotNegative = parameter(0, doc="momentum", otherwise="torch refuses it")
    centered: bool = parameter(False, doc="whether the variance takes the place of the square")
