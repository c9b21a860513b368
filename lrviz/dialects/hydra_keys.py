"""What Hydra keeps for itself beside the parameters of a class."""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.dialects.entries import Entry
from lrviz.dialects.setup import Found, Scene
from schedules.checker import UNKNOWN
from schedules.problems import Problem
from schedules.wording import describe

SWITCHES = ("_partial_", "_recursive_")


def wrong_keys(scene: Scene, entry: Entry) -> Iterator[Problem]:
    """What is wrong with them, or not read.

    Args:
        scene: What surrounds the scheduler.
        entry: The class and its parameters.
    """
    node = scene.document.get(entry.path)
    for key in SWITCHES:
        if key not in node:
            continue
        found = Found(node[key], (*entry.path, key))
        value = scene.values.resolve_if_possible(found)
        if value is not UNKNOWN and not isinstance(value, bool):
            message = (
                f"`{key}: {scene.values.shown(found, value)}` is {describe(value)} and not true or false: Hydra stops"
            )
            yield Problem(found.path, "value", "wrong-type", message)
    if node.get("_args_"):
        message = "`_args_` gives parameters by their places, which is not read: they are not known"
        yield Problem((*entry.path, "_args_"), "key", "unread-shape", message, "give each by its name")
