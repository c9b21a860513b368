"""Reads the rates that a run has logged."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from lrviz.errors import FINDINGS, LrvizError, UsageProblem
from lrviz.reading import read_bytes
from lrviz.text import printable

STEP_COLUMNS = ("step", "global_step", "trainer/global_step", "update", "iteration", "iter")
"""What programs call the number of an update."""

RATE_COLUMNS = ("lr", "learning_rate", "train/lr", "train/learning_rate", "lr[0]")
"""What they call the rate. Lightning's monitor writes `lr-` and the name of the optimizer."""

LARGEST = 100_000_000
"""How many bytes of a log are read."""


class UnreadableLog(LrvizError):
    """A log that holds no rates, or holds something else."""

    exit_code = FINDINGS


class Log(NamedTuple):
    """The rates of a run.

    Attributes:
        name: The file as it was typed.
        steps: The numbers of the updates, ascending.
        rates: The rate at each of them.
        units: What the last digit of each rate, as it is written, stands for: 1e-6 in `1.234e-03`.
    """

    name: str
    steps: tuple[int, ...]
    rates: tuple[float, ...]
    units: tuple[float, ...]


def read_log(path: str, step_column: str | None = None, rate_column: str | None = None) -> Log:
    """Read a CSV file with a step and a rate, or the `trainer_state.json` of Hugging Face's trainer.

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
    content = read_bytes(path, LARGEST).decode("utf-8-sig", "replace")
    shown = printable(path)
    rows = _json_rows(content, shown) if content.lstrip()[:1] in ("{", "[") else _csv_rows(content)
    rows = list(rows)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    step = _column(columns, STEP_COLUMNS, step_column, "--step-column", shown)
    rate = _column(columns, RATE_COLUMNS, rate_column, "--rate-column", shown)
    found, units = {}, {}
    for number, row in enumerate(rows, start=1):
        if row.get(rate) not in (None, "") and row.get(step) not in (None, ""):
            at = _number(row[step], shown, number, step)
            found[round(at)] = _number(row[rate], shown, number, rate)
            units[round(at)] = _unit(row[rate] if isinstance(row[rate], str) else found[round(at)])
    if not found:
        raise UnreadableLog(f"{shown}: no row has both `{printable(step)}` and `{printable(rate)}`")
    steps = sorted(found)
    return Log(path, tuple(steps), tuple(found[at] for at in steps), tuple(units[at] for at in steps))


def _csv_rows(content: str) -> Iterator[Mapping[str, Any]]:
    yield from csv.DictReader(io.StringIO(content, newline=""))


def _json_rows(content: str, shown: str) -> Iterable[Mapping[str, Any]]:
    try:
        data = json.loads(content)
    except ValueError as error:
        raise UnreadableLog(f"{shown} is no JSON: {printable(str(error))}") from None
    rows = data.get("log_history") if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableLog(
            f"{shown} has no `log_history`, as `trainer_state.json` has", "give a CSV file, or that one"
        )
    return rows


def _column(columns: Sequence[str], usual: Sequence[str], asked: str | None, option: str, shown: str) -> str:
    there = ", ".join(f"`{printable(str(column), 40)}`" for column in columns[:12]) or "none"
    if asked is not None:
        if asked not in columns:
            raise UsageProblem(f"{option} {printable(asked)}: {shown} has no such column", f"it has {there}")
        return asked
    found = next((column for column in usual if column in columns), None)
    if found is None and "lr" in usual:
        found = next((column for column in columns if str(column).startswith("lr-")), None)
    if found is None:
        names = ", ".join(f"`{name}`" for name in usual)
        raise UnreadableLog(f"{shown} has none of the columns {names}; it has {there}", f"name it with {option}")
    return found


def _number(value: Any, shown: str, row: int, column: str) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not math.isfinite(found):
        place = f"{shown}, row {row}: `{printable(column)}`"
        raise UnreadableLog(f"{place} is `{printable(str(value), 40)}` and not a number")
    return found


def _unit(number: Any) -> float:
    """What the last digit of a number stands for."""
    mantissa, _, exponent = str(number).strip().lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return float(f"1e{exponent or 0}") * 10.0**-decimals
