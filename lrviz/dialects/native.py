"""Our own shape: a scheduler alone, or `scheduler` with `optimizer`, `steps`, `epochs`, ... around it."""

from __future__ import annotations

from functools import cache
from typing import Any

from lrviz.dialects import shapes
from lrviz.dialects.entries import read_entry
from lrviz.dialects.keys import PAIRS, SCHEDULER_KEYS, key_of
from lrviz.dialects.names import scheduler_class
from lrviz.dialects.setup import Found, Scene, Translated
from lrviz.document import Document
from lrviz.edits import one_edit_apart
from schedules.catalog import NOT_COVERED, SCHEDULERS
from schedules.checker import BESIDE
from schedules.problems import Path
from schedules.suggest import nearest

TITLE = "lrviz"
KEEPS_NAMES = True


def reads(document: Document, path: Path) -> bool:
    """Whether what stands at a path is a scheduler of ours: by the key above it, or by its name at the top."""
    node = document.get(path)
    if not path:
        return is_bare(node)
    return key_of(path) in SCHEDULER_KEYS and may_be_scheduler(node) and not shapes.name_of(node)


def translate(scene: Scene) -> Translated:
    """It is in our shape already; a name may stand alone."""
    node = scene.document.get(scene.path)
    if isinstance(node, str) and "${" not in node:
        node = {"name": node}
    return Translated(Found(node, scene.path))


def is_bare(node: Any) -> bool:
    """Whether a mapping is itself a scheduler.

    It has a `name` that is known, or nearly so, or whose other keys are all parameters of one scheduler.
    """
    if not isinstance(node, dict) or not isinstance(node.get("name"), str):
        return False
    if any(key in node for key in SCHEDULER_KEYS):
        return False
    name = node["name"]
    if name in SCHEDULERS or any(name.lower() == known.lower() or one_edit_apart(name, known) for known in _names()):
        return True
    others = {key for key in node if key != "name" and key not in BESIDE}
    return bool(others) and any(others <= set(SCHEDULERS.load(known).key_fields()) for known in SCHEDULERS.names())


def may_be_scheduler(value: Any) -> bool:
    """Whether what stands under one of the keys is to be read as a scheduler."""
    if isinstance(value, str):
        return value in _names() or "${" in value
    # one that holds a pair is none itself
    return isinstance(value, dict) and bool(value) and not any(key in PAIRS[0] for key in value)


def speaks_of_rates(node: Any) -> bool:
    """Whether what may be a scheduler is about learning rates: by its name, or by a parameter that only these have."""
    if not isinstance(node, dict):
        return True
    name = node.get("name")
    if isinstance(name, str) and ("${" in name or name in SCHEDULERS or nearest(name, _names())):
        return True
    entry = read_entry(node, ())
    if entry is not None and scheduler_class(entry.named.value):
        return True
    return bool(shapes.name_of(node)) or any(key in _telling_keys() for key in node)


@cache
def _telling_keys() -> frozenset[str]:
    """The parameters of all schedulers, but for words that others use too."""
    keys = {key for name in SCHEDULERS.names() for key in SCHEDULERS.load(name).key_fields()}
    return frozenset(keys - {"epochs", "mode", "initialize", "threshold", "cooldown", "power", "factor"})


def _names() -> list[str]:
    """Every name that means a scheduler; of some it is only said why no config can describe them."""
    return [*SCHEDULERS.names(), *NOT_COVERED]
