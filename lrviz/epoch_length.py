"""How many updates an epoch has, from the number of samples and what shares them out."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from lrviz.dialects.setup import Found, Setup
from lrviz.options import Options


class EpochLength(NamedTuple):
    """The optimizer updates of one epoch, where the number of samples says them.

    Attributes:
        updates: The updates, or None where something is missing.
        missing: The option that would supply it, or an empty string.
        note: What they were worked out from, in one line.
    """

    updates: int | None = None
    missing: str = ""
    note: str = ""


def epoch_length(setup: Setup, options: Options, count: Callable[[Found], int | None], is_dropped: bool) -> EpochLength:
    """The updates of an epoch, of samples that come in batches: an option wins over the config.

    A process sees its share of the samples, rounded up, and an update is made of so many of its batches, the last of
    the epoch of fewer. PyTorch's DistributedSampler and DataLoader, Hugging Face's Trainer and Lightning do the same.

    Args:
        setup: What the config says.
        options: What the command line says.
        count: Reads a whole number of the config; None where it is none.
        is_dropped: Whether the program leaves out a last batch that is not full, as timm's loader does.
    """

    def said(option: int | None, found: Found | None) -> int | None:
        return option or (None if found is None else count(found))

    samples = said(options.dataset_size, setup.dataset_size)
    if samples is None:
        return EpochLength()
    batch = said(options.batch_size, setup.batch_size)
    if batch is None:
        return EpochLength(missing="batch_size")
    processes, together = said(options.world_size, setup.world_size) or 1, said(options.grad_accum, setup.grad_accum)
    share = -(-samples // processes)
    batches = share // batch if is_dropped else -(-share // batch)
    updates = max(1, -(-batches // (together or 1)))
    shared = f" on each of {processes:,} processes" if processes > 1 else ""
    summed = f", {together:,} for an update" if together and together > 1 else ""
    note = f"{samples:,} samples in batches of {batch:,}{shared}{summed} are {updates:,} updates in an epoch"
    return EpochLength(updates, note=note)


def is_said_by_options(options: Options) -> bool:
    """Whether the command line speaks of samples at all."""
    return any((options.dataset_size, options.batch_size, options.grad_accum, options.world_size))
