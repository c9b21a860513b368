"""Why a run may have other rates than its config promises: which of the usual causes explains a log."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lrviz.curve import Values
from lrviz.evaluate import evaluate, has_formula
from lrviz.logs.beyond import beyond_end
from lrviz.logs.readings import Reading
from lrviz.logs.run import Indices, Logged, Run, agree, parts_at
from lrviz.logs.shifts import (
    OFTEN,
    after_each_batch,
    new_starts,
    new_starts_again,
    says_too_often,
    seldom,
    shifts,
    too_often,
    too_seldom,
)

FITS = 0.99
"""The share of the logged rates that a cause has to explain, and of those that are not as promised."""

FEWEST = 3
"""So many rates at the least have to speak for a cause."""

MOST_MOVE = 0.5
"""From which share of the rows on a log of epochs is one that has rates of several moments of each."""

WAYS_TOO_OFTEN = ((too_often, False), (after_each_batch, True))
"""How a scheduler may be stepped too often, and whether that is after each batch."""


def counts_batches(run: Run, logged: Logged) -> str:
    """That a log counts batches of which several make an update, as it is longer than the run, or an empty string.

    Args:
        run: What the config promises.
        logged: The rates of the log, with those that are outside of the run.
    """
    if logged.at[-1] <= len(run.rates):
        return ""
    for batches in seldom(run, logged):
        shifted = logged.at // batches
        fits = agree(run, shifted, logged.rates, logged.slack)
        # the run is as long as it should be then
        if shifted[-1] <= len(run.rates) and fits.sum() >= FEWEST and fits.mean() >= FITS:
            return f"the log counts batches, of which {batches:,} make an update: log the number of the update"
    return ""


def usual_cause(run: Run, logged: Logged, reading: Reading) -> str:
    """The first of the usual causes that explains a log, or an empty string, also where it is as promised.

    Args:
        run: What the config promises.
        logged: The rates of the log, all within the run.
        reading: How the numbers of the log are read.
    """
    parted = parts_at(run, logged)
    if parted == len(logged.at):
        return ""
    if stands_still(run, logged):
        return _standing(run, logged, reading)
    if several_in_an_epoch(logged, reading):
        return "the log has several rates of an epoch: name the column of the steps with --step-column"
    if text := _first(run, logged, parted, shifts(run, logged, reading)):
        return text
    # a schedule of few steps has the same rates if it begins anew and if it goes too slowly
    anew = _first(run, logged, parted, new_starts(run, logged, parted, reading))
    often = "" if anew else _too_often(run, logged, parted)
    slow = "" if often else _first(run, logged, parted, too_seldom(run, logged))
    if anew or often or slow:
        return "; or ".join(text for text in (slow, often, anew) if text)
    return _first(run, logged, parted, new_starts_again(run, logged, parted, reading))


def _first(run: Run, logged: Logged, parted: int, found: Iterable[tuple[str, Indices]]) -> str:
    """The first of these that explains a log, or an empty string."""
    return next((text for text, shifted in found if _explains(run, logged, shifted, parted)), "")


def _too_often(run: Run, logged: Logged, parted: int) -> str:
    """That a scheduler is stepped too often, by what of the log is within the schedule, or an empty string."""
    for ways, batches in WAYS_TOO_OFTEN:
        if found := [each for each in ways(run, logged) if _explains(run, logged, each[1], parted)]:
            # several may do: of these, the rest of the log tells more, where a formula says what comes there
            longer = _goes_on(run, logged)
            closer = [times for times, at in found if _explains(longer, logged, at, parted)]
            stopped = [times for times, at in found if longer is run or _stops(run, logged, at)]
            if closer or stopped:
                return says_too_often(closer or stopped, batches)
    return ""


def _stops(run: Run, logged: Logged, shifted: Indices) -> bool:
    """Whether the rate stands still where these updates are after the end, as it does if nothing is stepped there."""
    rest = logged.rates[shifted >= len(run.rates)]
    return len(rest) == 0 or bool(np.ptp(rest) <= run.most)


def far_too_often(run: Run, logged: Logged, _: Reading) -> str:
    """The same by what the formula says of the time after the end of the run, or an empty string.

    What goes up and down in it is much alike if it is looked at now and then: so all else comes first.

    Args:
        run: What the config promises.
        logged: The rates of the log, all within the run.
    """
    longer, parted = _goes_on(run, logged), parts_at(run, logged)
    for ways, batches in WAYS_TOO_OFTEN:
        if found := [times for times, at in ways(run, logged) if _explains(longer, logged, at, parted)]:
            return says_too_often(found, batches)
    return ""


def _goes_on(run: Run, logged: Logged) -> Run:
    return beyond_end(run, int(logged.at[-1] + 1) * max(OFTEN))


def stands_still(run: Run, logged: Logged) -> bool:
    """Whether the log has one rate where the config promises several."""
    return bool(np.ptp(logged.rates) <= run.most < np.ptp(run.rates[logged.at]))


def several_in_an_epoch(logged: Logged, reading: Reading) -> bool:
    """Whether a log that counts epochs has rates of more than one moment of each."""
    same = np.diff(logged.at) == 0
    moves = np.abs(np.diff(logged.rates)) > logged.slack[1:]
    return reading.place != "" and bool(same.any()) and bool(moves[same].mean() > MOST_MOVE)


def _explains(run: Run, logged: Logged, shifted: Indices, parted: int) -> bool:
    """Whether the log has the rates of other updates.

    Where a rate stands still for long, a shift by one update fits nearly all of them: so those that are not as promised
    have to fit as well as all together, and so do those before them.

    Args:
        run: What the config promises.
        logged: The rates of the log, all within the run.
        shifted: The update whose rate each may have.
        parted: The index of the first that is not as promised.
    """
    inside = run.holds(shifted)
    fits = agree(run, shifted, logged.rates, logged.slack)[inside]
    wrong, before = ~agree(run, *logged)[inside], np.arange(len(inside))[inside] < parted
    parts = [fits[which].mean() for which in (~before, wrong, before) if which.any()]
    return bool((~before).sum() >= FEWEST and wrong.any() and min(parts) >= FITS)


def _standing(run: Run, logged: Logged, reading: Reading) -> str:
    """Why the rate stands still, by where it does."""
    rate = float(logged.rates[0])
    if abs(rate - run.rates[0]) <= run.most:
        return _never(run, logged)
    if abs(rate - run.rates[logged.at[0]]) <= run.most:
        return "the scheduler is not stepped in this part of the run: the rate stays where it is"
    if abs(rate - run.rates[-1]) <= run.most:
        return "the schedule is at its end already: the scheduler is stepped more often than the config counts"
    if abs(rate - run.base_rate) <= run.most:
        return "no scheduler moves the rate: it is that of the optimizer throughout"
    return another_base_rate(run, logged, reading)


def _never(run: Run, logged: Logged) -> str:
    """That the scheduler is never stepped, and what else leaves the rate where it is."""
    if run.tick < run.per_epoch:
        never = "the scheduler is never stepped, or once an epoch and not after each update"
        if logged.at[-1] < run.per_epoch:
            return f"{never}: the log ends within the first"
        if agree(run, logged.at // run.per_epoch, logged.rates, logged.slack).all():
            return f"{never}: the rate stays where it is in both"
    never = "the scheduler is never stepped: the rate stays where it is"
    return f"{never}; or the metric of the run was another" if run.curve.plan.needs_metric else never


def another_base_rate(run: Run, logged: Logged, _: Reading) -> str:
    """That all rates are those from a base rate as many times as high, or an empty string.

    Of a rate that falls by the same factor with each step this is so wherever it begins: so all else comes first.

    Args:
        run: What the config promises.
        logged: The rates of the log, all within the run.
    """
    promised = run.rates[logged.at]
    highest = int(np.argmax(np.abs(promised)))
    if len(promised) < FEWEST or promised[highest] == 0:
        return ""
    times = float(logged.rates[highest] / promised[highest])
    if _has_rates(run, logged, times * promised, times):
        return _says_base_rate(times)
    # what does not go with the base rate, as `eta_min`, stays as it is
    times = _base_rate_by_formula(run, logged, highest)
    fits = 0 < times < np.inf and _has_rates(run, logged, _from_base_rate(run, times)[logged.at], times)
    return _says_base_rate(times) if fits else ""


def _says_base_rate(times: float) -> str:
    return f"the base rate is {times:.6g} times that of the config"


def _base_rate_by_formula(run: Run, logged: Logged, index: int) -> float:
    """How many times as high the base rate is that has a logged rate, if rates go up evenly with it."""
    promised = run.rates[logged.at[index]]
    of_one_more = _from_base_rate(run, 2.0)[logged.at[index]] - promised
    return float(1 + (logged.rates[index] - promised) / of_one_more) if of_one_more > 0 else 0.0


def _has_rates(run: Run, logged: Logged, rates: Values, times: float) -> bool:
    """Whether the log has these rates of a run whose base rate is so many times as high."""
    # a rate of next to nothing is no small part of any other
    most = np.maximum(run.most * times, np.where(logged.slack > run.most, logged.slack, 0))
    return times > 0 and bool((np.abs(logged.rates - rates) <= most).all())


def _from_base_rate(run: Run, times: float) -> Values:
    """The rates of the schedule from a base rate that is so many times as high, or those of the run without formula."""
    plan = run.curve.plan
    other = plan._replace(base_rates=tuple(times * rate for rate in plan.base_rates))
    return evaluate(other).series[run.group].rates if has_formula(other) else run.rates
