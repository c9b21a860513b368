"""Numbers of a config that can be reckoned with."""

from __future__ import annotations

from typing import Any

from lrviz.dialects.setup import Found
from lrviz.text import printable
from schedules.checker import UNKNOWN
from schedules.problems import Problem
from schedules.wording import describe

LARGEST = 1e15
"""Beyond this, no number of ticks means anything, and floats have gaps."""


def number(value: Any) -> float | None:
    """A finite number, not a bool and not beyond all runs, or None. The check says what is wrong with others."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # a whole number may be beyond all floating-point numbers, and then cannot be asked whether it is finite
    return value if abs(value) <= LARGEST else None


def whole(value: Any) -> int | None:
    """The same for a whole number."""
    found = number(value)
    return int(found) if found is not None and found == int(found) else None


def not_a_number(found: Found, value: Any) -> Problem | None:
    """What is wrong with a value that has to be a number, or None where it is one, or not known yet."""
    if value is UNKNOWN or number(value) is not None:
        return None
    key = next((part for part in reversed(found.path) if isinstance(part, str)), "")
    message = f"`{key}: {printable(str(found.value), 60)}` is {describe(value)} and not a number of use here"
    return Problem(found.path, "value", "wrong-type", message)
