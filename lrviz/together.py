"""Drives several schedulers on one optimizer, as the training loops do that have more than one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lrviz.options import Interval
from lrviz.parts import Part
from schedules.build import construct_scheduler
from schedules.stepper import Stepper


class Together:
    """The schedulers of a plan on one optimizer, each through a Stepper of its own, in the order of the plan.

    Args:
        parts: The schedulers.
        optimizer: Their optimizer.
    """

    def __init__(self, parts: Sequence[Part], optimizer: Any) -> None:
        self._members = [_Member(part, optimizer) for part in parts]

    def after_step(self, metric: float | None) -> None:
        """Step those that count updates."""
        for member in self._members:
            member.after("step", metric)

    def after_epoch(self, metric: float | None) -> None:
        """Step those that count epochs."""
        for member in self._members:
            member.after("epoch", metric)


class _Member:
    """One scheduler. It is built when its turn comes, since its constructor begins with the rate that is there."""

    def __init__(self, part: Part, optimizer: Any) -> None:
        self._part = part
        self._optimizer = optimizer
        self._ticks = 0
        self._stepper = self._build() if part.begin == 0 else None

    def _build(self) -> Stepper:
        return Stepper(construct_scheduler(self._optimizer, self._part.spec), self._part.interval)

    def after(self, tick: Interval, metric: float | None) -> None:
        """Go on by one tick, if it counts these."""
        if tick != self._part.unit:
            return
        self._ticks += 1
        if self._ticks == self._part.begin:
            self._stepper = self._build()
        elif self._stepper is not None and (self._part.end is None or self._ticks < self._part.end):
            (self._stepper.after_step if tick == "step" else self._stepper.after_epoch)(metric)
