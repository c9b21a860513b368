from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schedules.fields import NotNegative, Number
from schedules.optimizer_base import OptimizerSpec
from schedules.spec import parameter


class Muon(OptimizerSpec):
    """Muon, which makes the update of a matrix orthogonal. It takes parameters of two dimensions alone.

    Source: `torch.optim.Muon`.
    """

    upstream: ClassVar[str] = "torch.optim.Muon"
    cycles_momentum: ClassVar[bool] = True
    decouples_decay: ClassVar[bool | None] = True

    lr: NotNegative = parameter(1e-3, doc="learning rate", unit="rate", otherwise="torch refuses it")
    weight_decay: NotNegative = parameter(0.1, doc="decoupled weight decay", otherwise="torch refuses it")
    momentum: NotNegative = parameter(0.95, doc="momentum", otherwise="torch refuses it")
    nesterov: bool = parameter(True, doc="whether to use Nesterov momentum")
    ns_coefficients: Annotated[list[Number], Field(min_length=3, max_length=3)] = parameter(
        [3.4445, -4.775, 2.0315], doc="coefficients of the Newton-Schulz iteration"
    )
    eps: Number = parameter(1e-7, doc="added to the norm")
    ns_steps: Annotated[int, Field(lt=100)] = parameter(
        5, doc="iterations of Newton-Schulz", otherwise="torch refuses it"
    )
    adjust_lr_fn: Literal["original", "match_rms_adamw"] | None = parameter(
        None, doc="how the rate goes with the shape"
    )
