"""What parts that act together make of the rate, as long as none of them begins or ends, in closed form.

At a tick of its window a part does one of two things: it assigns the rate, whatever was there, or it multiplies what is
there. What it multiplies by over several ticks, `Spec.ratio`, is known in closed form. From the first tick on, of which
the rate is known:

- where a part assigns at every tick, the rate is what the last of these assigns, and one step of each part after it;
- else it is the first rate, times what each part multiplies by since then.

CosineAnnealingLR is a case of its own: from nothing it climbs back to its own base rate, as if it assigned that; and it
draws the rate to `eta_min`, so that there is no product where that is not 0 and others multiply too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from schedules.catalog.CosineAnnealingLR import CosineAnnealingLR
from schedules.formula import Namespace
from schedules.sharing import Part


class _Cosine(NamedTuple):
    """Which of the parts is a cosine, and its first tick."""

    number: int
    first: float
    spec: CosineAnnealingLR


class Stretch:
    """The ticks from one at which a part begins, or ends, to the next such.

    Args:
        start: The first tick.
        parts: What acts, in its order.
        rate: The rate at the first tick.
    """

    def __init__(self, start: float, parts: Sequence[Part], rate: float) -> None:
        self.start = start
        self.parts = parts
        self.first_rate = rate
        assigning = [index for index, part in enumerate(parts) if not part.spec.multiplies]
        self._assigns = assigning[-1] if assigning else None
        self._cosines = [
            _Cosine(number, part.first, part.spec)
            for number, part in enumerate(parts)
            if isinstance(part.spec, CosineAnnealingLR)
        ]

    @property
    def assigns(self) -> bool:
        """Whether the rate of the first tick is forgotten after it."""
        return self._assigns is not None

    def rate(self, t: Any, at: Namespace) -> Any:
        if self._assigns is None:
            return self._product(t, at)
        rate = self.parts[self._assigns].rate(t, at)
        for part in self.parts[self._assigns + 1 :]:
            rate = part.step(rate, t, at)
        return at.where(t <= self.start, self.first_rate, rate)

    def _product(self, t: Any, at: Namespace) -> Any:
        rate: Any = self.first_rate
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
