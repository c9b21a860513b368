"""The commands: parse, call, print, exit. Nothing else prints or exits."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from lrviz.building import Building
from lrviz.cli_options import Plugins, takes_options
from lrviz.command import Command
from lrviz.console import Screen
from lrviz.control import Choices
from lrviz.errors import FINDINGS, UNUSABLE, UsageProblem
from lrviz.mending import Fixing
from lrviz.options import Options
from lrviz.reading import STDIN

if TYPE_CHECKING:
    from lrviz.baseline import Baseline
    from lrviz.paths import Source
    from lrviz.saving import Saver
    from lrviz.workflow import Outcome

app = typer.Typer(
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="See, compare and lint the learning-rate schedule that a training config really builds.",
)


class ReportFormat(StrEnum):
    text = "text"
    concise = "concise"
    json = "json"
    github = "github"
    gitlab = "gitlab"
    sarif = "sarif"
    junit = "junit"


Configs = Annotated[list[str], typer.Argument(metavar="CONFIG", help="Config files; - is standard input.")]
Config = Annotated[str, typer.Argument(metavar="CONFIG", help="A config file; - is standard input.")]
Paths = Annotated[list[str], typer.Argument(metavar="PATH", help="Files, folders and patterns; - is standard input.")]
Outputs = Annotated[
    list[str] | None,
    typer.Option("--output", "-o", metavar="PATH", help="Write .png, .svg, .pdf, .csv or .json; repeat."),
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite files that lrviz did not make.")]
LogY = Annotated[bool, typer.Option("--log-y", help="A logarithmic axis of rates.")]
Chart = Annotated[bool | None, typer.Option("--chart/--no-chart", help="The chart; by default on a terminal only.")]
Ascii = Annotated[bool, typer.Option("--ascii", help="Draw the chart without braille and box characters.")]


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Raise errors instead of reporting them.")] = False,  # noqa: ARG001
) -> None:
    """See, compare and lint the learning-rate schedule that a training config really builds."""
    if version:
        from importlib.metadata import version as version_of

        Screen().line(f"lrviz {version_of('lrviz')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        Screen().line(context.get_help())


@app.command(cls=Command)
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
    outcome = _simulate(screen, configs, options)
    _show(screen, outcome, chart, ascii_only)
    _save(screen, saver, outcome, log_y=log_y)
    _fail_for_errors(outcome)


@app.command(cls=Command)
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
    outcome = _simulate(screen, [config], options)
    from lrviz.render import tables, words

    screen.line(words.headline(outcome.curves[0]))
    screen.show(tables.samples(outcome.curves[0]))
    _findings_below(screen, outcome)
    _save(screen, saver, outcome)
    _fail_for_errors(outcome)


@app.command(cls=Command)
@takes_options
def compare(
    configs: Configs,
    options: Options,
    output: Outputs = None,
    force: Force = False,
    log_y: LogY = False,
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
    outcome = _simulate(screen, configs, options, same_run=True)
    from lrviz.render import tables
    from lrviz.render.view import differing_lengths

    lengths = differing_lengths(outcome.curves)
    if lengths:
        screen.note(f"the runs have {tables.listed(lengths)} steps; they are drawn over the fraction of each run")
    if screen.wants_chart(chart):
        screen.chart(outcome.curves, ascii_only, by_fraction=bool(lengths))
    screen.show(tables.comparison(outcome.curves))
    for line in tables.verdicts(outcome.curves):
        screen.line(line)
    _findings_below(screen, outcome)
    _save(screen, saver, outcome, log_y=log_y, by_fraction=bool(lengths))
    _fail_for_errors(outcome)
    if exit_code and tables.differ(outcome.curves):
        raise typer.Exit(FINDINGS)


@app.command(cls=Command)
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
    from lrviz.control import Controls
    from lrviz.paths import sources
    from lrviz.workflow import validate as run_validate

    screen = Screen()
    files = sources(paths, stdin_filename)
    baseline = _baseline(choices, files)
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


@app.command(cls=Command)
def explain(
    name: Annotated[str, typer.Argument(metavar="CODE|NAME", help="A lint rule, a scheduler or an optimizer.")],
    plugins: Plugins = None,
) -> None:
    """Explain a lint rule, or a scheduler: its keys, its formula, an example and what that looks like."""
    from lrviz.explain import explain as page_of
    from lrviz.plugins import load_plugins

    load_plugins(plugins or ())
    screen = Screen()
    screen.page(page_of(name, screen.width, screen.unicode))


@app.command(name="list", cls=Command)
def list_all(plugins: Plugins = None) -> None:
    """List the schedulers, the optimizers and the lint rules."""
    from lrviz.plugins import load_plugins
    from lrviz.render import listing

    load_plugins(plugins or ())
    screen = Screen()
    for line in listing.everything(screen.width):
        screen.line(line)


@app.command(name="check-log", cls=Command)
@takes_options
def check_log(
    config: Config,
    log: Annotated[str, typer.Argument(metavar="LOG", help="A CSV file, or trainer_state.json of Hugging Face.")],
    options: Options,
    step_column: Annotated[str | None, typer.Option(metavar="NAME", help="The column of the steps.")] = None,
    rate_column: Annotated[str | None, typer.Option(metavar="NAME", help="The column of the rates.")] = None,
    group: Annotated[int, typer.Option(min=0, help="Which parameter group the rates are of.")] = 0,
    tolerance: Annotated[float, typer.Option(min=0, help="How far a rate may be off, as a part of the peak.")] = 1e-5,
) -> None:
    """Hold the rates that a run has logged against what its config promises."""
    from lrviz.log_check import check_log as compare_with
    from lrviz.render.log import said
    from lrviz.runlog import read_log

    screen = Screen()
    logged = read_log(log, step_column, rate_column)
    outcome = _simulate(screen, [config], options)
    curve = outcome.curves[0]
    if group >= len(curve.series):
        raise UsageProblem(f"--group {group}: the config has {len(curve.series)}, from 0 on")
    verdict = compare_with(curve, logged, tolerance, group)
    for line in said(verdict, log, config):
        screen.line(line)
    if verdict.step is not None or not verdict.compared:
        raise typer.Exit(FINDINGS)


@app.command(cls=Command)
def schema(
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="PATH", help="Write it to a file.")] = None,
    check: Annotated[
        str | None, typer.Option("--check", metavar="PATH", help="Exit with 1 if this file is not the schema of today.")
    ] = None,
    force: Force = False,
    plugins: Plugins = None,
) -> None:
    """Print the JSON Schema of configs, from which editors complete and check."""
    from lrviz.limits import LIMITS
    from lrviz.outputs import check_output, write_text
    from lrviz.plugins import load_plugins
    from lrviz.reading import read_bytes
    from lrviz.schema import check_schema, schema_text

    load_plugins(plugins or ())
    if check is not None:
        check_schema(check, read_bytes(check, LIMITS.file_bytes))
    if output is not None:
        check_output(output, (), force)
        write_text(output, schema_text())
    if output is None and check is None:
        Screen().line(schema_text().rstrip("\n"))


def _baseline(choices: Choices, files: Sequence[Source]) -> Baseline | None:
    if not choices.baseline and not choices.write_baseline:
        return None
    from lrviz.baseline import Baseline

    return Baseline(choices.baseline, choices.write_baseline, [source.path for source in files])


def _simulate(screen: Screen, configs: Sequence[str], options: Options, same_run: bool = False) -> Outcome:
    from lrviz.workflow import Refused, simulate_all

    try:
        with screen.progress() as progress_for:
            outcome = simulate_all(configs, options, progress_for, same_run)
    except Refused as refused:
        screen.findings(refused.report)
        raise
    for note in outcome.notes:
        screen.note(note)
    return outcome


def _save(screen: Screen, saver: Saver, outcome: Outcome, *, log_y: bool = False, by_fraction: bool = False) -> None:
    from lrviz.render.view import View

    for note in saver.save(outcome.curves, View(log_y, by_fraction)):
        screen.note(note)


def _fail_for_errors(outcome: Outcome) -> None:
    """End as `validate` does: what was drawn is what torch would do, and nobody must take it for a good run."""
    if outcome.fails:
        raise typer.Exit(FINDINGS)


def _show(screen: Screen, outcome: Outcome, chart: bool | None, ascii_only: bool) -> None:
    from lrviz.render import tables, words

    for curve in outcome.curves:
        screen.line(words.headline(curve))
    if screen.wants_chart(chart):
        screen.chart(outcome.curves, ascii_only)
    screen.show(tables.summary(outcome.curves))
    _findings_below(screen, outcome)


def _findings_below(screen: Screen, outcome: Outcome) -> None:
    for report in outcome.reports:
        screen.findings(report)
