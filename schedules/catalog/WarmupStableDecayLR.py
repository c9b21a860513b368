from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Literal

from schedules.fields import LastEpoch, Positive
from schedules.foreign import HUGGING_FACE
from schedules.formula import Namespace, multiples
from schedules.spec import Conflict, constraint, parameter, whole_ticks
from schedules.warmup import FlooredSpec, Steps, StepsOrNone, wave


class WarmupStableDecayLR(FlooredSpec):
    """Warm-up from `min_lr`, a stable phase at the base rate, and a decay to `min_lr`.

    With W = `warmup_steps`, S = `stable_steps` or else total_steps - W - D, and D = `decay_steps`:
    lr(t) = min_lr + (base - min_lr) * up(t / W) for t < W,
    lr(t) = base for t < W + S,
    lr(t) = min_lr + (base - min_lr) * down((t - W - S) / D) for t < W + S + D, else
    lr(t) = min_lr
    with up(p) = p or (1 - cos(pi * p)) / 2 or 1 - sqrt(1 - p), and
    down(p) = 1 - p or (1 + cos(2 * pi * num_cycles * p)) / 2 or 1 - sqrt(p)

    Source: this package. It is `transformers.get_wsd_schedule`; MiniCPM, https://arxiv.org/abs/2404.06395; cooldowns,
    https://arxiv.org/abs/2405.18392.
    """

    foreign_keys: ClassVar[dict[str, str]] = {
        **HUGGING_FACE,
        "num_decay_steps": "it is called `decay_steps` here",
        "num_stable_steps": "it is called `stable_steps` here",
        "decay_t": "it is called `decay_steps` here",
        "decay_fn": "it is called `decay_type` here",
    }

    decay_steps: Steps = parameter(
        doc="ticks of decay, the last of the schedule", unit="ticks", otherwise="there would be no decay", example=20
    )
    stable_steps: StepsOrNone | None = parameter(
        None,
        doc="ticks at the base rate",
        unit="ticks",
        otherwise="it is the length of a part of the run",
    )
    total_steps: Steps | None = parameter(
        None,
        doc="ticks of the whole schedule, instead of `stable_steps`",
        unit="ticks",
        otherwise="there would be no schedule",
        example=100,
    )
    warmup_type: Literal["linear", "cosine", "1-sqrt"] = parameter("linear", doc="the shape of the warm-up")
    decay_type: Literal["linear", "cosine", "1-sqrt"] = parameter("cosine", doc="the shape of the decay")
    num_cycles: Positive = parameter(
        0.5,
        doc="whole waves of the `cosine` decay; 0.5 is the way down alone",
        otherwise="the rate would never fall",
    )
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    @constraint("stable_steps", "total_steps")
    def has_one_length(self) -> Conflict | None:
        """Exactly one of `stable_steps` and `total_steps` must be given."""
        if self.stable_steps is None and self.total_steps is None:
            return Conflict(
                "total_steps", "nothing says how long the stable phase is", "give `stable_steps` or `total_steps`"
            )
        if self.stable_steps is not None and self.total_steps is not None:
            return Conflict(
                "total_steps",
                "`total_steps: {total_steps}` and `stable_steps: {stable_steps}` both say how long the stable phase is",
                "give one of them",
            )
        return None

    @constraint("warmup_steps", "decay_steps", "total_steps")
    def parts_fit(self) -> Iterator[Conflict]:
        """`warmup_steps` and `decay_steps` together must not be longer than `total_steps`."""
        total, parts = self.total_steps, self.warmup_steps + self.decay_steps
        if total is not None and parts > total:
            yield Conflict(
                "total_steps",
                "`total_steps: {total_steps}` is shorter than `warmup_steps: {warmup_steps}` and "
                "`decay_steps: {decay_steps}` together: the decay would begin before the warm-up is over",
                "use at least total_steps: {parts}",
                computed={"parts": int(parts)},
            )

    def decay_start(self) -> float:
        """The tick at which the decay begins."""
        if self.total_steps is not None:
            return self.total_steps - self.decay_steps
        return self.warmup_steps + (self.stable_steps or 0)

    def natural_ticks(self) -> int:
        return whole_ticks(self.decay_start() + self.decay_steps) + 1

    def turns(self, until: int) -> Iterable[float]:
        start, half = self.decay_start(), self.decay_steps / (2 * self.num_cycles)
        waves = multiples(half, min(until, int(self.decay_steps))) if self.decay_type == "cosine" else ()
        return [self.warmup_steps, start, start + self.decay_steps, *(start + tick for tick in waves)]

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        start, floor = self.decay_start(), self.floor(base)
        up = self.up(at.minimum(t / (self.warmup_steps or 1), 1.0), at)
        down = self.down(at.minimum(at.maximum(t - start, 0) / self.decay_steps, 1.0), at)
        height = at.where(t < self.warmup_steps, up, at.where(t < start, 1.0, down))
        height = at.where(t < start + self.decay_steps, height, 0.0)
        return floor + (base - floor) * height

    def up(self, part: Any, at: Namespace) -> Any:
        """The height at a part of the warm-up."""
        if self.warmup_type == "cosine":
            return 0.5 * (1.0 - at.cos(at.pi * part))
        return part if self.warmup_type == "linear" else 1.0 - at.power(1.0 - part, 0.5)

    def down(self, part: Any, at: Namespace) -> Any:
        """The height at a part of the decay."""
        if self.decay_type == "cosine":
            return wave(self.num_cycles, part, at)
        return 1.0 - (part if self.decay_type == "linear" else at.power(part, 0.5))
