"""Keeps back what came from the environment, wherever a message would show it."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from lrviz.finding import Finding
from lrviz.plan import Plan

SHORTEST = 4
"""What has fewer characters is no secret, and may stand in any sentence."""

IN_PLACE = "..."


class Hidden:
    """The variables that a config may read, as messages could show them.

    How long a run is, and its base rate, are shown as those of any run.

    Args:
        names: The variables.
        plans: What will be run.
    """

    def __init__(self, names: Collection[str] = (), plans: Sequence[Plan | None] = ()) -> None:
        self._names = names
        self._plans = plans

    def of(self, finding: Finding) -> Finding:
        """A finding in which they are kept back. What would mend it is too: it may be worked out from them."""
        if self._pattern is None:
            return finding
        return replace(finding, message=self.text(finding.message), hint=self.text(finding.hint), fix=None)

    def text(self, text: str) -> str:
        """A text in which they are kept back."""
        return text if self._pattern is None else self._pattern.sub(IN_PLACE, text)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        values = (os.environ.get(name, "") for name in self._names)
        shown = set(_numbers_of_runs(plan for plan in self._plans if plan is not None))
        words = {word for value in values if value not in shown for word in _forms(value)}
        words = {word for word in words if len(word) >= SHORTEST}
        if not words:
            return None
        longest_first = sorted(words, key=len, reverse=True)
        return re.compile(rf"(?<![\w.,])(?:{'|'.join(map(re.escape, longest_first))})(?![\w])")


def _forms(value: str) -> Iterator[str]:
    """A value as it stands in the environment, and as messages write numbers."""
    yield value
    try:
        number = float(value)
        whole = int(number) if number.is_integer() else None
    except (ValueError, OverflowError):
        return
    yield from (f"{number}", f"{number:g}", f"{number:.4g}")
    if whole is not None:
        yield from (f"{whole}", f"{whole:,}")


def _numbers_of_runs(plans: Iterable[Plan]) -> Iterator[str]:
    for plan in plans:
        lengths = (plan.updates, plan.updates // plan.steps_per_epoch, plan.steps_per_epoch)
        for number in (*lengths, *plan.base_rates):
            yield from _forms(str(number))
