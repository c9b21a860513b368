"""Schedulers that are made of other schedulers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import InstanceOf

from schedules.formula import Namespace
from schedules.run import Run
from schedules.spec import Conflict, Spec, constraint, parameter

if TYPE_CHECKING:
    from schedules.sharing import Actor, Group

Children = Annotated[list[InstanceOf[Spec]], "checked one by one before the composite is"]


def children(*example: dict[str, Any]) -> Any:
    """The parameter `schedulers`, with the children of an example."""
    return parameter(
        doc="the schedulers to put together, each with its own `name`",
        otherwise="torch refuses an empty list",
        example=list(example) or None,
        min_length=1,
    )


class Composite(Spec):
    """A scheduler with children that are stepped on the same optimizer."""

    schedulers: Children = children()

    @classmethod
    def child_run(cls, values: Mapping[str, Any], index: int, run: Run) -> Run:  # noqa: ARG003 - for subclasses
        """What is known of the run of one child. By default its steps are not known."""
        return run.at_some_time()

    window_fields: ClassVar[tuple[str, ...]] = ()
    """The fields that say when each child is in force."""

    def child_window(self, index: int, length: int | None) -> tuple[int, int | None] | None:  # noqa: ARG002
        """When a child is in force.

        Args:
            index: Which child.
            length: For how many ticks this scheduler is in force, or None where it is not known.

        Returns:
            The tick of this scheduler at which the child begins, and for how many ticks it is in force; None for either
            that is not known.
        """
        return 0, length

    @constraint("schedulers", kind="not-a-child")
    def children_can_be_stepped(self) -> Iterator[Conflict]:
        """No child may need a metric, as plateau schedulers do, or be one of timm's."""
        for index, child in enumerate(self.schedulers):
            if not child.chainable:
                yield Conflict(
                    "schedulers",
                    f"{type(child).__name__} cannot stand inside {type(self).__name__}, "
                    "which steps its children without a metric and without a count",
                    "use it on its own",
                    index,
                )

    def for_group(self, index: int) -> Composite:
        children = [child.for_group(index) for child in self.schedulers]
        same = all(new is old for new, old in zip(children, self.schedulers, strict=True))
        return self if same else self.model_copy(update={"schedulers": children})

    def leaves(self) -> Iterator[Spec]:
        """All schedulers below that are no composites, in the order in which they are built."""
        for child in self.schedulers:
            yield from child.leaves() if isinstance(child, Composite) else (child,)

    def joined(self, children: Sequence[Actor], group: Group) -> Actor:
        """This scheduler, built on a group after its children."""
        raise NotImplementedError

    def can_be_followed(self) -> bool:
        """Whether it is known which child acts when, up to where torch stops."""
        return all(child.can_be_followed() for child in self.schedulers if isinstance(child, Composite))

    def stops_at(self) -> float:
        """The tick at which torch stops, as a composite takes over there, or infinity; never after that tick."""
        return min((child.stops_at() for child in self.schedulers if isinstance(child, Composite)), default=math.inf)

    def rate(self, t: Any, base: float, at: Namespace) -> Any:
        from schedules.course import course

        return course(self, base).rate(t, at)

    def walk(self, base: float, length: int) -> list[float] | None:
        """The rates of ticks 0 to length - 1, one computed from the other; None where it is not known how."""
        from schedules.course import course

        is_known = self._has_formulas() and length <= self.stops_at()
        return course(self, base).walk(length) if is_known else None

    @property
    def moves_momentum(self) -> bool:
        return any(child.moves_momentum for child in self.schedulers)

    def momentum_at(self, t: Any, at: Namespace) -> Any:
        from schedules.course import course

        return course(self, 1.0).momentum_at(t, at)

    def turns(self, until: int) -> Iterable[float]:
        from schedules.course import course

        return course(self.for_group(0), 1.0).turns(until) if self._has_formulas() else ()

    def formula_ends(self) -> float:
        from schedules.course import course

        if not self._has_formulas():
            return -1
        return min(course(self.for_group(0), 1.0).formula_ends(), self.stops_at() - 1)

    def _has_formulas(self) -> bool:
        return self.can_be_followed() and all(leaf.formula_ends() >= 0 for leaf in self.leaves())
