"""What torch's optimizers have in common, as far as a config is concerned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, WrapValidator

from schedules.fields import NotNegative, Number, RealFloat, _list_as_written
from schedules.spec import Conflict, Spec, parameter

Two = Field(min_length=2, max_length=2)

Betas = Annotated[list[Annotated[Number, Field(ge=0, lt=1)]], Two, WrapValidator(_list_as_written)]
"""Two numbers in [0, 1)."""

FloatBetas = Annotated[list[Annotated[RealFloat, Field(ge=0, lt=1)]], Two, WrapValidator(_list_as_written)]
"""Two floats in [0, 1), for classes that refuse the integer 0."""

TwoNumbers = Annotated[list[Number], Two, WrapValidator(_list_as_written)]


def fused_goes_alone(fused: bool | None, foreach: bool | None, differentiable: bool) -> Conflict | None:
    """Torch's fused kernels are neither one of the other ways to update."""
    other = "foreach" if foreach else "differentiable" if differentiable else ""
    if not fused or not other:
        return None
    return Conflict(
        "fused", f"`fused: true` does not go with `{other}: true`: torch refuses it", "take one of them out"
    )


class OptimizerSpec(Spec):
    """The parameters of one optimizer.

    Attributes:
        cycles_momentum: Whether its defaults have a momentum or betas for a scheduler to move.
        divides_by_beta: Whether it divides by 1 minus a power of its first beta, as Adam does to correct its bias.
        decouples_decay: Whether weight decay multiplies the weights by 1 - lr x weight_decay, beside the gradient's
            step; None where its `decoupled_weight_decay` says so.
        needs_for_step: What `step()` needs beyond ordinary gradients, or an empty string.
        takes_groups: Whether the parameters may be in several groups.
    """

    foreign_keys: ClassVar[dict[str, str]] = {
        "learning_rate": "torch calls it `lr`",
        "base_lr": "torch calls it `lr`",
        "params": "the parameters are given by the factory; groups go under `groups`",
    }
    cycles_momentum: ClassVar[bool] = False
    divides_by_beta: ClassVar[bool] = False
    decouples_decay: ClassVar[bool | None] = False
    needs_for_step: ClassVar[str] = ""
    takes_groups: ClassVar[bool] = True

    lr: NotNegative = parameter(1e-3, doc="learning rate", unit="rate", otherwise="torch refuses it")

    def decoupled_decay(self, group: Mapping[str, Any]) -> float:
        """By how much of itself a weight shrinks in one update, for each unit of the rate.

        Args:
            group: What differs in the parameter group.

        Returns:
            The weight decay where it is decoupled (https://arxiv.org/abs/1711.05101), else 0.
        """
        decouples = self.decouples_decay
        if decouples is None:
            decouples = group.get("decoupled_weight_decay", getattr(self, "decoupled_weight_decay", False))
        return float(group.get("weight_decay", getattr(self, "weight_decay", 0))) if decouples else 0.0


class ForeachOptimizer(OptimizerSpec):
    """The options on which almost all of them agree."""

    weight_decay: NotNegative = parameter(0, doc="weight decay", otherwise="torch refuses it")
    foreach: bool | None = parameter(None, doc="whether all parameters are updated in one call")
    maximize: bool = parameter(False, doc="whether to climb instead of to descend")
    capturable: bool = parameter(False, doc="whether it can be captured in a CUDA graph")
    differentiable: bool = parameter(False, doc="whether gradients flow through the update")
