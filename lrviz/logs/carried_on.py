"""A run that was resumed with a part of its state: what the real objects do then, held against a log."""

from __future__ import annotations

from importlib.util import find_spec
from typing import NamedTuple

import numpy as np

from lrviz.curve import Values
from lrviz.logs.causes import FEWEST, FITS
from lrviz.logs.readings import Reading
from lrviz.logs.resume_steps import resume_steps
from lrviz.logs.run import Logged, Run, agree, parts_at
from lrviz.metric import read_metric
from lrviz.options import WORST_METRIC
from lrviz.resume import BOTH, Order, State, TrainingRun
from lrviz.stepping import FAILURES
from lrviz.surround import in_some_folder, overheard
from schedules.problems import ConfigError
from schedules.upstream import MissingLibrary

LONGEST = 1_000_000
"""The longest log that is looked at, in updates: the real objects take some seconds for it."""

SOON = 16
"""In the first of so many parts of the rest of a log a run is looked at, before it goes on to the end."""

DIGITS = 9
"""To so many decimals of the peak two differences are the same."""


class Way(NamedTuple):
    """A way to resume a run that is not the right one.

    Attributes:
        text: What is said of it; `{step}` is where.
        order: Whether the scheduler is built before the optimizer's state is loaded.
        loads: What is loaded.
    """

    text: str
    order: Order
    loads: tuple[State, ...]


ON_THE_RATE = (
    "the schedule starts anew at {step}, on the rate that was there: the run was resumed without the scheduler's state"
)
WAYS = (
    Way(ON_THE_RATE, "scheduler-first", ("optimizer",)),
    Way(ON_THE_RATE, "optimizer-first", ("optimizer",)),
    Way(
        "the rate is set anew at {step}, and the schedule goes on: the run was resumed with a scheduler that was built "
        "after the optimizer's state was loaded, or without that state",
        "optimizer-first",
        BOTH,
    ),
    Way(
        "the rate starts anew at {step}, and the schedule goes on: the run was resumed without the optimizer's state",
        "scheduler-first",
        ("scheduler",),
    ),
)


def carried_on(run: Run, logged: Logged, reading: Reading) -> str:
    """Which part of the state was left out where the run was resumed, or an empty string.

    Args:
        run: What the config promises.
        logged: The rates of the log, all within the run.
        reading: How the numbers of the log are read.
    """
    if not _is_looked_at(run, logged) or not _has_torch():
        return ""
    parted = parts_at(run, logged)
    try:
        with overheard(), in_some_folder():
            saved = _saved(run, resume_steps(run, logged, parted))
            for way in WAYS:
                fits = [fit for step, file in saved if (fit := _fit(run, logged, parted, way, step, file))]
                if fits:
                    return way.text.format(step=reading.says(min(fits).step))
    except (MissingLibrary, ConfigError, *FAILURES):
        # a class that cannot be saved, or fails when it is loaded, was not resumed like this
        return ""
    return ""


def torch_would_tell(run: Run, logged: Logged) -> bool:
    """Whether `carried_on` looks for nothing only because there is no torch here; curves are computed without it too.

    Args:
        run: What the config promises.
        logged: The rates of the log, all within the run.
    """
    return _is_looked_at(run, logged) and not _has_torch()


def _is_looked_at(run: Run, logged: Logged) -> bool:
    """Whether a log has other rates than it should, of a schedule that can be resumed here."""
    plan = run.curve.plan
    if parts_at(run, logged) == len(logged.at) or not plan.is_plain or plan.needs_metric:
        return False
    return bool(logged.at[-1] < LONGEST)


def _has_torch() -> bool:
    return find_spec("torch") is not None


class _Fit(NamedTuple):
    """An update at which the run may have been resumed: the closest comes first, and of those the latest."""

    off: float
    before_end: int
    step: int


def _saved(run: Run, steps: list[int]) -> list[tuple[int, bytes]]:
    """What the right run saves at each of these updates."""
    metric, whole, saved = read_metric(WORST_METRIC), TrainingRun(run.curve.plan), []
    for step in steps:
        whole.go_on(step, metric)
        saved.append((step, whole.saved(with_stepper=False)))
    return saved


def _fit(run: Run, logged: Logged, parted: int, way: Way, step: int, file: bytes) -> _Fit | None:
    """How well a run that is resumed there in this way has the rates of the log; None where it has others."""
    metric, last = read_metric(WORST_METRIC), len(logged.at) - 1
    other = TrainingRun(run.curve.plan, file, way.order, way.loads)
    # most are seen to be wrong soon
    for row in (parted, parted + (last - parted) // SOON, last):
        other.go_on(int(logged.at[row]), metric)
        rates = np.array(other.recorder.rates[run.group])
        if abs(rates[logged.at[row] - step] - logged.rates[row]) > logged.slack[row]:
            return None
    rest = logged.only(logged.at >= step)
    # a rate that stands still from there on may have any cause
    if np.ptp(rest.rates) <= run.most or not _explains(run, rest, step, rates):
        return None
    off = float(np.abs(rates[rest.at - step] - rest.rates).max())
    return _Fit(round(off / run.peak, DIGITS), len(run.rates) - step, step)


def _explains(run: Run, logged: Logged, step: int, rates: Values) -> bool:
    """Whether a run that was resumed at this update has the rates of the log, all from there on."""
    fits = np.abs(rates[logged.at - step] - logged.rates) <= logged.slack
    wrong = ~agree(run, *logged)
    return bool(len(fits) >= FEWEST and wrong.any() and min(fits.mean(), fits[wrong].mean()) >= FITS)
