"""What a program says of a run, by keywords, as the command line does by options."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any, TypedDict

from lrviz.errors import UsageProblem
from lrviz.limits import LIMITS
from lrviz.options import Engine, Interval, Options
from schedules.suggest import nearest

Path = str | os.PathLike[str]

COUNTS = ("steps", "epochs", "steps_per_epoch", "dataset_size", "batch_size", "grad_accum", "world_size", "max_steps")


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
        UsageProblem: If one of them makes no sense.
        TypeError: If there is no such option.
    """
    given: dict[str, Any] = {**said}
    if unknown := sorted(given.keys() - RunOptions.__annotations__.keys()):
        meant = "overrides" if unknown[0] == "set" else nearest(unknown[0], RunOptions.__annotations__)
        raise TypeError(f"there is no option {unknown[0]!r}" + (f"; did you mean {meant!r}?" if meant else ""))
    check_numbers({name: given.get(name) for name in COUNTS}, {"lr": given.get("lr")})
    given["sets"] = _sets(given.pop("overrides", None) or {})
    given["allow_env"] = words(given.get("allow_env", ()))
    longest = given.pop("max_steps", None)
    given["limits"] = LIMITS if longest is None else LIMITS._replace(steps=longest)
    if "metric" in given:
        given["metric"] = str(given["metric"])
    if given.get("settings") is not None:
        given["settings"] = os.fspath(given["settings"])
    options = Options(**given)
    options.check()
    return options


def words(said: str | Sequence[str]) -> tuple[str, ...]:
    """A word, or several. A text is one word, and not as many as it has letters."""
    return (said,) if isinstance(said, str) else tuple(said)


def check_numbers(whole: Mapping[str, object], real: Mapping[str, object]) -> None:
    """Refuse what is given for a number and is none. None is what is not given.

    Raises:
        UsageProblem: If one is no number, or a number with a fraction where a whole one is wanted.
    """
    for kind, wanted, numbers in ((Integral, "a whole number", whole), (Real, "a number", real)):
        for name, number in numbers.items():
            if number is not None and not isinstance(number, kind):
                raise UsageProblem(f"{name}={number!r}: it must be {wanted}")


def _sets(overrides: Mapping[str, Any]) -> tuple[str, ...]:
    if not isinstance(overrides, Mapping):
        raise UsageProblem(f"overrides={overrides!r}: it must be a mapping of keys to values")
    # JSON is YAML, which a value that is set is read as
    return tuple(f"{key}={json.dumps(value)}" for key, value in overrides.items())
