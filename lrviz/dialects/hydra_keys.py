"""What Hydra keeps for itself beside the parameters of a class."""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.dialects.entries import Entry
from lrviz.dialects.setup import Found, Scene
from schedules.checker import UNKNOWN
from schedules.problems import Problem
from schedules.wording import describe

SWITCHES = ("_partial_", "_recursive_")


RECKONED_WITH = {
    "CyclicLR": ("base_lr", "max_lr", "base_momentum", "max_momentum"),
    "OneCycleLR": ("max_lr", "base_momentum", "max_momentum"),
    "ReduceLROnPlateau": ("min_lr",),
}
"""The lists with which a class reckons, and does not only look up values."""

OF_TIMM = ("lr_min", "noise_range_t")
"""The same of the schedulers of timm."""

CONVERTED = ("all", "object", "partial")
"""The values of `_convert_` with which Hydra makes lists of Python of its own."""


def lists(scene: Scene, entry: Entry, name: str) -> Iterator[Problem]:
    """The lists that Hydra hands over as its own, where the class reckons with them.

    Args:
        scene: What surrounds the scheduler.
        entry: The class and its parameters.
        name: What the class is called here.
    """
    if scene.document.get(entry.path).get("_convert_") in CONVERTED:
        return
    for key in RECKONED_WITH.get(name, OF_TIMM if name.startswith("timm_") else ()):
        found = entry.parameters.get(key)
        if found is not None and isinstance(scene.values.resolve_if_possible(found), list):
            message = (
                f"Hydra hands `{key}` over as a list of its own, a ListConfig, with which {name} cannot reckon: it "
                "stops with TypeError, unless the program converts it"
            )
            yield Problem(found.path, "value", "handed-over", message, "add `_convert_: all`")


def children(entry: Entry, name: str) -> Iterator[Problem]:
    """The schedulers within another one, which Hydra makes first, and without an optimizer.

    Args:
        entry: The class and its parameters.
        name: What the class is called here.
    """
    found = entry.parameters.get("schedulers")
    below = found.value if found is not None and isinstance(found.value, list) else []
    if found is None or not any(
        isinstance(child, dict) and "_target_" in child and "optimizer" not in child for child in below
    ):
        return
    message = (
        f"Hydra makes the children of {name} without an optimizer, before {name} itself: they stop with TypeError, "
        "unless the program makes them"
    )
    hint = "only a program that builds the children itself can read it"
    yield Problem(found.path, "key", "handed-over", message, hint)


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
