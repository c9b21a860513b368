"""`lrviz validate`."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from lrviz.building import Building
from lrviz.cli_options import takes_options
from lrviz.console import Screen
from lrviz.control import Choices
from lrviz.errors import FINDINGS, UNUSABLE
from lrviz.fixes_wanted import Fixing
from lrviz.options import Options
from lrviz.reading import STDIN

if TYPE_CHECKING:
    from lrviz.baseline import Baseline
    from lrviz.paths import Source


class ReportFormat(StrEnum):
    text = "text"
    concise = "concise"
    json = "json"
    github = "github"
    gitlab = "gitlab"
    sarif = "sarif"
    junit = "junit"


Paths = Annotated[list[str], typer.Argument(metavar="PATH", help="Files, folders and patterns; - is standard input.")]


@takes_options
def validate(
    paths: Paths,
    options: Options,
    choices: Choices,
    fixing: Fixing,
    building: Building,
    report_format: Annotated[
        ReportFormat, typer.Option("--format", help="How findings are printed.")
    ] = ReportFormat.text,
    if_any: Annotated[bool, typer.Option("--if-any", help="A file without a schedule is no finding.")] = False,
    stdin_filename: Annotated[
        str, typer.Option(metavar="PATH", help="What standard input is called; its settings are those of this path.")
    ] = STDIN,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 in spite of findings.")] = False,
) -> None:
    """Lint configs, without torch. Files that were named must hold a schedule; folders are searched for them."""
    from lrviz.checking import validate as run_validate
    from lrviz.control import Controls
    from lrviz.paths import sources

    screen = Screen()
    files = sources(paths, stdin_filename)
    baseline = _baseline(choices, files)
    # what starting made is here to stay, and what a file makes is not
    gc.freeze()
    gc.enable()
    checked = run_validate(files, Controls(options, choices), if_any, building, fixing)
    notes = baseline.use(checked) if baseline else []
    if fixing.mode == "diff":
        for mended in checked.mended:
            screen.line(mended.diff())
    else:
        screen.report(checked, report_format)
    for mended in checked.mended:
        screen.note(f"{'would fix' if fixing.mode == 'diff' else 'fixed'} {mended.summary()}")
    for note in notes:
        screen.note(note)
    for error in checked.unreadable:
        screen.error(error)
    screen.tally(checked)
    if checked.unreadable:
        raise typer.Exit(UNUSABLE)
    if checked.fails and not exit_zero:
        raise typer.Exit(FINDINGS)


def _baseline(choices: Choices, files: Sequence[Source]) -> Baseline | None:
    if not choices.baseline and not choices.write_baseline:
        return None
    from lrviz.baseline import Baseline

    return Baseline(choices.baseline, choices.write_baseline, [source.path for source in files])
