"""Holds the rates that a run has logged against those that its config promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lrviz.curve import Curve
from lrviz.errors import UnreadableLog, UsageProblem
from lrviz.log_causes import counts_batches, stands_still, usual_cause
from lrviz.log_groups import pairs_of
from lrviz.log_length import PastEnd, ask_for_length, epoch_is_an_update, length_in_doubt, past_end
from lrviz.log_readings import Place, Reading, readings
from lrviz.log_rounding import HALF, says_rounded
from lrviz.log_run import Logged, Run, Truths, parts_at
from lrviz.options import Interval
from lrviz.plan import Plan
from lrviz.runlog import BeginsAgain, Log, RunLog
from lrviz.text import printable

CLOSE = 1e-5
"""Up to which part of the peak a logged rate may be off: many logs round."""


class Verdict(NamedTuple):
    """How a log and a curve go together.

    Attributes:
        compared: How many rates were compared.
        beyond: How many were logged outside of the run, and not compared; but for one after the last update.
        counts_from: The number that the log gives to the first step or epoch, 0 or 1.
        largest: The largest difference, as a part of the peak.
        step: The first step or epoch, as the log counts, at which they part; None where they agree.
        logged: The rate there in the log.
        promised: The rate there by the config.
        cause: What would explain the log, or an empty string.
        begins_again: Where the log, whose rates were compared up to there, counts its steps from the start again; None
            where it does not.
        past_end: How far the log goes on after the end of the run; None where it does not.
        length: Where the length of the run is in doubt, what it was taken for, and which option says another.
        after_end: The last step, as the log counts, where its rate is that after the last update, and so not compared;
            else None.
        unit: What the log counts.
        place: When in each epoch a log that counts epochs has its rate, at its `"start"` or its `"end"`, or an empty
            string where that makes no difference.
        group: The parameter group that all this is said of; the first, where several were compared and all agree.
        others: The groups that do not agree either.
        groups: How many groups were compared.
        counting_is_open: Whether nothing but the rates tells if the log counts from 0 or from 1, and it agrees with one
            of the two alone.
        remarks: Which columns were read, and which groups compared, where that is not plain.
    """

    compared: int
    beyond: int
    counts_from: int
    largest: float
    step: int | None = None
    logged: float = 0.0
    promised: float = 0.0
    cause: str = ""
    begins_again: BeginsAgain | None = None
    past_end: PastEnd | None = None
    length: str = ""
    after_end: int | None = None
    unit: Interval = "step"
    place: Place = ""
    group: int = 0
    others: tuple[int, ...] = ()
    groups: int = 1
    counting_is_open: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether rates were compared, all are as promised, and the log is that of one run, which is no longer."""
        return self.is_as_promised and self.begins_again is None and self.past_end is None

    @property
    def is_as_promised(self) -> bool:
        """Whether rates were compared, and all that were are as promised."""
        return self.step is None and self.compared > 0


def check_log(
    curve: Curve, log: RunLog, tolerance: float = CLOSE, group: int | None = None, metric_given: bool = True
) -> Verdict:
    """Compare a log with a curve.

    Args:
        curve: What the config promises: the rate of each update.
        log: What the run had.
        tolerance: Up to which part of the peak a logged rate may be off.
        group: Which parameter group is compared. Default: all that have a column; the first, where no column says its
            group.
        metric_given: Whether the metric, if the schedule follows one, is that of the run.

    Returns:
        Whether they agree, and if not from where on and, where it can be told, why.

    Raises:
        UsageProblem: If there is no such group, or no column of it, or the tolerance is below 0.
        UnreadableLog: If the log counts epochs, and nothing says how many updates one has.
    """
    if not tolerance >= 0:
        raise UsageProblem(f"--tolerance {tolerance}: it must be 0 or more")
    _check_epochs(curve.plan, log)
    pairs, remarks = pairs_of(log, len(curve.series), group)
    asks_for_metric = curve.plan.needs_metric and not metric_given
    verdicts = [
        _check_group(curve, column, tolerance, of, asks_for_metric, not log.is_of_trainer) for column, of in pairs
    ]
    return together(verdicts)._replace(remarks=remarks, groups=len(verdicts))


def _check_group(
    curve: Curve, log: Log, tolerance: float, group: int, asks_for_metric: bool, counting_is_open: bool
) -> Verdict:
    """Compare a column with a parameter group."""
    peak = float(np.max(np.abs(curve.series[group].rates))) or 1.0
    run = Run.of(curve, group, tolerance * peak)
    # the reading that agrees for longest is the likeliest
    ways = readings(log.steps[0], log.unit, run.per_epoch, run.tick)
    likeliest = sorted(ways, key=lambda reading: -parts_at(run, _logged(run, log, reading)))
    verdicts = [
        _with_length(_verdict(run, log, each, peak, asks_for_metric), curve.plan, run, log, each) for each in likeliest
    ]
    promised = sorted(
        (verdict for verdict in verdicts if verdict.is_as_promised),
        key=lambda verdict: (verdict.beyond, verdict.after_end is not None),
    )
    found = next(iter([*promised, *(verdict for verdict in verdicts if verdict.cause), *verdicts]))
    # one that begins later than with the first step may count from 0 as well as from 1
    rivals = [verdict for verdict in verdicts if verdict.place == found.place and not verdict.is_as_promised]
    in_doubt = found.is_as_promised and bool(rivals) and log.steps[0] > 1 and counting_is_open
    return found._replace(group=group, counting_is_open=in_doubt)


def together(verdicts: Sequence[Verdict]) -> Verdict:
    """The first verdict of several groups that is none of an agreement, or what they all agree in."""
    parted = [verdict for verdict in verdicts if not verdict.agrees]
    if parted:
        return parted[0]._replace(others=tuple(verdict.group for verdict in parted[1:]))
    compared, beyond = (sum(getattr(verdict, name) for verdict in verdicts) for name in ("compared", "beyond"))
    largest = max(verdict.largest for verdict in verdicts)
    return verdicts[0]._replace(compared=compared, beyond=beyond, largest=largest)


def _check_epochs(plan: Plan, log: RunLog) -> None:
    """Refuse a log that counts epochs, where nothing in the config does."""
    if log.columns[0].unit == "epoch" and not plan.has_epochs:
        message = f"{printable(log.name)} counts epochs, and nothing says how many updates one has"
        raise UnreadableLog(message, "give --steps-per-epoch")


def _with_length(verdict: Verdict, plan: Plan, run: Run, log: Log, reading: Reading) -> Verdict:
    """The same, with what is to be said of the length of the run."""
    goes_on = past_end(plan, log.steps, reading)
    parts = verdict.step is not None
    # as long as nothing says how many updates an epoch has, these are as good as batches
    if (
        parts
        and goes_on
        and not epoch_is_an_update(plan)
        and (cause := counts_batches(run, _logged(run, log, reading)))
    ):
        return verdict._replace(past_end=goes_on._replace(hides_schedule=False), cause=cause)
    in_doubt = goes_on is not None or not verdict.compared or (parts and length_in_doubt(plan, log.steps, reading))
    return verdict._replace(past_end=goes_on, length=ask_for_length(plan) if in_doubt else "")


def _logged(run: Run, log: Log, reading: Reading) -> Logged:
    """The rates of a log, read like this."""
    rates = np.asarray(log.rates)
    # one rate throughout may be written with few digits for having no more
    rounding = np.asarray(log.units) * HALF if np.ptp(rates) else np.zeros(len(rates))
    return Logged(reading.at(log.steps), rates, np.maximum(rounding, run.most))


def _verdict(run: Run, log: Log, reading: Reading, peak: float, asks_for_metric: bool) -> Verdict:
    """How they go together if the log is read like this."""
    logged = _logged(run, log, reading)
    at, inside = logged.at, run.holds(logged.at)
    logged, replaced = logged.only(inside), np.asarray(log.replaced)[inside]
    off = np.abs(run.rates[logged.at] - logged.rates)
    after_end = len(run.rates) if at[-1] == len(run.rates) else None
    verdict = Verdict(
        compared=len(off),
        beyond=int((~inside & (at != after_end)).sum()),
        after_end=None if after_end is None else reading.number(after_end),
        counts_from=reading.first,
        largest=float(off.max()) / peak if len(off) else 0.0,
        begins_again=log.begins_again,
        unit=reading.unit,
        place=reading.place,
    )
    if (off <= run.most).all():
        return verdict
    # what the digits leave open parts them only where nothing else does
    apart = np.flatnonzero(off > logged.slack) if (off > logged.slack).any() else np.flatnonzero(off > run.most)
    index = int(apart[0])
    cause = says_rounded(off, np.asarray(log.units)[inside], peak)
    if cause and stands_still(run, logged):
        cause = f"{usual_cause(run, logged, reading)}; or {cause}"
    if not cause and asks_for_metric and index:
        cause = "the metric was another than was assumed: give --metric a file with those of the run, one a line"
    return verdict._replace(
        step=reading.number(logged.at[index]),
        logged=float(logged.rates[index]),
        promised=float(run.rates[logged.at[index]]),
        cause=cause or _cause(run, logged, replaced, reading),
    )


def _cause(run: Run, logged: Logged, replaced: Truths, reading: Reading) -> str:
    """The cause of all rates, or of those that hold in the end, where a run was resumed and has logged steps again."""
    return usual_cause(run, logged, reading) or usual_cause(run, logged.only(~replaced), reading)
