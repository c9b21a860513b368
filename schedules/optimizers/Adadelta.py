from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from schedules.fields import NotNegative, Number
from schedules.optimizer_base import ForeachOptimizer
from schedules.spec import parameter


class Adadelta(ForeachOptimizer):
    """Adadelta.

    Source: `torch.optim.Adadelta`; https://arxiv.org/abs/1212.5701.
    """

    upstream: ClassVar[str] = "torch.optim.Adadelta"

    lr: NotNegative = parameter(1.0, doc="learning rate", unit="rate", otherwise="torch refuses it")
    rho: Annotated[Number, Field(ge=0, le=1)] = parameter(
        0.9, doc="decay of the running mean of the square", otherwise="torch refuses it"
    )
    eps: NotNegative = parameter(1e-6, doc="added to the denominator", otherwise="torch refuses it")
