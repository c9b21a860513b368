"""A class under `name`, `type`, `class_name`, `class`, `class_path` or `key`, with parameters beside or below it."""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.dialects.classes import knows, name_of, translate_entry
from lrviz.dialects.entries import Entry, entry_at, is_nested
from lrviz.dialects.keys import SCHEDULER_KEYS, key_of
from lrviz.dialects.names import scheduler_class
from lrviz.dialects.setup import Scene, Translated
from lrviz.dialects.warmups import LENGTHS
from lrviz.document import Document
from schedules.catalog import SCHEDULERS
from schedules.checker import BESIDE
from schedules.problems import Path, Problem

WARMUP_LENGTHS = (*LENGTHS, "warmup", "warmup_enabled")

TITLE = "a class and its parameters"
KEEPS_NAMES = True


def reads(document: Document, path: Path) -> bool:
    """Whether a mapping names a scheduler, and not as we write it."""
    node = document.get(path)
    entry = entry_at(document, path)
    if entry is None or entry.key == "_target_":
        return False
    if entry.named.path[-1] == "name" and not is_nested(node):
        if has_foreign_warmup(entry) and not any(key in node for key in SCHEDULER_KEYS):
            return bool(scheduler_class(entry.named.value)) or _is_meant(entry, path)
        # as we write it, so that the name is one of ours or a short one
        return not scheduler_class(entry.named.value) and bool(name_of(entry)) and _is_meant(entry, path)
    return bool(scheduler_class(entry.named.value)) or (bool(name_of(entry)) and _is_meant(entry, path))


def has_foreign_warmup(entry: Entry) -> bool:
    """Whether a warm-up stands beside a scheduler whose class has no such parameter: what says how long it is."""
    name = name_of(entry)
    return bool(name) and any(key in WARMUP_LENGTHS and not knows(name, key) for key in entry.around)


def _warm_up_beside_name(scene: Scene, entry: Entry) -> Iterator[Problem]:
    """That our own factory does not take the first of the keys of a warm-up that stand beside a class of ours."""
    name = name_of(entry)
    found = next((item for key, item in entry.around.items() if key in WARMUP_LENGTHS and not knows(name, key)), None)
    if found is None or not scheduler_class(entry.named.value):
        return
    shown = scene.values.quote(())(found.path, found.path[-1], True)
    message = (
        f"{name} has no parameter `{shown}`: it is read as a warm-up that the program makes itself, and a program that "
        "calls `build_scheduler` stops"
    )
    hint = "the Warmup schedulers have it as a parameter; SequentialLR puts a LinearLR in front of any"
    yield Problem(found.path, "key", "warm-up-beside-name", message, hint)


def _is_meant(entry: Entry, path: Path) -> bool:
    """Whether a short name is that of a scheduler: it may be that of anything where no scheduler is looked for."""
    if path:
        return key_of(path) in SCHEDULER_KEYS
    known = SCHEDULERS.load(name_of(entry)).key_fields()
    own = [key for key in entry.parameters if key in known or key not in BESIDE]
    return bool(own) and all(key in known for key in own)


def translate(scene: Scene) -> Translated:
    """Take the class from the key that names it, and its parameters from where they are."""
    entry = entry_at(scene.document, scene.path)
    assert entry is not None
    if entry.named.path[-1] == "name" and not is_nested(scene.document.get(scene.path)):
        scene.problems.extend(_warm_up_beside_name(scene, entry))
    return translate_entry(scene, entry, name_of(entry))
