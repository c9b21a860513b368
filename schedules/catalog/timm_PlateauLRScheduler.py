from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schedules.fields import Count, Number, PerGroup
from schedules.groups import one_for_each_group
from schedules.run import Run
from schedules.spec import Conflict, constraint, parameter, whole_ticks
from schedules.timm_base import TimmSpec


class timm_PlateauLRScheduler(TimmSpec):
    """Multiplies the rate by `decay_rate` when a metric has not become better for more than `patience_t` epochs.

    The curve depends on the metric, which is given after each epoch. With i = `warmup_lr_init` and W = `warmup_t`:
    lr(t) = base for t = 0 where W = 0,
    lr(t) = i + (base - i) * t / W for t <= W,
    lr(t) = max(lr_min, lr(t - 1) * decay_rate) at the bad epoch after `patience_t` others, else
    lr(t) = lr(t - 1)

    An epoch is bad if its metric is not better than the best one by `threshold`, and if it is none of the `cooldown_t`
    epochs after a reduction. An epoch that is not bad, and a reduction, start the count anew. A reduction by no more
    than 1e-8 is left out, and noise comes on top.

    Its own `state_dict` holds the best metric and the epoch, and leaves out the bad epochs, the cooldown and the rate
    to which noise goes back: a run that is resumed from it is another one. `Stepper.state_dict()` has these too.

    Source: `timm.scheduler.PlateauLRScheduler`, which wraps torch's ReduceLROnPlateau.
    """

    upstream: ClassVar[str] = "timm.scheduler.PlateauLRScheduler"
    default_interval: ClassVar[Literal["step", "epoch"]] = "epoch"
    needs_metric: ClassVar[bool] = True
    floor_key: ClassVar[str] = "lr_min"

    decay_rate: Annotated[Number, Field(lt=1)] = parameter(
        0.1, doc="factor of each reduction", unit="factor", otherwise="torch refuses it"
    )
    patience_t: Count = parameter(
        10,
        doc="epochs without improvement that are put up with",
        unit="ticks",
        otherwise="every epoch would count as one too many",
        example=5,
    )
    threshold: Number = parameter(1e-4, doc="how much better, as a part of the best, counts as an improvement")
    cooldown_t: Count = parameter(
        0, doc="epochs after a reduction that are not counted as bad", unit="ticks", otherwise="torch takes it for 0"
    )
    warmup_t: Number = parameter(0, doc="epochs of warm-up", unit="ticks")
    warmup_lr_init: Number = parameter(0.0, doc="the rate at epoch 0 of the warm-up", unit="rate")
    lr_min: PerGroup = parameter(0.0, doc="the lowest rate, one for all groups or a list", unit="rate")
    mode: Literal["min", "max"] = parameter("max", doc="whether a lower or a higher metric is better", example="min")
    noise_type: Literal["normal", "uniform"] = parameter("normal", doc="the distribution of the noise")
    noise_seed: int | None = parameter(None, doc="the seed of the noise, 42 where it is left empty")

    def natural_ticks(self) -> int:
        """Some four reductions, if the metric never improves."""
        return whole_ticks(max(0, self.warmup_t)) + 4 * (int(self.patience_t) + int(self.cooldown_t) + 2)

    def _draws_until_small(self) -> bool:
        return self.noise_type == "normal"

    @constraint("lr_min", run=("groups",))
    def lr_min_fits_groups(self, run: Run) -> Iterator[Conflict]:
        """A list of `lr_min` must have a value for each parameter group."""
        yield from one_for_each_group(self, run, "lr_min")
