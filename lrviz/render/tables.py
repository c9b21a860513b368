"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from rich.box import SIMPLE_HEAD
from rich.table import Table

from lrviz.curve import Curve
from lrviz.numbers import Numbers, numbers_of
from lrviz.render import words
from lrviz.text import cells as cells_of
from lrviz.text import printable


def new_table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right", overflow="fold", no_wrap=number == 0)
    return table


SUMMARY = ("first", "peak", "at step", "final", "final / peak", "area", "half-life")

GAP = 3
"""The columns between two columns of a table."""

WIDEST_NAME = 22
"""A name of more columns than this may take several lines where there is little room."""


class Summary(NamedTuple):
    """The numbers of every group of every config.

    Attributes:
        title: What the names are, an empty string where there is one group alone.
        rows: The name of each, and its numbers in the order of `SUMMARY`.
    """

    title: str
    rows: list[tuple[str, list[str]]]


def summary(curves: Sequence[Curve]) -> Summary:
    """First, peak and where, final, final / peak, area and half-life, for every group of every config."""
    several = len(curves) > 1
    groups = any(len(curve.series) > 1 for curve in curves)
    rows = []
    for curve in curves:
        for index, series in enumerate(curve.series):
            label = printable(curve.name, 60) if several else ""
            if groups:
                label = f"{label} [{series.label}]" if several else series.label or "all"
            rows.append((label, _summary_cells(numbers_of(curve, index))))
    return Summary("config" if several else "group" if groups else "", rows)


def summary_tables(found: Summary, width: int) -> Iterator[Table]:
    """A row for each group where that fits, and else a column for each, in as many tables as it takes."""
    columns = [(head, *(cells[index] for _, cells in found.rows)) for index, head in enumerate(SUMMARY)]
    if found.title:
        columns.insert(0, (found.title, *(name for name, _ in found.rows)))
    if sum(max(map(cells_of, column)) + GAP for column in columns) - GAP <= width:
        table = new_table(*(head for head, *_ in columns))
        table.columns[0].justify = "left" if found.title else "right"
        for row in zip(*(cells for _, *cells in columns), strict=True):
            table.add_row(*row)
        yield table
        return
    left, rows = max(map(cells_of, SUMMARY)), list(found.rows)
    each = [max(min(cells_of(name), WIDEST_NAME), *map(cells_of, numbers)) + GAP for name, numbers in rows]
    while rows:
        count = max(1, sum(total <= width - left for total in accumulate(each)))
        table = new_table("", *(name for name, _ in rows[:count]))
        table.show_header = bool(found.title)
        for index, head in enumerate(SUMMARY):
            table.add_row(head, *(numbers[index] for _, numbers in rows[:count]))
        yield table
        rows, each = rows[count:], each[count:]


def _summary_cells(read: Numbers) -> list[str]:
    return [
        words.rate(read.first),
        words.rate(read.peak),
        words.count(read.peak_step),
        words.rate(read.final),
        words.percent(read.final_over_peak),
        f"{read.area:.4g}",
        words.count(read.half_life),
    ]


def listed(numbers: Sequence[int]) -> str:
    """Numbers in a sentence: `28, 1,000 and 5,000`."""
    texts = [f"{number:,}" for number in numbers]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
