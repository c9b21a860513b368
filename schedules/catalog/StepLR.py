from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from schedules.fields import LastEpoch, Length, Number
from schedules.foreign import TORCH
from schedules.formula import Namespace, compounded, multiples
from schedules.spec import Spec, parameter


class StepLR(Spec):
    """Multiplies the rate by `gamma` every `step_size` ticks.

    lr(t) = base * gamma ** floor(t / step_size)

    Source: `torch.optim.lr_scheduler.StepLR`.
    """

    upstream: ClassVar[str] = "torch.optim.lr_scheduler.StepLR"
    foreign_keys: ClassVar[dict[str, str]] = {
        **TORCH,
        "milestones": "StepLR decays at even distances, `step_size`; for given milestones use MultiStepLR",
        "decay_t": "`decay_t` is timm's: use `step_size`",
        "decay_rate": "`decay_rate` is timm's: use `gamma`",
    }
    length_key: ClassVar[str] = "step_size"

    step_size: Length = parameter(
        doc="ticks from one decay to the next",
        unit="ticks",
        otherwise="torch takes the tick modulo `step_size`, so 0 divides by zero at the first step and a minus sign "
        "does nothing",
        example=30,
    )
    gamma: Number = parameter(0.1, doc="factor of each decay", unit="factor")
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        return compounded(base, self.gamma, at.laps(t, self.step_size), partial(self._decayed, at=at), at)

    def turns(self, until: int) -> Iterable[float]:
        return multiples(self.step_size, until)

    def ratio(self, since: Any, t: Any, at: Namespace) -> Any:
        # nothing is done at tick 0
        return self._decayed(at.laps(t, self.step_size) - at.laps(at.maximum(since, 0), self.step_size), at)

    def _decayed(self, times: Any, at: Namespace) -> Any:
        return at.steadily(partial(at.power, self.gamma), times)

    def natural_ticks(self) -> int:
        return 4 * int(self.step_size)
