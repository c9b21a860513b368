"""What the parts of a composite make of the rate, tick after tick, in closed form.

At a tick of its window a part does one of two things: it assigns the rate, whatever was there, or it multiplies what is
there. What it multiplies by over several ticks, `Spec.ratio`, is known in closed form. Between two ticks at which a
part begins, the same parts act, and at the first of these the rate is assigned: torch enters a part at its milestone
with `_get_closed_form_lr`, and for tick 0 the constructors leave a rate. From there on:

- where a part assigns at every tick, the rate is what the last of these assigns, and one step of each part after it;
- else it is the first rate, times what each part multiplies by since then.

CosineAnnealingLR is a case of its own: from nothing it climbs back to its own base rate, as if it assigned that; and it
draws the rate to `eta_min`, so that there is no product where that is not 0 and others multiply too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any, NamedTuple

from schedules.catalog.CosineAnnealingLR import CosineAnnealingLR
from schedules.composite import Composite
from schedules.formula import SCALAR, Namespace
from schedules.sharing import Actor, Group, Leaf, Part
from schedules.spec import Spec


class _Cosine(NamedTuple):
    """Which of the parts is a cosine, and its first tick."""

    number: int
    first: float
    spec: CosineAnnealingLR


class Stretch:
    """The ticks from one at which a part begins to the next such.

    Args:
        start: The first tick.
        parts: What acts, in its order.
        rate: The rate that the constructors leave, for tick 0.
    """

    def __init__(self, start: float, parts: Sequence[Part], rate: float = math.nan) -> None:
        self.start = start
        self.parts = parts
        if start > 0:
            for part in parts:
                # at least one is entered here, and so what stood there before does not matter
                rate = part.enter() if part.first == start else part.step(rate, start, SCALAR)
        self._first_rate = rate
        assigning = [index for index, part in enumerate(parts) if not part.spec.multiplies]
        self._assigns = assigning[-1] if assigning else None
        self._cosines = [
            _Cosine(number, part.first, part.spec)
            for number, part in enumerate(parts)
            if isinstance(part.spec, CosineAnnealingLR)
        ]

    def rate(self, t: Any, at: Namespace) -> Any:
        if self._assigns is None:
            return self._product(t, at)
        rate = self.parts[self._assigns].rate(t, at)
        for part in self.parts[self._assigns + 1 :]:
            rate = part.step(rate, t, at)
        return at.where(t <= self.start, self._first_rate, rate)

    def _product(self, t: Any, at: Namespace) -> Any:
        rate: Any = self._first_rate
        lost_before: Any = self.start
        lost_after: Any = self.start
        cosine = next(iter(self._cosines), None)
        if cosine is not None:
            number, first, spec = cosine
            rate = spec.go_on(rate, self.start - first, t - first, self.parts[number].base, at)
            if len(self.parts) > 1:
                # at the tick at which it climbs from nothing, what those before it have done until then is lost
                lost_before = at.maximum(first + spec.climbed(t - first, at), self.start)
                lost_after = at.maximum(lost_before - 1, self.start)
        for other, part in enumerate(self.parts):
            if cosine is None or other < cosine.number:
                rate = rate * part.ratio(lost_before, t, at)
            elif other > cosine.number:
                rate = rate * part.ratio(lost_after, t, at)
        return rate

    def momentum_at(self, t: Any, at: Namespace) -> Any:
        """The momentum that the last part that moves it gives, or None where none does."""
        moving = [part for part in self.parts if part.spec.moves_momentum]
        return moving[-1].momentum_at(t, at) if moving else None

    def formula_ends(self) -> float:
        """The last tick at which all this holds, if no other stretch begins before."""
        own = min(part.first + part.spec.formula_ends() for part in self.parts)
        if self._assigns is not None or len(self.parts) == 1 or not self._cosines:
            return own
        bottom = min(first + spec.bottom(self.start - first) for _, first, spec in self._cosines)
        if bottom == self.start:
            # another part may have been entered after the cosine, which then climbs from there and not from nothing
            return self.start - 1
        if any(spec.eta_min for _, _, spec in self._cosines):
            return self.start
        climbs_alone = len(self._cosines) == 1 and bottom == int(bottom)
        return own if climbs_alone else min(own, bottom)


class Course:
    """The rate and the momentum of one parameter group under a composite.

    Args:
        composite: The composite, as this group sees it. All in it must have a formula.
        base: The rate of the group before the composite is built.
    """

    def __init__(self, composite: Composite, base: float) -> None:
        group = Group(base)
        setters = [leaf for leaf in composite.leaves() if leaf.sets_rate]
        self._stretches = _stretches(list(_build(composite, group, setters).parts(0, math.inf)), group.rate)
        self._starts = [stretch.start for stretch in self._stretches]
        self._momenta = [group.momentum]
        for stretch, following in pairwise(self._stretches):
            last = stretch.momentum_at(following.start - 1, SCALAR)
            self._momenta.append(self._momenta[-1] if last is None else last)

    def rate(self, t: Any, at: Namespace) -> Any:
        if len(self._stretches) == 1:
            return self._stretches[0].rate(t, at)
        formulas = [partial(_since, stretch.start, partial(stretch.rate, at=at)) for stretch in self._stretches]
        return at.pieces(t, self._starts, formulas)

    def momentum_at(self, t: Any, at: Namespace) -> Any:
        """The momentum; where nothing moves it, it stays as it was left."""

        def momentum(stretch: Stretch, left: float, t: Any) -> Any:
            moved = stretch.momentum_at(t, at)
            # what stands at tick 0 may come from a constructor
            return left if moved is None else at.where(t <= 0, left, moved)

        pairs = zip(self._stretches, self._momenta, strict=True)
        formulas = [partial(_since, stretch.start, partial(momentum, stretch, left)) for stretch, left in pairs]
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


def _build(spec: Spec, group: Group, setters: Sequence[Spec]) -> Actor:
    """Build what a Spec describes on a group, as the factory does: the children of a composite first."""
    if not isinstance(spec, Composite):
        return Leaf(spec, setters, group)
    return spec.joined([_build(child, group, setters) for child in spec.schedulers], group)


def _stretches(parts: Sequence[Part], rate: float) -> list[Stretch]:
    begin: dict[float, list[int]] = {}
    for number, part in enumerate(parts):
        begin.setdefault(part.first, []).append(number)
    found: list[Stretch] = []
    acting: list[int] = []
    for start in sorted(begin):
        acting = sorted([*(number for number in acting if parts[number].end > start), *begin[start]])
        found.append(Stretch(start, [parts[number] for number in acting], rate))
    return found


def _since(start: float, formula: Callable[[Any], Any], into: Any) -> Any:
    return formula(into + start)
