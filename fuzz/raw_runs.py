"""Runs a config with torch and timm themselves, as one calls them without a factory."""

from __future__ import annotations

import cmath
import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import torch

from fuzz.config_inputs import Config
from schedules.catalog import SCHEDULERS
from schedules.optimizers import OPTIMIZERS
from schedules.upstream import timm_scheduler, upstream_class

NO_LENGTH = 3000
"""Updates of a run of which nothing says how long it is: there still is something to look at."""


NOT_SAID = -1
"""What other programs write as the number of steps, for a run that is as long as its epochs."""


LARGEST = sys.float_info.max


def stuck(number: int) -> float:  # noqa: ARG001
    """What a plateau scheduler is fed: a metric that never gets better."""
    return 1.0


class RawRun(NamedTuple):
    """How a run went.

    Attributes:
        rates: The rates of each update, one for each group, as far as it came.
        failure: What stopped it, or an empty string.
    """

    rates: list[list[Any]]
    failure: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether it came to its end, with rates that are real, finite and not negative."""
        if self.failure:
            return False
        # most are, and are seen to be at once
        is_plain = all(type(rate) in (float, int) and 0 <= rate <= LARGEST for rate in self._flat())
        return is_plain or not (self.is_complex or self.is_infinite or self.is_negative)

    @property
    def outcome(self) -> str:
        """How it went, in words that are counted."""
        return "torch fails" if self.failure else "rates are sound" if self.is_sound else "rates are not sound"

    @property
    def is_complex(self) -> bool:
        return any(isinstance(rate, complex) for rate in self._flat())

    @property
    def is_infinite(self) -> bool:
        return not all(map(_is_finite, self._flat()))

    @property
    def is_negative(self) -> bool:
        """Whether a rate is below what rounding leaves, measured by the peak of its group."""
        for column in zip(*self.rates, strict=True):
            rates = [rate for rate in column if not isinstance(rate, complex)]
            peak = max((abs(rate) for rate in rates if _is_finite(rate)), default=0)
            if any(rate < -1e-12 * peak for rate in rates):
                return True
        return False

    def _flat(self) -> Iterator[Any]:
        return (rate for rates in self.rates for rate in rates)


def _is_finite(rate: Any) -> bool:
    """Whether it is a number, and no list that torch has multiplied, or whole number that is more than any float."""
    if isinstance(rate, complex):
        return cmath.isfinite(rate)
    return isinstance(rate, float | int) and abs(rate) <= LARGEST


def run_raw(document: Config, one_call: bool = False, metric: Metric = stuck) -> RawRun:
    """Build optimizer and scheduler, and train without a model. What is raised on the way is part of the outcome.

    Args:
        document: The config.
        one_call: Whether the loop makes the call of its interval alone, where timm's loop makes both.
        metric: What a plateau scheduler is fed at each of its steps, from 1 on.
    """
    rates: list[list[Any]] = []
    try:
        config, surroundings = parted(document)
        updates, per_epoch = _length(surroundings)
        optimizer = new_optimizer(document["optimizer"])
        scheduler = construct(optimizer, config)
        after_update, after_epoch = ticks(scheduler, interval_of(document), one_call, metric)
        groups = optimizer.param_groups
        for update in range(1, updates + 1):
            rates.append([group["lr"] for group in groups])
            if after_update is not None:
                after_update(update)
            if after_epoch is not None and update % per_epoch == 0:
                after_epoch(update // per_epoch)
    except Exception as error:
        return RawRun(rates, f"{type(error).__name__}: {error}"[:200])
    return RawRun(rates)


BESIDE = ("lr", "steps", "epochs", "steps_per_epoch", "interval", "monitor", "frequency")
"""What may stand beside the parameters of a scheduler, and is about the run."""


def parted(document: Config) -> tuple[Config, Config]:
    """The parameters of the scheduler, and what is said of the run, nearest first."""
    config = document["scheduler"]
    own = _parameters(config["name"])
    beside = {key: value for key, value in config.items() if key in BESIDE and key not in own}
    parameters = {key: value for key, value in config.items() if key not in beside}
    return parameters, {**document, **{key: value for key, value in beside.items() if value is not None}}


@functools.cache
def _parameters(name: str) -> frozenset[str]:
    return frozenset(inspect.signature(class_of(name)).parameters)


Metric = Callable[[int], float]


Tick = Callable[[int], object]


def ticks(
    scheduler: Any, interval: str, one_call: bool = False, metric: Metric = stuck
) -> tuple[Tick | None, Tick | None]:
    """What a training loop calls when an update is over, and what when an epoch is, with their numbers from 1 on."""
    both: tuple[Tick, Tick]
    if hasattr(scheduler, "step_update"):
        # timm's loop makes both calls
        both = (scheduler.step_update, lambda epoch: scheduler.step(epoch, metric(epoch)))
    elif isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
        both, one_call = (lambda number: scheduler.step(metric(number)),) * 2, True
    else:
        both, one_call = (lambda _: scheduler.step(),) * 2, True
    if not one_call:
        return both
    return (both[0], None) if interval == "step" else (None, both[1])


def construct(optimizer: Any, config: Any) -> Any:
    """The class that a config names, called with the rest of it."""
    arguments = {key: value for key, value in config.items() if key != "name"}
    if "schedulers" in arguments:
        arguments["schedulers"] = [construct(optimizer, child) for child in arguments["schedulers"]]
    return class_of(config["name"])(optimizer=optimizer, **arguments)


@functools.cache
def class_of(name: str) -> Any:
    """The class behind a name, of a scheduler or an optimizer."""
    if name in OPTIMIZERS.names():
        return getattr(torch.optim, name)
    if name in SCHEDULERS.names() and not SCHEDULERS.load(name).upstream:
        return upstream_class(SCHEDULERS.load(name))
    home = timm_scheduler() if name.startswith("timm_") else torch.optim.lr_scheduler
    return getattr(home, name.removeprefix("timm_"))


def interval_of(document: Config) -> str:
    """How often a loop steps the scheduler: as the config says, else as its kind is mostly used."""
    config = document["scheduler"]
    default = SCHEDULERS.load(config["name"]).default_interval
    return str(config.get("interval") or document.get("interval") or default)


def length_of(document: Config) -> tuple[int, int]:
    """The updates of the run, and those of an epoch."""
    return _length(parted(document)[1])


def has_length(document: Config) -> bool:
    """Whether a number says how long the run is."""
    said = parted(document)[1]
    said = {"steps_per_epoch": 1, **said}
    lengths = [said["steps"]] if "steps" in said else [said.get("epochs"), said["steps_per_epoch"]]
    return all(type(length) is int and length > 0 for length in lengths)


def _as_count(value: Any) -> Any:
    """A whole number that is written as `3.0` as what it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _length(said: Config) -> tuple[int, int]:
    said = {key: _as_count(value) for key, value in said.items()}
    per_epoch, steps = said.get("steps_per_epoch", 1), said.get("steps")
    if steps == NOT_SAID and "epochs" in said:
        steps = None
    updates = said["epochs"] * per_epoch if steps is None and "epochs" in said else steps
    return updates if type(updates) is int and updates > 0 else NO_LENGTH, per_epoch


def new_optimizer(config: Config) -> torch.optim.Optimizer:
    """The optimizer that a config describes, with a parameter of 1 x 1 in each group."""
    options = {key: value for key, value in config.items() if key not in ("name", "groups")}
    rate = options.get("lr", inspect.signature(class_of(config["name"])).parameters["lr"].default)
    groups = [_group(group, rate) for group in config.get("groups", [])]
    optimizer: torch.optim.Optimizer = class_of(config["name"])([_group({}, None), *groups], **options)
    return optimizer


def _group(config: Config, rate: Any) -> dict[str, Any]:
    own = {key: value for key, value in config.items() if key not in ("params", "lr_factor")}
    if "lr_factor" in config:
        own["lr"] = rate * config["lr_factor"]
    return {"params": [torch.nn.Parameter(torch.zeros(1, 1))], **own}
