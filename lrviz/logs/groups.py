"""Which column of a log is held against which parameter group, and what is said of all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lrviz.errors import UsageProblem
from lrviz.logs.runlog import Log, RunLog
from lrviz.text import printable

MOST_NAMED = 6
"""How many columns or groups are named."""


class Pairs(NamedTuple):
    """What is compared with what.

    Attributes:
        pairs: Columns of the log, each with the group that it is held against.
        remarks: What is to be said of that choice, and of what was not read, one line each.
    """

    pairs: tuple[tuple[Log, int], ...]
    remarks: tuple[str, ...]


def pairs_of(log: RunLog, groups: int, asked: int | None) -> Pairs:
    """Hold each column of a log against the parameter group that it is of.

    Args:
        log: What the run had.
        groups: How many parameter groups the config has.
        asked: The group that was asked for. Default: all that have a column; the first, where no column says its group.

    Raises:
        UsageProblem: If the group that was asked for is not in the config, or has no column.
    """
    if asked is not None and not 0 <= asked < groups:
        raise UsageProblem(f"--group {asked}: the config has {groups}, from 0 on")
    named = [(column, column.group) for column in log.columns if column.group is not None]
    if asked is None:
        found = [(column, group) for column, group in named if group < groups] or [(log.columns[0], 0)]
    elif named:
        found = [(column, group) for column, group in named if group == asked]
    else:
        found = [(log.columns[0], asked)]
    if not found:
        there = f"{printable(log.name)} has no column of that group"
        raise UsageProblem(f"--group {asked}: {there}", f"it has {_names([column for column, _ in named])}")
    return Pairs(tuple(found), tuple(_remarks(log, found, groups, asked)))


def _remarks(log: RunLog, found: Sequence[tuple[Log, int]], groups: int, asked: int | None) -> Iterator[str]:
    is_plain = len(log.columns) == 1 and log.columns[0].group in (None, found[0][1])
    if not is_plain or (groups > 1 and asked is None):
        yield _held(found, groups, asked)
    left = [column for column in log.columns if (column.group or 0) >= groups and (column, 0) not in found]
    if left:
        were = "was" if len(left) == 1 else "were"
        yield f"{_names(left)} {were} not compared: the config has {groups} group{'s' if groups > 1 else ''}"
    if log.cut_off is not None:
        yield f"line {log.cut_off:,} is cut off, as where a run is killed, and was passed over"
    if log.passed_over:
        other = f"`{printable(log.passed_over, 40)}`"
        yield f"{_names(log.columns)} was read, and not {other}: name another with --rate-column"


def _held(found: Sequence[tuple[Log, int]], groups: int, asked: int | None) -> str:
    """Which column was held against which group, and which group none was held against."""
    if len(found) > MOST_NAMED:
        held = f"{len(found)} columns were held, each against its group"
    else:
        names = [_names([column]) for column, _ in found]
        held = f"{names[0]} was held against group {found[0][1]}"
        held += "".join(
            f", {name} against group {group}" for name, (_, group) in zip(names[1:], found[1:], strict=True)
        )
    without = [str(group) for group in range(groups) if group not in [group for _, group in found]]
    if asked is not None or not without:
        return held
    if len(without) > MOST_NAMED:
        return f"{held}, and none against {len(without)} others"
    return f"{held}, and none against group{'s' if len(without) > 1 else ''} {', '.join(without)}"


def _names(columns: Sequence[Log]) -> str:
    names = [f"`{printable(column.column, 40)}`" for column in columns[:MOST_NAMED]]
    return ", ".join([*names, *(["..."] if len(columns) > MOST_NAMED else [])])
