"""A class or a function of its own program that puts a warm-up in front of a scheduler which can be read."""

from __future__ import annotations

from lrviz.dialects.classes import name_of, translate_entry
from lrviz.dialects.entries import Entry, entry_at, read_entry
from lrviz.dialects.names import LENGTHS as LENGTH_PARAMETERS
from lrviz.dialects.names import plain
from lrviz.dialects.numbers import whole as whole_number
from lrviz.dialects.setup import Found, Scene, Translated
from lrviz.dialects.warmups import KEYS, LENGTHS
from lrviz.document import Document
from schedules.problems import Path, Problem

TITLE = "a warm-up around a scheduler"
KEEPS_NAMES = False

INNER = ("scheduler", "base_scheduler", "after_scheduler", "main_scheduler", "lr_scheduler")
"""Under which the scheduler stands that follows."""

WHOLES = ("t_max", "T_max", "max_epochs", "total_epochs", "total_steps", "max_steps", "num_training_steps")
"""What says how long the two are together."""

OTHERS = ("warmup_lr", "optimizer", "last_epoch", "verbose", "interval", "frequency", "monitor")


def reads(document: Document, path: Path) -> bool:
    """Whether a mapping names something with a warm-up in its name, and has a scheduler in it and a length."""
    return _parts(document, path) is not None


def _parts(document: Document, path: Path) -> tuple[Entry, dict[str, Found], Entry, str] | None:
    """The wrapper, what it is given, the scheduler in it and the class of that."""
    entry = entry_at(document, path)
    if entry is None or name_of(entry) or "warmup" not in plain(str(entry.named.value)):
        return None
    given = {str(key): found for key, found in (entry.around | entry.parameters).items()}
    key = next((key for key in INNER if key in given), "")
    inner = read_entry(given[key].value, given[key].path) if key else None
    name = name_of(inner) if inner is not None else ""
    if inner is None or not name or not any(length in given for length in LENGTHS):
        return None
    return entry, {other: found for other, found in given.items() if other != key}, inner, name


def translate(scene: Scene) -> Translated:
    """Write it as the warm-up and the scheduler, one after the other."""
    found = _parts(scene.document, scene.path)
    assert found is not None
    entry, given, inner, name = found
    for key, value in given.items():
        if key == "multiplier" and scene.values.resolve_if_possible(value) in (1, None):
            continue
        if key not in (*KEYS, *WHOLES, *OTHERS):
            message = f"`{key[:60]}` of `{str(entry.named.value)[:60]}` is a parameter that lrviz does not know"
            return Translated(
                Found(scene.document.get(scene.path), scene.path),
                problems=(Problem(value.path, "key", "unread-shape", message),),
            )
    whole = next((given[key] for key in WHOLES if key in given), None)
    scene = scene if whole is None else _as_long_as(scene, whole)
    translated = translate_entry(scene, inner, name, given)
    if whole is not None and name in LENGTH_PARAMETERS and not translated.problems:
        note = f"`{whole.path[-1]}` is the length of the warm-up and {name} together"
        translated = translated._replace(notes=(*translated.notes, note))
    return translated


def _as_long_as(scene: Scene, whole: Found) -> Scene:
    """The scene of a run that is as long as the two: what follows has the rest."""
    value = whole_number(scene.values.resolve(whole))
    if value is None or value < 1:
        return scene
    horizon = scene.horizon
    key = str(whole.path[-1]).lower()
    by_epochs = "epoch" in key or key == "t_max"
    epochs = value if by_epochs else horizon.epochs
    return scene._replace(horizon=horizon._replace(epochs=epochs, updates=horizon.updates if by_epochs else value))
