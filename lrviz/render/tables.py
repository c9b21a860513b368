"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from lrviz.curve import Curve
from lrviz.difference import Difference, difference
from lrviz.numbers import Numbers, numbers_of
from lrviz.render import words
from lrviz.text import printable

ROWS = 21
"""How many rows a table of samples has, unless it is told otherwise."""


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


def samples(curve: Curve, rows: int = ROWS) -> Table:
    """Step, epoch and every group's rate, and momentum where it moves, at evenly spaced steps."""
    several = len(curve.series) > 1
    columns = [f"lr[{index}]" if several else "lr" for index in range(len(curve.series))]
    if curve.moves_momentum:
        columns += [f"momentum[{index}]" if several else "momentum" for index in range(len(curve.series))]
    table = new_table("step", "epoch", *columns)
    table.columns[0].justify = "right"
    for step in sampled_steps(curve.updates, rows):
        cells = [words.rate(float(series.rates[step])) for series in curve.series]
        if curve.moves_momentum:
            cells += ["-" if item.momentum is None else f"{item.momentum[step]:.4g}" for item in curve.series]
        table.add_row(f"{step:,}", f"{step / curve.plan.steps_per_epoch:.6g}", *cells)
    return table


def sampled_steps(updates: int, rows: int) -> list[int]:
    """Evenly spaced steps, the first and the last among them."""
    if updates <= rows:
        return list(range(updates))
    return sorted({round(index * (updates - 1) / (rows - 1)) for index in range(rows)})


def comparison(curves: Sequence[Curve]) -> Table:
    """The numbers of each config side by side, group by group. Rows in which they differ are bold."""
    table = new_table(
        "", *(f"{letter} {printable(curve.name, 40)}" for letter, curve in zip(LETTERS, curves, strict=False))
    )
    rows = [
        ("scheduler", [words.schedule(curve.plan) for curve in curves]),
        ("run", [words.run(curve.plan) for curve in curves]),
        ("engine", [curve.engine for curve in curves]),
    ]
    groups = max(len(curve.series) for curve in curves)
    for index in range(groups):
        rows += _group_rows(curves, index, groups > 1)
    for name, cells in rows:
        table.add_row(name, *cells, style="" if len(set(cells)) == 1 else "bold")
    return table


def _group_rows(curves: Sequence[Curve], index: int, several: bool) -> list[tuple[str, list[str]]]:
    """The rows of one parameter group; a config that has no such group has a dash."""
    names = ("first", "peak", "at step", "final", "final / peak", "area", "half-life")
    has = [index < len(curve.series) for curve in curves]
    read = [
        _summary_cells(numbers_of(curve, index)) if own else ["-"] * len(names)
        for curve, own in zip(curves, has, strict=True)
    ]
    rows = [(name, list(cells)) for name, cells in zip(names, zip(*read, strict=True), strict=True)]
    if not several:
        return rows
    labels = [curve.series[index].label or "all" if own else "-" for curve, own in zip(curves, has, strict=True)]
    return [(f"group {index}", labels), *((f"  {name}", cells) for name, cells in rows)]


def listed(numbers: Sequence[int]) -> str:
    """Numbers in a sentence: `28, 1,000 and 5,000`."""
    texts = [f"{number:,}" for number in numbers]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def verdicts(curves: Sequence[Curve]) -> list[str]:
    """In what each config differs from the first, a line for each group that both have."""
    baseline = curves[0]
    lines = []
    for letter, curve in list(zip(LETTERS, curves, strict=False))[1:]:
        several = max(len(baseline.series), len(curve.series)) > 1
        for index, (before, after) in enumerate(zip(baseline.series, curve.series, strict=False)):
            of_which = f", group {index}," if several else ""
            found = difference(before, after, max(baseline.rounding, curve.rounding))
            lines.append(f"A and {letter}{of_which} {_verdict(found, baseline, curve)}")
    return lines


def _verdict(found: Difference, baseline: Curve, curve: Curve) -> str:
    prefix = "" if baseline.updates == curve.updates else f" (over the first {found.compared:,} steps of each)"
    if found.first_step is None:
        return f"are the same at every step{prefix}"
    between = "" if found.area is None else f"; the area between them is {words.percent(found.area)} of A's"
    gap = f"{found.largest:+.3e} at step {found.largest_step:,}"
    return f"differ from step {found.first_step:,} on{prefix}: the largest gap is {gap}{between}"


def differ(curves: Sequence[Curve]) -> bool:
    """Whether any config differs from the first, in its rates or in its length."""
    return any(
        curve.updates != curves[0].updates
        or len(curve.series) != len(curves[0].series)
        or any(
            difference(before, after, max(curve.rounding, curves[0].rounding)).first_step is not None
            for before, after in zip(curves[0].series, curve.series, strict=True)
        )
        for curve in curves[1:]
    )


LETTERS = "ABCDEFGHIJKL"
"""What the configs of a comparison are called. A is the baseline."""
