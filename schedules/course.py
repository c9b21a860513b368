"""What the parts of a composite make of the rate, tick after tick, in closed form.

Between two ticks at which a part begins, the same parts act, and at the first of these the rate is assigned: torch
enters a part at its milestone with `_get_closed_form_lr`, and for tick 0 the constructors leave a rate.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from schedules.composite import Composite
from schedules.formula import SCALAR, Namespace
from schedules.sharing import Actor, Group, Leaf, Part
from schedules.spec import Spec
from schedules.stretch import Stretch


class Course:
    """The rate and the momentum of one parameter group under a composite.

    Args:
        composite: The composite, as this group sees it. All in it must have a formula.
        base: The rate of the group before the composite is built.
    """

    def __init__(self, composite: Composite, base: float) -> None:
        group = Group(base)
        setters = [leaf for leaf in composite.leaves() if leaf.sets_rate]
        self._parts = list(build(composite, group, setters).parts(0, math.inf))
        self._stretches = _stretches(self._parts, group.rate)
        self._starts = [stretch.start for stretch in self._stretches]
        self._momenta = [group.momentum]
        for stretch, following in pairwise(self._stretches):
            self._momenta.append(float(_momentum(stretch, self._momenta[-1], SCALAR, following.start - 1)))

    def rate(self, t: Any, at: Namespace) -> Any:
        if len(self._stretches) == 1:
            return self._stretches[0].rate(t, at)
        formulas = [partial(_since, stretch.start, partial(stretch.rate, at=at)) for stretch in self._stretches]
        return at.pieces(t, self._starts, formulas)

    def walk(self, length: int) -> list[float] | None:
        """The rates of ticks 0 to length - 1, one from the other as torch does it, or None where no formula says them.

        It serves where there is no closed form.
        """
        if any(part.first + part.spec.formula_ends() < min(length, part.end) - 1 for part in self._parts):
            return None
        begins = {stretch.start: stretch for stretch in self._stretches}
        stretch, rate, found = self._stretches[0], math.nan, []
        for tick in range(length):
            if tick in begins:
                stretch = begins[tick]
                rate = stretch.first_rate
            else:
                for part in stretch.parts:
                    rate = float(part.step(rate, tick, SCALAR))
            found.append(rate)
        return found

    def momentum_at(self, t: Any, at: Namespace) -> Any:
        """The momentum; where nothing moves it, it stays as it was left."""
        pairs = zip(self._stretches, self._momenta, strict=True)
        formulas = [partial(_since, stretch.start, partial(_momentum, stretch, left, at)) for stretch, left in pairs]
        return at.pieces(t, self._starts, formulas)

    def turns(self, until: int) -> list[float]:
        """The ticks up to `until` at which the rate can turn or jump."""
        begun = (part for stretch in self._stretches for part in stretch.parts if part.first == stretch.start)
        return [part.first + tick for part in begun if part.first <= until for tick in (0, *part.spec.turns(until))]

    def formula_ends(self) -> float:
        """The last tick at which this holds."""
        for stretch, following in zip(self._stretches, [*self._starts[1:], math.inf], strict=True):
            if stretch.formula_ends() < following - 1:
                return stretch.formula_ends()
        return math.inf


def course(composite: Composite, base: float) -> Course:
    """The course of a composite, kept for a while: a formula is often evaluated at one tick after the other."""
    return _course(_Same(composite), base)


class _Same:
    """Stands for one Spec object: what has lists in it cannot be a key."""

    def __init__(self, spec: Composite) -> None:
        self.spec = spec

    def __hash__(self) -> int:
        return id(self.spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.spec is self.spec


@lru_cache(maxsize=16)
def _course(same: _Same, base: float) -> Course:
    return Course(same.spec, base)


def build(spec: Spec, group: Group, setters: Sequence[Spec]) -> Actor:
    """Build what a Spec describes on a group, as the factory does: the children of a composite first.

    Args:
        spec: What to build.
        group: The group on which it is built.
        setters: All schedulers on it that set the rate, in the order in which they are built.
    """
    if not isinstance(spec, Composite):
        return Leaf(spec, setters, group)
    return spec.joined([build(child, group, setters) for child in spec.schedulers], group)


def _stretches(parts: Sequence[Part], rate: float) -> list[Stretch]:
    begin: dict[float, list[int]] = {}
    for number, part in enumerate(parts):
        begin.setdefault(part.first, []).append(number)
    found: list[Stretch] = []
    acting: list[int] = []
    for start in sorted(begin):
        acting = sorted([*(number for number in acting if parts[number].end > start), *begin[start]])
        together = [parts[number] for number in acting]
        if start > 0:
            for part in together:
                # at least one is entered here, and so what stood there before does not matter
                rate = part.enter() if part.first == start else part.step(rate, start, SCALAR)
        found.append(Stretch(start, together, rate))
    return found


def _momentum(stretch: Stretch, left: float, at: Namespace, t: Any) -> Any:
    """The momentum at ticks of a stretch, before which it was left at a value."""
    moved = stretch.momentum_at(t, at)
    # tick 0 has what the constructors left: the last that was built, not the last that acts
    return left if moved is None else at.where(t <= 0, left, moved)


def _since(start: float, formula: Callable[[Any], Any], into: Any) -> Any:
    return formula(into + start)
