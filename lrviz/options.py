"""What the command line says about the run, for every command alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lrviz.limits import LIMITS, Limits

Interval = Literal["step", "epoch"]


@dataclass(frozen=True)
class Options:
    """The simulation options. None means that the option was not given.

    Attributes:
        steps: Optimizer updates of the run.
        epochs: Epochs of the run.
        steps_per_epoch: Optimizer updates in an epoch.
        interval: How often the scheduler is stepped.
        lr: The base rate.
        key: The path of the scheduler in the file.
        sets: Overrides, each `path=value`.
        allow_env: The environment variables that a config may read.
        metric: What a plateau scheduler is fed.
        limits: The bounds of what is read and simulated.
    """

    steps: int | None = None
    epochs: int | None = None
    steps_per_epoch: int | None = None
    interval: Interval | None = None
    lr: float | None = None
    key: str | None = None
    sets: tuple[str, ...] = ()
    allow_env: tuple[str, ...] = ()
    metric: str = "1.0"
    limits: Limits = LIMITS
