"""`lrviz compare`."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from lrviz.cli_options import takes_options
from lrviz.commands.arguments import Ascii, Chart, Configs, Force, Outputs
from lrviz.commands.running import fail_for_errors, findings_below, save, simulate
from lrviz.console import Screen
from lrviz.errors import FINDINGS, UsageProblem
from lrviz.options import Options
from lrviz.render.view import View


@takes_options
def compare(
    configs: Configs,
    options: Options,
    view: View,
    output: Outputs = None,
    force: Force = False,
    chart: Chart = None,
    ascii_only: Ascii = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if they differ.")] = False,
) -> None:
    """Put two to twelve schedules side by side. The first is the baseline, A."""
    from lrviz.saving import Saver

    screen = Screen()
    if not 2 <= len(configs) <= 12:
        raise UsageProblem(f"compare takes two to twelve configs, not {len(configs)}")
    saver = Saver(output or [], configs, force)
    outcome = simulate(screen, configs, options, same_run=True)
    from lrviz.render import tables
    from lrviz.render.view import differing_lengths

    lengths = differing_lengths(outcome.curves)
    view = replace(view, by_fraction=bool(lengths), compared=True)
    view.check_window(outcome.curves)
    if lengths:
        screen.note(f"the runs have {tables.listed(lengths)} steps; they are drawn over the fraction of each run")
    if screen.wants_chart(chart):
        screen.chart(outcome.curves, ascii_only, by_fraction=bool(lengths))
    screen.show(tables.comparison(outcome.curves))
    for line in tables.verdicts(outcome.curves):
        screen.line(line)
    findings_below(screen, outcome)
    save(screen, saver, outcome, view)
    fail_for_errors(outcome)
    if exit_code and tables.differ(outcome.curves):
        raise typer.Exit(FINDINGS)
