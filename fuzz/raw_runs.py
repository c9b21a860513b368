"""Runs a config with torch and timm themselves, as one calls them without a factory."""

from __future__ import annotations

import cmath
import functools
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import torch

from fuzz.config_inputs import LONGEST, Config
from schedules.catalog import SCHEDULERS
from schedules.upstream import timm_scheduler, upstream_class

METRIC = 1.0
"""What a plateau scheduler is fed: a metric that never gets better."""


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
        return not self.failure and not self.is_complex and not self.is_infinite and not self.is_negative

    @property
    def is_complex(self) -> bool:
        return any(isinstance(rate, complex) for rate in self._flat())

    @property
    def is_infinite(self) -> bool:
        return any(not cmath.isfinite(rate) for rate in self._flat())

    @property
    def is_negative(self) -> bool:
        """Whether a rate is below what rounding leaves."""
        rates = [rate for rate in self._flat() if not isinstance(rate, complex)]
        peak = max((abs(rate) for rate in rates if math.isfinite(rate)), default=0)
        return any(rate < -1e-12 * peak for rate in rates)

    def _flat(self) -> Iterator[Any]:
        return (rate for rates in self.rates for rate in rates)


def run_raw(document: Config, one_call: bool = False) -> RawRun:
    """Build optimizer and scheduler, and train without a model. What is raised on the way is part of the outcome.

    Args:
        document: The config.
        one_call: Whether the loop makes the call of its interval alone, where timm's loop makes both.
    """
    rates: list[list[Any]] = []
    try:
        updates, per_epoch = _length(document)
        optimizer = _optimizer(document["optimizer"])
        scheduler = construct(optimizer, document["scheduler"])
        interval = interval_of(document)
        tick = ticker(scheduler, interval)
        for update in range(1, updates + 1):
            rates.append([group["lr"] for group in optimizer.param_groups])
            if not one_call or interval == "step":
                tick("step", update)
            if update % per_epoch == 0 and (not one_call or interval == "epoch"):
                tick("epoch", update // per_epoch)
    except Exception as error:
        return RawRun(rates, f"{type(error).__name__}: {error}"[:200])
    return RawRun(rates)


def ticker(scheduler: Any, interval: str) -> Any:
    """What a training loop calls when an update or an epoch is over."""

    def tick(of: str, number: int) -> None:
        if hasattr(scheduler, "step_update"):
            # timm's loop makes both calls
            scheduler.step_update(number) if of == "step" else scheduler.step(number, METRIC)
        elif of == interval and isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
            scheduler.step(METRIC)
        elif of == interval:
            scheduler.step()

    return tick


def construct(optimizer: Any, config: Any) -> Any:
    """The class that a config names, called with the rest of it."""
    arguments = {key: value for key, value in config.items() if key != "name"}
    if "schedulers" in arguments:
        arguments["schedulers"] = [construct(optimizer, child) for child in arguments["schedulers"]]
    return class_of(config["name"])(optimizer=optimizer, **arguments)


@functools.cache
def class_of(name: str) -> Any:
    """The class behind a name."""
    if name in SCHEDULERS.names() and not SCHEDULERS.load(name).upstream:
        return upstream_class(SCHEDULERS.load(name))
    home = timm_scheduler() if name.startswith("timm_") else torch.optim.lr_scheduler
    return getattr(home, name.removeprefix("timm_"))


def interval_of(document: Config) -> str:
    """How often a loop steps the scheduler: as the config says, else as its kind is mostly used."""
    default = SCHEDULERS.load(document["scheduler"]["name"]).default_interval
    return str(document.get("interval", default))


def _length(document: Config) -> tuple[int, int]:
    per_epoch, steps = document.get("steps_per_epoch", 1), document.get("steps")
    if "epochs" in document:
        return document["epochs"] * per_epoch, per_epoch
    # where no number is given, there still is something to look at
    return steps if isinstance(steps, int) and steps > 0 else LONGEST, per_epoch


def _optimizer(config: Config) -> torch.optim.Optimizer:
    rest = [{"params": [torch.nn.Parameter(torch.zeros(1, 1))]}]
    groups = [
        {"params": [torch.nn.Parameter(torch.zeros(1, 1))], **{key: group[key] for key in group if key != "params"}}
        for group in config.get("groups", [])
    ]
    options = {key: value for key, value in config.items() if key not in ("name", "groups")}
    optimizer: torch.optim.Optimizer = getattr(torch.optim, config["name"])([*rest, *groups], **options)
    return optimizer
