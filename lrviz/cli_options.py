"""The options, declared once for all commands that have them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import wraps
from typing import Annotated, Any

import typer

from lrviz.building import Building, ResumeAt
from lrviz.completing import rules
from lrviz.control import Choices
from lrviz.errors import UsageProblem
from lrviz.fixes_wanted import Fixing
from lrviz.limits import DEEPEST, LIMITS, Limits
from lrviz.options import WORST_METRIC, Options
from lrviz.plugins import load_plugins
from lrviz.render.view import USUAL_DPI, View
from lrviz.selection import Layer
from lrviz.text import printable


class IntervalChoice(StrEnum):
    step = "step"
    epoch = "epoch"


class EngineChoice(StrEnum):
    auto = "auto"
    factory = "factory"
    formula = "formula"


class FailOnChoice(StrEnum):
    error = "error"
    warning = "warning"
    info = "info"
    never = "never"


Steps = Annotated[int | None, typer.Option(help="Optimizer updates of the run.")]
Epochs = Annotated[int | None, typer.Option(help="Epochs of the run.")]
StepsPerEpoch = Annotated[int | None, typer.Option(help="Optimizer updates in an epoch.")]
DatasetSize = Annotated[
    int | None, typer.Option(help="Samples to train on; with --batch-size, the updates in an epoch follow.")
]
BatchSize = Annotated[int | None, typer.Option(help="Samples in a batch of one process.")]
GradAccum = Annotated[int | None, typer.Option(help="Batches in an optimizer update; 1 where nothing says it.")]
WorldSize = Annotated[int | None, typer.Option(help="Processes that train together; 1 where nothing says it.")]
Interval = Annotated[IntervalChoice | None, typer.Option(help="How often the scheduler is stepped.")]
Rate = Annotated[float | None, typer.Option("--lr", help="The base rate; wins over the file.")]
Key = Annotated[str | None, typer.Option(help="Where in the file the scheduler stands, as in train.scheduler.")]
Sets = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Set a value of the file; repeat.")]
AllowEnv = Annotated[
    list[str] | None, typer.Option("--allow-env", metavar="NAME", help="Let configs read this variable; repeat.")
]
Plugins = Annotated[
    list[str] | None,
    typer.Option("--plugin", metavar="MODULE", help="Import a module that registers schedulers; repeat."),
]
Engines = Annotated[
    EngineChoice,
    typer.Option("--engine", help="Step the factory's objects, or evaluate formulas; auto: formulas for long runs."),
]
Metric = Annotated[str, typer.Option(help="What a plateau scheduler is fed: a number, decay:START:END, or a file.")]
MaxBytes = Annotated[int, typer.Option(help="The largest file that is read.", show_default=True)]
MaxDepth = Annotated[int, typer.Option(max=DEEPEST, help="The deepest nesting that is read.")]
MaxNodes = Annotated[int, typer.Option(help="The most nodes of a document.")]
MaxResolutions = Annotated[int, typer.Option(help="The most interpolations that are followed.")]
MaxSteps = Annotated[int, typer.Option(help="The longest run that is simulated.")]
SettingsFile = Annotated[
    str | None,
    typer.Option("--settings", metavar="FILE", help="Where [tool.lrviz] is; by default the nearest pyproject.toml."),
]
NoSettings = Annotated[bool, typer.Option("--no-settings", help="Read no settings.")]

Select = Annotated[
    list[str] | None,
    typer.Option(
        metavar="RULES",
        help="Only these rules: codes, their beginnings, or names, with commas; repeat.",
        autocompletion=rules,
    ),
]
ExtendSelect = Annotated[
    list[str] | None,
    typer.Option(
        metavar="RULES", help="These rules too, also where they are off by default; repeat.", autocompletion=rules
    ),
]
Ignore = Annotated[
    list[str] | None, typer.Option(metavar="RULES", help="Not these rules; repeat.", autocompletion=rules)
]
Exclude = Annotated[
    list[str] | None, typer.Option(metavar="PATTERN", help="Not these files and folders, even if named; repeat.")
]
BaselineFile = Annotated[
    str | None, typer.Option("--baseline", metavar="FILE", help="Count the findings in this file as known.")
]
WriteBaseline = Annotated[
    str | None, typer.Option(metavar="FILE", help="Write all findings to this file, to be known from now on.")
]
FailOn = Annotated[
    FailOnChoice | None,
    typer.Option(help="Exit with 1 for a finding as bad as this, or worse; by default error.", show_default=False),
]


def read_options(
    steps: Steps = None,
    epochs: Epochs = None,
    steps_per_epoch: StepsPerEpoch = None,
    dataset_size: DatasetSize = None,
    batch_size: BatchSize = None,
    grad_accum: GradAccum = None,
    world_size: WorldSize = None,
    interval: Interval = None,
    lr: Rate = None,
    key: Key = None,
    sets: Sets = None,
    allow_env: AllowEnv = None,
    plugins: Plugins = None,
    metric: Metric = WORST_METRIC,
    engine: Engines = EngineChoice.auto,
    max_bytes: MaxBytes = LIMITS.file_bytes,
    max_depth: MaxDepth = LIMITS.depth,
    max_nodes: MaxNodes = LIMITS.nodes,
    max_resolutions: MaxResolutions = LIMITS.resolutions,
    max_steps: MaxSteps = LIMITS.steps,
    settings: SettingsFile = None,
    no_settings: NoSettings = False,
) -> Options:
    """Put together what the simulation options say. Its parameters are the options of every command.

    Raises:
        UsageProblem: If a number is out of its bounds, or a plugin cannot be imported.
    """
    load_plugins(plugins or ())
    options = Options(
        steps=steps,
        epochs=epochs,
        steps_per_epoch=steps_per_epoch,
        interval="step" if interval is IntervalChoice.step else "epoch" if interval else None,
        lr=lr,
        key=key,
        sets=tuple(sets or ()),
        allow_env=tuple(allow_env or ()),
        metric=metric,
        engine=None if engine is EngineChoice.auto else engine.value,  # type: ignore[arg-type]
        limits=Limits(max_bytes, max_depth, max_nodes, max_resolutions, max_steps),
        settings="" if no_settings else settings,
        dataset_size=dataset_size,
        batch_size=batch_size,
        grad_accum=grad_accum,
        world_size=world_size,
    )
    options.check()
    return options


def read_choices(
    select: Select = None,
    extend_select: ExtendSelect = None,
    ignore: Ignore = None,
    exclude: Exclude = None,
    fail_on: FailOn = None,
    baseline: BaselineFile = None,
    write_baseline: WriteBaseline = None,
) -> Choices:
    """Put together what a command that lints is told of findings. Its parameters are the options of such a command."""
    rules = Layer(
        select=None if select is None else _words(select),
        extend_select=_words(extend_select or ()),
        ignore=_words(ignore or ()),
    )
    return Choices(rules, fail_on.value if fail_on else None, tuple(exclude or ()), baseline, write_baseline)


def _words(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.strip() for text in given for word in text.split(",") if word.strip())


def read_fixing(
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is certain, in place.")] = False,
    unsafe_fixes: Annotated[bool, typer.Option("--unsafe-fixes", help="Mend what is likely too, in place.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and write nothing.")] = False,
) -> Fixing:
    """Put together what a command that lints is told of fixes. Its parameters are the options of such a command."""
    return Fixing("diff" if diff else "write" if fix or unsafe_fixes else None, unsafe_fixes)


def read_building(
    build: Annotated[
        bool, typer.Option("--build", help="Also build and run each config with the real factory.")
    ] = False,
    resume_at: Annotated[
        int | None, typer.Option(metavar="N", help="With --build: interrupt each run after N updates, and resume it.")
    ] = None,
    resume_at_epoch: Annotated[
        int | None, typer.Option(metavar="E", help="With --build: interrupt each run after E epochs, and resume it.")
    ] = None,
) -> Building:
    """Put together what a command that lints is told of the factory. Its parameters are the options of such a command.

    Raises:
        UsageProblem: If a number is out of its bounds, or two options are at odds.
    """
    if resume_at is None and resume_at_epoch is None:
        return Building(build)
    if resume_at is not None and resume_at_epoch is not None:
        raise UsageProblem("--resume-at and --resume-at-epoch both say when the run is interrupted", "give one of them")
    at = ResumeAt(resume_at, resume_at_epoch)
    if (at.updates or at.epochs or 0) < 1:
        raise UsageProblem(f"{at.option()}: it must be 1 or more")
    if not build:
        raise UsageProblem(f"{at.option()} needs --build: a run is resumed with the real factory")
    return Building(build, at)


SMALLEST = (3.0, 2.0)
LARGEST_INCHES = 50
DPI = (10, 1200)
MOST_PIXELS = 64_000_000
"""What a picture may be: larger ones take gigabytes of memory, or are more than matplotlib can draw."""


def read_view(
    log_y: Annotated[bool, typer.Option("--log-y", help="A logarithmic axis of rates.")] = False,
    first: Annotated[
        int, typer.Option("--from", metavar="N", help="Draw from this update on.", show_default=False)
    ] = 0,
    last: Annotated[int | None, typer.Option("--to", metavar="N", help="Draw up to this update.")] = None,
    size: Annotated[str | None, typer.Option(metavar="WxH", help="Size of the picture in inches, as in 8x4.5.")] = None,
    dpi: Annotated[int | None, typer.Option(help="Dots per inch of a PNG; by default 150.")] = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Title of the picture; '' for none.")] = None,
    style: Annotated[
        str | None, typer.Option(metavar="NAME", help="light, dark, paper, or a style of matplotlib by its name.")
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="Show the picture in a window.")] = False,
) -> View:
    """Put together what is said of drawings. Its parameters are the options of every command that draws.

    Raises:
        UsageProblem: If a number is out of its bounds, or no style has that name.
    """
    if first < 0:
        raise UsageProblem(f"--from {first}: it must be 0 or more")
    if last is not None and last < first:
        raise UsageProblem(f"--to {last}: it must be {first} or more" + (f", as --from is {first}" if first else ""))
    if dpi is not None and not DPI[0] <= dpi <= DPI[1]:
        raise UsageProblem(f"--dpi {dpi}: it must be {DPI[0]} to {DPI[1]}")
    if style is not None:
        from lrviz.render.styles import check_style

        check_style(style)
    return View(log_y, first, last, None if size is None else _inches(size, dpi), dpi, title, style, show)


def _inches(size: str, dpi: int | None) -> tuple[float, float]:
    """Width and height from `8x4.5`."""
    found = re.fullmatch(r"(\d{1,3}(?:\.\d{1,3})?)[xX](\d{1,3}(?:\.\d{1,3})?)", size, re.ASCII)
    if found is None:
        raise UsageProblem(f"--size {printable(size, 40)}: it is WIDTHxHEIGHT in inches, as in 8x4.5")
    width, height = float(found[1]), float(found[2])
    if not (SMALLEST[0] <= width <= LARGEST_INCHES and SMALLEST[1] <= height <= LARGEST_INCHES):
        least, lowest = SMALLEST
        raise UsageProblem(
            f"--size {size}: a picture must be {least:g} to {LARGEST_INCHES} inches wide and {lowest:g} to "
            f"{LARGEST_INCHES} high"
        )
    pixels = width * height * (dpi or USUAL_DPI) ** 2
    if pixels > MOST_PIXELS:
        raise UsageProblem(
            f"--size {size}: {pixels:,.0f} pixels are more than {MOST_PIXELS:,}", "choose a smaller --size or --dpi"
        )
    return width, height


_READERS: dict[type, Callable[..., Any]] = {
    Options: read_options,
    Choices: read_choices,
    Fixing: read_fixing,
    Building: read_building,
    View: read_view,
}


def takes_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command options in place of its parameters that are annotated with a class of `_READERS`.

    Typer reads the options of a command from its signature, so the parameters of their readers are put into it.
    """
    own = inspect.signature(command, eval_str=True).parameters
    groups = {name: _READERS[item.annotation] for name, item in own.items() if item.annotation in _READERS}
    read_from = {name: inspect.signature(reader, eval_str=True).parameters for name, reader in groups.items()}
    parameters = [parameter for name, parameter in own.items() if name not in groups]
    # what a command has alone comes first in its help, and what all have last
    for name in reversed(groups):
        parameters += read_from[name].values()

    @wraps(command)
    def with_options(**given: Any) -> None:
        read = {
            name: reader(**{parameter: given.pop(parameter) for parameter in read_from[name]})
            for name, reader in groups.items()
        }
        command(**read, **given)

    by_keyword = [parameter.replace(kind=parameter.KEYWORD_ONLY) for parameter in parameters]
    with_options.__signature__ = inspect.Signature(by_keyword)  # type: ignore[attr-defined]
    with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return with_options
