"""Steps a scheduler of torch many times over, without what torch does around each step for a training loop.

Around the rates themselves, which are a few operations, `LRScheduler.step` looks for calls in the wrong order, marks
the call, and copies the rates: two thirds of its time. A simulation makes a million steps and needs none of it. The
rates come from the object's own `get_lr` here as there, so that they are the same to the bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

KNOWN = ((2, 9), (2, 15))
"""The versions of torch, the first and the last, whose `step` is known to do no more than this. Others are stepped."""

_WRITTEN_HERE = ("torch.optim.lr_scheduler", "schedules")


@contextmanager
def quick_step(scheduler: Any) -> Iterator[Callable[[], None]]:
    """Give what steps a scheduler of torch, as fast as it goes.

    Args:
        scheduler: A scheduler that is stepped without a metric.

    Yields:
        The function to call in place of `scheduler.step`. Between two calls `get_last_lr()` is not up to date; it is
        when the context ends. Where a class has a `step` of its own, or is none of torch's or of this package's, it is
        `scheduler.step` itself.

    Source: `torch.optim.lr_scheduler.LRScheduler.step`.
    """
    if not _is_stepped_plainly(scheduler):
        yield scheduler.step
        return
    # torch warns of a `get_lr` that is not called by `step`
    scheduler._get_lr_called_within_step = True
    if anneal := _anneal_of(scheduler):
        scheduler._anneal_func = anneal
    try:
        yield _stepping(scheduler)
    finally:
        vars(scheduler).pop("_anneal_func", None)
        scheduler._get_lr_called_within_step = False
        scheduler._last_lr = [group["lr"] for group in scheduler.optimizer.param_groups]


def _anneal_of(scheduler: Any) -> Callable[..., float] | None:
    """The function to which OneCycleLR hands on each rate and each momentum, a third of its time, or None."""
    name = vars(scheduler).get("_anneal_func_type")
    return getattr(scheduler, f"_annealing_{name}", None) if type(scheduler).__name__ == "OneCycleLR" else None


def _stepping(scheduler: Any) -> Callable[[], None]:
    groups, get_lr = scheduler.optimizer.param_groups, scheduler.get_lr
    only = groups[0]

    def step_one() -> None:
        scheduler._step_count += 1
        scheduler.last_epoch += 1
        (only["lr"],) = get_lr()

    def step_all() -> None:
        scheduler._step_count += 1
        scheduler.last_epoch += 1
        for group, rate in zip(groups, get_lr(), strict=True):
            group["lr"] = rate

    return step_one if len(groups) == 1 else step_all


def _is_stepped_plainly(scheduler: Any) -> bool:
    """Whether torch's own `step` is all that moves it, and is known."""
    import torch
    from torch.optim.lr_scheduler import LRScheduler

    known = KNOWN[0] <= tuple(int(part) for part in torch.__version__.split(".")[:2]) <= KNOWN[1]
    if not known or type(scheduler).__module__ not in _WRITTEN_HERE or not isinstance(scheduler, LRScheduler):
        return False
    own = [
        name for name in ("step", "_update_lr") if getattr(type(scheduler), name, 0) != getattr(LRScheduler, name, 0)
    ]
    return not own and all(isinstance(group["lr"], float) for group in scheduler.optimizer.param_groups)
