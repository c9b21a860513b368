"""What the command line says about the run, for every command alike."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from lrviz.errors import UsageProblem
from lrviz.limits import DEEPEST, LIMITS, Limits

Interval = Literal["step", "epoch"]
Engine = Literal["factory", "formula"]

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
    engine: Engine | None = None
    limits: Limits = LIMITS
    settings: str | None = None
    defaults: Defaults = Defaults()
    dataset_size: int | None = None
    batch_size: int | None = None
    grad_accum: int | None = None
    world_size: int | None = None

    def files(self) -> tuple[str | None, ...]:
        """What is read beside the configs, if it is a file."""
        return self.metric, self.settings

    def check(self) -> None:
        """Refuse what makes no sense, whoever gave it.

        Raises:
            UsageProblem: If a number is out of its bounds, or a word is none that an option takes.
        """
        counts = {
            "steps": self.steps,
            "epochs": self.epochs,
            "steps-per-epoch": self.steps_per_epoch,
            "dataset-size": self.dataset_size,
            "batch-size": self.batch_size,
            "grad-accum": self.grad_accum,
            "world-size": self.world_size,
            "max-bytes": self.limits.file_bytes,
            "max-depth": self.limits.depth,
            "max-nodes": self.limits.nodes,
            "max-resolutions": self.limits.resolutions,
            "max-steps": self.limits.steps,
        }
        for name, count in counts.items():
            if count is not None and count < 1:
                raise UsageProblem(f"--{name} {count}: it must be 1 or more")
        if self.limits.depth > DEEPEST:
            raise UsageProblem(f"--max-depth {self.limits.depth}: it can be {DEEPEST} at the most")
        if self.lr is not None and not 0 <= self.lr < float("inf"):
            raise UsageProblem(f"--lr {self.lr} is not a rate: it must be 0 or more, and finite")
        for name, word, words in (
            ("interval", self.interval, get_args(Interval)),
            ("engine", self.engine, get_args(Engine)),
        ):
            if word is not None and word not in words:
                raise UsageProblem(f"--{name} {word}: it is {' or '.join(words)}")
