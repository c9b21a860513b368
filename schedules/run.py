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
        fewest_ticks: The same at the least, where no more is known: an epoch has one update or more.
        may_be_left_out: Whether it need not be stepped at all, as a child that comes at a milestone that is not known.
        divides_by_beta: Whether the optimizer divides by 1 minus a power of its first beta.
        ahead: How often it was begun anew by SequentialLRs around it. Another one there counts so many ticks ahead.
    """

    base_rates: tuple[float, ...] | None = None
    groups: int | None = None
    cycles_momentum: bool | None = None
    ticks: int | None = None
    divides_by_beta: bool | None = None
    fewest_ticks: int | None = None
    may_be_left_out: bool = False
    ahead: int = 0

    def at_some_time(self) -> Run:
        """What is known of a part of it, of which it is not known when it comes."""
        return self._replace(ticks=None, fewest_ticks=None, may_be_left_out=True)

    def may_end_before(self, tick: float) -> bool:
        """Whether the scheduler is not stepped so often, or need not be. A run without a length goes on."""
        return self.may_be_left_out or (self.ticks is not None and self.ticks < tick)
