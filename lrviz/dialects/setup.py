"""What a dialect finds in a document, and what it makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Union

from schedules.problems import Path, Problem

if TYPE_CHECKING:
    from lrviz.document import Document
    from lrviz.horizon import Horizon
    from lrviz.options import Interval, Options
    from lrviz.values import Values


class Found(NamedTuple):
    """A value, and where in the document it stands."""

    value: Any
    path: Path


class Computed(NamedTuple):
    """A value that is in no file, and where that stands of which it was worked out."""

    value: Any
    path: Path


class Node(NamedTuple):
    """A mapping or a list that was put together, and where that stands of which it was made."""

    entries: Mapping[str, Tree] | Sequence[Tree]
    path: Path


Tree = Union[Found, Computed, Node]  # noqa: UP007 - the names are not defined yet where it stands in a class
"""A translated part of a config: every value in it knows where the file has it."""


class Setup(NamedTuple):
    """What surrounds one scheduler of a document. What the document does not say is None.

    Attributes:
        scheduler: The scheduler, as the document has it.
        optimizer: The optimizer.
        lr: The base rate, where it does not stand with the optimizer.
        own_lr: The base rate that the schedule sets itself, whatever the optimizer and the command line say.
        steps: Optimizer updates of the run.
        epochs: Its epochs.
        steps_per_epoch: Optimizer updates in an epoch.
        schedules_epoch: The same, where the scheduler has it as a parameter of its own and nothing else says it.
        interval: How often the scheduler is stepped.
        dataset_size: Samples to train on.
        batch_size: Samples in a batch of one process.
        grad_accum: Batches of one process in an optimizer update.
        world_size: Processes that train together.
    """

    scheduler: Found
    optimizer: Found | None = None
    lr: Found | None = None
    own_lr: Found | None = None
    steps: Found | None = None
    epochs: Found | None = None
    steps_per_epoch: Found | None = None
    schedules_epoch: Found | None = None
    interval: Found | None = None
    dataset_size: Found | None = None
    batch_size: Found | None = None
    grad_accum: Found | None = None
    world_size: Found | None = None


class Scene(NamedTuple):
    """What a dialect may look at when it translates a scheduler.

    Attributes:
        document: The config as it was read.
        path: Where the scheduler stands in it.
        values: Resolves interpolations.
        horizon: How long the run is, as far as options and config say it.
        base_rate: The rate of the first parameter group before the scheduler is built, or None where nothing says it.
        interval: How often the scheduler is stepped, where options or config say it.
        options: What the command line says of the run.
        problems: Takes what is wrong with a scheduler that is looked at nevertheless.
    """

    document: Document
    path: Path
    values: Values
    horizon: Horizon
    base_rate: float | None
    interval: Interval | None
    options: Options
    problems: list[Problem]


class Translated(NamedTuple):
    """A scheduler in our own shape.

    Attributes:
        tree: The scheduler.
        interval: How often its program steps it where nothing says otherwise, or None to leave it to the scheduler.
        notes: What was assumed, one line each.
        problems: What cannot be translated, with paths of the tree. The scheduler that it is about is not looked at.
    """

    tree: Tree
    interval: Interval | None = None
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class OptimizerNames(NamedTuple):
    """The names of optimizers that a program knows as they are written.

    Attributes:
        names: All of them, or those of torch alone. None where a name may be spelt in other ways.
        is_closed: Whether it can have no others.
        key: The key of a closed list.
        program: Whose it is, for messages.
    """

    names: tuple[str, ...] = ()
    is_closed: bool = False
    key: str = ""
    program: str = ""


class Dialect(Protocol):
    """A shape of configs. Each is a module of this package.

    Attributes:
        TITLE: What the shape is called, with the key that tells it.
        KEEPS_NAMES: Whether parameters are called as in the class, so that what mends the one mends the other.
    """

    TITLE: str
    KEEPS_NAMES: bool

    def reads(self, document: Document, path: Path) -> bool:
        """Whether what stands at a path is a scheduler in this shape."""

    def translate(self, scene: Scene) -> Translated:
        """Turn the scheduler into our own shape."""


def surround_of(dialect: Dialect) -> Callable[[Setup, Scene], Setup] | None:
    """The function of a dialect whose schedule says something of the run around it.

    It gives what surrounds the schedule, with what that says itself; the horizon of the scene is not known yet.
    """
    return getattr(dialect, "surround", None)


def drops_last(dialect: Dialect) -> bool:
    """Whether the program of a dialect leaves out the last batch of an epoch where it is not full."""
    return getattr(dialect, "DROPS_LAST", False)


def takes_parts_of_epochs(dialect: Dialect) -> bool:
    """Whether its program trains a part of an epoch where the number of epochs has one."""
    return getattr(dialect, "TAKES_PARTS_OF_EPOCHS", False)


def pyyaml_program(dialect: Dialect) -> str:
    """The program of a dialect, where it reads the config with PyYAML and takes what comes, or an empty string."""
    return getattr(dialect, "READS_WITH_PYYAML", "")


def optimizer_names(dialect: Dialect) -> OptimizerNames:
    """The names of optimizers that the program of a dialect knows."""
    found: OptimizerNames = getattr(dialect, "OPTIMIZER_NAMES", OptimizerNames())
    return found
