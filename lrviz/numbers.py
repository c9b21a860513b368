"""Numbers: what is read off one curve, to tell schedules apart."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from lrviz.curve import DRIFT, Curve, Values, first_largest
from lrviz.phases import Phase, phases_of

ANNEALING_MEMORY = 0.999
"""Which part of the annealing momentum is left after one update."""

FORGOTTEN = 40_000
"""After how many updates nothing that a float64 could hold is left of the annealing momentum."""

HIGH = 0.9
"""From which part of the peak on a rate counts as high."""

TAIL = 0.1
"""Which part of the run is its tail."""


class Numbers(NamedTuple):
    """What is read off one parameter group. Steps are counted from 0, and lengths in updates.

    The reasons for them are in: Defazio et al. 2023 (https://arxiv.org/abs/2310.07831), Hägele et al. 2024
    (https://arxiv.org/abs/2405.18392), Kalra and Barkeshli 2024 (https://arxiv.org/abs/2406.09405), Tissue et al. 2024
    (https://arxiv.org/abs/2408.11029), Wen et al. 2024 (https://arxiv.org/abs/2410.05192) and Bergsma et al. 2025
    (https://arxiv.org/abs/2502.15938).

    Attributes:
        first: The rate of update 0.
        peak: The highest rate.
        peak_step: The first update that has it.
        warm_up: How many updates the warm-up has; 0 where there is none.
        warm_up_fraction: The part of the run that it takes.
        decay_start: The first update of the decay that ends the peak, or None where the rate does not fall after it.
        decay_fraction: The part of the run from there on.
        final: The rate of the last update, N - 1.
        area: S1, the sum of all rates.
        used: S1 as a part of peak x N; None where the peak is not above 0.
        annealing: S2, the annealing area: see `annealing_area`.
        half_life: The first update after the peak with half of it or less, or None where there is none.
        high: The part of the updates with a rate above 90 % of the peak; None where the peak is not above 0.
        tail_mean: The mean rate of the last tenth of the updates, of at least one.
        jump: The largest change from one update to the next, with its sign; 0 where there is none.
        jump_step: The update whose rate is that far from the one before; None where there is none.
        restarts: How often the rate climbs again after it has fallen.
        shrink: By which part decoupled weight decay shrinks a weight over the run that gets no gradient, as
            1 - exp(-weight_decay x S1); None where the optimizer has none.
    """

    first: float
    peak: float
    peak_step: int
    warm_up: int
    warm_up_fraction: float
    decay_start: int | None
    decay_fraction: float | None
    final: float
    area: float
    used: float | None
    annealing: float
    half_life: int | None
    high: float | None
    tail_mean: float
    jump: float
    jump_step: int | None
    restarts: int
    shrink: float | None

    @property
    def final_over_peak(self) -> float | None:
        """The last rate as a part of the highest; None where the peak is not above 0."""
        return self.part_of_peak(self.final)

    def as_dict(self) -> dict[str, float | int | None]:
        """All of them by name, the last rate as a part of the highest among them."""
        return {**self._asdict(), "final_over_peak": self.final_over_peak}

    def part_of_peak(self, rate: float) -> float | None:
        """A rate as a part of the highest; None where the peak is not above 0."""
        return rate / self.peak if self.peak > 0 else None


@np.errstate(invalid="ignore", over="ignore")
def numbers_of(curve: Curve, group: int = 0) -> Numbers:
    """Read the numbers off a parameter group.

    Args:
        curve: The rates.
        group: Which parameter group.
    """
    rates = curve.series[group].rates
    updates = len(rates)
    peak_step = first_largest(rates)
    peak = float(np.max(rates))
    area = float(np.sum(rates))
    phases = phases_of(curve, group)
    warm_up = phases[0].end if phases[0].kind == "warm-up" else 0
    decay_start = _decay_start(phases, peak_step)
    jump, jump_step = _largest_jump(rates, peak)
    return Numbers(
        first=float(rates[0]),
        peak=peak,
        peak_step=peak_step,
        warm_up=warm_up,
        warm_up_fraction=warm_up / updates,
        decay_start=decay_start,
        decay_fraction=None if decay_start is None else (updates - decay_start) / updates,
        final=float(rates[-1]),
        area=area,
        used=area / (peak * updates) if peak > 0 else None,
        annealing=annealing_area(rates),
        half_life=_half_life(rates, peak_step),
        high=float(np.mean(rates > HIGH * peak)) if peak > 0 else None,
        tail_mean=float(np.mean(rates[-math.ceil(TAIL * updates) :])),
        jump=jump,
        jump_step=jump_step,
        restarts=sum(phase.kind in ("rise", "restart") for phase in phases),
        shrink=_shrink(curve, group, area),
    )


def annealing_area(rates: Values) -> float:
    """S2 of a curve, over what comes after its peak.

    Every fall of the rate from one update to the next feeds a momentum, of which 0.999 is left after each update; S2 is
    the sum of that momentum over the updates. A later rise takes away from it. Where S1 says how far a run goes, S2
    says how much is won by annealing: an early fall counts for more updates than a late one.

    Source: Tissue et al. 2024, https://arxiv.org/abs/2408.11029, with a lambda of 0.999.

    Args:
        rates: The rate of each update.
    """
    after = rates[first_largest(rates) :]
    # a fall counts for all updates from its own to the last: a geometric sum, which is whole for those long ago
    recent = after[-min(len(after), FORGOTTEN) :]
    left = np.arange(len(recent) - 1, 0, -1)
    counted = float(np.sum(-np.diff(recent) * (1 - ANNEALING_MEMORY**left)))
    return (float(after[0] - recent[0]) + counted) / (1 - ANNEALING_MEMORY)


def _decay_start(phases: tuple[Phase, ...], peak_step: int) -> int | None:
    falling = (phase for phase in phases if phase.kind in ("decay", "restart") and phase.end > peak_step)
    return next((phase.start for phase in falling), None)


def _half_life(rates: Values, peak_step: int) -> int | None:
    peak = rates[peak_step]
    below = np.flatnonzero(rates[peak_step:] <= (0.5 + DRIFT) * peak) if peak > 0 else np.empty(0, dtype=np.int64)
    return peak_step + int(below[0]) if below.size else None


def _largest_jump(rates: Values, peak: float) -> tuple[float, int | None]:
    changes = np.diff(rates)
    if not changes.any():
        return 0.0, None
    before = first_largest(np.abs(changes), peak)
    return float(changes[before]), before + 1


def _shrink(curve: Curve, group: int, area: float) -> float | None:
    plan = curve.plan
    decay = plan.optimizer.decoupled_decay(plan.groups[group].options if plan.groups else {})
    return -math.expm1(-decay * area) if decay else None
