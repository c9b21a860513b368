from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from schedules.fields import NotNegative, Number
from schedules.optimizer_base import OptimizerSpec
from schedules.spec import parameter


class Adafactor(OptimizerSpec):
    """Adafactor, which keeps row and column means alone.

    Source: `torch.optim.Adafactor`; https://arxiv.org/abs/1804.04235.
    """

    upstream: ClassVar[str] = "torch.optim.Adafactor"

    lr: NotNegative = parameter(1e-2, doc="learning rate", unit="rate", otherwise="torch refuses it")
    beta2_decay: Annotated[Number, Field(le=0)] = parameter(
        -0.8, doc="exponent of the decay of the square", otherwise="torch refuses it"
    )
    eps: list[NotNegative | None] = parameter(
        [None, 0.001], doc="two small numbers, the first of which may be null", min_length=2, max_length=2
    )
    d: Annotated[Number, Field(ge=1)] = parameter(1.0, doc="where an update is clipped", otherwise="torch refuses it")
    weight_decay: NotNegative = parameter(0.0, doc="weight decay", otherwise="torch refuses it")
    foreach: bool | None = parameter(None, doc="whether all parameters are updated in one call")
    maximize: bool = parameter(False, doc="whether to climb instead of to descend")
