"""`lrviz plot`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lrviz.cli_options import takes_options
from lrviz.commands.arguments import Ascii, Chart, Configs, Force, LogY, Outputs
from lrviz.commands.running import fail_for_errors, findings_below, save, simulate
from lrviz.console import Screen
from lrviz.options import Options

if TYPE_CHECKING:
    from lrviz.workflow import Outcome


@takes_options
def plot(
    configs: Configs,
    options: Options,
    output: Outputs = None,
    no_save: Annotated[bool, typer.Option("--no-save", help="Write no picture.")] = False,
    force: Force = False,
    log_y: LogY = False,
    chart: Chart = None,
    ascii_only: Ascii = False,
) -> None:
    """Draw schedules: a picture, a chart in the terminal, and a table. Several configs overlay."""
    from lrviz.saving import Saver

    screen = Screen()
    saver = Saver(output or [], configs, force)
    if not output and not no_save:
        saver.add_default_picture()
    outcome = simulate(screen, configs, options)
    _show(screen, outcome, chart, ascii_only)
    save(screen, saver, outcome, log_y=log_y)
    fail_for_errors(outcome)


def _show(screen: Screen, outcome: Outcome, chart: bool | None, ascii_only: bool) -> None:
    from lrviz.render import tables, words

    for curve in outcome.curves:
        screen.line(words.headline(curve))
    if screen.wants_chart(chart):
        screen.chart(outcome.curves, ascii_only)
    screen.show(tables.summary(outcome.curves))
    findings_below(screen, outcome)
