"""`lrviz plot`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lrviz.cli_options import takes_options
from lrviz.commands.arguments import Ascii, Chart, Configs, Force, Outputs, Sweeps, Watch
from lrviz.commands.redrawing import redraw, watched
from lrviz.commands.running import fail_for_errors, findings_below, save, simulate
from lrviz.console import Screen
from lrviz.options import Options
from lrviz.render.view import View

if TYPE_CHECKING:
    from lrviz.workflow import Outcome


@takes_options
def plot(
    configs: Configs,
    options: Options,
    view: View,
    sweep: Sweeps = None,
    output: Outputs = None,
    no_save: Annotated[bool, typer.Option("--no-save", help="Write no picture.")] = False,
    force: Force = False,
    chart: Chart = None,
    ascii_only: Ascii = False,
    watch: Watch = False,
) -> None:
    """Draw schedules: a picture, a terminal chart, and a table. Several configs overlay."""
    from lrviz.saving import Saver

    screen = Screen()
    saver = Saver(output or [], configs, force, options.files())
    if not output and not no_save and not view.show:
        saver.add_default_picture()

    def draw() -> None:
        outcome = simulate(screen, configs, options, sweeps=sweep or ())
        view.check_window(outcome.curves)
        _show(screen, outcome, view, chart, ascii_only)
        save(screen, saver, outcome, view)
        fail_for_errors(outcome)

    if watch:
        redraw(screen, watched(configs, options, view), draw)
    else:
        draw()


def _show(screen: Screen, outcome: Outcome, view: View, chart: bool | None, ascii_only: bool) -> None:
    from lrviz.render import tables, words

    for curve in outcome.curves:
        screen.line(words.headline(curve))
    if screen.wants_chart(chart):
        screen.chart(outcome.curves, view, ascii_only)
    for number, part in enumerate(tables.summary_tables(tables.summary(outcome.curves), screen.width)):
        if number:
            screen.line("")
        screen.show(part)
    findings_below(screen, outcome)
