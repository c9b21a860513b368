"""Reads the rates that a run has logged."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from lrviz.errors import UnreadableLog
from lrviz.logs import columns as columns_of
from lrviz.logs.columns import RateColumn
from lrviz.logs.files import read_rows
from lrviz.logs.rounding import Written, units_of, written
from lrviz.options import Interval
from lrviz.text import printable

LATEST = 2**53
"""Up to here a floating-point number holds every whole one."""

SEVERAL = 3
"""A log of fewer rows, out of order, is not said to begin again."""


class BeginsAgain(NamedTuple):
    """Where a log counts its steps from the start again.

    Attributes:
        row: The first row that does, counted from 1 without the head.
        step: The step there.
        after: The step of the row before.
    """

    row: int
    step: int
    after: int


class Log(NamedTuple):
    """The rates of a run, of one column.

    Attributes:
        column: What the column is called.
        group: The parameter group that its name says, or None.
        unit: What is counted: updates, or epochs.
        steps: The numbers of the updates or epochs, ascending. What is logged twice is here twice.
        rates: The rate at each of them.
        units: What the last digit of each rate stands for: 1e-6 in `1.234e-03`.
        replaced: Whether the step of each is logged again further down, as where a run goes back to what was saved.
        begins_again: Where the log begins again, as it does where a second run is appended. What follows is left out.
    """

    column: str
    group: int | None
    unit: Interval
    steps: tuple[int, ...]
    rates: tuple[float, ...]
    units: tuple[float, ...]
    replaced: tuple[bool, ...]
    begins_again: BeginsAgain | None = None


class RunLog(NamedTuple):
    """All rates that a run has logged.

    Attributes:
        name: The file as it was typed.
        columns: The column of the rates, or one for each parameter group that has one.
        passed_over: A column of another optimizer, which may be meant as well, or an empty string.
        is_of_trainer: Whether it is the state of Hugging Face's trainer, which has its own way to count.
        cut_off: The number of the last line, if it is cut off and was passed over, else None.
    """

    name: str
    columns: tuple[Log, ...]
    passed_over: str = ""
    is_of_trainer: bool = False
    cut_off: int | None = None


class _Row(NamedTuple):
    """A row that has a step and a rate."""

    number: int
    step: int
    rate: Written


def read_log(path: str, step_column: str | None = None, rate_column: str | None = None) -> RunLog:
    """Read rows with a step and a rate: CSV, JSON a line, or the `trainer_state.json` of Hugging Face's trainer.

    Rows without a rate are passed over, as loggers that write all metrics into one file leave it empty.

    Args:
        path: The file.
        step_column: What the column of the steps is called, where it has none of the usual names.
        rate_column: The same of the rates.

    Raises:
        UnreadablePath: If the file cannot be read.
        UnreadableLog: If there are no rates in it, or a step or a rate is no number.
        UsageProblem: If a column that was named is not there.
    """
    rows, is_of_trainer, cut_off = read_rows(path)
    shown = printable(path)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    step = columns_of.step_column(columns, step_column, shown)
    rates = columns_of.rate_columns(columns, rate_column, shown)
    logs = [_read_column(rows, path, step, column) for column in rates.columns]
    found = tuple(log for log in logs if log is not None)
    if not found:
        raise UnreadableLog(f"{shown}: no row has both `{printable(step)}` and `{printable(rates.columns[0].name)}`")
    if found[0].begins_again and found[0].unit == "step":
        _check_counts_whole_run(rows, found[0].begins_again, step, shown)
    return RunLog(path, found, rates.passed_over, is_of_trainer, cut_off)


def _check_counts_whole_run(rows: Sequence[Mapping[str, Any]], again: BeginsAgain, step: str, shown: str) -> None:
    """Refuse a column that begins again with each epoch: no second run has begun there."""
    following = rows[again.row - 1]
    before = next(row for row in rows[again.row - 2 :: -1] if row.get(step) not in (None, ""))
    for column in filter(columns_of.counts_epochs, following):
        epoch, last = (_number_or_none(row.get(column)) for row in (following, before))
        if epoch is not None and last is not None and epoch > last:
            begins = (
                f"`{printable(step)}` begins again at {again.step:,}, and `{printable(column)}` goes on to {epoch:g}"
            )
            hint = "it counts within the epoch: log the number of the update in the run, and name it with --step-column"
            raise UnreadableLog(f"{shown}, row {again.row}: {begins}", hint)


def _read_column(rows: Sequence[Mapping[str, Any]], path: str, step: str, column: RateColumn) -> Log | None:
    """The rates of a column, or None where it has none."""
    unit: Interval = "epoch" if columns_of.counts_epochs(step) else "step"
    logged = []
    for number, row in enumerate(rows, start=1):
        if row.get(column.name) not in (None, "") and row.get(step) not in (None, ""):
            place = f"{printable(path)}, row {number}"
            rate = _rate(row[column.name], place, column.name)
            logged.append(_Row(number, _step(row[step], place, step, unit), rate))
    return _log(column, unit, logged) if logged else None


def _log(column: RateColumn, unit: Interval, rows: list[_Row]) -> Log:
    """Put rows in the order of their steps, up to where they begin again."""
    if all(row.step >= following.step for row, following in itertools.pairwise(rows)):
        rows = rows[::-1]
    end = _end_of_first_run(rows)
    again = BeginsAgain(rows[end].number, rows[end].step, rows[end - 1].step) if end < len(rows) else None
    rows = rows[:end]
    marked = sorted(zip(rows, _replaced(rows), strict=True), key=lambda pair: pair[0].step)
    ordered = [row for row, _ in marked]
    return Log(
        column=column.name,
        group=column.group,
        unit=unit,
        steps=tuple(row.step for row in ordered),
        rates=tuple(row.rate.rate for row in ordered),
        units=units_of([row.rate for row in ordered]),
        replaced=tuple(is_replaced for _, is_replaced in marked),
        begins_again=again,
    )


def _end_of_first_run(rows: list[_Row]) -> int:
    """The index of the row at which the steps are back where they began, or how many rows there are.

    A run that is resumed from what was saved goes back too, but not to its start. So does one whose log begins in the
    middle of the run, and which is resumed there once more.
    """
    # a log that has each step once is one of a single run, in whatever order
    if len({row.step for row in rows}) == len(rows):
        return len(rows)
    first = rows[0].step
    interval = next((row.step - first for row in rows if row.step > first), 1)
    for index in range(SEVERAL, len(rows)):
        if rows[index].step < rows[index - 1].step and rows[index].step <= min(first, interval):
            return index
    return len(rows)


def _replaced(rows: list[_Row]) -> list[bool]:
    """Whether the step of each row comes again in a later one, or the log goes back behind it."""
    lowest_after = itertools.accumulate((row.step for row in reversed(rows)), min)
    return [row.step >= lowest for row, lowest in zip(rows, list(lowest_after)[-2::-1], strict=False)] + [False]


def _step(value: Any, place: str, column: str, unit: Interval) -> int:
    number = _number(value, place, column)
    if number % 1 or abs(number) > LATEST:
        counted = "an epoch" if unit == "epoch" else "an update"
        raise UnreadableLog(
            f"{place}: `{printable(column)}` is `{printable(str(value), 40)}` and not the number of {counted}"
        )
    return int(number)


def _rate(value: Any, place: str, column: str) -> Written:
    rate = _number(value, place, column)
    return written(value if isinstance(value, str) else str(rate), rate)


def _number(value: Any, place: str, column: str) -> float:
    found = _number_or_none(value)
    if found is None:
        raise UnreadableLog(f"{place}: `{printable(column)}` is `{printable(str(value), 40)}` and not a number")
    return found


def _number_or_none(value: Any) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None
