"""What the commands do, as functions: for notebooks, for tests, and for training code."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from lrviz import checking, workflow
from lrviz.arguments import Path, check_numbers, check_texts, check_tolerance, check_whole, check_word, path_of, words
from lrviz.building import Building
from lrviz.control import Choices, Controls
from lrviz.errors import UsageProblem
from lrviz.paths import sources
from lrviz.plan import Plan
from lrviz.run_options import RunOptions, check_names, options_of
from lrviz.selection import Layer
from lrviz.variants import check_number

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from lrviz.curve import Curve
    from lrviz.difference import Align
    from lrviz.finding import Finding
    from lrviz.logs.verdict import Verdict
    from lrviz.picture import Comparison, Picture
    from lrviz.resume import Resumed
    from lrviz.variants import Config


def load(config: Path | Mapping[str, Any] | DictConfig, **options: Unpack[RunOptions]) -> Plan:
    """Read a config and work out the run that it describes. torch is not needed for this.

    Args:
        config: The path of a config, or the config itself.
        options: What the config leaves open.

    Returns:
        The plan: the scheduler and the optimizer with all that they are given, the rates of the groups, and the length
        of the run in updates.

    Raises:
        Refused: If the config has no schedule, has several, has problems, or leaves open what must be known.
        UnreadablePath: If the file cannot be read.
        UsageProblem: If an option makes no sense, or settings are wrong.
        ConfigError: If an interpolation of a `DictConfig` cannot be resolved.
    """
    return workflow.plan_all([_config(config)], options_of(options))[0]


def simulate(config: Path | Mapping[str, Any] | DictConfig | Plan, **options: Unpack[RunOptions]) -> Curve:
    """Run the schedule of a config, as the training code would, and record the rates.

    Args:
        config: The path of a config, or the config itself, or what `load` made of one.
        options: What the config leaves open. A plan leaves nothing open but `metric`, `engine` and `max_steps`.

    Returns:
        The curve: for each parameter group the rate at the moment of each update. A notebook shows it as a picture.

    Raises:
        Refused: If nothing can be drawn from the config; the error has what was found in it.
        NotPlottable: If the run fails at some step, or a rate is no real number.
        MissingExtra: If torch or timm is needed and not installed.
        LrvizError: As `load`, and if the run is longer than 10 million updates.
    """
    if isinstance(config, Plan):
        check_names(options)
        if settled := sorted(options.keys() - {"metric", "engine", "max_steps"}):
            raise UsageProblem(f"{settled[0]}: a plan has it already", "say it to `load`")
        return workflow.simulate_plan(config, options_of(options))
    return _curves([config], options)[0]


def plot(
    *configs: Path | Mapping[str, Any] | DictConfig,
    output: Path | Sequence[Path] = (),
    force: bool = False,
    log_y: bool = False,
    title: str | None = None,
    style: str | None = None,
    **options: Unpack[RunOptions],
) -> Picture:
    """Draw the schedules of one or several configs over each other.

    Args:
        configs: The paths of configs, or configs themselves.
        output: Where to save it; the suffix decides what is written, as with `lrviz plot --output`. Default: nowhere.
        force: Whether to overwrite files that lrviz did not make.
        log_y: Whether the axis of the rates is logarithmic.
        title: What stands above it; an empty text for nothing. Default: the config and its schedule.
        style: `"light"`, `"dark"`, `"paper"`, or a style of matplotlib by its name. Default: `"light"`.
        options: What the configs leave open.

    Returns:
        The picture. A notebook shows it; `figure()` is the figure of matplotlib.

    Raises:
        UnwritableOutput: If an output may not be written.
        MissingExtra: If an output needs a library that is not installed.
        UsageProblem: If no style has that name, or an argument is of another kind.
        LrvizError: As `simulate`.
    """
    if not configs:
        raise UsageProblem("there is no config to draw")
    check_texts({"title": title, "style": style})
    outputs = _paths(output)
    curves = _curves(configs, options)
    from lrviz.picture import Picture
    from lrviz.render.styles import check_style
    from lrviz.render.view import View

    if style is not None:
        check_style(style)
    picture = Picture(curves, View(log_y, title=title, style=style))
    picture.save(*outputs, force=force)
    return picture


def compare(
    baseline: Path | Mapping[str, Any] | DictConfig,
    *others: Path | Mapping[str, Any] | DictConfig,
    align: Align = "step",
    tolerance: float | None = None,
    **options: Unpack[RunOptions],
) -> Comparison:
    """Hold the schedules of configs against the first of them.

    Args:
        baseline: The path of a config, or the config itself.
        others: Those that are held against it, up to eleven. One that says no length is run as long as the others.
        align: Which updates are held against each other: those of the same number, `"step"`, or those at the same
            part of each run, `"fraction"`.
        tolerance: Up to which part of the first one's peak a gap counts as none. Default: none, but for the rounding of
            formulas, 1e-9.
        options: What the configs leave open.

    Returns:
        The comparison: whether they differ, in what, and all curves. A notebook shows them over each other.

    Raises:
        UsageProblem: If there are too few configs or too many, `align` is no such word, or `tolerance` is below 0.
        LrvizError: As `simulate`.
    """
    if not others:
        raise UsageProblem("there is no config to compare the first one with")
    check_number(1 + len(others))
    check_word("align", align, ("step", "fraction"))
    if tolerance is not None:
        check_tolerance(tolerance)
    curves = _curves([baseline, *others], options, same_run=True)
    from lrviz.picture import Comparison
    from lrviz.render.view import View, differing_lengths

    by_fraction = align == "fraction" or bool(differing_lengths(curves))
    return Comparison(curves, View(by_fraction=by_fraction, compared=True, align=align, tolerance=tolerance))


def validate(
    *configs: Path | Mapping[str, Any] | DictConfig,
    select: str | Sequence[str] | None = None,
    extend_select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
    exclude: str | Sequence[str] = (),
    if_any: bool = False,
    build: bool = False,
    **options: Unpack[RunOptions],
) -> list[Finding]:
    """Lint configs. torch is not needed for this, unless they are to be built.

    Args:
        configs: Files, folders, which are searched for YAML files with a schedule, patterns, and configs themselves.
        select: Only these rules: codes, beginnings of codes, or names. Default: those that are on.
        extend_select: These rules too.
        ignore: Not these rules.
        exclude: Patterns of files and folders to leave out.
        if_any: Whether a file that was named may hold no schedule.
        build: Whether to build and run each config with the real factory too.
        options: What the configs leave open.

    Returns:
        What was found, file by file, in the order of the text. Each has a `severity`: `"error"`, `"warning"`, `"info"`.

    Raises:
        UnreadablePath: If a file cannot be read.
        UsageProblem: If no config is named, a word means no rule, an option makes no sense, or settings are wrong.
        MissingExtra: If a config is to be built and a library is missing.
        ConfigError: If an interpolation of a `DictConfig` cannot be resolved.
    """
    named = [_config(config) for config in configs]
    if not configs:
        raise UsageProblem("there is no config to check")
    rules = Layer(
        None if select is None else words(select, "select"),
        words(extend_select, "extend_select"),
        words(ignore, "ignore"),
    )
    controls = Controls(options_of(options), Choices(rules, exclude=words(exclude, "exclude")))
    files = sources([config for config in named if isinstance(config, str)])
    given = [config for config in named if not isinstance(config, str)]
    checked = checking.validate(files, controls, if_any, Building(build), given=given)
    if checked.unreadable:
        raise checked.unreadable[0]
    return checked.findings()


def check_log(
    config: Path | Mapping[str, Any] | DictConfig,
    log: Path,
    *,
    step_column: str | None = None,
    rate_column: str | None = None,
    group: int | None = None,
    tolerance: float = 1e-5,
    **options: Unpack[RunOptions],
) -> Verdict:
    """Hold the rates that a run has logged against what its config promises.

    Args:
        config: The path of a config, or the config itself.
        log: A CSV file with a step and a rate, JSON with an object a line, or `trainer_state.json` of Hugging Face's
            trainer.
        step_column: What the column of the steps is called. Default: the usual names.
        rate_column: What the column of the rates is called. Default: the usual names.
        group: Which parameter group is compared, counted from 0. Default: all that have a column of their own; the
            first, where no column says its group.
        tolerance: How far a rate may be off, as a part of the peak.
        options: What the config leaves open.

    Returns:
        Whether they agree, and if not, from which step on and, where it can be told, why.

    Raises:
        UnreadableLog: If the log holds no rates.
        LrvizError: As `simulate`, and if there is no such column or group.
    """
    from lrviz.logs.runlog import read_log

    check_numbers({"group": group}, {})
    check_tolerance(tolerance)
    check_texts({"step_column": step_column, "rate_column": rate_column})
    logged = read_log(path_of(log, "log"), step_column, rate_column)
    curve = simulate(config, **options)
    from lrviz.logs.check import check_log as compare_with

    return compare_with(curve, logged, tolerance, group, "metric" in options)


def check_resume(config: Path | Mapping[str, Any] | DictConfig, at: int, **options: Unpack[RunOptions]) -> Resumed:
    """Interrupt a run, resume it from what was saved, and compare it with the run that was never interrupted.

    Args:
        config: The path of a config, or the config itself.
        at: The updates that are done when the run is interrupted: from 1 to one less than the run has.
        options: What the config leaves open.

    Returns:
        Where the run that goes on parts from the other one, if it does.

    Raises:
        UsageProblem: If `at` is no whole number, or the run does not last that long.
        LrvizError: As `simulate`.
    """
    check_whole(at=at)
    return workflow.resume_one(_config(config), at, options_of(options))


def _curves(
    configs: Sequence[Path | Mapping[str, Any] | DictConfig], options: RunOptions, same_run: bool = False
) -> tuple[Curve, ...]:
    named = [_config(config) for config in configs]
    return tuple(workflow.simulate_all(named, options_of(options), same_run=same_run).curves)


def _config(config: Path | Mapping[str, Any] | DictConfig) -> Config:
    if isinstance(config, str | os.PathLike):
        return os.fspath(config)
    if not isinstance(config, Mapping):
        raise UsageProblem(f"an object of type {type(config).__name__} is no config", "give a path, or a mapping")
    return config


def _paths(output: Path | Sequence[Path]) -> Sequence[Path]:
    several = [output] if isinstance(output, str | os.PathLike) or not isinstance(output, Sequence) else output
    return [path_of(path, "output") for path in several]
