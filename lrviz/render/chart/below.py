"""The axis below a chart: steps, and epochs where there are some."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lrviz.render.chart.nice import next_nice

APART = 2
"""How many blanks there are between two labels at the least."""


class Axis(NamedTuple):
    """What is below a chart.

    Attributes:
        first: The first step that is drawn.
        last: The last one.
        by_fraction: Whether each line takes the whole width, however long it is, and fractions are shown.
        unit: What a step is called.
        per_epoch: How many steps an epoch has, or None where there are no epochs to show.
    """

    first: int
    last: int
    by_fraction: bool = False
    unit: str = "steps"
    per_epoch: int | None = None

    @property
    def steps(self) -> int:
        return self.last - self.first + 1

    def column(self, step: int, columns: int) -> int:
        """The column in which a step begins, of so many."""
        return (step - self.first) * columns // self.steps


class _Label(NamedTuple):
    column: int
    text: str


def rows_below(axis: Axis, columns: int, unicode: bool) -> list[str]:
    """The rule under a chart with a tick for each label, and the labels of steps and of epochs."""
    labels = _fitting(list(_of_fractions(columns) if axis.by_fraction else _of_steps(axis, columns)), columns)
    dash, tick = ("─", "┬") if unicode else ("-", "+")
    ticks = {label.column for label in labels}
    rows = ["".join(tick if column in ticks else dash for column in range(columns)), _row(labels, columns)]
    if axis.per_epoch and not axis.by_fraction:
        rows.append(_row(_fitting(list(_of_epochs(axis, axis.per_epoch, columns)), columns), columns))
    return rows


def _of_fractions(columns: int) -> Iterator[_Label]:
    yield from (_Label(columns * quarter // 4, f"{quarter / 4:g}") for quarter in range(4))
    yield _Label(columns - 1, "1 of the run")


def _of_steps(axis: Axis, columns: int) -> Iterator[_Label]:
    if axis.steps == 1:
        yield _Label(0, f"step {axis.first:,}")
        return
    yield _Label(0, f"{axis.first:,}")
    every = _every(axis.steps, len(f"{axis.last:,}"), columns)
    for step in range((axis.first // every + 1) * every, axis.last, every):
        yield _Label(axis.column(step, columns), f"{step:,}")
    yield _Label(columns - 1, f"{axis.last:,} {axis.unit}")


def _of_epochs(axis: Axis, per_epoch: int, columns: int) -> Iterator[_Label]:
    begin, end = axis.first / per_epoch, (axis.last + 1) / per_epoch
    yield _Label(0, f"{begin:.4g}")
    every = _every(end - begin, len(f"{end:,.0f}"), columns)
    for epoch in range((math.floor(begin) // every + 1) * every, math.ceil(end), every):
        yield _Label(axis.column(epoch * per_epoch, columns), f"{epoch:,}")
    shown = f"{end:.3g}" if end < 1000 else f"{end:,.0f}"
    yield _Label(columns - 1, f"{shown} {'epoch' if shown == '1' else 'epochs'}")


def _every(length: float, width: int, columns: int) -> int:
    """After how many steps the next label comes, where each takes so many characters."""
    return max(1, round(next_nice(length * (width + 2 * APART) / columns)))


def _fitting(labels: Sequence[_Label], columns: int) -> list[_Label]:
    """The labels that have room: the first, the last, and those between that do not come too near."""
    if len(labels) == 1:
        return list(labels)
    first, *between, last = labels
    if len(first.text) + APART + len(last.text) > columns:
        # without its unit
        last = last._replace(text=last.text.split()[0])
    if len(first.text) + APART + len(last.text) > columns:
        return [last]
    kept, end = [first], len(first.text) + APART
    for label in between:
        start, _ = _place(label, columns)
        if end <= start and start + len(label.text) + APART <= columns - len(last.text):
            kept.append(label)
            end = start + len(label.text) + APART
    return [*kept, last]


def _place(label: _Label, columns: int) -> tuple[int, int]:
    """Where a label stands: in the middle under its column, and within the width."""
    start = max(0, min(label.column - (len(label.text) - 1) // 2, columns - len(label.text)))
    return start, start + len(label.text)


def _row(labels: Sequence[_Label], columns: int) -> str:
    row = ""
    for label in labels:
        start, _ = _place(label, columns)
        row = row.ljust(start) + label.text
    return row
