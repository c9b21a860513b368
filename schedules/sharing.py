"""The schedulers of a composite, built on one parameter group as torch builds them, and the windows in which they act.

However deep composites are nested, what they do to the rate is a list of parts in a fixed order, each a scheduler that
is no composite, and its window. What the constructors leave behind is followed literally here, as it is subtle: a
SequentialLR puts `initial_lr` back, sets all schedulers in it one tick back, and steps the first one once more. Where
that is a composite too, it has then counted one tick more than its children have.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from schedules.formula import SCALAR, Namespace
from schedules.spec import Spec


class Group:
    """What the constructors change in the parameter group.

    Attributes:
        rate: The rate.
        initial: Its `initial_lr`, by which the schedulers go that are built from now on. None before the first.
        momentum: The momentum, or nan where none moved it.
    """

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.initial: float | None = None
        self.momentum = math.nan


class Part(NamedTuple):
    """A scheduler that is no composite, the rate by which it goes, and its window.

    Its own ticks are counted from the first of its window. The window ends before `end`.
    """

    spec: Spec
    base: float
    first: float
    end: float

    def enter(self) -> float:
        """The rate that torch assigns where a SequentialLR enters it."""
        return float(self.spec.as_later_child().rate(0, self.base, SCALAR))

    def rate(self, t: Any, at: Namespace) -> Any:
        return self.spec.rate(self._own(t), self.base, at)

    def step(self, rate: Any, t: Any, at: Namespace) -> Any:
        return self.spec.step(rate, self._own(t), self.base, at)

    def ratio(self, since: Any, t: Any, at: Namespace) -> Any:
        return self.spec.ratio(self._own(since), self._own(t), at)

    def momentum_at(self, t: Any, at: Namespace) -> Any:
        return self.spec.momentum_at(self._own(t), at)

    def _own(self, t: Any) -> Any:
        return t - self.first if self.first else t


class Actor(Protocol):
    """A scheduler that has been built on a group."""

    def begin(self) -> None:
        """What `_initial_step` does."""

    def step(self) -> None:
        """What `step` does as long as torch builds: it takes what acts to tick 0, as it was set back before."""

    def enter(self) -> None:
        """What `step(0)` does, with which a SequentialLR enters it."""

    def parts(self, first: float, end: float) -> Iterator[Part]:
        """The parts in a window, in the order in which they act."""


class Leaf:
    """A scheduler that is no composite.

    Args:
        spec: What it is.
        setters: All schedulers that set the rate, this one among them, in the order in which they are built.
        group: The group on which it is built.
    """

    def __init__(self, spec: Spec, setters: Sequence[Spec], group: Group) -> None:
        self._group = group
        base = group.initial = spec.initial_rate(group.initial, group.rate)
        for setter in setters:
            spec = spec.beside(setter)
        self._part = Part(spec, base, 0, math.inf)
        self._put(spec.built_rate(group.rate, base))

    def begin(self) -> None:
        spec = self._part.spec
        self._put(spec.rate(0, self._group.rate if spec.multiplies else self._part.base, SCALAR))

    def step(self) -> None:
        self._put(self._part.step(self._group.rate, 0, SCALAR))

    def enter(self) -> None:
        self._put(self._part.enter())

    def _put(self, rate: float) -> None:
        self._group.rate = rate
        if self._part.spec.moves_momentum:
            self._group.momentum = self._part.momentum_at(0, SCALAR)

    def parts(self, first: float, end: float) -> Iterator[Part]:
        yield self._part._replace(first=first, end=end)


class Together:
    """A ChainedScheduler: all of its children act at every tick, in their order."""

    def __init__(self, children: Sequence[Actor]) -> None:
        self._children = children

    def begin(self) -> None:
        self.step()

    def step(self) -> None:
        for child in self._children:
            child.step()

    def enter(self) -> None:
        """Nothing: torch refuses to."""

    def parts(self, first: float, end: float) -> Iterator[Part]:
        for child in self._children:
            yield from child.parts(first, end)


class InTurn:
    """A SequentialLR: one child acts after the other. It counts its own ticks."""

    def __init__(self, children: Sequence[Actor], milestones: Sequence[float], group: Group) -> None:
        self._children = children
        self._milestones = milestones
        self._tick = 0
        assert group.initial is not None, "its children have been built"
        group.rate = group.initial
        children[bisect_right(milestones, 0)].begin()

    def begin(self) -> None:
        self.step()

    def step(self) -> None:
        self._tick += 1
        index = bisect_right(self._milestones, self._tick)
        if index and self._milestones[index - 1] == self._tick:
            self._children[index].enter()
        else:
            self._children[index].step()

    def enter(self) -> None:
        """Nothing: torch refuses to."""

    def parts(self, first: float, end: float) -> Iterator[Part]:
        bounds = [-math.inf, *(milestone - self._tick for milestone in self._milestones), math.inf]
        for child, (start, stop) in zip(self._children, pairwise(bounds), strict=True):
            if max(first, start) < min(end, stop):
                yield from child.parts(max(first, start), min(end, stop))
