"""Our own shape: a scheduler alone, or `scheduler` with `optimizer`, `steps`, `epochs`, ... around it."""

from __future__ import annotations

from typing import Any

from lrviz.dialects import shapes
from lrviz.dialects.keys import PAIRS, SCHEDULER_KEYS, key_of
from lrviz.dialects.setup import Found, Scene, Translated
from lrviz.document import Document
from lrviz.edits import one_edit_apart
from schedules.catalog import NOT_COVERED, SCHEDULERS
from schedules.checker import BESIDE
from schedules.problems import Path

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
    if name in SCHEDULERS or any(name.lower() == known.lower() or one_edit_apart(name, known) for known in names()):
        return True
    others = {key for key in node if key != "name" and key not in BESIDE}
    return bool(others) and any(others <= set(SCHEDULERS.load(known).key_fields()) for known in SCHEDULERS.names())


def may_be_scheduler(value: Any) -> bool:
    """Whether what stands under one of the keys is to be read as a scheduler."""
    if isinstance(value, str):
        return value in names() or "${" in value
    # one that holds a pair is none itself
    return isinstance(value, dict) and bool(value) and not any(key in PAIRS[0] for key in value)


def names() -> list[str]:
    """Every name that means a scheduler; of some it is only said why no config can describe them."""
    return [*SCHEDULERS.names(), *NOT_COVERED]
