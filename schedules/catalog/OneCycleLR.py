from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from schedules.fields import LastEpoch, Number, PerGroup, RealFloat, StrictLength
from schedules.foreign import TORCH
from schedules.formula import SCALAR, Namespace
from schedules.groups import beta_of_one, momentum_to_cycle, one_for_each_group, pick, single
from schedules.run import Run
from schedules.spec import Conflict, Spec, constraint, parameter


class OneCycleLR(Spec):
    """Rises from `max_lr / div_factor` to `max_lr`, then falls far below the start; momentum moves the other way.

    The rate of the optimizer is overwritten. The schedule has `total_steps` ticks and fails when stepped further.

    With N ticks, of which r = pct_start * N - 1 rise, first = max_lr / div_factor and last = first / final_div_factor:
    lr(t) = max_lr + (first - max_lr) * (1 + cos(pi * t / r)) / 2 for t <= r, else
    lr(t) = last + (max_lr - last) * (1 + cos(pi * (t - r) / (N - 1 - r))) / 2

    Source: `torch.optim.lr_scheduler.OneCycleLR`; Smith and Topin 2017, https://arxiv.org/abs/1708.07120.
    """

    upstream: ClassVar[str] = "torch.optim.lr_scheduler.OneCycleLR"
    foreign_keys: ClassVar[dict[str, str]] = {
        **TORCH,
        "T_max": "OneCycleLR calls its length `total_steps`",
        "total_iters": "OneCycleLR calls its length `total_steps`",
        "eta_min": "the last rate is max_lr / (div_factor * final_div_factor)",
        "warmup_steps": "the rise is given as a part of the run, `pct_start`",
    }
    sets_rate: ClassVar[bool] = True
    length_key: ClassVar[str] = "total_steps"

    max_lr: PerGroup = parameter(doc="the peak, one for all groups or a list", unit="rate")
    total_steps: StrictLength | None = parameter(
        None, doc="ticks in the whole schedule", unit="ticks", otherwise="torch refuses it", example=100
    )
    epochs: StrictLength | None = parameter(
        None, doc="epochs of the run, in place of `total_steps`", otherwise="torch refuses it"
    )
    steps_per_epoch: StrictLength | None = parameter(
        None, doc="ticks in an epoch, in place of `total_steps`", unit="ticks", otherwise="torch refuses it"
    )
    pct_start: Annotated[RealFloat, Field(ge=0, le=1)] = parameter(
        0.3, doc="the part of the schedule that rises", unit="fraction", otherwise="it is a fraction of the schedule"
    )
    anneal_strategy: Literal["cos", "linear"] = parameter("cos", doc="the shape of the phases")
    cycle_momentum: bool = parameter(True, doc="whether momentum, or Adam's first beta, is moved too")
    base_momentum: PerGroup = parameter(0.85, doc="momentum where the rate is highest")
    max_momentum: PerGroup = parameter(0.95, doc="momentum where the rate is lowest")
    div_factor: Number = parameter(25.0, doc="the peak divided by the first rate", unit="factor")
    final_div_factor: Number = parameter(1e4, doc="the first rate divided by the last", unit="factor")
    three_phase: bool = parameter(False, doc="whether a fall to the first rate comes before the last fall")
    last_epoch: LastEpoch = parameter(-1, doc="always -1, the beginning")

    def length(self) -> int | None:
        """The ticks of the whole schedule, where they are given."""
        if self.total_steps is not None:
            return self.total_steps
        if self.epochs is not None and self.steps_per_epoch is not None:
            return self.epochs * self.steps_per_epoch
        return None

    def _finite_length(self) -> int | None:
        """The same, where it can be a floating-point number."""
        length = self.length()
        return length if length is not None and length.bit_length() < 1024 else None

    def rate(self, t: Any, base: float, at: Namespace) -> Any:  # noqa: ARG002 - max_lr stands for it
        peak = single(self.max_lr)
        first = peak / self.div_factor
        last = first / self.final_div_factor
        turns = [first, peak, first, last] if self.three_phase else [first, peak, last]
        return self._anneal(t, turns, at)

    def initial_rate(self, noted: float | None, rate: float) -> float:  # noqa: ARG002 - it overwrites both
        return single(self.max_lr) / self.div_factor

    def beside(self, setter: Spec) -> OneCycleLR:
        # what it goes between stands in the parameter group, where others overwrite it
        fields = ["max_lr", "div_factor", "final_div_factor"] if isinstance(setter, OneCycleLR) else []
        fields += ["base_momentum", "max_momentum"] if setter.moves_momentum else []
        return self.model_copy(update={field: getattr(setter, field) for field in fields})

    @property
    def moves_momentum(self) -> bool:
        return self.cycle_momentum

    def momentum_at(self, t: Any, at: Namespace) -> Any:
        high, low = single(self.max_momentum), single(self.base_momentum)
        return self._anneal(t, [high, low, high, high] if self.three_phase else [high, low, high], at)

    def _anneal(self, t: Any, turns: Sequence[float], at: Namespace) -> Any:
        """Go from each value to the next, a phase each. The tick at the end of a phase belongs to it."""
        length = self.length()
        assert length is not None
        ends = self.phase_ends(length)
        starts = [0.0, *ends[:-1]]
        value: Any = None
        for start, end, before, after in reversed(list(zip(starts, ends, turns[:-1], turns[1:], strict=True))):
            # of many ticks, most lie in one phase
            if at.last(t) <= start and start > 0:
                continue
            if value is not None and at.first(t) > end:
                break
            part = (t - start) / ((end - start) or math.nan)
            if self.anneal_strategy == "cos":
                here = after + (before - after) / 2.0 * (at.cos(at.pi * part) + 1)
            else:
                here = (after - before) * part + before
            value = here if value is None else at.where(t <= end, here, value)
        return value

    def turns(self, until: int) -> Iterable[float]:  # noqa: ARG002
        return self.phase_ends(self.length() or 1)

    def formula_ends(self) -> float:
        length = self.length()
        if length is None:
            return -1
        before, end = self.phase_ends(length)[-2:]
        # torch extends the last phase by a tick, if it has a length
        return length if before != end else length - 1

    def for_group(self, index: int) -> OneCycleLR:
        return pick(self, index, "max_lr", "base_momentum", "max_momentum")

    def natural_ticks(self) -> int | None:
        return self.length()

    def phase_ends(self, length: int) -> list[float]:
        """The tick at which each phase ends, as torch computes it."""
        rise = float(self.pct_start * length) - 1
        if not self.three_phase:
            return [rise, length - 1]
        return [rise, float(2 * self.pct_start * length) - 2, length - 1]

    @constraint("total_steps", "epochs", "steps_per_epoch")
    def length_is_given(self) -> Conflict | None:
        """There must be `total_steps`, or both `epochs` and `steps_per_epoch`."""
        if self.length() is not None:
            return None
        given = next((name for name in ("epochs", "steps_per_epoch") if getattr(self, name) is not None), "total_steps")
        return Conflict(
            given,
            "OneCycleLR needs its length: `total_steps`, or both `epochs` and `steps_per_epoch`",
            "add `total_steps:` with the number of updates of the run",
        )

    @constraint("total_steps", "epochs", "steps_per_epoch")
    def length_is_finite(self) -> Conflict | None:
        """The length must be a number that floating point knows."""
        if self.length() is None or self._finite_length() is not None:
            return None
        at = "total_steps" if self.total_steps is not None else "epochs"
        return Conflict(at, "the schedule has more ticks than a floating-point number can say: torch cannot build it")

    @constraint("div_factor")
    def div_factor_divides(self) -> Conflict | None:
        """`div_factor` must not be 0: the peak is divided by it."""
        return _must_divide(self.div_factor, "div_factor")

    @constraint("final_div_factor")
    def final_div_factor_divides(self) -> Conflict | None:
        """`final_div_factor` must not be 0: the first rate is divided by it."""
        return _must_divide(self.final_div_factor, "final_div_factor")

    @constraint("total_steps", "epochs", "steps_per_epoch", "pct_start", "three_phase")
    def first_phase_has_a_length(self) -> Conflict | None:
        """`pct_start` times the length must not be 1: torch divides by a rise of no ticks."""
        length = self._finite_length()
        if length is None or self.phase_ends(length)[0] != 0:
            return None
        return Conflict(
            "pct_start",
            "`pct_start: {pct_start}` of {length} ticks is a rise of one tick, and torch divides by its length of 0 "
            "when the scheduler is built",
            "use pct_start: {fraction}",
            computed={"length": length, "fraction": 2 / length if length > 2 else 0.0},
        )

    @constraint("total_steps", "epochs", "steps_per_epoch", "pct_start", "three_phase", run=("ticks",))
    def last_phase_has_a_length(self, run: Run) -> Conflict | None:
        """In a run of the whole length, `pct_start` must leave a tick for the last phase."""
        length = self._finite_length()
        if length is None or run.ticks != length:
            return None
        before, end = self.phase_ends(length)[-2:]
        if before != end:
            return None
        return Conflict(
            "pct_start",
            "`pct_start: {pct_start}` leaves no tick for the last phase, and torch stops with ZeroDivisionError at "
            "step {length}",
            "use a smaller fraction",
            computed={"length": length},
        )

    @constraint("total_steps", "epochs", "steps_per_epoch", kind="past-the-end", sees_run=True)
    def run_is_not_longer(self, run: Run) -> Conflict | None:
        """The run must not step it more often than it has ticks."""
        length, ticks = self.length(), run.ticks or run.fewest_ticks
        if length is None or ticks is None or ticks <= length:
            return None
        at = "total_steps" if self.total_steps is not None else "epochs"
        is_known = run.ticks is not None
        return Conflict(
            at,
            f"the schedule has {{length}} ticks, but the run steps it {'' if is_known else 'at least '}{ticks} times: "
            'at step {end} torch stops with "Tried to step {end} times"',
            f"use total_steps: {ticks}" if is_known else "make it as long as the run, in updates",
            computed={"length": length, "end": length + 1},
        )

    @constraint("max_lr", "base_momentum", "max_momentum", "cycle_momentum", run=("groups",))
    def lists_fit_groups(self, run: Run) -> Iterator[Conflict]:
        """A list must have a value for each parameter group."""
        momenta = ("base_momentum", "max_momentum") if self.cycle_momentum else ()
        yield from one_for_each_group(self, run, "max_lr", *momenta)

    @constraint(
        "cycle_momentum", "max_momentum", "base_momentum", "total_steps", "epochs", "steps_per_epoch", "pct_start",
        "three_phase", "anneal_strategy", run=("divides_by_beta",),
    )  # fmt: skip
    def first_beta_is_below_one(self, run: Run) -> Conflict | None:
        """With an optimizer like Adam, `max_momentum` must not be 1."""
        highest = self.max_momentum if isinstance(self.max_momentum, list | tuple) else [self.max_momentum]
        if self._finite_length() is None or 1 not in highest:
            return None
        # it does not begin with the highest where the first phase has no length, or rounding takes all of it
        each = [pick(self, index, "base_momentum", "max_momentum") for index in range(len(highest))]
        first = [of_group.momentum_at(0.0, SCALAR) for of_group in each]
        return beta_of_one(self.cycle_momentum, first, run)

    @constraint("cycle_momentum", run=("cycles_momentum",))
    def optimizer_has_momentum(self, run: Run) -> Conflict | None:
        """With `cycle_momentum` the optimizer must have a momentum or betas."""
        return momentum_to_cycle(self.cycle_momentum, run)


def _must_divide(value: float, name: str) -> Conflict | None:
    if value != 0:
        return None
    return Conflict(name, f"`{name}: {{{name}}}` is divided by when the scheduler is built")
