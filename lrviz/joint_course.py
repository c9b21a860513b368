"""What schedulers that share an optimizer make of the rate, update after update, in closed form.

The parts of all of them act on one rate: after each update those that count updates, in their order, and at the end of
an epoch those that count epochs. Between two updates at which a part begins or ends, the same parts act, and the rate
at the first of these follows from the one before it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple

from lrviz.options import Interval
from lrviz.parts import Part as Member
from schedules.catalog.CosineAnnealingLR import CosineAnnealingLR
from schedules.composite import Composite
from schedules.course import build
from schedules.formula import SCALAR, Namespace
from schedules.sharing import Group, Part
from schedules.spec import Spec
from schedules.stretch import Stretch

UNITS: tuple[Interval, Interval] = ("step", "epoch")
"""What ticks can be, in the order in which they come after an update."""


class Span:
    """The updates from one at which a part begins or ends to the next such.

    Args:
        start: The first update.
        rate: The rate of it.
        by_step: What acts after each update, in its order.
        by_epoch: What acts at the end of an epoch, after these.
        steps_per_epoch: Updates in an epoch.
    """

    def __init__(
        self, start: int, rate: float, by_step: Sequence[Part], by_epoch: Sequence[Part], steps_per_epoch: int
    ) -> None:
        self.start = start
        self._steps_per_epoch = steps_per_epoch
        self._steps = Stretch(start, by_step, rate)
        self._epochs = Stretch(start // steps_per_epoch, by_epoch, rate)

    def rate(self, update: Any, at: Namespace) -> Any:
        if not self._epochs.parts:
            return self._steps.rate(update, at)
        epoch = at.floor(update / self._steps_per_epoch)
        if not self._steps.parts:
            return at.steadily(partial(self._epochs.rate, at=at), epoch)
        begun = epoch * self._steps_per_epoch
        if self._steps.assigns:
            rate = stepped = self._steps.rate(update, at)
            for part in self._epochs.parts:
                stepped = part.step(stepped, epoch, at)
            return at.where((update == begun) & (update > self.start), stepped, rate)
        # what assigns at the end of an epoch undoes the steps before it
        since = at.maximum(begun, self.start) if self._epochs.assigns else self.start
        rate = at.steadily(partial(self._epochs.rate, at=at), epoch)
        for part in self._steps.parts:
            rate = rate * part.ratio(since, update, at)
        return rate

    def holds_until(self, update: int) -> bool:
        """Whether all this holds up to an update before the next span begins."""
        last = {self._steps: update, self._epochs: update // self._steps_per_epoch}
        acting = [stretch for stretch in last if stretch.parts]
        if any(part.first + part.spec.formula_ends() < last[stretch] for stretch in acting for part in stretch.parts):
            return False
        if len(acting) == 1:
            (stretch,) = acting
            return stretch.formula_ends() >= last[stretch] and not any(
                map(partial(_is_at_bottom, stretch), stretch.parts)
            )
        if self._steps.assigns:
            return self._steps.formula_ends() >= update
        if not self._epochs.assigns:
            return all(_is_a_factor(stretch, part, last[stretch]) for stretch in acting for part in stretch.parts)
        return all(_is_a_factor(self._steps, part, update) for part in self._steps.parts)


def _is_at_bottom(stretch: Stretch, part: Part) -> bool:
    """Whether a stretch begins where a cosine is at its `eta_min`, from which it climbs by another rule."""
    cosine, into = part.spec, stretch.start - part.first
    return isinstance(cosine, CosineAnnealingLR) and cosine.bottom(into) == into


def _is_a_factor(stretch: Stretch, part: Part, last: int) -> bool:
    """Whether a part does nothing but to multiply the rate in a stretch up to a last tick."""
    cosine, into = part.spec, stretch.start - part.first
    if not isinstance(cosine, CosineAnnealingLR):
        return True
    return cosine.eta_min == 0 and into < cosine.bottom(into) and last - part.first <= cosine.bottom(into)


class _Followed(NamedTuple):
    """The spans of a run, the parts of each member, and whether the spans hold for the whole run."""

    spans: list[Span]
    parts: list[list[Part]]
    is_whole: bool


class JointCourse:
    """The rate of one parameter group, and its momentum, under several schedulers. All of them must have formulas.

    Args:
        members: The schedulers, in the order in which they are built.
        group: The number of the parameter group.
        base: Its rate before the first of them is built.
        updates: The number of updates. What begins later is not looked at.
        steps_per_epoch: Updates in an epoch.
    """

    def __init__(self, members: Sequence[Member], group: int, base: float, updates: int, steps_per_epoch: int) -> None:
        self._updates = updates
        self._steps_per_epoch = steps_per_epoch
        self._members = [member._replace(spec=member.spec.for_group(group)) for member in members]
        self._leaves = [leaf for member in self._members for leaf in leaves(member.spec)]
        self._base = base

    def rate(self, update: Any, at: Namespace) -> Any:
        spans = self._followed.spans
        return at.pieces(update, [span.start for span in spans], [partial(_since, span, at) for span in spans])

    @property
    def moves_momentum(self) -> bool:
        return any(leaf.moves_momentum for leaf in self._leaves)

    def momentum_at(self, update: Any, at: Namespace) -> Any:
        """The momentum that the only part gives that moves it. Out of its window it stands still."""
        ((part, unit),) = self._moving()
        tick = update if unit == "step" else at.floor(update / self._steps_per_epoch)
        return part.momentum_at(at.minimum(at.maximum(tick, part.first), part.end - 1), at)

    def holds(self) -> bool:
        """Whether all this holds for the whole run."""
        moving = [leaf for leaf in self._leaves if leaf.moves_momentum]
        if moving and not len(moving) == len(self._moving()) == 1:
            return False
        return self._followed.is_whole

    def _moving(self) -> list[tuple[Part, Interval]]:
        pairs = zip(self._members, self._followed.parts, strict=True)
        return [(part, member.unit) for member, parts in pairs for part in parts if part.spec.moves_momentum]

    @cached_property
    def _followed(self) -> _Followed:
        """From each update at which a part begins or ends to the next."""
        group, built = Group(self._base), self._none_built()
        spans: list[Span] = []
        starts = {self._update(member.begin, member.unit) for member in self._members}
        start = 0
        while start < self._updates:
            if spans:
                group.rate = float(spans[-1].rate(start - 1, SCALAR))
            self._meet(start, group, built)
            for member, parts in zip(self._members, built, strict=True):
                ticks = (tick for part in parts for tick in (part.first, part.end) if tick < math.inf)
                starts.update(self._update(tick, member.unit) for tick in ticks)
            by_step, by_epoch = (self._acting(start, unit, built) for unit in UNITS)
            spans.append(Span(start, group.rate, by_step, by_epoch, self._steps_per_epoch))
            start = min((later for later in starts if later > start), default=self._updates)
            if not spans[-1].holds_until(min(start, self._updates) - 1):
                return _Followed(spans, built, is_whole=False)
        return _Followed(spans, built, is_whole=True)

    def walk(self) -> list[float] | None:
        """The rates of all updates, each computed from the one before it as torch does, or None where none says them.

        Where a number on the way is beyond all floating-point numbers, the rate is infinite and stays so.
        """
        group, built = Group(self._base), self._none_built()
        rates: list[float] = []
        # the step after the last update is taken too
        for update in range(self._updates + 1):
            try:
                self._meet(update, group, built)
            except OverflowError:
                known = rates[: self._updates - 1]
                return [*known, *[math.inf] * (self._updates - len(known))]
            rates.append(group.rate)
        if not math.isfinite(rates[-1]):
            # where there is no number, the step itself fails
            rates[-2] = rates[-1]
        return rates[: self._updates] if self._holds_for_each(built) else None

    def _none_built(self) -> list[list[Part]]:
        """The parts of each member, before any is built."""
        return [[] for _ in self._members]

    def _holds_for_each(self, built: Sequence[Sequence[Part]]) -> bool:
        """Whether the formula of each part holds as long as it acts."""
        for member, parts in zip(self._members, built, strict=True):
            last = (self._updates - 1) // self._update(1, member.unit)
            if any(part.first + part.spec.formula_ends() < min(last + 1, part.end) - 1 for part in parts):
                return False
        return True

    def _update(self, tick: float, unit: Interval) -> int:
        return int(tick) * (1 if unit == "step" else self._steps_per_epoch)

    def _acting(self, update: int, unit: Interval, built: Sequence[Sequence[Part]]) -> list[Part]:
        """What acts from an update on."""
        tick = update if unit == "step" else update // self._steps_per_epoch
        pairs = zip(self._members, built, strict=True)
        return [
            part for member, parts in pairs if member.unit == unit for part in parts if part.first <= tick < part.end
        ]

    def _meet(self, update: int, group: Group, built: list[list[Part]]) -> None:
        """Do what is done before an update at which something begins or ends."""
        # before the first, all are built in their order; later, those that count updates come first
        for units in (UNITS,) if update == 0 else (UNITS[:1], UNITS[1:]):
            for index, member in enumerate(self._members):
                tick, within = divmod(update, self._update(1, member.unit))
                if member.unit not in units or within:
                    continue
                if member.begin == tick:
                    built[index] = list(self._build(member, group))
                    continue
                for part in built[index]:
                    if part.first == tick:
                        group.rate = part.enter()
                    elif part.first < tick < part.end:
                        group.rate = float(part.step(group.rate, tick, SCALAR))

    def _build(self, member: Member, group: Group) -> Iterator[Part]:
        """Build a member on the rate that is there, and give its parts, in ticks of the run."""
        setters = [leaf for leaf in self._leaves if leaf.sets_rate]
        length = math.inf if member.end is None else member.end - member.begin
        for part in build(member.spec, group, setters).parts(0, length):
            end = min(part.end, part.first + part.spec.moves_until() + 1)
            yield part._replace(first=part.first + member.begin, end=end + member.begin)


def has_formula(members: Sequence[Member], updates: int, steps_per_epoch: int) -> bool:
    """Whether a `JointCourse` holds for the whole run."""
    return can_be_walked(members) and JointCourse(members, 0, 1.0, updates, steps_per_epoch).holds()


def can_be_walked(members: Sequence[Member]) -> bool:
    """Whether it is known what each of them does to the rate at its ticks, as far as its own formula holds."""
    own = [leaf for member in members for leaf in leaves(member.spec)]
    composites = [member.spec for member in members if isinstance(member.spec, Composite)]
    if any(leaf.formula_ends() < 0 for leaf in own):
        return False
    if not all(spec.can_be_followed() and spec.stops_at() == math.inf for spec in composites):
        return False
    # one that is built in the midst of the run overwrites what others that set the rate go by from then on
    setting = [member.begin for member in members for leaf in leaves(member.spec) if leaf.sets_rate]
    if len(setting) > 1 and any(setting):
        return False
    # and what momentum there was before is for the optimizer to say
    return not any(member.begin for member in members for leaf in leaves(member.spec) if leaf.moves_momentum)


def leaves(spec: Spec) -> list[Spec]:
    """A scheduler, or the schedulers of which a composite is made."""
    return list(spec.leaves()) if isinstance(spec, Composite) else [spec]


def _since(span: Span, at: Namespace, into: Any) -> Any:
    return span.rate(into + span.start, at)
