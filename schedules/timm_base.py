"""What timm's schedulers have in common."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from functools import partial
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, WrapValidator

from schedules.fields import Number, _list_as_written
from schedules.foreign import TIMM
from schedules.formula import MOST_TURNS, Namespace
from schedules.run import Run
from schedules.spec import Conflict, Spec, constraint, parameter, whole_ticks

NoiseRange = Number | Annotated[list[Number], Field(min_length=2), WrapValidator(_list_as_written)] | None
"""A tick from which on, or a list of the first tick and the one after the last."""

SLOWEST_NOISE = 1e-3
"""The smallest noise_pct / noise_std. timm draws again until the noise is below noise_pct, so less hardly ever ends."""


MOST_DIGITS = 500_000
"""The digits of a power at each tick that take a tenth of a second."""

MORE_THAN_ONE = 2
"""The smallest whole number whose powers grow."""


class TimmSpec(Spec):
    """A scheduler of timm, stepped with a count: `step(epoch)` after an epoch and `step_update(n)` after an update."""

    foreign_keys: ClassVar[dict[str, str]] = TIMM
    chainable: ClassVar[bool] = False
    counts_itself: ClassVar[bool] = True
    warmup_key: ClassVar[str] = "warmup_t"

    noise_range_t: NoiseRange = parameter(
        None,
        doc="the ticks with noise: from one on, or [from, to]",
        unit="ticks",
        otherwise="timm stops with an IndexError at the first tick with noise",
    )
    noise_pct: Number = parameter(0.67, doc="the largest noise, as a part of the rate", unit="fraction")
    noise_std: Number = parameter(1.0, doc="the standard deviation of the noise")
    noise_seed: int | None = parameter(42, doc="the seed of the noise; each tick adds its number")
    initialize: Literal[True] = parameter(True, doc="always true: a new optimizer has no `initial_lr` yet")

    @constraint("noise_range_t", "noise_pct", "noise_std", kind="never-ends", sees_run=True)
    def noise_can_be_drawn(self, run: Run) -> Conflict | None:
        """With noise, `noise_pct` must be above 0 and not far below `noise_std`: timm draws until it fits."""
        if self.noise_range_t is None or not self._draws_until_small() or run.may_end_before(self._first_noise()):
            return None
        if self.noise_pct > 0 and (not self.noise_std or self.noise_pct / abs(self.noise_std) >= SLOWEST_NOISE):
            return None
        at = "noise_pct" if "noise_pct" in self.model_fields_set else "noise_std"
        return Conflict(
            at,
            "timm draws noise again until it is below `noise_pct: {noise_pct}`, which with `noise_std: {noise_std}` "
            "takes for ever, or nearly so: the run hangs",
            "use a larger noise_pct, or take noise_range_t out",
        )

    @constraint("noise_range_t", "noise_seed")
    def noise_seed_fits(self) -> Conflict | None:
        """With noise, `noise_seed` must have no more than 64 bits."""
        if self.noise_range_t is None or self.noise_seed is None or -(2**63) <= self.noise_seed < 2**64 - 2**32:
            return None
        return Conflict("noise_seed", "`noise_seed: {noise_seed}` is more than 64 bits: torch refuses it")

    def _draws_until_small(self) -> bool:
        return True

    def _first_noise(self) -> float:
        """The first tick with noise."""
        first = self.noise_range_t[0] if isinstance(self.noise_range_t, list | tuple) else self.noise_range_t
        return math.inf if first is None else first

    def quiet(self) -> Self:
        """The same without its noise, which adds a part of the rate to the rate."""
        return self if self.noise_range_t is None else self.model_copy(update={"noise_range_t": None})


class TimmTimeSpec(TimmSpec):
    """A scheduler of timm that is a function of time, counted in epochs or in updates."""

    warmup_t: Number = parameter(0, doc="ticks of warm-up", unit="ticks")
    warmup_lr_init: Number = parameter(0.0, doc="the rate at tick 0 of the warm-up", unit="rate")
    t_in_epochs: bool = parameter(True, doc="whether a tick is an epoch; otherwise it is an update")

    def interval(self) -> Literal["step", "epoch"]:
        return "epoch" if self.t_in_epochs else "step"

    def body(self, t: Any, base: float, at: Namespace) -> Any:
        """The rate at tick t of the schedule without its warm-up."""
        raise NotImplementedError

    def peak_of_warmup(self, base: float) -> float:
        """The rate at which the warm-up aims."""
        return base

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        shift = self.warmup_t if getattr(self, "warmup_prefix", True) else 0
        body = self.body(at.maximum(t - shift, 0), base, at)
        if not self.warmup_t:
            # what the constructor leaves is the base rate, whatever the formula says of tick 0
            return at.where(t <= 0, base, body)
        slope = (self.peak_of_warmup(base) - self.warmup_lr_init) / self.warmup_t
        warm = self.warmup_lr_init + t * slope
        return at.where(t <= 0, self.warmup_lr_init, at.where(t < self.warmup_t, warm, body))

    def body_turns(self, until: int) -> Iterable[float]:
        """The ticks at which the schedule without its warm-up can turn."""
        raise NotImplementedError

    def turns(self, until: int) -> Iterable[float]:
        shift = self.warmup_t if getattr(self, "warmup_prefix", True) else 0
        return [0, self.warmup_t, *(shift + tick for tick in self.body_turns(until))]

    def formula_ends(self) -> float:
        """The last tick before there is noise."""
        if self.noise_range_t is None:
            return math.inf
        return max(-1, whole_ticks(self._first_noise()) - 1)


class TimmCycleSpec(TimmTimeSpec):
    """A decay of timm that can be repeated in cycles."""

    is_limited: ClassVar[bool] = False
    """Whether timm works out no peak of a cycle beyond `cycle_limit`."""

    length_key: ClassVar[str] = "t_initial"
    decay_key: ClassVar[str] = "t_initial"
    floor_key: ClassVar[str] = "lr_min"

    renamed: ClassVar[dict[str, str]] = {"t_mul": "cycle_mul", "decay_rate": "cycle_decay"}
    foreign_keys: ClassVar[dict[str, str]] = {
        **TIMM,
        "t_mul": "timm renamed it: use `cycle_mul`",
        "decay_rate": "timm renamed it: use `cycle_decay`",
    }

    t_initial: Annotated[Number, Field(gt=0)] = parameter(
        doc="ticks in the first cycle", unit="ticks", otherwise="timm stops with an AssertionError without a text"
    )
    lr_min: Annotated[Number, Field(ge=0)] = parameter(
        0.0, doc="the lowest rate", unit="rate", otherwise="timm stops with an AssertionError without a text"
    )
    cycle_mul: Annotated[Number, Field(gt=0)] = parameter(
        1.0,
        doc="factor from the length of one cycle to the next",
        unit="factor",
        otherwise='timm takes its logarithm and stops with "math domain error" at the first step',
    )
    cycle_decay: Number = parameter(1.0, doc="factor from the peak of one cycle to the next", unit="factor")
    cycle_limit: Number = parameter(1, doc="number of cycles, after which the rate stays at `lr_min`")
    warmup_prefix: bool = parameter(False, doc="whether the warm-up comes before the first cycle, or is cut out of it")

    def wave(self, into: Any, length: Any, at: Namespace) -> Any:
        """How high the rate is above `lr_min`, from 1 to 0, `into` ticks after the start of a cycle of `length`."""
        raise NotImplementedError

    def body(self, t: Any, base: float, at: Namespace) -> Any:
        first, factor = self.t_initial, self.cycle_mul
        if factor == 1:
            cycle, length = at.laps(t, first), first
            into = t - first * cycle
        else:
            cycle = at.floor_log(1 - t / first * (1 - factor), factor)
            grown = at.steadily(partial(at.power, factor), cycle)
            length = grown * first
            into = t - (1 - grown) / (1 - factor) * first
        peak = base * at.steadily(partial(at.power, self.cycle_decay), cycle)
        value = self.lr_min + (peak - self.lr_min) * self.wave(into, length, at)
        return at.where(cycle < self.cycle_limit, value, self.lr_min)

    def body_turns(self, until: int) -> Iterable[float]:
        starts: list[float] = []
        start, length = 0.0, float(self.t_initial)
        while start <= until and length >= 1 and len(starts) < MOST_TURNS:
            start += length
            length *= self.cycle_mul
            starts.append(start)
        return starts

    def formula_ends(self) -> float:
        if self.cycle_mul >= 1:
            return super().formula_ends()
        # here timm's logarithm has no value any more
        end = whole_ticks(self.t_initial / (1 - self.cycle_mul)) - 1
        return min(super().formula_ends(), end + (max(0, self.warmup_t) if self.warmup_prefix else 0))

    def natural_ticks(self) -> int:
        """All cycles, but no more than three, and not beyond the end of shrinking ones, where timm stops."""
        length, body = float(self.t_initial), 0.0
        for _ in range(min(max(1, math.ceil(self.cycle_limit)), 3)):
            body += length
            length *= self.cycle_mul
        ticks = whole_ticks(body + (max(0, self.warmup_t) if self.warmup_prefix else 0))
        return ticks if self.cycle_mul >= 1 else min(ticks, max(1, whole_ticks(self._end_of_all()) - 1))

    def _end_of_all(self) -> float:
        """The tick at which all cycles together have ended, where each is shorter than the one before."""
        return self.t_initial / (1 - self.cycle_mul) + (self.warmup_t if self.warmup_prefix else 0)

    @constraint("cycle_decay", "cycle_mul", "cycle_limit", "t_initial", "warmup_t", "warmup_prefix", run=("ticks",))
    def peaks_are_numbers(self, run: Run) -> Conflict | None:
        """With a `cycle_decay` above 1 the run must end before the peak of a cycle is more than any float."""
        assert run.ticks is not None
        ticks = run.ticks - (self.warmup_t if self.warmup_prefix else 0)
        growth = math.log(max(1.0, abs(self.cycle_decay)))
        if run.ticks < self.warmup_t or ticks <= 0 or not growth:
            return None
        cycles = self._cycles(ticks)
        if self.is_limited:
            cycles = min(cycles, math.ceil(self.cycle_limit) - 1)
        if cycles * growth <= math.log(sys.float_info.max):
            return None
        return Conflict(
            "cycle_decay",
            f"`cycle_decay: {{cycle_decay}}` makes the peak of a cycle larger than any number in a run of {run.ticks} "
            f"ticks, and timm stops with an OverflowError{'' if self.is_limited else ', whatever `cycle_limit` is'}",
            "use a factor below 1",
        )

    @constraint("t_initial", "cycle_mul", "warmup_t", "warmup_prefix", run=("ticks",))
    def ticks_can_be_divided(self, run: Run) -> Conflict | None:
        """With a `cycle_mul` other than 1, neither the cycles of the run nor their ticks may be more than any float."""
        assert run.ticks is not None
        ticks = run.ticks - (self.warmup_t if self.warmup_prefix else 0)
        if self.cycle_mul == 1 or run.ticks < self.warmup_t:
            return None
        cycles = ticks / self.t_initial
        stops = f"in a run of {run.ticks} ticks, and timm stops with OverflowError"
        if math.isinf(cycles):
            what = "`t_initial: {t_initial}` makes more cycles than any number"
            return Conflict("t_initial", f"{what} {stops}", "use a length of 1 or more")
        if math.isinf(cycles * (1 - self.cycle_mul)):
            what = "`cycle_mul: {cycle_mul}` makes a cycle longer than any number"
            return Conflict("cycle_mul", f"{what} {stops}", "use a factor of 1 to 3")
        return None

    def _cycles(self, ticks: float) -> float:
        """How many cycles have begun and ended after so many ticks."""
        if self.cycle_mul == 1:
            return ticks // self.t_initial
        rest = 1 - ticks / self.t_initial * (1 - self.cycle_mul)
        # where that is more than any number, timm stops for that
        return math.floor(math.log(rest, self.cycle_mul)) if 0 < rest < math.inf else 0

    @constraint("cycle_mul", "t_initial", "warmup_t", "warmup_prefix", run=("ticks",), kind="past-the-end")
    def shrinking_cycles_do_not_end(self, run: Run) -> Conflict | None:
        """With a `cycle_mul` below 1 the run must end before all the cycles have."""
        assert run.ticks is not None
        if self.cycle_mul >= 1:
            return None
        end = self._end_of_all()
        if run.ticks < max(end, self.warmup_t):
            return None
        return Conflict(
            "cycle_mul",
            "`cycle_mul: {cycle_mul}` makes all cycles together end at tick {end}, where timm stops with "
            f'"math domain error"; the run has {run.ticks} ticks',
            "timm needs a cycle_mul of 1 or more",
            computed={"end": math.ceil(end)},
        )


class TimmBentSpec(TimmCycleSpec):
    """A decay of timm whose time axis can be bent."""

    k_decay: Number = parameter(1.0, doc="exponent that bends the time axis")

    def bent(self, into: Any, length: Any, at: Namespace) -> Any:
        """The part of a cycle that is over, on the bent time axis; nan where timm has no number for it."""
        whole = at.power(length, self.k_decay)
        has_none = (whole == 0) | (whole == math.inf)
        # whole numbers have no bound in Python, and only their quotient becomes a float
        instead = at.power(into / length, self.k_decay) if self.divides_whole_numbers() else math.nan
        return at.where(has_none, instead, at.power(into, self.k_decay) / at.where(has_none, 1.0, whole))

    def divides_whole_numbers(self) -> bool:
        """Whether both powers are whole numbers, and nothing but their quotient is computed."""
        return False

    @constraint("k_decay", "t_initial", "cycle_mul", "warmup_t", "warmup_prefix", kind="never-ends", sees_run=True)
    def power_can_be_computed(self, run: Run) -> Conflict | None:
        """A whole `k_decay` must not be so large that the power of a whole `t_initial` takes seconds."""
        if not isinstance(self.k_decay, int) or not isinstance(self.t_initial, int) or self.t_initial < MORE_THAN_ONE:
            return None
        is_whole = self.cycle_mul == 1 or isinstance(self.cycle_mul, int)
        digits = self.k_decay * math.log10(self.t_initial)
        if not is_whole or digits < MOST_DIGITS or run.may_end_before(max(1, self.warmup_t)):
            return None
        return Conflict(
            "k_decay",
            "`k_decay: {k_decay}` makes timm compute {t_initial} ** {k_decay} at each tick, a whole number of {digits} "
            "digits: the run hangs",
            "use a k_decay of about 1",
            computed={"digits": f"{digits:,.0f}"},
        )
