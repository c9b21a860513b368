"""How long timm trains where a schedule has cycles."""

from __future__ import annotations

import math


def epochs_of_cycles(epochs: float, factor: float, limit: float) -> float | None:
    """All cycles together, each `factor` times as long as the one before; None where that is no finite number."""
    cycles = max(1.0, limit)
    if factor == 1:
        return epochs * cycles
    try:
        whole = -epochs * (float(factor) ** cycles - 1) / (1 - factor)
    except OverflowError:
        return None
    # of a factor below 0 and a part of a cycle
    return None if isinstance(whole, complex) or not math.isfinite(whole) else math.floor(whole)
