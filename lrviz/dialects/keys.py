"""The keys under which schedulers stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from schedules.problems import Path

if TYPE_CHECKING:
    from lrviz.options import Interval

LOOKED_FOR = ("scheduler", "lr_scheduler")
"""Those that a person is told of."""

SCHEDULER_KEYS = (*LOOKED_FOR, "SCHEDULER", "LR_SCHEDULER", "epoch_scheduler", "iter_scheduler", "lr_warmup_scheduler")

HUGGING_FACE = "lr_scheduler_type"
MMENGINE = "param_scheduler"
RT_DETR = "lr_warmup_scheduler"
TIMM = "sched"
"""Those of other programs, each of which means a schedule of that program alone."""

PAIRS: tuple[Mapping[str, Interval], ...] = (
    {"epoch_scheduler": "epoch", "iter_scheduler": "step"},
    {"lr_scheduler": "epoch", "lr_warmup_scheduler": "step"},
)
"""Keys whose schedulers stand side by side and move one optimizer together, and how often each is stepped."""

_ALWAYS: Mapping[str, Interval] = {**PAIRS[0], "lr_warmup_scheduler": "step"}


def pair_of(key: str) -> tuple[str, ...]:
    """The keys of the pair to which a key belongs, or nothing."""
    return next((tuple(pair) for pair in PAIRS if key in pair), ())


def interval_by_key(path: Path, is_paired: bool) -> Interval | None:
    """How often a scheduler is stepped, by the key that it stands under.

    Args:
        path: Where it stands.
        is_paired: Whether the other one of its pair is there too.
    """
    key = path[-1] if path else ""
    said = {key: interval for pair in PAIRS for key, interval in pair.items()} if is_paired else _ALWAYS
    return said.get(str(key))


def key_of(path: Path) -> str:
    """The nearest key to a place, past the indices of lists; an empty string at the top."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")
