"""`lrviz table`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from lrviz.cli_options import takes_options
from lrviz.commands.arguments import Config, Force, Outputs
from lrviz.commands.running import fail_for_errors, findings_below, save, simulate
from lrviz.console import Screen
from lrviz.errors import UsageProblem
from lrviz.options import Options
from lrviz.render.view import View


class TableFormat(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"
    jsonl = "jsonl"


@takes_options
def table(
    config: Config,
    options: Options,
    every: Annotated[
        int | None, typer.Option(metavar="N", help="A row for each N-th step; by default 21 rows, or all as data.")
    ] = None,
    at: Annotated[
        list[int] | None, typer.Option(metavar="STEP", help="A row for this step; -1 is the last; repeat.")
    ] = None,
    table_format: Annotated[TableFormat, typer.Option("--format", help="How the values are printed.")] = (
        TableFormat.table
    ),
    output: Outputs = None,
    force: Force = False,
) -> None:
    """Show values: step, epoch, and every group's rate. Momentum or the first beta too, where it moves."""
    from lrviz.saving import Saver

    screen = Screen()
    if every is not None and every < 1:
        raise UsageProblem(f"--every {every}: it must be 1 or more")
    saver = Saver(output or [], [config], force, options.files())
    outcome = simulate(screen, [config], options)
    from lrviz.render import samples, words

    (curve,) = outcome.curves
    steps = samples.chosen_steps(curve, every, at or (), few=table_format is TableFormat.table)
    if table_format is TableFormat.table:
        screen.line(words.headline(curve))
        if groups := samples.legend(curve):
            screen.line(groups)
        for number, part in enumerate(samples.tables(curve, steps, screen.width)):
            if number:
                screen.line("")
            screen.show(part)
    else:
        writers = {"csv": samples.csv_lines, "json": samples.json_document, "jsonl": samples.json_lines}
        screen.lines(writers[table_format.value](curve, steps))
    findings_below(screen, outcome)
    save(screen, saver, outcome, View())
    fail_for_errors(outcome)
