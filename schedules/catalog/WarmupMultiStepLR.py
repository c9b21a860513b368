from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from schedules.fields import LastEpoch, Number, Wholes
from schedules.foreign import HUGGING_FACE
from schedules.formula import Namespace
from schedules.spec import Conflict, constraint, parameter
from schedules.warmup import Ratio, WarmupSpec


class WarmupMultiStepLR(WarmupSpec):
    """Multiplies the rate by `gamma` at each milestone, with a warm-up from `warmup_factor` at the start.

    With W = `warmup_steps` and f = `warmup_factor`, in the warm-up t < W:
    lr(t) = base * up * gamma ** (number of milestones <= t), up = f + (1 - f) * t / W, or f where it is `constant`
    and up = 1 after it. Milestones count from the start of the run.

    Source: this package. The shape is that of `detectron2.solver.WarmupMultiStepLR`.
    """

    foreign_keys: ClassVar[dict[str, str]] = {
        **HUGGING_FACE,
        "warmup": "it is called `warmup_method` here",
        "warmup_start_factor": "it is called `warmup_factor` here",
    }
    length_key: ClassVar[str] = "milestones"

    milestones: Wholes = parameter(
        doc="ticks at which the rate is cut, from the start of the run", unit="ticks", example=[60, 80]
    )
    gamma: Annotated[Number, Field(ge=0)] = parameter(
        0.1, doc="factor at each milestone", unit="factor", otherwise="rates would be negative"
    )
    warmup_factor: Ratio = parameter(
        0.001,
        doc="factor on the rate at the start of the warm-up",
        unit="factor",
        otherwise="it is a part of the base rate",
    )
    warmup_method: Literal["linear", "constant"] = parameter("linear", doc="the shape of the warm-up")
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    @constraint("milestones")
    def milestones_ascend(self) -> Iterator[Conflict]:
        """`milestones` must ascend."""
        for index, (before, after) in enumerate(pairwise(self.milestones), start=1):
            if after < before:
                yield Conflict(
                    "milestones",
                    f"milestone {{milestones[{index}]}} comes after {{milestones[{index - 1}]}}: they must ascend",
                    "put them into order",
                    index,
                )

    def natural_ticks(self) -> int:
        last = int(max([*self.milestones, self.warmup_steps, 1]))
        return last + max(1, last // 2)

    def turns(self, until: int) -> Iterable[float]:  # noqa: ARG002
        return [self.warmup_steps, *self.milestones]

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        cuts = at.power(self.gamma, at.count_reached(self.milestones, t))
        return base * at.where(t < self.warmup_steps, self.warmup_height(t), 1.0) * cuts

    def warmup_height(self, t: Any) -> Any:
        """The factor in the warm-up."""
        if self.warmup_method == "constant":
            return self.warmup_factor
        part = t / (self.warmup_steps or 1)
        return self.warmup_factor * (1 - part) + part
