"""The keys under which schedulers stand."""

from __future__ import annotations

from schedules.problems import Path

LOOKED_FOR = ("scheduler", "lr_scheduler")
"""Those that a person is told of."""

SCHEDULER_KEYS = (*LOOKED_FOR, "SCHEDULER", "LR_SCHEDULER", "epoch_scheduler", "iter_scheduler", "lr_warmup_scheduler")


def key_of(path: Path) -> str:
    """The nearest key to a place, past the indices of lists; an empty string at the top."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")
