"""A short name alone, as `scheduler: cosine`: its parameters and its warm-up may stand beside it."""

from __future__ import annotations

from lrviz.dialects.classes import translate_entry
from lrviz.dialects.entries import Entry
from lrviz.dialects.keys import SCHEDULER_KEYS
from lrviz.dialects.names import scheduler_alias
from lrviz.dialects.setup import Found, Scene, Translated
from lrviz.dialects.surroundings import EPOCHS_KEYS, OPTIMIZER_KEYS, RATE_KEYS, STEPS_KEYS
from lrviz.dialects.warmups import KEYS as WARMUP_KEYS
from lrviz.document import Document
from schedules.catalog import SCHEDULERS
from schedules.checker import BESIDE
from schedules.problems import Path

TITLE = "a short name"
KEEPS_NAMES = False

OF_OTHERS = ("learning_rate", "lr_warmup_steps", "warmup_updates", "max_update", "optimization")
"""What stands beside a short name where a program has its own meaning for it."""

ABOUT_RUNS = (*RATE_KEYS, *EPOCHS_KEYS, *STEPS_KEYS, *OPTIMIZER_KEYS)


def reads(document: Document, path: Path) -> bool:
    """Whether it is a short name under a key of a scheduler, and no program is known by what is beside it."""
    name, level = document.get(path), document.get(path[:-1])
    is_there = bool(path) and path[-1] in SCHEDULER_KEYS and isinstance(name, str) and isinstance(level, dict)
    if not is_there or not scheduler_alias(name, level) or any(key in level for key in OF_OTHERS):
        return False
    # a word may be about anything, and a schedule has a rate or a run around it
    return any(str(key).lower() in ABOUT_RUNS for key in level)


def translate(scene: Scene) -> Translated:
    """Take what is beside it and has the name of a parameter."""
    level, path = scene.document.get(scene.path[:-1]), scene.path
    name = scheduler_alias(scene.document.get(path), level)
    known = SCHEDULERS.load(name).key_fields()
    beside = {str(key): Found(value, (*path[:-1], key)) for key, value in level.items() if key != path[-1]}
    parameters = {key: found for key, found in beside.items() if key in known and key not in BESIDE}
    around = {key.lower(): found for key, found in beside.items() if key.lower() in WARMUP_KEYS}
    entry = Entry(str(path[-1]), Found(scene.document.get(path), path), parameters, around, path)
    translated = translate_entry(scene, entry, name)
    return translated._replace(notes=(*translated.notes, f"`{path[-1]}: {entry.named.value}` is read as {name}"))
