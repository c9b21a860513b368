"""The values of a curve at some steps: as tables for the terminal, as CSV and as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from rich.table import Table

from lrviz.curve import Curve
from lrviz.errors import UsageProblem
from lrviz.outputs import MARK
from lrviz.render import words
from lrviz.render.data import SCHEMA_VERSION, Steps, header, rows
from lrviz.render.tables import new_table

SHOWN = 21
"""How many rows a table has, unless it is told otherwise."""

GAP = 3
"""The columns between two columns of a table."""


def chosen_steps(curve: Curve, every: int | None, at: Sequence[int], few: bool) -> Steps:
    """The steps that are shown.

    Args:
        curve: The curve.
        every: The distance between two of them, from step 0 on; the last step is shown too.
        at: Steps that are shown besides, or alone where `every` is None. One below 0 counts from the end: -1 is the
            last.
        few: Whether 21 evenly spaced steps are shown where nothing else is said, and not all.

    Returns:
        The steps, ascending, each once.

    Raises:
        UsageProblem: If a step is not in the run.
    """
    last = curve.updates - 1
    for step in at:
        if not -curve.updates <= step <= last:
            raise UsageProblem(f"--at {step}: the run has {curve.updates:,} steps, from 0 to {last:,}")
    wanted = [step % curve.updates for step in at]
    if every is not None:
        wanted += [*range(0, curve.updates, every), last]
    elif not at:
        wanted += np.linspace(0, last, SHOWN).round().tolist() if few and last >= SHOWN else range(curve.updates)
    return np.unique(np.array(wanted, dtype=np.int64))


class _Column(NamedTuple):
    head: str
    cells: list[str]

    @property
    def width(self) -> int:
        return max(map(len, (self.head, *self.cells)))


def tables(curve: Curve, steps: Steps, width: int) -> Iterator[Table]:
    """Step, epoch, the rate of every group and momentum where it moves, in as many tables as fit beside each other.

    Args:
        curve: The curve.
        steps: The steps, each a row.
        width: The columns of the terminal.
    """
    place = [
        _Column("step", [f"{step:,}" for step in steps]),
        _Column("epoch", [f"{step / curve.plan.steps_per_epoch:.6g}" for step in steps]),
    ]
    left = width - sum(column.width + GAP for column in place)
    for part in _that_fit(_columns(curve, steps), left):
        shown = [*place, *part]
        table = new_table(*(column.head for column in shown))
        table.columns[0].justify = "right"
        for cells in zip(*(column.cells for column in shown), strict=True):
            table.add_row(*cells)
        yield table


def _columns(curve: Curve, steps: Steps) -> list[_Column]:
    several = len(curve.series) > 1
    momentum = "beta1" if "betas" in type(curve.plan.optimizer).model_fields else "momentum"
    found = []
    for group, series in enumerate(curve.series):
        of_which = f"[{group}]" if several else ""
        found.append(_Column(f"lr{of_which}", [words.rate(rate) for rate in series.rates[steps].tolist()]))
    for group, series in enumerate(curve.series):
        of_which = f"[{group}]" if several else ""
        if series.momentum is not None:
            found.append(
                _Column(f"{momentum}{of_which}", [f"{value:.4g}" for value in series.momentum[steps].tolist()])
            )
    return found


def _that_fit(columns: Sequence[_Column], width: int) -> Iterator[list[_Column]]:
    part: list[_Column] = []
    taken = 0
    for column in columns:
        if part and taken + column.width + GAP * len(part) > width:
            yield part
            part, taken = [], 0
        part.append(column)
        taken += column.width
    yield part


def legend(curve: Curve) -> str:
    """Which parameter group has which number; an empty string where there is one alone."""
    if len(curve.series) == 1:
        return ""
    return "groups: " + "; ".join(f"[{group}] {series.label}" for group, series in enumerate(curve.series))


def csv_lines(curve: Curve, steps: Steps) -> Iterator[str]:
    """The lines of a CSV file. Floats read back to the same double."""
    yield ",".join(header([curve]))
    for row in rows(curve, len(curve.series), curve.moves_momentum, steps):
        yield ",".join(map(str, row))


def json_lines(curve: Curve, steps: Steps) -> Iterator[str]:
    """An object for each step: its number, its epoch, and a list with a value for each group."""
    columns = {"lr": [series.rates[steps].tolist() for series in curve.series]}
    if curve.moves_momentum:
        columns["momentum"] = [
            [None] * len(steps) if series.momentum is None else series.momentum[steps].tolist()
            for series in curve.series
        ]
    for number, step in enumerate(steps.tolist()):
        values = {name: [_finite(group[number]) for group in groups] for name, groups in columns.items()}
        yield json.dumps({"step": step, "epoch": step / curve.plan.steps_per_epoch, **values}, allow_nan=False)


def json_document(curve: Curve, steps: Steps) -> Iterator[str]:
    """One JSON document with everything, line by line."""
    about = {
        "schema_version": SCHEMA_VERSION,
        "generator": MARK,
        "config": curve.name,
        "updates": curve.updates,
        "steps_per_epoch": curve.plan.steps_per_epoch,
        "engine": curve.engine,
        "groups": [series.label for series in curve.series],
    }
    yield json.dumps(about)[:-1] + ', "rows": ['
    before = ""
    for line in json_lines(curve, steps):
        if before:
            yield f"  {before},"
        before = line
    yield f"  {before}"
    yield "]}"


def _finite(value: Any) -> Any:
    """JSON has no infinity and no nan; they become null."""
    return None if value is None or not math.isfinite(value) else value
