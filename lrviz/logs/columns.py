"""Which columns of a log hold the steps and the rates, and of which parameter group each is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lrviz.errors import UnreadableLog, UsageProblem
from lrviz.text import printable

STEP_COLUMNS = ("step", "global_step", "trainer/global_step", "update", "iteration", "iter")
"""What programs call the number of an update."""

EPOCH_COLUMNS = ("epoch", "epochs")
"""What they call that of an epoch, which is read where there is none of an update."""

RATE_COLUMNS = ("lr", "learning_rate", "train/lr", "train/learning_rate")
"""What they call the rate. Lightning's monitor writes `lr-` and the name of the optimizer."""

MONITOR = "lr-"
OTHER_VALUES = ("-momentum", "-weight_decay")
"""How the columns of Lightning's monitor end that hold no rate."""

TENSORBOARD = {"wall_time", "step", "value"}
"""The columns of a curve that TensorBoard exports."""

BOUNDS = ("__min", "__max")
"""How the columns of Weights & Biases end that hold the least and the largest value of an interval."""

MOST_SHOWN = 12

_RATE = re.compile(r"lr|rate")
_NUMBERED = re.compile(r"(.+?)(?:\[(\d{1,4})\]|[/_](?:pg|group|group_)?(\d{1,4}))")


class RateColumn(NamedTuple):
    """A column of rates.

    Attributes:
        name: What it is called.
        group: The parameter group that its name says, counted from 0; None where it says none.
    """

    name: str
    group: int | None = None


class RateColumns(NamedTuple):
    """The columns of rates of one optimizer.

    Attributes:
        columns: One, or one for each parameter group that has one.
        passed_over: A column of another optimizer, which may be meant as well, or an empty string.
    """

    columns: tuple[RateColumn, ...]
    passed_over: str = ""


def step_column(columns: Sequence[str], asked: str | None, shown: str) -> str:
    """The column of the steps, or else of the epochs.

    Args:
        columns: All columns of the log.
        asked: The one that was asked for.
        shown: The log, as it is shown.

    Raises:
        UnreadableLog: If there is none of the usual names.
        UsageProblem: If the one that was asked for is not there.
    """
    if asked is not None:
        return _asked(columns, asked, "--step-column", shown)
    usual = (*STEP_COLUMNS, *EPOCH_COLUMNS)
    found = next((column for name in usual for column in columns if _plain(column) == name), None)
    return _none(columns, usual, "--step-column", shown) if found is None else found


def counts_epochs(column: str) -> bool:
    """Whether a column of this name counts epochs: `epoch`, or `train/epoch`."""
    return _plain(column).rpartition("/")[2] in EPOCH_COLUMNS


def rate_columns(columns: Sequence[str], asked: str | None, shown: str) -> RateColumns:
    """The columns of the rates.

    Args:
        columns: All columns of the log.
        asked: The one that was asked for.
        shown: The log, as it is shown.

    Raises:
        UnreadableLog: If there is none of the usual names.
        UsageProblem: If the one that was asked for is not there.
    """
    named = list(_rates(columns))
    if asked is not None:
        name = _asked(columns, asked, "--rate-column", shown)
        return RateColumns((next((column for _, column in named if column.name == name), RateColumn(name)),))
    optimizers = list(dict.fromkeys(optimizer for optimizer, _ in named))
    if not optimizers:
        _none(columns, RATE_COLUMNS, "--rate-column", shown, _likely_rate(columns))
    optimizer = min(optimizers, key=_likelihood)
    found = sorted((column for of, column in named if of == optimizer), key=lambda column: column.group or 0)
    other = next((column.name for of, column in named if of != optimizer and of.startswith(MONITOR)), "")
    return RateColumns(tuple(found), other if optimizer.startswith(MONITOR) else "")


def _rates(columns: Sequence[str]) -> Iterator[tuple[str, RateColumn]]:
    """The columns of rates, each with what it is called without the number of the group."""
    for column in columns:
        plain = _plain(column)
        match = _NUMBERED.fullmatch(plain)
        if plain in RATE_COLUMNS:
            yield plain, RateColumn(column)
        elif match and match[1] in RATE_COLUMNS:
            yield f"{match[1]}[]", RateColumn(column, int(match[2] or match[3]))
        elif plain.startswith(MONITOR) and not plain.endswith(OTHER_VALUES):
            # Lightning counts groups from 1
            is_group = match is not None and "/pg" in plain
            yield (
                (match[1], RateColumn(column, int(match[3]) - 1))
                if match and is_group
                else (column, RateColumn(column))
            )


def _likelihood(optimizer: str) -> int:
    """The usual names in their order, then those of groups, then those of Lightning, as they stand."""
    order = (*RATE_COLUMNS, *(f"{name}[]" for name in RATE_COLUMNS))
    return order.index(optimizer) if optimizer in order else len(order)


def _asked(columns: Sequence[str], asked: str, option: str, shown: str) -> str:
    found = asked if asked in columns else next((column for column in columns if _plain(column) == _plain(asked)), None)
    if found is None:
        raise UsageProblem(f"{option} {printable(asked)}: {shown} has no such column", f"it has {_list(columns)}")
    return found


def _none(columns: Sequence[str], usual: Sequence[str], option: str, shown: str, likely: str = "") -> str:
    names = ", ".join(f"`{name}`" for name in usual)
    hint = f"name it with {option}{likely and f' {likely}'}"
    raise UnreadableLog(f"{shown} has none of the columns {names}; it has {_list(columns)}", hint)


def _likely_rate(columns: Sequence[str]) -> str:
    """The one column that may hold the rates, as it is typed in a shell, or an empty string."""
    plain = {_plain(column): column for column in columns}
    # what TensorBoard exports has one value, of whatever was chosen there
    if plain.keys() == TENSORBOARD:
        return f"{shlex.quote(plain['value'])}, if that is the rate"
    found = [column for name, column in plain.items() if _RATE.search(name) and not name.endswith(BOUNDS)]
    return shlex.quote(printable(found[0])) if len(found) == 1 else ""


def _plain(column: str) -> str:
    """What a column is called, in lower case and with no blanks: `Global Step` is `global_step`."""
    return str(column).strip().casefold().replace(" ", "_")


def _list(columns: Sequence[str]) -> str:
    return ", ".join(f"`{printable(str(column), 40)}`" for column in columns[:MOST_SHOWN]) or "none"
