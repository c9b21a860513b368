"""The simulation options, declared once for all commands."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Annotated, Any

import typer

from lrviz.errors import UsageProblem
from lrviz.limits import LIMITS, Limits
from lrviz.options import Options
from lrviz.plugins import load_plugins

DEEPEST = 200
"""The deepest nesting that can be read without running out of stack."""


class IntervalChoice(StrEnum):
    step = "step"
    epoch = "epoch"


class EngineChoice(StrEnum):
    auto = "auto"
    factory = "factory"
    formula = "formula"


Steps = Annotated[int | None, typer.Option(help="Optimizer updates of the run.")]
Epochs = Annotated[int | None, typer.Option(help="Epochs of the run.")]
StepsPerEpoch = Annotated[int | None, typer.Option(help="Optimizer updates in an epoch.")]
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
    typer.Option(
        "--engine", help="Step the factory's objects, or evaluate formulas; auto: formulas for long runs."
    ),
]
Metric = Annotated[str, typer.Option(help="What a plateau scheduler is fed: a number, decay:START:END, or a file.")]
MaxBytes = Annotated[int, typer.Option(help="The largest file that is read.", show_default=True)]
MaxDepth = Annotated[int, typer.Option(max=200, help="The deepest nesting that is read.")]
MaxNodes = Annotated[int, typer.Option(help="The most nodes of a document.")]
MaxResolutions = Annotated[int, typer.Option(help="The most interpolations that are followed.")]
MaxSteps = Annotated[int, typer.Option(help="The longest run that is simulated.")]


def read_options(
    steps: Steps = None,
    epochs: Epochs = None,
    steps_per_epoch: StepsPerEpoch = None,
    interval: Interval = None,
    lr: Rate = None,
    key: Key = None,
    sets: Sets = None,
    allow_env: AllowEnv = None,
    plugins: Plugins = None,
    metric: Metric = "1.0",
    engine: Engines = EngineChoice.auto,
    max_bytes: MaxBytes = LIMITS.file_bytes,
    max_depth: MaxDepth = LIMITS.depth,
    max_nodes: MaxNodes = LIMITS.nodes,
    max_resolutions: MaxResolutions = LIMITS.resolutions,
    max_steps: MaxSteps = LIMITS.steps,
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
    )
    _check(options)
    return options


def _check(options: Options) -> None:
    counts = {
        "steps": options.steps,
        "epochs": options.epochs,
        "steps-per-epoch": options.steps_per_epoch,
        "max-bytes": options.limits.file_bytes,
        "max-depth": options.limits.depth,
        "max-nodes": options.limits.nodes,
        "max-resolutions": options.limits.resolutions,
        "max-steps": options.limits.steps,
    }
    for name, count in counts.items():
        if count is not None and count < 1:
            raise UsageProblem(f"--{name} {count}: it must be 1 or more")
    if options.limits.depth > DEEPEST:
        raise UsageProblem(f"--max-depth {options.limits.depth}: it can be {DEEPEST} at the most")
    if options.lr is not None and not 0 <= options.lr < float("inf"):
        raise UsageProblem(f"--lr {options.lr} is not a rate: it must be 0 or more, and finite")


def takes_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the simulation options in place of its parameter `options`.

    Typer reads the options of a command from its signature, so the parameters of `read_options` are put into it.
    """
    shared = inspect.signature(read_options, eval_str=True).parameters
    own = inspect.signature(command, eval_str=True).parameters
    parameters = [parameter for name, parameter in own.items() if name != "options"]
    parameters += shared.values()

    @wraps(command)
    def with_options(**given: Any) -> None:
        options = read_options(**{name: given.pop(name) for name in shared})
        command(options=options, **given)

    by_keyword = [parameter.replace(kind=parameter.KEYWORD_ONLY) for parameter in parameters]
    with_options.__signature__ = inspect.Signature(by_keyword)  # type: ignore[attr-defined]
    with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return with_options
