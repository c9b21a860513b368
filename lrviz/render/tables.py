"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from lrviz.curve import Curve
from lrviz.numbers import Numbers, numbers_of
from lrviz.render import words
from lrviz.text import printable


def new_table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right", overflow="fold", no_wrap=number == 0)
    return table


def summary(curves: Sequence[Curve]) -> Table:
    """First, peak and where, final, final / peak, area and half-life, for every group of every config."""
    several = len(curves) > 1
    groups = any(len(curve.series) > 1 for curve in curves)
    first = "config" if several else "group" if groups else ""
    table = new_table(first, "first", "peak", "at step", "final", "final / peak", "area", "half-life")
    for curve in curves:
        for index, series in enumerate(curve.series):
            label = printable(curve.name, 60) if several else ""
            if groups:
                label = f"{label} [{series.label}]" if several else series.label or "all"
            table.add_row(label, *_summary_cells(numbers_of(curve, index)))
    return table


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
