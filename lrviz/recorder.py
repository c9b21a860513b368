"""Notes what an optimizer's groups have, tick by tick."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lrviz.curve import Curve
    from lrviz.plan import Plan


class Recorder:
    """Notes the rate of each group, and the momentum where it can move, eight bytes a value."""

    def __init__(self) -> None:
        self.groups: list[dict[str, Any]] = []
        self.rates: list[array[float]] = []
        self.momenta: list[array[float]] = []
        self.momentum_of: Callable[[dict[str, Any]], float] | None = None

    def watch(self, groups: list[dict[str, Any]], with_momentum: bool) -> None:
        """Note what these groups have, from now on."""
        self.groups = groups
        self.rates = [array("d") for _ in groups]
        self.momenta = [array("d") for _ in groups]
        if with_momentum and "betas" in groups[0]:
            self.momentum_of = lambda group: group["betas"][0]
        elif with_momentum and "momentum" in groups[0]:
            self.momentum_of = itemgetter("momentum")

    @property
    def done(self) -> int:
        """How many updates have been noted."""
        return len(self.rates[0]) if self.rates else 0

    def recording(self, updates: int = 1) -> Callable[[], None]:
        """What notes the values of one tick, for this many updates, as fast as it goes."""
        if updates > 1:
            return partial(self._record, updates)
        if len(self.groups) == 1:
            return self._recording_one()
        pairs = [(rates.append, group) for rates, group in zip(self.rates, self.groups, strict=True)]

        def note_rates() -> None:
            for append_rate, group in pairs:
                append_rate(group["lr"])

        if self.momentum_of is None:
            return note_rates
        momentum_of = self.momentum_of
        triples = [(*pair, momenta.append) for pair, momenta in zip(pairs, self.momenta, strict=True)]

        def note_rates_and_momenta() -> None:
            for append_rate, group, append_momentum in triples:
                append_rate(group["lr"])
                append_momentum(momentum_of(group))

        return note_rates_and_momenta

    def _recording_one(self) -> Callable[[], None]:
        (group,), append_rate, append_momentum = self.groups, self.rates[0].append, self.momenta[0].append
        momentum_of = self.momentum_of

        def note_rate() -> None:
            append_rate(group["lr"])

        if momentum_of is None:
            return note_rate

        def note_rate_and_momentum() -> None:
            append_rate(group["lr"])
            append_momentum(momentum_of(group))

        return note_rate_and_momentum

    def _record(self, updates: int) -> None:
        for group, rates, momenta in zip(self.groups, self.rates, self.momenta, strict=True):
            rates.extend(array("d", [group["lr"]]) * updates)
            if self.momentum_of is not None:
                momenta.extend(array("d", [self.momentum_of(group)]) * updates)

    def curve(self, plan: Plan) -> Curve:
        """Everything that was noted."""
        import numpy as np

        from lrviz.curve import Curve, Series, where_it_moves

        series = []
        for label, rates, momenta in zip(plan.labels(), self.rates, self.momenta, strict=True):
            moving = where_it_moves(np.frombuffer(momenta)) if momenta else None
            series.append(Series(label, np.frombuffer(rates), moving))
        return Curve(plan.name, plan, tuple(series), "factory")
