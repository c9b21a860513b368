"""Numbers of a config that can be reckoned with."""

from __future__ import annotations

import math
from typing import Any

LARGEST = 1e15
"""Beyond this, no number of ticks means anything, and floats have gaps."""


def number(value: Any) -> float | None:
    """A finite number, not a bool and not beyond all runs, or None. The check says what is wrong with others."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) and abs(value) <= LARGEST else None


def whole(value: Any) -> int | None:
    """The same for a whole number."""
    found = number(value)
    return int(found) if found is not None and found == int(found) else None
