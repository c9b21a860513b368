from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from schedules.fields import LastEpoch, Positive
from schedules.foreign import HUGGING_FACE
from schedules.formula import Namespace
from schedules.spec import Spec, parameter
from schedules.warmup import Steps


class NoamLR(Spec):
    """The schedule of the Transformer: a linear warm-up, then the inverse square root of the step.

    The paper counts its steps from 1, so that tick 0, the first update, is step 1:
    lr(t) = base * factor * d_model ** -0.5 * min((t + 1) ** -0.5, (t + 1) * warmup_steps ** -1.5)

    The peak, base * factor / sqrt(d_model * warmup_steps), is in tick warmup_steps - 1. The formula gives the rate
    itself where the rate of the optimizer is 1.

    Source: this package; Attention Is All You Need, https://arxiv.org/abs/1706.03762, section 5.3.
    """

    foreign_keys: ClassVar[dict[str, str]] = {
        **HUGGING_FACE,
        "model_size": "it is called `d_model` here",
        "warmup": "it is called `warmup_steps` here",
    }
    warmup_key: ClassVar[str] = "warmup_steps"

    d_model: Steps = parameter(doc="the width of the model", otherwise="the rate is divided by its root", example=512)
    warmup_steps: Steps = parameter(
        doc="ticks of linear warm-up", unit="ticks", otherwise="the rate is divided by a power of it", example=4000
    )
    factor: Positive = parameter(1.0, doc="factor on the whole schedule", unit="factor", otherwise="nothing is learned")
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def natural_ticks(self) -> int:
        """Until the rate is half of its peak."""
        return 4 * int(self.warmup_steps)

    def turns(self, until: int) -> Iterable[float]:  # noqa: ARG002
        return (self.warmup_steps - 1,)

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        step = t + 1
        height = at.minimum(at.power(step, -0.5), step * at.power(self.warmup_steps, -1.5))
        return base * self.factor * at.power(self.d_model, -0.5) * height
