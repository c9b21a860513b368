"""Holds the rates that a run has logged against those that its config promises."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from lrviz.curve import Curve, Values
from lrviz.errors import UsageProblem
from lrviz.runlog import Log

CLOSE = 1e-5
"""Up to which part of the peak a logged rate may be off: many logs round."""

FITS = 0.99
"""The share of the logged rates that a cause has to explain."""

FEWEST = 3
"""So many rates at the least have to speak for a cause."""

ROUNDED = 0.01
"""Up to which part of the peak a difference may be what a logger has rounded off."""

Indices = np.ndarray[tuple[int], np.dtype[np.int64]]


class Verdict(NamedTuple):
    """How a log and a curve go together.

    Attributes:
        compared: How many rates were compared.
        beyond: How many were logged after the end of the run.
        counts_from: The number that the log gives to the first update, 0 or 1.
        largest: The largest difference, as a part of the peak.
        step: The first step, as the log counts, at which they part; None where they agree.
        logged: The rate there in the log.
        promised: The rate there by the config.
        cause: What would explain the log, or an empty string.
    """

    compared: int
    beyond: int
    counts_from: int
    largest: float
    step: int | None = None
    logged: float = 0.0
    promised: float = 0.0
    cause: str = ""

    @property
    def agrees(self) -> bool:
        """Whether rates were compared, and all of them are as promised."""
        return self.step is None and self.compared > 0


def check_log(curve: Curve, log: Log, tolerance: float = CLOSE, group: int = 0, metric_given: bool = True) -> Verdict:
    """Compare a log with a curve.

    Args:
        curve: What the config promises: the rate of each update.
        log: What the run had.
        tolerance: Up to which part of the peak a logged rate may be off.
        group: Which parameter group the log is of.
        metric_given: Whether the metric, if the schedule follows one, is that of the run.

    Returns:
        Whether they agree, and if not from where on and, where it can be told, why.

    Raises:
        UsageProblem: If there is no such group.
    """
    if not 0 <= group < len(curve.series):
        raise UsageProblem(f"--group {group}: the config has {len(curve.series)}, from 0 on")
    rates = curve.series[group].rates
    peak = float(np.max(np.abs(rates))) or 1.0
    most = tolerance * peak
    steps, logged = np.asarray(log.steps, dtype=np.int64), np.asarray(log.rates)
    # a log may give the first update the number 1: then it agrees for longer if that is taken off
    first = max((0, 1) if steps[0] >= 1 else (0,), key=lambda number: _parts_at(rates, steps - number, logged, most))
    at = steps - first
    inside = (at >= 0) & (at < len(rates))
    at, seen = at[inside], logged[inside]
    off = np.abs(rates[at] - seen)
    largest = float(off.max()) / peak if len(off) else 0.0
    digits = np.asarray(log.units)[inside]
    verdict = Verdict(len(seen), int((~inside).sum()), first, largest)
    index = _parts_at(rates, at, seen, most)
    if index == len(at):
        return verdict
    cause = _rounding(off, digits, peak)
    if not cause and curve.plan.needs_metric and not metric_given and index:
        cause = "the metric was another than was assumed: give --metric a file with those of the run, one a line"
    return verdict._replace(
        step=int(at[index]) + first,
        logged=float(seen[index]),
        promised=float(rates[at[index]]),
        cause=cause or _cause(curve, rates, at, seen, index, most, first),
    )


def _parts_at(rates: Values, at: Indices, logged: Values, most: float) -> int:
    """The index of the first rate that is another, or how many there are. What is outside of the run is passed over."""
    inside = (at >= 0) & (at < len(rates))
    parted = np.flatnonzero(inside & ~_agree(rates, at, logged, most))
    return int(parted[0]) if len(parted) else len(at)


def _agree(
    rates: Values, at: Indices, logged: Values | float, most: float
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of the logged rates are those at these updates. What lies outside of the run agrees with nothing."""
    inside = (at >= 0) & (at < len(rates))
    return inside & (np.abs(rates[np.where(inside, at, 0)] - logged) <= most)


def _rounding(off: Values, units: Values, peak: float) -> str:
    """Whether nothing but the digits that are not in the log is missing, and what to do then."""
    largest = float(off.max()) / peak
    if largest > ROUNDED or not (off <= units * (0.5 + CLOSE)).all():
        return ""
    digit = 10.0 ** math.floor(math.log10(largest))
    return f"the log is rounded: with --tolerance {math.ceil(largest / digit) * digit:.0e} they agree"


def _cause(curve: Curve, rates: Values, at: Indices, logged: Values, parted: int, most: float, counts_from: int) -> str:
    """The first of the usual causes that explains the log."""
    starts = _new_starts(rates, at, logged, parted, most)
    for text, shifted in _candidates(curve, at, starts, counts_from, _held(at, logged)):
        if _explains(rates, at[parted:], shifted[parted:], logged[parted:], most):
            return text
    if abs(logged - logged[0]).max() <= most:
        return "the scheduler is never stepped: the rate stays where it is"
    ratios = logged[rates[at] != 0] / rates[at][rates[at] != 0]
    if len(ratios) and abs(ratios - ratios[0]).max() <= most / np.abs(rates).max():
        return f"the base rate is {ratios[0]:.6g} times that of the config"
    return ""


def _explains(rates: Values, at: Indices, shifted: Indices, logged: Values, most: float) -> bool:
    """Whether the log has the rates of other updates. On a flat curve, which has them too, that explains nothing."""
    inside = (shifted >= 0) & (shifted < len(rates))
    if inside.sum() < FEWEST or not (np.abs(rates[at[inside]] - rates[shifted[inside]]) > most).any():
        return False
    return bool(_agree(rates, shifted[inside], logged[inside], most).mean() >= FITS)


def _new_starts(rates: Values, at: Indices, logged: Values, parted: int, most: float) -> list[int]:
    """At which updates, the latest first, the schedule may have begun anew, by the first rate that is another."""
    there = int(at[parted])
    # a log may leave out many updates before that; and the last rate that agrees may be one of the new count
    earliest = max(1, min(there - 2, int(at[parted - 1]) if parted else there))
    starts = np.arange(there, earliest - 1, -1, dtype=np.int64)
    return [int(start) for start in starts[_agree(rates, there - starts, logged[parted], most)]]


def _held(at: Indices, logged: Values) -> int:
    """For how many updates the log has its first rate."""
    others = np.flatnonzero(logged != logged[0])
    return int(at[others[0]] - at[0]) if len(others) else 0


def _candidates(
    curve: Curve, at: Indices, starts: list[int], counts_from: int, held: int
) -> Iterator[tuple[str, Indices]]:
    """What happens in training loops, and which update's rate the log then has."""
    per_epoch = curve.plan.steps_per_epoch
    if per_epoch > 1:
        yield (
            f"the scheduler is stepped once an epoch, every {per_epoch:,} updates, and not after each",
            at // per_epoch,
        )
        yield "the scheduler is stepped after each update, and not once an epoch", at * per_epoch
    yield "the log is one step late: the scheduler is stepped before the optimizer", at + 1
    yield "the log is one step early: the scheduler is stepped once too few", at - 1
    for start in starts:
        anew = f"the schedule starts anew at step {start + counts_from:,}"
        yield f"{anew}: the run was resumed without the scheduler's state", at - start
    for times in (2, 3, 4, 8, 16):
        yield f"the scheduler is stepped {_often(times)} as often as the config counts", at * times
    for updates in (2, 3, 4, 8, 16, *([held] if held > 1 else [])):
        yield f"the scheduler is stepped once for every {updates:,} updates", at // updates


def _often(times: int) -> str:
    return "twice" if times == 2 else f"{times} times"
