"""The sentences in which rules speak of the curve. The tests recompute the numbers in them from the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrviz.site import Setting, Site

STANDING_IN = 0.1
"""The base rate by which the form of a curve is judged where the true one is not known."""


class NotKnown(LookupError):
    """Something that a rule needs is not known. The rule is silent then."""


class Sentences:
    """What a `Site` can say. It has what the sentences are about."""

    if TYPE_CHECKING:
        setting: Setting

        @property
        def root(self) -> Site: ...
        @property
        def start(self) -> int: ...
        @property
        def length(self) -> int: ...
        @property
        def unit(self) -> str: ...
        @property
        def follows_base_rate(self) -> bool: ...

    def says_rate(self, rate: float) -> str:
        """A rate: as it is where it is known, else as a part of the base rate, or for a base rate that stands in."""
        if self.setting.base_rates is not None or self.root.spec.sets_rate:
            return f"{rate:.4g}"
        if self.follows_base_rate:
            return f"{rate / STANDING_IN:.4g} of the base rate"
        return f"{rate:.4g} at a base rate of {STANDING_IN}"

    def says_share(self, rate: float) -> str:
        """A rate, and how much of the peak of the whole run it is."""
        peak = self.root.shape.peak
        return self.says_rate(rate) + (f", {100 * rate / peak:.3g} % of the peak" if peak > 0 else "")

    def says_at(self, tick: int) -> str:
        """What the curve does at a tick of this scheduler: `at step 99 the rate is 0.0999, 99.9 % of the peak`."""
        here = self.start + tick
        return f"at {self.unit} {here:,} the rate is {self.says_share(self.root.rate(here))}"

    def says_rate_at(self, tick: int) -> str:
        """The same without the part of the peak, for which the length of the run need not be known."""
        here = self.start + tick
        return f"at {self.unit} {here:,} the rate is {self.says_rate(self.root.rate(here))}"

    def says_no_rate(self, tick: int) -> str:
        """That the formula has no real value here, and the run none either: `at step 23 there is no real rate`."""
        return f"at {self.unit} {self.start + tick:,} there is no real rate"

    def says_change(self, tick: int) -> str:
        """What happens from the tick before to this one: `at step 5 the rate goes from 0.046 to 0.1`."""
        here = self.start + tick
        return self.says_cut(tick, self.root.rate(here - 1), self.root.rate(here))

    def says_cut(self, tick: int, before: float, after: float) -> str:
        """The same for a schedule without a formula."""
        here = self.start + tick
        return f"at {self.unit} {here:,} the rate goes from {self.says_rate(before)} to {self.says_rate(after)}"

    def says_floor(self, rate: float) -> str:
        """How low the rate gets in the whole run: `the rate never goes below 1e-08`."""
        return f"the rate never goes below {self.says_rate(rate)}"

    def says_climb(self, tick: float) -> str:
        """That the curve turns upwards: `after step 50 the rate climbs back`."""
        return f"after {self.unit} {self.start + tick:,.10g} the rate climbs back"

    def says_begin(self) -> str:
        """Where the whole run begins: `the rate begins at 0.01`."""
        return f"the rate begins at {self.says_rate(self.root.rate(0))}"

    def says_stays(self) -> str:
        """That the rate of the whole run never moves: `the rate stays at 0.01`."""
        return f"the rate stays at {self.says_rate(self.root.rate(0))}"

    def says_end(self) -> str:
        """Where the whole run ends: `the run ends at 0.0999, 99.9 % of the peak`."""
        return f"the run ends at {self.says_share(self.root.shape.final)}"

    def says_peak(self, group: int = 0) -> str:
        """How high the rate of a group gets in the whole run: `the highest rate is 0.1, at step 50`."""
        shape, of = self.root.shapes[group], f" of group {group}" if group else ""
        if not shape.is_finite:
            raise NotKnown("peak")
        return f"the highest rate{of} is {self.says_rate(shape.peak)}, at {self.unit} {shape.peak_tick:,}"

    def says_run(self) -> str:
        """How long it is in force: `the run of 100 steps`, or `its part of the run, 100 - 10 = 90 steps`."""
        end, ticks = self.start + self.length, self.unit if self.length == 1 else f"{self.unit}s"
        if self.start:
            return f"its part of the run, {end:,} - {self.start:,} = {self.length:,} {ticks}"
        whole = "the run of" if end == self.root.length else "its part of the run,"
        return f"{whole} {end:,} {ticks}"

    def says_left(self) -> str:
        """What the step after the last update makes of the rate: `it leaves the rate at -0.0014`."""
        return f"it leaves the rate at {self.says_rate(self.root.rate(self.root.length))}"
