from __future__ import annotations

from typing import ClassVar

from schedules.fields import Positive
from schedules.optimizer_base import Betas, OptimizerSpec
from schedules.spec import parameter


class SparseAdam(OptimizerSpec):
    """Adam for sparse gradients.

    Source: `torch.optim.SparseAdam`.
    """

    upstream: ClassVar[str] = "torch.optim.SparseAdam"
    cycles_momentum: ClassVar[bool] = True
    needs_for_step: ClassVar[str] = "sparse gradients"

    lr: Positive = parameter(1e-3, doc="learning rate", unit="rate", otherwise="torch refuses it")
    betas: Betas = parameter(
        [0.9, 0.999], doc="decay of the running means of gradient and square", otherwise="torch refuses it"
    )
    eps: Positive = parameter(1e-8, doc="added to the denominator", otherwise="torch refuses it")
    maximize: bool = parameter(False, doc="whether to climb instead of to descend")
