"""What all commands do that simulate: run, save, show what was found, and end with its code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from lrviz.console import Screen
from lrviz.errors import FINDINGS
from lrviz.options import Options

if TYPE_CHECKING:
    from lrviz.finding import Finding
    from lrviz.render.view import View
    from lrviz.saving import Saver
    from lrviz.workflow import Outcome


def simulate(
    screen: Screen,
    configs: Sequence[str],
    options: Options,
    same_run: bool = False,
    sweeps: Sequence[str] = (),
    against: str | None = None,
) -> Outcome:
    """The curves of configs, with what was noted on the way; where there is none, why is shown before it is raised.

    Raises:
        Refused: If a config has no curve.
    """
    from lrviz.refusal import Refused
    from lrviz.variants import Variation
    from lrviz.workflow import simulate_all

    try:
        with screen.progress() as progress_for:
            outcome = simulate_all(configs, options, progress_for, same_run, Variation(tuple(sweeps), against))
    except Refused as refused:
        screen.findings(refused.report)
        raise
    for note in outcome.notes:
        screen.note(note)
    return outcome


def save(screen: Screen, saver: Saver, outcome: Outcome, view: View) -> None:
    """Write what was asked for with `--output`, and say so; then show the picture, where that was asked for."""
    for note in [*saver.idle(view), *saver.save(outcome.curves, view)]:
        screen.note(note)
    if view.show:
        saver.show(outcome.curves, view)


def findings_below(screen: Screen, outcome: Outcome) -> None:
    """Show what was found, below what was drawn: once, where it is the same in several variants."""
    shown: set[Finding] = set()
    for report in outcome.reports:
        screen.findings(report, shown)
        shown.update(report.findings)


def fail_for_errors(outcome: Outcome) -> None:
    """End as `validate` does: what was drawn is what torch would do, and nobody must take it for a good run."""
    if outcome.fails:
        raise typer.Exit(FINDINGS)
