"""`lrviz compare`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import repeat
from typing import TYPE_CHECKING, Annotated

import typer

from lrviz.cli_options import takes_options
from lrviz.commands.arguments import Ascii, Chart, Configs, Force, Outputs, Sweeps, Watch
from lrviz.commands.redrawing import redraw, watched
from lrviz.commands.running import fail_for_errors, findings_below, save, simulate
from lrviz.console import Screen
from lrviz.errors import FINDINGS
from lrviz.options import Options
from lrviz.render.view import View
from lrviz.variants import check_number

if TYPE_CHECKING:
    from lrviz.config_changes import Change
    from lrviz.difference import Comparison
    from lrviz.workflow import Outcome


class CompareFormat(StrEnum):
    table = "table"
    json = "json"
    md = "md"


class AlignChoice(StrEnum):
    step = "step"
    fraction = "fraction"


@takes_options
def compare(
    configs: Configs,
    options: Options,
    view: View,
    sweep: Sweeps = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="REV[:PATH]", help="Compare one file with itself at a revision of git, which is then A."),
    ] = None,
    output: Outputs = None,
    force: Force = False,
    compare_format: Annotated[
        CompareFormat, typer.Option("--format", help="How the comparison is printed; md is for a pull request.")
    ] = CompareFormat.table,
    align: Annotated[
        AlignChoice | None,
        typer.Option(help="What is held against each other: updates of one number, or at one part of each run."),
    ] = None,
    tolerance: Annotated[
        float | None,
        typer.Option(
            min=0, help="Up to which part of A's peak a gap counts as none; by default none, 1e-9 by formulas."
        ),
    ] = None,
    chart: Chart = None,
    ascii_only: Ascii = False,
    watch: Watch = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if they differ.")] = False,
) -> None:
    """Put two to twelve schedules side by side. The first is the baseline, A."""
    from lrviz.saving import Saver

    screen = Screen()
    if not sweep and against is None:
        check_number(len(configs))
    saver = Saver(output or [], configs, force, options.files())

    def draw() -> None:
        outcome = simulate(screen, configs, options, same_run=True, sweeps=sweep or (), against=against)
        check_number(len(outcome.curves))
        seen = _view(screen, outcome, view, align, tolerance)
        from lrviz.difference import compare as hold_against_each_other

        found = hold_against_each_other(outcome.curves, seen.align, seen.tolerance)
        if compare_format is CompareFormat.table:
            if screen.wants_chart(chart):
                screen.chart(outcome.curves, seen, ascii_only)
            _show(screen, found, _changes(outcome), ascii_only, seen.by_fraction)
        else:
            _print_data(screen, found, _changes(outcome), compare_format)
        findings_below(screen, outcome)
        save(screen, saver, outcome, seen)
        fail_for_errors(outcome)
        if exit_code and found.differ:
            raise typer.Exit(FINDINGS)

    if watch:
        redraw(screen, watched(configs, options, view), draw)
    else:
        draw()


def _view(screen: Screen, outcome: Outcome, view: View, align: AlignChoice | None, tolerance: float | None) -> View:
    """How the curves are drawn: runs of different lengths over the fraction of each, unless it is told otherwise."""
    from lrviz.render import tables
    from lrviz.render.view import differing_lengths

    lengths = differing_lengths(outcome.curves)
    by_fraction = align is AlignChoice.fraction
    view = replace(
        view,
        by_fraction=by_fraction or (align is None and bool(lengths)),
        compared=True,
        align="fraction" if by_fraction else "step",
        tolerance=tolerance,
    )
    view.check_window(outcome.curves)
    if lengths and align is None:
        screen.note(
            f"the runs have {tables.listed(lengths)} steps; they are drawn over the fraction of each run, and held "
            "against each other step by step; --align says which"
        )
    return view


def _changes(outcome: Outcome) -> list[list[Change]]:
    """What each config but the baseline says otherwise."""
    from lrviz.config_changes import config_changes

    first, *others = (report.document for report in outcome.reports)
    return list(map(config_changes, repeat(first), others))


def _show(
    screen: Screen, found: Comparison, changes: Sequence[Sequence[Change]], ascii_only: bool, by_fraction: bool
) -> None:
    from lrviz.render import side_by_side
    from lrviz.render.comparison import sheet_of

    sheet = sheet_of(found)
    unicode = screen.unicode and not ascii_only
    for line in side_by_side.legend(sheet, found.curves, screen.width, unicode, by_fraction):
        screen.line(line)
    screen.line("")
    for table in side_by_side.tables(sheet, screen.width):
        screen.show(table)
    for line in [*sheet.verdicts, *side_by_side.changes(changes, sheet.letters)]:
        screen.line(line)


def _print_data(
    screen: Screen, found: Comparison, changes: Sequence[Sequence[Change]], compare_format: CompareFormat
) -> None:
    from lrviz.render import comparison_data
    from lrviz.render.comparison import sheet_of

    if compare_format is CompareFormat.json:
        screen.line(comparison_data.as_json(found, changes))
    else:
        screen.line(comparison_data.as_markdown(sheet_of(found), changes))
