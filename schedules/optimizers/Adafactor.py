from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, WrapValidator

from schedules.fields import NotNegative, Number, _list_as_written
from schedules.optimizer_base import OptimizerSpec, Two
from schedules.spec import Conflict, constraint, parameter


class Adafactor(OptimizerSpec):
    """Adafactor, which keeps row and column means alone.

    Source: `torch.optim.Adafactor`; https://arxiv.org/abs/1804.04235.
    """

    upstream: ClassVar[str] = "torch.optim.Adafactor"
    decouples_decay: ClassVar[bool | None] = True

    lr: NotNegative = parameter(1e-2, doc="learning rate", unit="rate", otherwise="torch refuses it")
    beta2_decay: Annotated[Number, Field(le=0)] = parameter(
        -0.8, doc="exponent of the decay of the square", otherwise="torch refuses it"
    )
    eps: Annotated[list[NotNegative | None], Two, WrapValidator(_list_as_written)] = parameter(
        [None, 0.001], doc="two small numbers, the first of which may be null", otherwise="torch refuses it"
    )
    d: Annotated[Number, Field(ge=1)] = parameter(1.0, doc="where an update is clipped", otherwise="torch refuses it")
    weight_decay: NotNegative = parameter(0.0, doc="weight decay", otherwise="torch refuses it")
    foreach: bool | None = parameter(None, doc="whether all parameters are updated in one call")
    maximize: bool = parameter(False, doc="whether to climb instead of to descend")

    @constraint("eps")
    def second_eps_is_a_number(self) -> Conflict | None:
        """The second `eps` must be a number."""
        if self.eps[1] is not None:
            return None
        return Conflict("eps", "the second `eps` is null, and only the first may be: torch stops", "write 0.001", 1)
