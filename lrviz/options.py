"""What the command line says about the run, for every command alike."""

from __future__ import annotations

from typing import Literal, NamedTuple

from lrviz.limits import LIMITS, Limits

Interval = Literal["step", "epoch"]

WORST_METRIC = "1.0"
"""What a plateau scheduler is fed where nothing says it: a constant, the worst case."""


class Defaults(NamedTuple):
    """What settings say of a run, for what neither an option nor the config says.

    Attributes:
        steps: Optimizer updates of the run.
        epochs: Epochs of the run.
        steps_per_epoch: Optimizer updates in an epoch.
        interval: How often the scheduler is stepped.
        lr: The base rate.
        key: The path of the scheduler in the file.
    """

    steps: int | None = None
    epochs: int | None = None
    steps_per_epoch: int | None = None
    interval: Interval | None = None
    lr: float | None = None
    key: str | None = None

    def over(self, weaker: Defaults) -> Defaults:
        """These, and where they are silent the weaker ones. `steps` and `epochs` both say how long the run is."""
        said = {name: value for name, value in self._asdict().items() if value is not None}
        if self.steps or self.epochs:
            weaker = weaker._replace(steps=None, epochs=None)
        return weaker._replace(**said)


class Options(NamedTuple):
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
        engine: How curves are computed; None leaves the choice to what is installed and to the length of the run.
        limits: The bounds of what is read and simulated.
        settings: The file with the settings; an empty string for none. None: the nearest of each config.
        defaults: What the settings say of the run.
        dataset_size: Samples in the training set.
        batch_size: Samples in a batch of one process.
        grad_accum: Batches of one process in an optimizer update.
        world_size: Processes that train together.
    """

    steps: int | None = None
    epochs: int | None = None
    steps_per_epoch: int | None = None
    interval: Interval | None = None
    lr: float | None = None
    key: str | None = None
    sets: tuple[str, ...] = ()
    allow_env: tuple[str, ...] = ()
    metric: str = WORST_METRIC
    engine: Literal["factory", "formula"] | None = None
    limits: Limits = LIMITS
    settings: str | None = None
    defaults: Defaults = Defaults()
    dataset_size: int | None = None
    batch_size: int | None = None
    grad_accum: int | None = None
    world_size: int | None = None
