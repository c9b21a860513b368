"""Bounds on what one plan may hold, looked at before anything is checked: a file is small, and its curves are many."""

from __future__ import annotations

from typing import Any

from schedules.checker import MOST_SCHEDULERS, TOO_MANY
from schedules.problems import Problem

MOST_CURVES = 1_000
"""So many schedulers, each for so many parameter groups, are looked at; a person has some hundreds."""


def too_much(resolved: Any, groups: int) -> Problem | None:
    """Why a scheduler is not checked, as all that it makes would take too long, or None.

    Args:
        resolved: The scheduler, with everything in it resolved.
        groups: How many parameter groups the optimizer has.
    """
    schedulers = _schedulers(resolved)
    if schedulers > MOST_SCHEDULERS:
        return Problem((), "value", "too-deep", TOO_MANY)
    if groups > 1 and schedulers * groups > MOST_CURVES:
        said = f"{schedulers:,} schedulers for {groups:,} parameter groups make more than {MOST_CURVES:,} curves"
        return Problem((), "value", "too-deep", f"{said}, which are not looked at", "check it with fewer groups")
    return None


def _schedulers(resolved: Any) -> int:
    """How many schedulers there are, at the least one, and no more than are needed to know that they are too many."""
    found, left = 0, [resolved]
    while left and found <= MOST_SCHEDULERS:
        node = left.pop()
        found += 1
        children = node.get("schedulers") if isinstance(node, dict) else None
        left.extend(children if isinstance(children, list) else [])
    return found
