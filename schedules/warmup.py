"""What the schedules with a linear warm-up have in common: the rise, the floor, and the way between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from pydantic import Field

from schedules.fields import Count, Length, NotNegative, Number
from schedules.foreign import HUGGING_FACE
from schedules.formula import Namespace
from schedules.spec import MOST_TICKS, Conflict, Spec, constraint, parameter

Steps = Annotated[Length, Field(le=MOST_TICKS)]
StepsOrNone = Annotated[Count, Field(le=MOST_TICKS)]
Ratio = Annotated[Number, Field(ge=0, le=1)]


class WarmupSpec(Spec):
    """A schedule that begins with a linear rise from 0 to the base rate."""

    foreign_keys: ClassVar[dict[str, str]] = HUGGING_FACE
    warmup_key: ClassVar[str] = "warmup_steps"

    warmup_steps: StepsOrNone = parameter(
        0,
        doc="ticks of warm-up, at the start",
        unit="ticks",
        otherwise="it is the length of a part of the run",
        example=10,
    )

    def risen(self, t: Any, base: float) -> Any:
        """The rate in the warm-up."""
        # without a warm-up no tick is before its end, and this is never taken
        return base * (t / (self.warmup_steps or 1))


class FlooredSpec(WarmupSpec):
    """A schedule with a warm-up that falls to a floor, a rate or a part of the base rate."""

    floor_key: ClassVar[str] = "min_lr"

    min_lr: NotNegative = parameter(
        0.0, doc="the rate to which it falls", unit="rate", otherwise="the rate would become negative"
    )
    min_lr_ratio: Ratio | None = parameter(
        None,
        doc="the same as a part of the base rate, instead of `min_lr`",
        unit="fraction",
        otherwise="it is a part of the base rate",
    )

    def floor(self, base: float) -> float:
        """The rate to which it falls from this base rate."""
        return self.min_lr if self.min_lr_ratio is None else base * self.min_lr_ratio

    @constraint("min_lr", "min_lr_ratio")
    def has_one_floor(self) -> Conflict | None:
        """Only one of `min_lr` and `min_lr_ratio` may be given."""
        if self.min_lr_ratio is None or "min_lr" not in self.model_fields_set:
            return None
        return Conflict(
            "min_lr_ratio",
            "`min_lr_ratio: {min_lr_ratio}` and `min_lr: {min_lr}` are two floors for one schedule",
            "give one of them",
        )


class DecaySpec(FlooredSpec):
    """A warm-up of `warmup_steps` ticks, and a decay to the floor in the rest of `total_steps`."""

    length_key: ClassVar[str] = "total_steps"
    decay_key: ClassVar[str] = "total_steps"

    total_steps: Steps = parameter(
        doc="ticks of the whole schedule, its warm-up included", unit="ticks", otherwise="there would be no schedule"
    )

    def natural_ticks(self) -> int:
        return int(self.total_steps) + 1

    def turns(self, until: int) -> Iterable[float]:  # noqa: ARG002
        return (self.warmup_steps, self.total_steps)

    def decay_steps(self) -> int:
        """The ticks from the end of the warm-up to the end of the schedule, 1 where the warm-up takes them all."""
        return max(1, int(self.total_steps) - int(self.warmup_steps))

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        floor = self.floor(base)
        fallen = floor + (base - floor) * self.height(at.maximum(t - self.warmup_steps, 0), at)
        return at.where(t < self.warmup_steps, self.risen(t, base), fallen)

    def height(self, into: Any, at: Namespace) -> Any:
        """How much of the way from the floor to the base rate is left.

        Args:
            into: The ticks since the end of the warm-up.
            at: The namespace of the formula.
        """
        raise NotImplementedError


def wave(cycles: float, progress: Any, at: Namespace) -> Any:
    """The height of a cosine from 1 that goes through so many whole waves while the progress goes from 0 to 1."""
    # in this order of factors, it is to the last bit what Hugging Face computes
    return 0.5 * (1.0 + at.cos(at.pi * float(cycles) * 2.0 * progress))
