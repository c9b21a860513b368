from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Literal

from schedules.fields import LastEpoch, NotNegative, Number, PerGroup, Positive
from schedules.foreign import TORCH
from schedules.formula import Namespace, multiples
from schedules.groups import beta_of_one, momentum_to_cycle, one_for_each_group, pick, single
from schedules.run import Run
from schedules.spec import Conflict, Spec, constraint, parameter, whole_ticks


class CyclicLR(Spec):
    """Goes back and forth between `base_lr` and `max_lr` in straight lines; momentum moves the other way.

    The rate of the optimizer is overwritten. With c ticks into cycle i, h is c / up on the way up, and
    (up + down - c) / down on the way down; s is 1 for `triangular`, 1 / 2**i for `triangular2` and gamma**t for
    `exp_range`:
    lr(t) = base_lr + (max_lr - base_lr) * h * s

    Source: `torch.optim.lr_scheduler.CyclicLR`; Smith 2015, https://arxiv.org/abs/1506.01186.
    """

    upstream: ClassVar[str] = "torch.optim.lr_scheduler.CyclicLR"
    foreign_keys: ClassVar[dict[str, str]] = TORCH
    sets_rate: ClassVar[bool] = True
    length_key: ClassVar[str] = "step_size_up"

    base_lr: PerGroup = parameter(doc="the lower rate, one for all groups or a list", unit="rate", example=0.001)
    max_lr: PerGroup = parameter(doc="the upper rate, one for all groups or a list", unit="rate")
    step_size_up: Positive = parameter(
        2000,
        doc="ticks from `base_lr` up to `max_lr`",
        unit="ticks",
        otherwise="it is a length, and torch divides by it",
        example=50,
    )
    step_size_down: NotNegative | None = parameter(
        None,
        doc="ticks back down; by default as many as up",
        unit="ticks",
        otherwise="the cycle would be shorter than its way up",
    )
    mode: Literal["triangular", "triangular2", "exp_range"] = parameter(
        "triangular", doc="whether the height stays, is halved with each cycle, or shrinks by `gamma` each tick"
    )
    gamma: Number = parameter(1.0, doc="factor on the height at each tick, for `exp_range`", unit="factor")
    scale_fn: None = parameter(None, doc="a Python function for the height: not from a config")
    scale_mode: Literal["cycle", "iterations"] = parameter("cycle", doc="what `scale_fn` is given")
    cycle_momentum: bool = parameter(True, doc="whether momentum, or Adam's first beta, is moved too")
    base_momentum: PerGroup = parameter(0.8, doc="momentum where the rate is highest")
    max_momentum: PerGroup = parameter(0.9, doc="momentum where the rate is lowest")
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def cycle_ticks(self) -> float:
        """The length of a whole cycle."""
        down = self.step_size_up if self.step_size_down is None else self.step_size_down
        # whole numbers have no bound in Python, and torch takes both as floats
        return float(self.step_size_up) + float(down)

    def rate(self, t: Any, base: float, at: Namespace) -> Any:  # noqa: ARG002 - base_lr stands for it
        low, high = single(self.base_lr), single(self.max_lr)
        return low + (high - low) * self._height(t, at)

    def initial_rate(self, noted: float | None, rate: float) -> float:  # noqa: ARG002 - base_lr stands for it
        return single(self.base_lr) if noted is None else noted

    def built_rate(self, rate: float, base: float) -> float:  # noqa: ARG002 - it overwrites it
        # torch takes its first step before it notes `base_lr`
        return base

    @property
    def moves_momentum(self) -> bool:
        return self.cycle_momentum

    def momentum_at(self, t: Any, at: Namespace) -> Any:
        low, high = single(self.base_momentum), single(self.max_momentum)
        return high - (high - low) * self._height(t, at)

    def _height(self, t: Any, at: Namespace) -> Any:
        """How far up in the triangle tick t is, from 0 to 1, and scaled as `mode` says."""
        length = self.cycle_ticks()
        cycle = at.floor(1 + t / length)
        into = 1.0 + t / length - cycle
        top = self.step_size_up / length
        # the way down has no length where `step_size_down` is 0
        height = at.where(into <= top, into / top, (into - 1) / ((top - 1) or 1))
        if self.mode == "triangular2":
            return height / at.power(2.0, cycle - 1)
        return height * at.power(self.gamma, t) if self.mode == "exp_range" else height

    def for_group(self, index: int) -> CyclicLR:
        return pick(self, index, "base_lr", "max_lr", "base_momentum", "max_momentum")

    def turns(self, until: int) -> Iterable[float]:
        whole = [0.0, *multiples(self.cycle_ticks(), until)]
        within = [self.step_size_up, *self._crests()]
        return [*whole, *(start + turn for start in whole for turn in within)]

    def _crests(self) -> Iterator[float]:
        """Where, in a cycle, `gamma` outruns the straight lines of `exp_range`: before the top, or after it."""
        if self.mode != "exp_range" or self.gamma <= 0 or self.gamma == 1:
            return
        crest = -1 / math.log(self.gamma)
        if crest < 0:
            crest += self.cycle_ticks()
        if 0 < crest < self.cycle_ticks():
            yield crest

    def natural_ticks(self) -> int:
        """Three cycles."""
        return whole_ticks(3 * self.cycle_ticks())

    @constraint("base_lr", "max_lr", "base_momentum", "max_momentum", "cycle_momentum", run=("groups",))
    def lists_fit_groups(self, run: Run) -> Iterator[Conflict]:
        """A list must have a value for each parameter group."""
        momenta = ("base_momentum", "max_momentum") if self.cycle_momentum else ()
        yield from one_for_each_group(self, run, "base_lr", "max_lr", *momenta)

    @constraint("cycle_momentum", "max_momentum", "step_size_up", "step_size_down", run=("divides_by_beta",))
    def first_beta_is_below_one(self, run: Run) -> Conflict | None:
        """With an optimizer like Adam, `max_momentum` must not be 1."""
        return beta_of_one(self.cycle_momentum, self.max_momentum, run)

    @constraint("cycle_momentum", run=("cycles_momentum",))
    def optimizer_has_momentum(self, run: Run) -> Conflict | None:
        """With `cycle_momentum` the optimizer must have a momentum or betas."""
        return momentum_to_cycle(self.cycle_momentum, run)

    @constraint("step_size_up", "step_size_down")
    def way_up_is_a_part(self) -> Conflict | None:
        """The way up must be a part of the cycle that floating-point numbers can tell from 0: torch divides by it."""
        if self.step_size_up / self.cycle_ticks() > 0:
            return None
        return Conflict(
            "step_size_up",
            "`step_size_up: {step_size_up}` is as good as no part of a cycle of {cycle} steps: torch divides by it and "
            "stops with ZeroDivisionError",
            "use lengths of the same order",
            computed={"cycle": self.cycle_ticks()},
        )

    @constraint("mode", "step_size_up", "step_size_down", run=("ticks",), kind="past-the-end")
    def halving_stays_finite(self, run: Run) -> Conflict | None:
        """In the mode `triangular2` the run must not have more than 1024 cycles: torch overflows."""
        assert run.ticks is not None
        if self.mode != "triangular2" or run.ticks < 1024 * self.cycle_ticks():
            return None
        return Conflict(
            "mode",
            "`mode: {mode}` halves the height with each cycle, and torch stops with OverflowError in cycle 1025, at "
            "step {end}",
            "use longer cycles",
            computed={"end": math.ceil(1024 * self.cycle_ticks())},
        )
