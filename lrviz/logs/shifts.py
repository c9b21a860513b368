"""What goes wrong in training loops, and which update's rate the log then has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from lrviz.logs.readings import Reading
from lrviz.logs.run import Indices, Logged, Run, agree

OFTEN = range(2, 17)
"""How many times as often, or as seldom, as it should a scheduler may be stepped."""

MOST_STARTS = 9
"""How often a run is resumed at the most."""

SHORTEST_LIFE = 3
"""So many rates have to follow on each new start, if there are several."""

AFTER_EACH = "the scheduler is stepped after each update, and not once an epoch"

LOGGED_LATE = "or the rate is logged after the scheduler's step"
"""What a right loop may do: its log is the same."""


def shifts(run: Run, logged: Logged, reading: Reading) -> Iterator[tuple[str, Indices]]:
    """What goes wrong, and for each rate of the log the update whose rate it then is.

    Args:
        run: What the config promises.
        logged: The rates of the log, all within the run.
        reading: How the numbers of the log are read.
    """
    yield from _in_epochs(run, logged.at, reading)
    yield from _out_of_step(run, logged.at)


def new_starts(run: Run, logged: Logged, parted: int, reading: Reading) -> Iterator[tuple[str, Indices]]:
    """The same as `shifts`, of a schedule that begins anew."""
    for start in _new_starts(run, logged, parted, reading):
        yield _anew([start], reading), logged.at - start


def too_often(run: Run, logged: Logged) -> Iterator[tuple[int, Indices]]:
    """How many times as often as it should a scheduler may be stepped, and the update whose rate each rate then is."""
    for times in OFTEN:
        yield times, logged.at * times
        if run.tick > 1:
            yield times, logged.at // run.tick * times * run.tick


def after_each_batch(run: Run, logged: Logged) -> Iterator[tuple[int, Indices]]:
    """The same where several batches make an update, and the rate is logged at the last of them."""
    if run.tick == 1:
        yield from ((times, logged.at * times + times - 1) for times in OFTEN)


def says_too_often(times: Sequence[int], batches: bool = False) -> str:
    """That a scheduler is stepped so many times as often, or whichever of several it is.

    Args:
        times: All that explain the log.
        batches: Whether it is as many as there are batches in an update.
    """
    many = _any_of(sorted(set(times)))
    often = "twice" if many == "2" else f"{many} times"
    each = f": after each batch, where {many} make an update" if batches else ""
    return f"the scheduler is stepped {often} as often as the config counts{each}"


def _any_of(times: Sequence[int]) -> str:
    """`8`, or `6 to 10`, or `2, 8 or 12`."""
    if 2 < len(times) == times[-1] - times[0] + 1:
        return f"{times[0]} to {times[-1]}"
    *others, last = map(str, times)
    return f"{', '.join(others)} or {last}" if others else last


def new_starts_again(run: Run, logged: Logged, parted: int, reading: Reading) -> Iterator[tuple[str, Indices]]:
    """The same as `new_starts`, of one that begins anew several times. So many free choices explain much."""
    starts, shifted = _several_starts(run, logged, parted, reading)
    if len(starts) > 1:
        yield _anew(starts, reading), shifted


def seldom(run: Run, logged: Logged) -> list[int]:
    """For how many ticks the rate may stand still in a log that should have another one at each."""
    held = _held(logged) // run.tick
    return [*OFTEN, *([held] if held > 1 else [])]


def too_seldom(run: Run, logged: Logged) -> Iterator[tuple[str, Indices]]:
    """A scheduler that is stepped too seldom."""
    unit = "updates" if run.tick == 1 else "epochs"
    ends_early = run.tick == 1 and logged.at[-1] < len(run.rates) - 1
    for ticks in seldom(run, logged):
        text = f"the scheduler is stepped once for every {ticks:,} {unit}"
        if ends_early:
            # the log of a whole run would be longer than it, or not
            text += f"; or the log counts batches, of which {ticks:,} make an update"
        yield text, logged.at // (run.tick * ticks) * run.tick


def _in_epochs(run: Run, at: Indices, reading: Reading) -> Iterator[tuple[str, Indices]]:
    """Epochs taken for updates, by the log or by the loop, and the other way round."""
    if run.per_epoch == 1:
        return
    by_epoch = run.tick == run.per_epoch
    last = -(-len(run.rates) // run.per_epoch) - 1
    if reading.unit == "epoch":
        pass
    elif by_epoch and at[-1] < last:
        # both have one rate a line, and a log that ends early does not tell them apart
        yield f"the log counts epochs, and not updates; or {AFTER_EACH}", at * run.per_epoch
    elif at[-1] <= last:
        counts = "the log counts epochs, and not updates: log the number of the update"
        yield counts, at * run.per_epoch
        yield counts, (at + 1) * run.per_epoch - 1
    if by_epoch:
        yield AFTER_EACH, at * run.per_epoch
    else:
        text = f"the scheduler is stepped once an epoch, every {run.per_epoch:,} updates, and not after each"
        yield text, at // run.per_epoch


def _out_of_step(run: Run, at: Indices) -> Iterator[tuple[str, Indices]]:
    """One step too many, or too few."""
    if run.tick == 1:
        yield f"the log is one step late: the scheduler is stepped before the optimizer; {LOGGED_LATE}", at + 1
        yield "the log is one step early: the scheduler is stepped once too few", at - 1
        return
    yield (
        "the scheduler is stepped at the start of each epoch, and not at its end: it is one epoch ahead; "
        f"{LOGGED_LATE}",
        at + run.tick,
    )
    yield "the scheduler is stepped once too few: it is one epoch behind", at - run.tick
    yield "the scheduler is stepped before the last update of each epoch, and not after it", at + 1
    yield "the scheduler is stepped after the first update of each epoch, and not before it", at - 1


def _anew(starts: Sequence[int], reading: Reading) -> str:
    """That the schedule begins again at these updates."""
    places = " and ".join(reading.says(start) for start in starts)
    return f"the schedule starts anew at {places}: the run was resumed without the scheduler's state"


def _several_starts(run: Run, logged: Logged, parted: int, reading: Reading) -> tuple[list[int], Indices]:
    """Where the schedule may have begun anew, again and again, and the update whose rate each then has."""
    shifted, starts = logged.at.copy(), list[int]()
    while parted < len(shifted) and len(starts) < MOST_STARTS:
        found = _new_starts(run, logged, parted, reading)
        if not found:
            break
        lasting = {start: _lasts(run, logged, parted, start) for start in found}
        starts.append(max(found, key=lambda start: lasting[start]))
        if lasting[starts[-1]] < SHORTEST_LIFE:
            return [], logged.at
        shifted[parted:] = logged.at[parted:] - starts[-1]
        parted += lasting[starts[-1]]
    return starts, shifted


def _lasts(run: Run, logged: Logged, parted: int, start: int) -> int:
    """How many rates from there on are those of a schedule that begins anew at this update."""
    rest = logged.only(slice(parted, None))
    others = np.flatnonzero(~agree(run, rest.at - start, rest.rates, rest.slack))
    return int(others[0]) if len(others) else len(rest.at)


def _new_starts(run: Run, logged: Logged, parted: int, reading: Reading) -> list[int]:
    """At which updates, the latest first, the schedule may have begun anew, by the first rate that is another."""
    at, there = logged.at, int(logged.at[parted])
    # a log may leave out many updates before that; and the last rate that agrees may be one of the new count.
    # in its first epoch every schedule starts, so that a log of epochs tells of no other start there
    earliest = max(reading.updates, min(there - 2 * run.tick, int(at[parted - 1]) if parted else there))
    starts = np.arange(there, earliest - 1, -1, dtype=np.int64)
    starts = starts[starts % run.tick == 0]
    return [int(start) for start in starts[agree(run, there - starts, logged.rates[parted], logged.slack[parted])]]


def _held(logged: Logged) -> int:
    """For how many updates the log has its first rate."""
    others = np.flatnonzero(logged.rates != logged.rates[0])
    return int(logged.at[others[0]] - logged.at[0]) if len(others) else 0
