"""Says in what shape a schedule is written that is not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from lrviz.dialects.classes import name_of as scheduler_of
from lrviz.dialects.entries import Entry, is_nested, read_entry
from lrviz.dialects.setup import Found
from lrviz.document import Document
from schedules.problems import Path

MARKS = {
    "_component_": "torchtune (`_component_`)",
    "_name_": "a registry (`_name_`)",
    "_name": "fairseq (`_name`)",
    "__import__": "a part of another file (`__import__`)",
    "t_warmup": "Composer or OLMo (`t_warmup`)",
    "iters_per_phase": "NetsPresso (`iters_per_phase`)",
    "warmup_num_steps": "DeepSpeed (`warmup_num_steps`)",
    "total_num_steps": "DeepSpeed (`total_num_steps`)",
}
"""Keys that tell the shape of a scheduler, each with how it is called. They may stand among the parameters too."""


class Shape(NamedTuple):
    """A shape of whole configs.

    Attributes:
        title: What it is called.
        places: The keys that tell it, with dots; `*` is any key. All of them must be there, and the first is shown.
    """

    title: str
    places: tuple[str, ...]


SHAPES = (
    Shape("PaddleDetection", ("LearningRate",)),
    Shape("PaddleClas", ("Optimizer.lr",)),
    Shape("Detectron2 or SlowFast", ("SOLVER",)),
    Shape("Megatron", ("lr_decay_style",)),
    Shape("Megatron", ("*.lr_decay_style",)),
    Shape("Megatron", ("optimizer.learning_rate_scheduler",)),
    Shape("fairseq", ("optimization.max_update",)),
    Shape("NeMo", ("optim.sched",)),
    Shape("NeMo", ("*.optim.sched",)),
    Shape("levanter", ("optimizer.lr_schedule",)),
    Shape("levanter", ("trainer.num_train_steps", "optimizer.learning_rate")),
    Shape("LitGPT", ("train.lr_warmup_steps",)),
    Shape("torchtune", ("optimizer._component_",)),
    Shape("LAVIS", ("run.lr_sched",)),
    Shape("latent diffusion", ("model.params.scheduler_config",)),
    Shape("EfficientViT", ("*.lr_schedule_name",)),
    Shape("super-gradients", ("lr_mode",)),
    Shape("super-gradients", ("*.lr_mode",)),
    Shape("WeNet or ESPnet", ("scheduler_conf",)),
    Shape("OpenPCDet", ("OPTIMIZATION.LR",)),
    Shape("Ultralytics", ("lr0", "lrf")),
    Shape("VISSL or SAM 2", ("optim.options.lr",)),
    Shape("VISSL or SAM 2", ("*.optim.options.lr",)),
    Shape("VISSL or SAM 2", ("*.*.param_schedulers",)),
    Shape("diffusers", ("lr_warmup_steps", "lr_scheduler")),
)
"""Shapes whose schedule stands where none is looked for. A program whose schedule has no name is told apart last."""

NAMELESS = (
    Shape("a program that gives its schedule no name", ("*.warmup_epochs", "*.min_lr")),
    Shape("a program that gives its schedule no name", ("*.warmup", "*.final_lr")),
    Shape("a program that gives its schedule no name", ("scheduler_name", "init_lr")),
)


def name_of(node: Any) -> str:
    """What shape a scheduler is written in that is not read, or an empty string."""
    if not isinstance(node, dict):
        return ""
    entry = read_entry(node, ())
    if mark := mark_of(node, entry):
        return mark
    is_other = entry is not None and not scheduler_of(entry)
    if entry is not None and is_other and (entry.named.path[-1] != "name" or is_nested(node)):
        return f"a class of its own program (`{entry.named.path[-1]}`)"
    return ""


def mark_of(node: Any, entry: Entry | None) -> str:
    """The shape that a key of a scheduler, or of its parameters, tells.

    Args:
        node: What the document has.
        entry: The class and the parameters in it.
    """
    if not isinstance(node, dict):
        return ""
    below = [value for key, value in node.items() if str(key).lower() in ("params", "args") and isinstance(value, dict)]
    marks = {mark for level in (node, *below) for mark in MARKS.keys() & level.keys()}
    found = next((shape for mark, shape in MARKS.items() if mark in marks), "")
    if found or entry is None:
        return found
    own = {str(key).lower(): value for key, value in node.items()}.get(str(entry.named.value).lower())
    return f"a program that puts parameters under the name (`{entry.named.value}`)" if isinstance(own, dict) else ""


def shape_of(document: Document) -> tuple[Path, str] | None:
    """What shape a whole config is written in that is not read, and the key that tells it."""
    for shape in (*SHAPES, *NAMELESS):
        found = [next(_at(Found(document.data, ()), place.split(".")), None) for place in shape.places]
        if all(item is not None for item in found):
            path = found[0].path  # type: ignore[union-attr]
            return path, f"{shape.title} (`{'.'.join(map(str, path))}`)"
    line = next((line for line in document.lines if "!new:speechbrain" in line), "")
    key = line.partition(":")[0].strip()
    return ((key,), "SpeechBrain (`!new:`)") if line else None


def _at(found: Found, keys: list[str]) -> Iterator[Found]:
    """What stands at a place; `*` is any key."""
    if not keys:
        yield found
    elif isinstance(found.value, dict):
        for key, value in found.value.items():
            if key == keys[0] or keys[0] == "*":
                yield from _at(Found(value, (*found.path, key)), keys[1:])
