"""`lrviz table`."""

from __future__ import annotations

from lrviz.cli_options import takes_options
from lrviz.commands.arguments import Config, Force, Outputs
from lrviz.commands.running import fail_for_errors, findings_below, save, simulate
from lrviz.console import Screen
from lrviz.options import Options
from lrviz.render.view import View


@takes_options
def table(
    config: Config,
    options: Options,
    output: Outputs = None,
    force: Force = False,
) -> None:
    """Show sampled values: step, epoch, every group's rate, and momentum where it moves."""
    from lrviz.saving import Saver

    screen = Screen()
    saver = Saver(output or [], [config], force)
    outcome = simulate(screen, [config], options)
    from lrviz.render import tables, words

    screen.line(words.headline(outcome.curves[0]))
    screen.show(tables.samples(outcome.curves[0]))
    findings_below(screen, outcome)
    save(screen, saver, outcome, View())
    fail_for_errors(outcome)
