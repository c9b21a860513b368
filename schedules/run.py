"""What is known of the run around a scheduler."""

from __future__ import annotations

from typing import NamedTuple


class Run(NamedTuple):
    """The surroundings of a scheduler. A field that is None is not known, and checks that need it stay silent.

    Attributes:
        base_rates: The learning rate of each parameter group before the scheduler is built.
        groups: The number of parameter groups of the optimizer.
        cycles_momentum: Whether the optimizer has a momentum or betas for a scheduler to move.
        ticks: How often the scheduler is stepped in the whole run: once after each of N updates makes N.
        at_most: A number of ticks that it does not get beyond, where `ticks` is not known.
    """

    base_rates: tuple[float, ...] | None = None
    groups: int | None = None
    cycles_momentum: bool | None = None
    ticks: int | None = None
    at_most: int | None = None

    def ends_before(self, tick: float) -> bool:
        """Whether it is known that the scheduler is never stepped so often."""
        bound = self.at_most if self.ticks is None else self.ticks
        return bound is not None and bound < tick
