"""What a program says of a run, by keywords, as the command line does by options."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any, TypedDict

from lrviz.arguments import Path, check_numbers, check_texts, path_of, shown, words
from lrviz.errors import UsageProblem
from lrviz.limits import LIMITS
from lrviz.options import Engine, Interval, Options
from schedules.suggest import nearest

COUNTS = ("steps", "epochs", "steps_per_epoch", "dataset_size", "batch_size", "grad_accum", "world_size", "max_steps")


class UnknownOption(UsageProblem, TypeError):
    """An option that is not there, which Python calls a `TypeError`."""


class RunOptions(TypedDict, total=False):
    """What a config is read with, and what it leaves open of the run: the options of the commands, by their names.

    Attributes:
        steps: Optimizer updates of the run, where the config does not say it, or another number is wanted.
        epochs: Epochs of the run.
        steps_per_epoch: Optimizer updates in an epoch. Default: 1, so that an epoch is a step.
        interval: How often the scheduler is stepped, `"step"` or `"epoch"`. Default: what the config says, else what
            fits the scheduler.
        lr: The base rate; wins over the config.
        key: Where in the config the scheduler stands, as in `"train.scheduler"`. Default: it is searched.
        overrides: Values of the config to change, by their dotted paths, as `--set` does on the command line.
        allow_env: The environment variables that a config may read. Default: none.
        metric: What a plateau scheduler is fed: a number, `"decay:START:END"`, or the path of a file with a number a
            line. Default: 1.0 for ever, the worst case.
        engine: `"factory"` steps the real objects, `"formula"` evaluates formulas. Default: formulas where torch is not
            installed, and for more than 200,000 updates.
        settings: The file with `[tool.lrviz]`; an empty text for none. Default: the nearest pyproject.toml above each
            file. A config that is handed over as a mapping has none.
        dataset_size: Samples in an epoch, which say how many updates it has, with the three below.
        batch_size: Samples in a batch of one process.
        grad_accum: Batches that make an update. Default: 1.
        world_size: Processes that share the samples. Default: 1.
        max_steps: The longest run that is simulated, in updates. Default: 10 million.
    """

    steps: int | None
    epochs: int | None
    steps_per_epoch: int | None
    interval: Interval | None
    lr: float | None
    key: str | None
    overrides: Mapping[str, Any]
    allow_env: str | Sequence[str]
    metric: float | str
    engine: Engine | None
    settings: Path | None
    dataset_size: int | None
    batch_size: int | None
    grad_accum: int | None
    world_size: int | None
    max_steps: int | None


def options_of(said: RunOptions) -> Options:
    """The options of the commands, from what a program says.

    Raises:
        UnknownOption: If there is no such option.
        UsageProblem: If one of them makes no sense.
    """
    given: dict[str, Any] = {**said}
    check_names(given)
    check_numbers({name: given.get(name) for name in COUNTS}, {"lr": given.get("lr")})
    check_texts({"key": given.get("key")})
    given["sets"] = _sets(given.pop("overrides", None) or {})
    given["allow_env"] = words(given.get("allow_env", ()), "allow_env")
    longest = given.pop("max_steps", None)
    given["limits"] = LIMITS if longest is None else LIMITS._replace(steps=longest)
    if "metric" in given:
        given["metric"] = _metric(given["metric"])
    if given.get("settings") is not None:
        given["settings"] = path_of(given["settings"], "settings")
    options = Options(**given)
    options.check()
    return options


def check_names(said: Mapping[str, Any]) -> None:
    """Refuse an option that is not there, and name the one that was meant.

    Raises:
        UnknownOption: If there is one.
    """
    if unknown := sorted(said.keys() - RunOptions.__annotations__.keys()):
        meant = "overrides" if unknown[0] == "set" else nearest(unknown[0], RunOptions.__annotations__)
        raise UnknownOption(f"there is no option {unknown[0]!r}" + (f"; did you mean {meant!r}?" if meant else ""))


def _metric(metric: object) -> str:
    if isinstance(metric, bool) or not isinstance(metric, Real | str | os.PathLike):
        raise UsageProblem(f"metric={shown(metric)}: it must be a number, 'decay:START:END', or the path of a file")
    return os.fspath(metric) if isinstance(metric, os.PathLike) else str(metric)


def _sets(overrides: Mapping[str, Any]) -> tuple[str, ...]:
    if not isinstance(overrides, Mapping):
        raise UsageProblem(f"overrides={shown(overrides)}: it must be a mapping of keys to values")
    return tuple(f"{key}={_written(str(key), value)}" for key, value in overrides.items())


def _written(key: str, value: object) -> str:
    """A value as a file would have it."""
    try:
        return _yaml(value)
    # some hold themselves, and some integers have more digits than Python writes
    except (TypeError, ValueError, RecursionError):
        wanted = "it must be text, a number, true or false, None, or a list or mapping of these"
        raise UsageProblem(f"overrides: {key}={shown(value)}: {wanted}") from None


def _yaml(value: object) -> str:
    """JSON, which is YAML, but for the floats that JSON lacks. Numbers of numpy are numbers, its arrays lists."""
    if isinstance(value, str | bool | None):
        return json.dumps(value)
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        number = float(value)
        return json.dumps(number) if math.isfinite(number) else re.sub("inf|nan", r".\g<0>", repr(number))
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_yaml(str(key))}: {_yaml(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_yaml, value))}]"
    if hasattr(value, "tolist"):
        return _yaml(value.tolist())
    raise TypeError
