from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from schedules.fields import Number
from schedules.formula import Namespace
from schedules.spec import Conflict, constraint, parameter, whole_ticks
from schedules.timm_base import TimmTimeSpec


class timm_WSDLRScheduler(TimmTimeSpec):
    """Warm-up, a stable phase, and a decay to `lr_min` over the last `decay_t` of `t_initial` ticks.

    The warm-up comes before `t_initial`, so that the whole schedule has warmup_t + t_initial ticks.

    With t ticks after the warm-up, of which the last D of T decay, and the default shapes:
    lr = base for t <= T - D, else
    lr = lr_min + (base - lr_min) * (1 - sqrt((t - T + D) / D))

    Source: `timm.scheduler.WSDLRScheduler`, in timm from 1.0.23 on; MiniCPM, https://arxiv.org/abs/2404.06395;
    cooldowns, https://arxiv.org/abs/2405.18392.
    """

    upstream: ClassVar[str] = "timm.scheduler.WSDLRScheduler"
    length_key: ClassVar[str] = "t_initial"
    decay_key: ClassVar[str] = "t_initial"
    floor_key: ClassVar[str] = "lr_min"

    t_initial: Annotated[Number, Field(gt=0)] = parameter(
        doc="ticks in the stable phase and the decay together", unit="ticks", otherwise="timm refuses it"
    )
    decay_t: Annotated[Number, Field(gt=0)] = parameter(
        doc="ticks of decay, the last of `t_initial`", unit="ticks", otherwise="timm refuses it", example=20
    )
    lr_min: Annotated[Number, Field(ge=0)] = parameter(
        0.0, doc="the rate at the end", unit="rate", otherwise="timm refuses it"
    )
    stable_fn: Literal["constant", "rsqrt", "power"] = parameter("constant", doc="the shape of the stable phase")
    stable_timescale: Number | None = parameter(
        None, doc="ticks over which `rsqrt` and `power` act, by default `warmup_t`", unit="ticks"
    )
    stable_power: Annotated[Number, Field(gt=0)] = parameter(
        0.5, doc="exponent of the `power` stable phase", otherwise="timm refuses it"
    )
    decay_fn: Literal["linear", "1-sqrt", "cosine", "power", "exp"] = parameter("1-sqrt", doc="the shape of the decay")
    decay_power: Annotated[Number, Field(gt=0)] = parameter(
        0.5, doc="exponent of the `power` decay", otherwise="timm refuses it"
    )
    decay_ratio: Annotated[Number, Field(gt=0, lt=1)] = parameter(
        0.1, doc="where the `exp` decay is cut", unit="fraction", otherwise="timm refuses it"
    )

    def body(self, t: Any, base: float, at: Namespace) -> Any:
        stable = at.maximum(base * self._stable(t, at), self.lr_min)
        into = t - (self.t_initial - self.decay_t)
        decay = self._decay(at.minimum(at.maximum(into, 0) / self.decay_t, 1.0), at)
        return at.where(into <= 0, stable, self.lr_min + (stable - self.lr_min) * decay)

    def _stable(self, t: Any, at: Namespace) -> Any:
        if self.stable_fn == "constant":
            return 1.0
        timescale = self.warmup_t if self.stable_timescale is None else self.stable_timescale
        return at.power(1.0 + t / timescale, -(0.5 if self.stable_fn == "rsqrt" else self.stable_power))

    def _decay(self, part: Any, at: Namespace) -> Any:
        if self.decay_fn == "cosine":
            return (1.0 + at.cos(at.pi * part)) / 2
        if self.decay_fn == "exp":
            return (at.power(self.decay_ratio, part) - self.decay_ratio) / (1.0 - self.decay_ratio)
        exponent = {"linear": 1.0, "1-sqrt": 0.5, "power": self.decay_power}[self.decay_fn]
        return 1.0 - at.power(part, exponent)

    def body_turns(self, until: int) -> Iterable[float]:  # noqa: ARG002
        return (self.t_initial - self.decay_t, self.t_initial)

    def natural_ticks(self) -> int:
        return whole_ticks(max(0, self.warmup_t) + self.t_initial)

    @constraint("decay_t", "t_initial")
    def decay_fits(self) -> Conflict | None:
        """`decay_t` must not be longer than `t_initial`, of which it is the end."""
        if self.decay_t <= self.t_initial:
            return None
        return Conflict(
            "decay_t",
            "`decay_t: {decay_t}` is longer than `t_initial: {t_initial}`, of which it is the end: timm refuses it",
        )

    @constraint("stable_fn", "stable_timescale", "warmup_t")
    def timescale_is_known(self) -> Conflict | None:
        """`rsqrt` and `power` must have a timescale above 0: `stable_timescale`, or else `warmup_t`."""
        timescale = self.warmup_t if self.stable_timescale is None else self.stable_timescale
        if self.stable_fn == "constant" or timescale > 0:
            return None
        if self.stable_timescale is not None:
            message = "`stable_fn: {stable_fn}` needs a timescale above 0, not `stable_timescale: {stable_timescale}`"
            return Conflict("stable_timescale", f"{message}: timm refuses it")
        message = "`stable_fn: {stable_fn}` needs a timescale above 0, and it defaults to `warmup_t: {warmup_t}`"
        return Conflict("stable_fn", f"{message}: timm refuses it", "add stable_timescale")
