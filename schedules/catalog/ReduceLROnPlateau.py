from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schedules.fields import Count, Number, PerGroup
from schedules.foreign import TORCH
from schedules.groups import one_for_each_group
from schedules.run import Run
from schedules.spec import Conflict, Spec, constraint, parameter


class ReduceLROnPlateau(Spec):
    """Multiplies the rate by `factor` when a metric has not become better for more than `patience` ticks.

    The curve depends on the metric, which is given to each step:
    lr(t) = base for t = 0,
    lr(t) = max(min_lr, lr(t - 1) * factor) at the bad tick after `patience` others, else
    lr(t) = lr(t - 1)

    A tick is bad if its metric is not better than the best one by `threshold`, and if it is none of the `cooldown`
    ticks after a reduction. A tick that is not bad, and a reduction, start the count anew. A reduction by no more than
    `eps` is left out.

    Source: `torch.optim.lr_scheduler.ReduceLROnPlateau`.
    """

    upstream: ClassVar[str] = "torch.optim.lr_scheduler.ReduceLROnPlateau"
    foreign_keys: ClassVar[dict[str, str]] = {
        **TORCH,
        "gamma": "ReduceLROnPlateau calls it `factor`",
        "decay_rate": "`decay_rate` is timm's: use `factor`",
        "patience_t": "`patience_t` is timm's: use `patience`",
        "last_epoch": "ReduceLROnPlateau does not take it: leave it out",
    }
    default_interval: ClassVar[Literal["step", "epoch"]] = "epoch"
    needs_metric: ClassVar[bool] = True
    chainable: ClassVar[bool] = False
    floor_key: ClassVar[str] = "min_lr"

    mode: Literal["min", "max"] = parameter("min", doc="whether a lower or a higher metric is better", example="min")
    factor: Annotated[Number, Field(lt=1)] = parameter(
        0.1, doc="factor of each reduction", unit="factor", otherwise="torch refuses it"
    )
    patience: Count = parameter(
        10,
        doc="ticks without improvement that are put up with",
        unit="ticks",
        otherwise="every tick would count as one too many",
        example=5,
    )
    threshold: Number = parameter(1e-4, doc="how much better counts as an improvement")
    threshold_mode: Literal["rel", "abs"] = parameter(
        "rel", doc="whether `threshold` is a part of the best metric or an amount"
    )
    cooldown: Count = parameter(
        0, doc="ticks after a reduction that are not counted as bad", unit="ticks", otherwise="torch takes it for 0"
    )
    min_lr: PerGroup = parameter(0, doc="the lowest rate, one for all groups or a list", unit="rate")
    eps: Number = parameter(1e-8, doc="a reduction by no more than this is left out", unit="rate")

    def natural_ticks(self) -> int:
        """Some four reductions, if the metric never improves."""
        return 4 * (int(self.patience) + int(self.cooldown) + 2)

    @constraint("min_lr", run=("groups",))
    def min_lr_fits_groups(self, run: Run) -> Iterator[Conflict]:
        """A list of `min_lr` must have a value for each parameter group."""
        yield from one_for_each_group(self, run, "min_lr")
