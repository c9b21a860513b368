"""How long the run is, as options and the config say it."""

from __future__ import annotations

import math
from typing import NamedTuple

from lrviz.dialects.setup import Found, Setup
from lrviz.epoch_length import EpochLength, epoch_length, is_said_by_options
from lrviz.options import Options
from lrviz.values import Values
from schedules.checker import UNKNOWN
from schedules.problems import Problem
from schedules.wording import is_interpolated

LONGEST = 10**100
"""Up to here lengths can be multiplied, and stay floating-point numbers."""


class Horizon(NamedTuple):
    """The length of the run.

    Attributes:
        updates: The number N of optimizer updates, or None where nothing says it.
        said_steps_per_epoch: Optimizer updates in an epoch, or None where nothing says it.
        epochs: The epochs of the run, where they are said or follow.
        has_epochs: Whether anything speaks of epochs, so that an axis of epochs makes sense.
        missing: The option without which what is known of the samples says nothing, or an empty string.
        note: What the length of an epoch was worked out from, or an empty string.
    """

    updates: int | None
    said_steps_per_epoch: int | None
    epochs: int | None
    has_epochs: bool
    missing: str = ""
    note: str = ""

    @property
    def steps_per_epoch(self) -> int:
        """Optimizer updates in an epoch; one where nothing says it."""
        return self.said_steps_per_epoch or 1


def read_horizon(
    setup: Setup,
    options: Options,
    values: Values,
    problems: list[Problem],
    drops_last: bool = False,
    takes_parts: bool = False,
) -> Horizon:
    """Read the length of the run: options first, then the config, then settings, in each `steps` before `epochs`.

    Args:
        setup: What the config says.
        options: What the command line says, and the settings.
        values: Resolves interpolations.
        problems: Takes what is wrong with the lengths.
        drops_last: Whether the program leaves out a last batch that is not full.
        takes_parts: Whether the program trains a part of an epoch where the epochs have one, rounded up to an update.
    """
    reader = _Reader(values, problems)
    file_spe = reader.count(setup.steps_per_epoch, needed=options.steps_per_epoch is None)
    file_steps = reader.count(setup.steps, needed=not options.steps and not options.epochs)
    needs_epochs = not options.steps and not options.epochs and not file_steps
    file_epochs: float | None = reader.part(setup.epochs) if takes_parts else None
    file_epochs = file_epochs or reader.count(setup.epochs, needs_epochs)
    counted = EpochLength()
    if options.steps_per_epoch is None and (file_spe is None or is_said_by_options(options)):
        counted = epoch_length(setup, options, reader.count_if_any, drops_last)
    of_schedule = None if setup.schedules_epoch is None else reader.count_if_any(setup.schedules_epoch)
    known = options.steps_per_epoch or counted.updates or file_spe or of_schedule
    said = known or options.defaults.steps_per_epoch
    spe = said or 1
    epochs: float | None = options.epochs or (None if options.steps or file_steps else file_epochs)
    # a length that cannot be read is not that of one update
    is_unreadable = setup.steps_per_epoch is not None and said is None

    def of_epochs(number: float | None) -> int | None:
        return None if number is None or is_unreadable else math.ceil(number * spe)

    updates = options.steps or (of_epochs(epochs) if epochs else file_steps)
    if updates is None and setup.steps is None and setup.epochs is None:
        epochs = None if options.defaults.steps else options.defaults.epochs
        updates = of_epochs(epochs) if epochs else options.defaults.steps
    if updates == file_steps and not options.steps and not options.epochs and said and file_epochs:
        _compare(setup, file_steps, file_epochs, said, reader)
    # what counts updates alone has no epochs of one update
    speaks_of_epochs = epochs if takes_parts else options.epochs or file_epochs or options.defaults.epochs
    has_epochs = spe > 1 or bool(speaks_of_epochs)
    if epochs is None and updates and said:
        epochs = updates // said
    whole = None if epochs is None else math.ceil(epochs)
    return Horizon(updates, said, whole, has_epochs, "" if said else counted.missing, counted.note)


def _compare(setup: Setup, steps: int | None, epochs: float, spe: int, reader: _Reader) -> None:
    if setup.steps is None or setup.epochs is None or math.ceil(epochs * spe) == steps:
        return
    values, whole = reader.values, math.ceil(epochs * spe)
    said = f"`epochs: {values.shown(setup.epochs, epochs)}`"
    message = f"`steps: {values.shown(setup.steps, steps)}` is not {said} times {spe} steps per epoch"
    each = "" if setup.steps_per_epoch is None else values.shown(setup.steps_per_epoch, spe)
    if not is_interpolated(said) and not is_interpolated(each):
        message += f", which is {whole}"
    reader.problems.append(Problem(setup.steps.path, "value", "horizon-mismatch", message, "`steps` is used; drop one"))


class _Reader:
    def __init__(self, values: Values, problems: list[Problem]) -> None:
        self.values = values
        self.problems = problems

    def count_if_any(self, found: Found) -> int | None:
        """A whole number of at least 1, or None for anything else: `devices: auto` is no mistake."""
        value = self.values.resolve_if_possible(found)
        return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LONGEST else None

    def part(self, found: Found | None) -> float | None:
        """A number of epochs that has a part of one, or None for anything else."""
        value = None if found is None else self.values.resolve_if_possible(found)
        return value if isinstance(value, float) and 0 < value <= LONGEST and not value.is_integer() else None

    def count(self, found: Found | None, needed: bool) -> int | None:
        """A length that the file gives: a whole number of at least 1. What is not needed may stay unresolved."""
        if found is None:
            return None
        value = self.values.resolve(found) if needed else self.values.resolve_if_possible(found)
        if value is UNKNOWN:
            return None
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not whole or value < 1:
            self._refuse(found, value, "is not a whole number of 1 or more, so the run has no length")
            return None
        if value > LONGEST:
            reason = f"is more than {LONGEST:.0e}, and no run is so long"
            self._refuse(found, value, reason, "write how long it really is")
            return None
        return int(value)

    def _refuse(self, found: Found, value: object, reason: str, hint: str = "") -> None:
        message = f"`{found.path[-1]}: {self.values.shown(found, value)}` {reason}"
        self.problems.append(Problem(found.path, "value", "horizon", message, hint))
