from __future__ import annotations

from typing import ClassVar

from schedules.fields import NotNegative, Number
from schedules.optimizer_base import ForeachOptimizer
from schedules.spec import parameter


class ASGD(ForeachOptimizer):
    """Averaged stochastic gradient descent.

    Source: `torch.optim.ASGD`.
    """

    upstream: ClassVar[str] = "torch.optim.ASGD"

    lr: NotNegative = parameter(1e-2, doc="learning rate", unit="rate", otherwise="torch refuses it")
    lambd: Number = parameter(1e-4, doc="decay term")
    alpha: Number = parameter(0.75, doc="exponent of the optimizer's own rate")
    t0: Number = parameter(1e6, doc="when averaging begins")
