from __future__ import annotations

from typing import ClassVar

from schedules.fields import NotNegative
from schedules.optimizer_base import OptimizerSpec, TwoNumbers
from schedules.spec import Conflict, constraint, parameter


class Rprop(OptimizerSpec):
    """Resilient propagation, for whole batches.

    Source: `torch.optim.Rprop`.
    """

    upstream: ClassVar[str] = "torch.optim.Rprop"

    lr: NotNegative = parameter(1e-2, doc="learning rate", unit="rate", otherwise="torch refuses it")
    etas: TwoNumbers = parameter([0.5, 1.2], doc="factors down and up", otherwise="torch refuses it")
    step_sizes: TwoNumbers = parameter([1e-6, 50], doc="smallest and largest step")
    capturable: bool = parameter(False, doc="whether it can be captured in a CUDA graph")
    foreach: bool | None = parameter(None, doc="whether all parameters are updated in one call")
    maximize: bool = parameter(False, doc="whether to climb instead of to descend")
    differentiable: bool = parameter(False, doc="whether gradients flow through the update")

    @constraint("etas")
    def etas_go_down_and_up(self) -> Conflict | None:
        """`etas` must be a factor between 0 and 1, and one above 1."""
        if 0 < self.etas[0] < 1 < self.etas[1]:
            return None
        return Conflict("etas", "`etas: {etas}` are not a factor between 0 and 1 and one above 1: torch refuses it")
