"""From the name of a class and its parameters, however they are written, to our own shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lrviz.dialects.entries import Entry, read_entry
from lrviz.dialects.names import LENGTHS, scheduler_alias, scheduler_class
from lrviz.dialects.setup import Computed, Found, Node, Scene, Translated, Tree
from lrviz.options import Interval
from lrviz.unresolved import Unresolved
from schedules.catalog import SCHEDULERS
from schedules.checker import UNKNOWN

INTERVALS: Mapping[Any, Interval] = {
    "step": "step",
    "steps": "step",
    "batch": "step",
    "iter": "step",
    "iteration": "step",
    "epoch": "epoch",
    "epochs": "epoch",
}
"""How programs say how often a scheduler is stepped."""

INTERVAL_KEYS = ("interval", "step", "scheduling_step", "policy")


def translate_entry(scene: Scene, entry: Entry, name: str) -> Translated:
    """Write a scheduler in our own shape.

    Args:
        scene: What surrounds it.
        entry: The class and its parameters.
        name: What the class is called here.
    """
    interval = scene.interval or _interval(scene, entry, name)
    notes: list[str] = []
    entries = _parameters(scene, entry, name)
    beside = {key: entry.around[key] for key in ("monitor", "frequency") if key in entry.around}
    entries.update({key: found for key, found in beside.items() if key not in entries})
    _give_length(scene, entry, name, interval, entries, notes)
    return Translated(Node({"name": Computed(name, entry.named.path), **entries}, entry.path), interval, tuple(notes))


def translate_children(scene: Scene, found: Found) -> Tree:
    """The children of a composite; one that is none of ours is left as it is, for the check to find."""
    if not isinstance(found.value, list):
        return found
    children = [_child(scene, Found(value, (*found.path, index))) for index, value in enumerate(found.value)]
    return Node(children, found.path)


def _child(scene: Scene, found: Found) -> Tree:
    entry = read_entry(found.value, found.path)
    name = name_of(entry) if entry is not None else ""
    if entry is None or not name:
        return found
    return Node({"name": Computed(name, entry.named.path), **_parameters(scene, entry, name)}, entry.path)


def name_of(entry: Entry) -> str:
    """The scheduler that an entry means, or an empty string."""
    text = str(entry.named.value)
    return scheduler_class(text) or ("" if "." in text else scheduler_alias(text, entry.parameters))


def _parameters(scene: Scene, entry: Entry, name: str) -> dict[str, Tree]:
    known = SCHEDULERS.load(name).key_fields()
    found: dict[str, Tree] = {}
    for key, value in entry.parameters.items():
        own = (
            key if key in known or not key.isupper() else next((field for field in known if field == key.lower()), key)
        )
        if own == "optimizer":
            # the program around the config gives it
            continue
        found[own] = translate_children(scene, value) if own == "schedulers" else value
    return found


def _interval(scene: Scene, entry: Entry, name: str) -> Interval | None:
    """How often the scheduler is stepped, as it says itself, or as trainers do that count a run in epochs."""
    for key in INTERVAL_KEYS:
        if key in entry.around:
            said = INTERVALS.get(scene.values.resolve_if_possible(entry.around[key]))
            if said is not None:
                return said
    if name in ("OneCycleLR", "CyclicLR"):
        return "step"
    return "epoch" if scene.horizon.epochs is not None else None


def _give_length(
    scene: Scene, entry: Entry, name: str, interval: Interval | None, entries: dict[str, Tree], notes: list[str]
) -> None:
    """Add the length of the schedule where the file leaves it to the program, which knows that of the run."""
    key = LENGTHS.get(name, "")
    if name == "OneCycleLR" and "epochs" in entries:
        key = "steps_per_epoch"
    given = {one.lower().replace("_", "") for one in entries}
    if not key or key.lower().replace("_", "") in given:
        return
    length = _length(scene, key, interval)
    if length is None:
        option = key if key == "steps_per_epoch" else "epochs"
        message = f"`{key}` is not in the file: the program that reads it gives it"
        scene.values.unresolved.append(Unresolved(entry.path, "missing", message, option=option))
    else:
        notes.append(f"`{key}` is not in the file: {length:,}, as long as the run, stands for it")
    entries[key] = Computed(UNKNOWN if length is None else length, entry.named.path)


def _length(scene: Scene, key: str, interval: Interval | None) -> int | None:
    if key == "steps_per_epoch":
        return scene.horizon.said_steps_per_epoch
    return scene.horizon.epochs if interval == "epoch" else scene.horizon.updates
