"""How long timm trains where a schedule has cycles."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from lrviz.dialects.timm_kinds import Kind


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


def with_a_point(kind: Kind, value: Callable[[str], Any]) -> str | None:
    """The first argument that makes the number of epochs a float, where timm's script goes through a `range` of them.

    Args:
        kind: What `sched` means.
        value: What an argument is.
    """
    summed = ["epochs"]
    if kind.has_cycles and "cycle_mul" in kind.keys:
        if value("lr_cycle_mul") != 1:
            # the length of the cycles is rounded down
            summed = []
        elif isinstance(value("lr_cycle_limit"), float) and value("lr_cycle_limit") > 1:
            summed.append("lr_cycle_limit")
    if value("warmup_prefix") or kind.name == "timm_WSDLRScheduler":
        summed.append("warmup_epochs")
    if kind.has_cycles:
        summed.append("cooldown_epochs")
    return next((key for key in summed if isinstance(value(key), float)), None)
