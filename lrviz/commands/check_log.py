"""`lrviz check-log`."""

from __future__ import annotations

from typing import Annotated

import typer

from lrviz.cli_options import takes_options
from lrviz.commands.arguments import Config
from lrviz.commands.running import simulate
from lrviz.console import Screen
from lrviz.errors import FINDINGS
from lrviz.options import WORST_METRIC, Options


@takes_options
def check_log(
    config: Config,
    log: Annotated[
        str,
        typer.Argument(metavar="LOG", help="CSV, JSON with an object a line, or trainer_state.json of Hugging Face."),
    ],
    options: Options,
    step_column: Annotated[str | None, typer.Option(metavar="NAME", help="The column of the steps.")] = None,
    rate_column: Annotated[str | None, typer.Option(metavar="NAME", help="The column of the rates.")] = None,
    group: Annotated[
        int | None,
        typer.Option(
            min=0, help="Which parameter group is compared; without it, all that have a column, else group 0."
        ),
    ] = None,
    tolerance: Annotated[float, typer.Option(min=0, help="How far a rate may be off, as a part of the peak.")] = 1e-5,
) -> None:
    """Hold a logged run against what its config promises."""
    from lrviz.logs.runlog import read_log
    from lrviz.render.log import said

    screen = Screen()
    logged = read_log(log, step_column, rate_column)
    outcome = simulate(screen, [config], options)
    # only now: where numpy is missing, the simulation says so
    from lrviz.logs.check import check_log as compare_with

    verdict = compare_with(outcome.curves[0], logged, tolerance, group, options.metric != WORST_METRIC)
    for line in said(verdict, log, config):
        screen.line(line)
    if not verdict.agrees:
        raise typer.Exit(FINDINGS)
