"""What is said of a log that was held against a config."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lrviz.render.words import rate
from lrviz.text import printable

if TYPE_CHECKING:
    from lrviz.logs.length import PastEnd
    from lrviz.logs.verdict import Verdict


def said(verdict: Verdict, log: str, config: str) -> Iterator[str]:
    """The verdict, a line each.

    Args:
        verdict: How they go together.
        log: The log, as it was typed.
        config: The config, as it was typed.
    """
    log, config = printable(log), printable(config)
    if verdict.past_end:
        yield _goes_on(verdict, verdict.past_end, log, config)
    yield from _compared(verdict, log, config)
    if verdict.step is not None and verdict.groups > 1:
        yield f"that is in group {verdict.group}{_others(verdict.others)}"
    yield from verdict.remarks
    if verdict.length:
        yield verdict.length
    if verdict.counts_from:
        yield f"the log counts its {verdict.unit}s from 1"
    if verdict.counting_is_open:
        yield _other_counting(verdict)
    if verdict.place:
        yield f"the rate of each epoch is taken for that at its {verdict.place}"
    if verdict.after_end is not None and not verdict.past_end:
        yield f"the rate of {verdict.unit} {verdict.after_end:,} is that after the last update, and not compared"
    if verdict.beyond and not verdict.past_end:
        one = "an epoch" if verdict.unit == "epoch" else "a step"
        are = f"is of {one}" if verdict.beyond == 1 else f"are of {verdict.unit}s"
        yield f"{verdict.beyond:,} of its rates {are} outside of the run, and not compared"


def _compared(verdict: Verdict, log: str, config: str) -> Iterator[str]:
    """What came of the rates that are within the run."""
    if not verdict.compared:
        if not verdict.past_end:
            yield f"{log}: none of its {verdict.unit}s is within the run of {config}"
    elif verdict.past_end and verdict.past_end.hides_schedule:
        yield f"up to there {_agree(verdict.compared, verdict.step is None)}"
    elif verdict.step is not None:
        has, promised = _apart(verdict.logged, verdict.promised)
        yield f"{log} parts from {config} at {verdict.unit} {verdict.step:,}: it has {has} there, and not {promised}"
        yield _why(verdict)
    elif verdict.begins_again:
        row, step, after = verdict.begins_again
        back = f"goes back from {verdict.unit} {after:,} to {verdict.unit} {step:,} in row {row:,}"
        yield f"{log} {back}; up to there it agrees with {config}"
        anew = f"the run was started anew from its first {verdict.unit}"
        yield f"probably {anew}, or another one was logged into the same file"
        yield "give the log of each run by itself"
    elif verdict.past_end:
        yield f"up to there {_agree(verdict.compared)}"
    else:
        difference = f"the largest difference is {verdict.largest:.1e} of the peak"
        yield f"{log}: {_agree(verdict.compared)} with {config}; {difference}"


def _why(verdict: Verdict) -> str:
    if verdict.cause:
        return f"probably {verdict.cause}"
    if verdict.torch_would_tell:
        return (
            "none of the causes that are seen without torch explains it; torch would tell whether the run was resumed "
            'with a part of its state: pip install "lrviz[torch]"'
        )
    return "none of the usual causes explains it"


def _goes_on(verdict: Verdict, past: PastEnd, log: str, config: str) -> str:
    lie = "lies" if past.rates == 1 else "lie"
    ends = f"the run of {config} ends at {verdict.unit} {past.end:,}"
    return (
        f"{log} goes on to {verdict.unit} {past.last:,}, and {ends}: {past.rates:,} of {_rates(past.of)} {lie} beyond"
    )


def _other_counting(verdict: Verdict) -> str:
    """What is wrong with the run, if the log counts otherwise than it was read."""
    unit = verdict.unit
    if verdict.counts_from:
        rates = f"if it counts them from 0, each has the rate of the {unit} before"
        return f"{rates}: the schedule is one {unit} late"
    rates = f"if the log counts its {unit}s from 1, each has the rate of the next"
    return f"{rates}: the schedule is one {unit} early, or the rate is logged after the scheduler's step"


def _others(groups: tuple[int, ...]) -> str:
    """Which other groups part from the config."""
    if len(groups) > 1:
        return f", and {len(groups)} other groups part too"
    return f", and group {groups[0]} parts too" if groups else ""


def _apart(one: float, other: float) -> tuple[str, str]:
    """Two rates, in four digits, or in as many as tell them apart."""
    if rate(one) != rate(other):
        return rate(one), rate(other)
    digits = next((digits for digits in range(4, 17) if f"{one:.{digits}e}" != f"{other:.{digits}e}"), 17)
    return f"{one:.{digits}e}", f"{other:.{digits}e}"


def _agree(count: int, does: bool = True) -> str:
    if does:
        return f"{_rates(count)} {'agrees' if count == 1 else 'agree'}"
    return f"{_rates(count)} {'does' if count == 1 else 'do'} not agree"


def _rates(count: int) -> str:
    return "1 rate" if count == 1 else f"{count:,} rates"
