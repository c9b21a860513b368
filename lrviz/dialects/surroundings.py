"""What a config says around a scheduler: optimizer, base rate, and how long the run is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from lrviz.dialects.entries import entry_at
from lrviz.dialects.names import scheduler_alias, scheduler_class
from lrviz.dialects.setup import Found, Setup
from lrviz.document import Document
from schedules.catalog import SCHEDULERS
from schedules.checker import BESIDE
from schedules.problems import Path

RATE_KEYS = ("lr", "learning_rate", "base_lr", "initial_lr", "init_lr")
STEPS_KEYS = ("steps", "max_steps", "num_training_steps", "num_train_steps", "train_steps", "max_iters", "max_iter")
EPOCHS_KEYS = ("epochs", "max_epochs", "num_epochs", "num_train_epochs", "total_epochs", "n_epochs", "epoch")
STEPS_PER_EPOCH_KEYS = ("steps_per_epoch", "updates_per_epoch", "iters_per_epoch")
DATASET_SIZE_KEYS = (
    "dataset_size",
    "train_dataset_size",
    "num_train_samples",
    "num_train_examples",
    "train_num_samples",
    "data_len",
)
BATCH_SIZE_KEYS = ("per_device_train_batch_size", "micro_batch_size", "train_batch_size", "batch_size")
GRAD_ACCUM_KEYS = (
    "gradient_accumulation_steps",
    "accumulate_grad_batches",
    "grad_accum_steps",
    "grad_accumulation_steps",
    "accumulation_steps",
    "grad_accum",
    "accum_iter",
)
WORLD_SIZE_KEYS = ("world_size", "num_processes", "num_gpus", "n_gpus", "devices")
OPTIMIZER_KEYS = ("optimizer", "optim")
INTERVAL_KEYS = ("interval", "scheduler_interval")

SECTIONS = (
    "trainer",
    "train",
    "training",
    "train_cfg",
    "run",
    "run_config",
    "fit",
    "runner",
    "engine",
    "optimization",
    "optim_wrapper",
)
"""Under which many programs keep what is about the run. All keys are looked for in upper case too."""

DATA_SECTIONS = ("data", "dataset", "datamodule", "dataloader", "train_dataloader", "init_args")
"""Under which they keep what is about the samples, besides."""

NOT_SAID = (-1, "")
"""What stands for no length in Lightning's and Hugging Face's options."""


def surroundings(document: Document, path: Path) -> Setup:
    """The scheduler at a path, and what the document says around it, nearest first.

    Args:
        document: The config.
        path: Where the scheduler stands.
    """
    return document.once(("surroundings", path), lambda: _surroundings(document, path))


def _surroundings(document: Document, path: Path) -> Setup:
    levels = list(_levels(document, path))
    around = [level for level in levels if level[1] != path]
    of_samples = [below for level in around for below in _with_sections(level)]

    def find(*keys: str, among: list[tuple[Any, Path]] = levels) -> Found | None:
        return next((found for level in among if (found := _in(level, keys)) is not None), None)

    return Setup(
        scheduler=Found(document.get(path), path),
        optimizer=_of_this_one(find(*OPTIMIZER_KEYS, among=around), path),
        lr=find(*RATE_KEYS, among=levels),
        steps=find(*STEPS_KEYS),
        epochs=find(*EPOCHS_KEYS),
        steps_per_epoch=find(*STEPS_PER_EPOCH_KEYS),
        schedules_epoch=_own_parameters(document, path, of_others=True).get("steps_per_epoch"),
        interval=find(*INTERVAL_KEYS),
        dataset_size=find(*DATASET_SIZE_KEYS, among=of_samples),
        batch_size=find(*BATCH_SIZE_KEYS, among=of_samples),
        grad_accum=find(*GRAD_ACCUM_KEYS, among=around),
        world_size=find(*WORLD_SIZE_KEYS, among=around),
    )


def _of_this_one(found: Found | None, path: Path) -> Found | None:
    """The optimizer of this scheduler, where there are lists of both."""
    if found is None or not isinstance(found.value, list) or not path or not isinstance(path[-1], int):
        return found
    if path[-1] >= len(found.value):
        return found
    return Found(found.value[path[-1]], (*found.path, path[-1]))


def _levels(document: Document, path: Path) -> Iterator[tuple[Any, Path]]:
    """What stands beside the parameters, then all that is above, each level before the sections in it."""
    node = document.get(path)
    own = _own_parameters(document, path)
    if isinstance(node, dict):
        yield {key: value for key, value in node.items() if key in BESIDE and key not in own}, path
    for end in range(len(path) - 1, -1, -1):
        level = document.get(path[:end])
        yield level, path[:end]
        yield from _sections(level, path[:end], SECTIONS)


def _sections(level: Any, path: Path, names: tuple[str, ...]) -> Iterator[tuple[Any, Path]]:
    if isinstance(level, dict):
        for key, value in level.items():
            if isinstance(key, str) and key.lower() in names and isinstance(value, dict):
                yield value, (*path, key)


def _with_sections(level: tuple[Any, Path], deep: int = 2) -> Iterator[tuple[Any, Path]]:
    """A level, and what stands in it about the samples, as `init_args` in `data`."""
    yield level
    if deep:
        for below in _sections(*level, DATA_SECTIONS):
            yield from _with_sections(below, deep - 1)


def _in(level: tuple[Any, Path], keys: tuple[str, ...]) -> Found | None:
    node, path = level
    if not isinstance(node, dict) or _spelt(keys).keys().isdisjoint(node):
        return None
    for spelt in _spelt(keys):
        value = node.get(spelt)
        if value is not None and not (value in NOT_SAID and spelt.lower() in (*STEPS_KEYS, *EPOCHS_KEYS)):
            return Found(value, (*path, spelt))
    return None


@cache
def _spelt(keys: tuple[str, ...]) -> dict[str, None]:
    """Each key, and in upper case after it."""
    return dict.fromkeys(spelt for key in keys for spelt in (key, key.upper()))


def _own_parameters(document: Document, path: Path, of_others: bool = False) -> dict[str, Found]:
    """What is called as something of the run, and is a parameter of the class, as the `epochs` of OneCycleLR.

    Args:
        document: The config.
        path: Where the scheduler stands.
        of_others: Whether only what is not in our own shape is asked for.
    """
    entry = entry_at(document, path)
    if entry is None or (of_others and entry.key == "name"):
        return {}
    text = str(entry.named.value)
    name = scheduler_class(text) or scheduler_alias(text)
    fields = SCHEDULERS.load(name).key_fields() if name else ()
    return {key: found for key, found in entry.parameters.items() if key in BESIDE and key in fields}
