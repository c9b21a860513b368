"""Holds the rates that a run has logged against those that its config promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from lrviz.curve import Curve
from lrviz.errors import UnreadableLog, UsageProblem
from lrviz.logs.carried_on import carried_on, torch_would_tell
from lrviz.logs.causes import another_base_rate, counts_batches, far_too_often, stands_still, usual_cause
from lrviz.logs.each_update import stepped_after_each_update
from lrviz.logs.groups import pairs_of
from lrviz.logs.length import ask_for_length, epoch_is_an_update, length_in_doubt, past_end
from lrviz.logs.readings import Reading, readings
from lrviz.logs.rounding import HALF, says_rounded
from lrviz.logs.run import Logged, Run, Truths, parts_at
from lrviz.logs.runlog import Log, RunLog
from lrviz.logs.verdict import Verdict
from lrviz.plan import Plan
from lrviz.text import printable

LATE_CAUSES = (another_base_rate, far_too_often, carried_on)
"""What explains much, or takes long to find out, in the order in which it is looked at."""

CLOSE = 1e-5
"""Up to which part of the peak a logged rate may be off: many logs round."""


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
        _check_group(Run.of(curve, of, tolerance), column, asks_for_metric, not log.is_of_trainer)
        for column, of in pairs
    ]
    return _together(verdicts)._replace(remarks=remarks, groups=len(verdicts))


def _check_group(run: Run, log: Log, asks_for_metric: bool, counting_is_open: bool) -> Verdict:
    """Compare a column with a parameter group."""
    # the reading that agrees for longest is the likeliest
    ways = readings(log.steps[0], log.unit, run.per_epoch, run.tick)
    likeliest = sorted(ways, key=lambda reading: -parts_at(run, _logged(run, log, reading)))
    verdicts = [_with_length(_verdict(run, log, each, asks_for_metric), run, log, each) for each in likeliest]
    promised = sorted(
        (verdict for verdict in verdicts if verdict.is_as_promised),
        key=lambda verdict: (verdict.beyond, verdict.after_end is not None),
    )
    # one cause that explains the length of the log too is better than one that does not
    explained = sorted((verdict for verdict in verdicts if verdict.cause), key=lambda verdict: bool(verdict.length))
    late = iter(()) if promised or explained else _with_late_causes(verdicts, likeliest, run, log)
    unexplained = _with_what_is_missing(verdicts, likeliest, run, log)
    found = next(chain(promised, explained, late, unexplained))
    # one that does not begin with the first step may count from 0 as well as from 1
    rivals = [verdict for verdict in verdicts if verdict.place == found.place and not verdict.is_as_promised]
    begins_late = log.steps[0] > found.counts_from
    in_doubt = found.is_as_promised and bool(rivals) and begins_late and counting_is_open
    return found._replace(counting_is_open=in_doubt)


def _with_late_causes(verdicts: Sequence[Verdict], ways: Sequence[Reading], run: Run, log: Log) -> Iterator[Verdict]:
    """Those verdicts that are explained by what is looked at last."""
    for cause_of in LATE_CAUSES:
        for verdict, reading in zip(verdicts, ways, strict=True):
            logged = _logged(run, log, reading)
            inside = run.holds(logged.at)
            # the rates of all, or of those that hold in the end
            for which in (inside, inside & ~np.asarray(log.replaced)):
                if which.any() and (cause := cause_of(run, logged.only(which), reading)):
                    yield verdict._replace(cause=cause)


def _with_what_is_missing(
    verdicts: Sequence[Verdict], ways: Sequence[Reading], run: Run, log: Log
) -> Iterator[Verdict]:
    """Those verdicts, none of which is explained, and whether torch would tell more."""
    for verdict, reading in zip(verdicts, ways, strict=True):
        logged = _logged(run, log, reading)
        inside = run.holds(logged.at)
        yield verdict._replace(torch_would_tell=bool(inside.any()) and torch_would_tell(run, logged.only(inside)))


def _together(verdicts: Sequence[Verdict]) -> Verdict:
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


def _with_length(verdict: Verdict, run: Run, log: Log, reading: Reading) -> Verdict:
    """The same, with what is to be said of the length of the run."""
    plan = run.curve.plan
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


def _verdict(run: Run, log: Log, reading: Reading, asks_for_metric: bool) -> Verdict:
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
        largest=float(off.max()) / run.peak if len(off) else 0.0,
        begins_again=log.begins_again,
        group=run.group,
        unit=reading.unit,
        place=reading.place,
    )
    if (off <= run.most).all():
        return verdict
    # what the digits leave open parts them only where nothing else does
    apart = np.flatnonzero(off > logged.slack) if (off > logged.slack).any() else np.flatnonzero(off > run.most)
    index = int(apart[0])
    cause = says_rounded(off, np.asarray(log.units)[inside], run.peak)
    if cause and stands_still(run, logged) and (standing := usual_cause(run, logged, reading)):
        cause = f"{standing}; or {cause}"
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
    return (
        usual_cause(run, logged, reading)
        or usual_cause(run, logged.only(~replaced), reading)
        or stepped_after_each_update(run, logged)
    )
