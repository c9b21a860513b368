"""A comparison on the terminal: each config with its curve in small, and the numbers in as many columns as fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from lrviz.config_changes import Change
from lrviz.curve import Curve
from lrviz.render.comparison import Row, Section, Sheet, alike
from lrviz.render.sparkline import sparkline
from lrviz.render.tables import new_table
from lrviz.text import cells, printable

SAME = "="
"""Stands for a text that is the baseline's. So what differs is seen without bold too."""

WIDEST_CELL = 22
"""A cell of more columns than this may take several lines."""

NARROWEST_LABEL = 10
"""A label above a column is broken after this many columns, where the numbers take no more."""

GAP = 3
"""The columns between two columns of a table."""

SPARKS = 24
"""The columns of a curve in small."""

MOST_CHANGES = 12
"""How many changes of one config, or of two, are shown, and fewer of each where there are more. JSON has all."""


def legend(sheet: Sheet, curves: Sequence[Curve], width: int, unicode: bool, by_fraction: bool) -> list[str]:
    """A line for each parameter group of each config: its letter, its curve in small on one scale, and its name."""
    highest = max(float(series.rates.max()) for curve in curves for series in curve.series)
    longest = 0 if by_fraction else max(curve.updates for curve in curves)
    sparks = max(4, min(SPARKS, width // 3))
    lines = []
    for letter, curve in zip(sheet.letters, curves, strict=True):
        for group, series in enumerate(curve.series):
            line = sparkline(series.rates, sparks, highest, unicode, longest)
            name = curve.name if not series.label else f"{curve.name} [{series.label}]"
            head = letter if group == 0 else " "
            lines.append(f"{head} {line:<{sparks}} {_shortened(name, max(8, width - sparks - 3))}")
    return lines


def tables(sheet: Sheet, width: int) -> Iterator[Table | Text]:
    """The numbers: a column for each config where they fit, and else a row for each."""
    widths = _widths(sheet)
    if sum(widths) + GAP * (len(widths) - 1) <= width:
        yield _upright(sheet, widths)
    else:
        for section in sheet.sections:
            yield from _across(sheet, section, width)


def changes(found: Sequence[Sequence[Change]], letters: Sequence[str]) -> Iterator[str]:
    """What each config says otherwise than the baseline."""
    most = max(3, MOST_CHANGES // max(1, len(found)))
    for whose, listed in alike(zip(letters[1:], map(tuple, found), strict=True)):
        if listed:
            yield f"config of {whose} against A:"
        for key, before, after in listed[:most]:
            yield f"  {key}: {'(not set)' if before is None else before} -> {'(not set)' if after is None else after}"
        if len(listed) > most:
            yield f"  and {len(listed) - most:,} more"


def _shortened(name: str, most: int) -> str:
    """The end of a path says more than its start."""
    shown = printable(name, 10_000)
    if cells(shown) <= most:
        return shown
    while cells(shown) > most - 3:
        shown = shown[1:]
    return f"...{shown}"


def _rows(sheet: Sheet) -> list[Row]:
    return [row for section in sheet.sections for row in section.rows]


def _widths(sheet: Sheet) -> list[int]:
    """The columns that each column of an upright table takes."""
    rows = _rows(sheet)
    texts = [[row.label for row in rows]]
    texts += [[letter, *(row.cells[number] for row in rows)] for number, letter in enumerate(sheet.letters)]
    texts += [["B to A", *(_change(row) for row in rows)]] if len(sheet.letters) == 2 else []
    return [min(WIDEST_CELL, max(map(cells, column))) for column in texts]


def _upright(sheet: Sheet, widths: Sequence[int]) -> Table:
    """A row for each number. Of two configs, a last column says how the second one differs."""
    pair = len(sheet.letters) == 2
    table = new_table("", *sheet.letters, *(["B to A"] if pair else []))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for section in sheet.sections:
        if section.title:
            table.add_row(Text(section.title, style="italic"))
        for row in section.rows:
            shown = [*row.cells, _change(row)] if pair else [_cell(row, number) for number in range(len(row.cells))]
            table.add_row(row.label, *shown, style="bold" if any(row.differs) else "")
    return table


def _change(row: Row) -> str:
    """How the second of two configs differs."""
    if not row.differs[1]:
        return SAME if row.cells[0] else ""
    return row.changes[1] or ("differs" if row.cells[0] else "")


def _cell(row: Row, number: int) -> str:
    """A text, or the sign for the baseline's."""
    return row.cells[number] if number == 0 or row.differs[number] or not row.cells[0] else SAME


def _across(sheet: Sheet, section: Section, width: int) -> Iterator[Table | Text]:
    """A row for each config, in as many tables as it takes; what all have alike is said below."""
    title = section.title
    letters = max(len(title), 1)
    differing = [row for row in section.rows if any(row.differs) or not row.cells[0]]
    for rows in _that_fit(differing, width - letters):
        table = new_table(title, *(row.label for row in rows))
        for column, row in zip(table.columns[1:], rows, strict=True):
            column.width = _width_across(row)
        for number, letter in enumerate(sheet.letters):
            shown = [Text(_cell(row, number), style="bold" if row.differs[number] else "") for row in rows]
            table.add_row(letter, *shown)
        yield table
        yield Text("")
    same = [f"{row.label} {row.cells[0]}" for row in section.rows if row not in differing]
    if same:
        yield Text(f"the same in all: {'; '.join(same)}" + "\n")


def _that_fit(rows: Sequence[Row], width: int) -> Iterator[list[Row]]:
    """The rows in parts, each of which fits as the columns of one table."""
    part: list[Row] = []
    taken = 0
    for row in rows:
        widest = _width_across(row)
        if part and taken + widest + GAP > width:
            yield part
            part, taken = [], 0
        part.append(row)
        taken += widest + GAP
    if part:
        yield part


def _width_across(row: Row) -> int:
    """The columns that a number takes. A label can be broken, and a number cannot."""
    label = max(min(NARROWEST_LABEL, cells(row.label)), *map(cells, row.label.split()))
    return max(label, min(WIDEST_CELL, max(map(cells, row.cells))))
