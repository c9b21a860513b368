"""RT-DETR: `lr_warmup_scheduler` with LinearWarmup, which leads to the base rate while `lr_scheduler` waits for it."""

from __future__ import annotations

from lrviz.dialects.entries import entry_at
from lrviz.dialects.keys import RT_DETR
from lrviz.dialects.setup import Computed, Found, Node, Scene, Translated, Tree
from lrviz.document import Document
from schedules.problems import Path, Problem

TITLE = "RT-DETR (`LinearWarmup`)"
KEEPS_NAMES = False


def reads(document: Document, path: Path) -> bool:
    """Whether it is a LinearWarmup with a duration under its key."""
    entry = entry_at(document, path)
    is_one = path[-1:] == (RT_DETR,) and entry is not None and entry.named.value == "LinearWarmup"
    return is_one and entry is not None and "warmup_duration" in entry.parameters


def translate(scene: Scene) -> Translated:
    """Write it as LinearLR: with d updates the factor is 1/d, 2/d, ..., and 1 at tick d - 1."""
    entry = entry_at(scene.document, scene.path)
    assert entry is not None
    found = entry.parameters["warmup_duration"]
    duration, steps_per_epoch = scene.values.resolve(found), scene.horizon.said_steps_per_epoch
    others = {key: value for key, value in entry.parameters.items() if key not in ("warmup_duration", "lr_scheduler")}
    length: dict[str, Tree] = {"total_iters": found}
    problems: list[Problem] = []
    if isinstance(duration, int) and not isinstance(duration, bool) and duration > 0:
        length = {
            "start_factor": Computed(1 / duration, found.path),
            "total_iters": Computed(duration - 1, found.path),
        }
        if steps_per_epoch is not None and duration > steps_per_epoch:
            message = (
                f"a warm-up of {duration:,} updates is longer than an epoch of {steps_per_epoch:,}: until it is over "
                "`lr_scheduler` does not count its epochs, which lrviz does not follow"
            )
            problems.append(Problem((*scene.path, "warmup_duration"), "value", "unread-shape", message))
    if problems:
        return Translated(Found(scene.document.get(scene.path), scene.path), "step", problems=tuple(problems))
    tree = Node({"name": Computed("LinearLR", entry.named.path), **length, **others}, entry.path)
    return Translated(tree, "step")
