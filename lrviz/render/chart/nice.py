"""Round numbers."""

from __future__ import annotations

import math


def next_nice(value: float) -> float:
    """The least of 1, 2, 5, 10, 20, 50, ... and 0.5, 0.2, 0.1, ... that is no less than a value above 0."""
    power = 10.0 ** math.floor(math.log10(value))
    # a little less is the same number, computed otherwise
    return next(factor * power for factor in (1, 2, 5, 10, 20) if factor * power >= value * (1 - 1e-9))
