"""Our own shape: a scheduler alone, or `scheduler` with `optimizer`, `steps`, `epochs`, ... around it."""

from __future__ import annotations

from typing import Any

from lrviz.dialects.setup import Found, Setup
from lrviz.document import Document
from schedules.catalog import SCHEDULERS
from schedules.checker import BESIDE
from schedules.problems import Path
from schedules.suggest import nearest

KEYS = ("scheduler", "lr_scheduler")
"""Under which a scheduler is searched."""

DEEPEST = 4
"""How many levels down it is searched."""


def read(document: Document, path: Path) -> Setup:
    """The scheduler at a path, and what the document says around it, nearest first."""
    node = document.get(path)
    if isinstance(node, str):
        node = {"name": node}
    own = _own_keys(node)
    around: list[tuple[Any, Path]] = [
        ({key: value for key, value in node.items() if key in BESIDE and key not in own}, path)
        if isinstance(node, dict)
        else ({}, path)
    ]
    around += [(document.get(path[:end]), path[:end]) for end in range(len(path) - 1, -1, -1)]

    def find(key: str, levels: list[tuple[Any, Path]] = around) -> Found | None:
        for level, where in levels:
            if isinstance(level, dict) and level.get(key) is not None:
                return Found(level[key], (*where, key))
        return None

    return Setup(
        scheduler=Found(node, path),
        optimizer=find("optimizer", around[1:]),
        lr=find("lr", around[:1]),
        steps=find("steps"),
        epochs=find("epochs"),
        steps_per_epoch=find("steps_per_epoch"),
        interval=find("interval"),
    )


def find(document: Document) -> list[Path]:
    """The paths of all schedulers in a document, nearest to the top first.

    The whole document may be one; otherwise they are searched by key, and not inside one that was found.
    """
    if is_bare(document.data):
        return [()]
    found: list[Path] = []
    level: list[tuple[Any, Path]] = [(document.data, ())]
    for _ in range(DEEPEST):
        below: list[tuple[Any, Path]] = []
        for node, path in level:
            for key, value in _items(node):
                if key in KEYS and _may_be_scheduler(value):
                    found.append((*path, key))
                else:
                    below.append((value, (*path, key)))
        level = below
    return found


def is_bare(node: Any) -> bool:
    """Whether a mapping is itself a scheduler.

    It has a `name` that is known, or nearly so, or whose other keys are all parameters of one scheduler.
    """
    if not isinstance(node, dict) or not isinstance(node.get("name"), str):
        return False
    if any(key in node for key in KEYS):
        return False
    name = node["name"]
    if name in SCHEDULERS.names() or _one_edit_away(name):
        return True
    others = {key for key in node if key != "name" and key not in BESIDE}
    return bool(others) and any(others <= set(SCHEDULERS.load(known).key_fields()) for known in SCHEDULERS.names())


def _one_edit_away(name: str) -> bool:
    near = nearest(name, SCHEDULERS.names())
    if not near or abs(len(near) - len(name)) > 1:
        return False
    same_start = next(
        (i for i, (a, b) in enumerate(zip(near, name, strict=False)) if a != b), min(len(near), len(name))
    )
    for skip_near, skip_name in ((1, 0), (0, 1), (1, 1)):
        if near[same_start + skip_near :] == name[same_start + skip_name :]:
            return True
    return near.lower() == name.lower()


def _may_be_scheduler(value: Any) -> bool:
    if isinstance(value, str):
        return value in SCHEDULERS.names()
    return isinstance(value, dict) and bool(value)


def _items(node: Any) -> list[tuple[Any, Any]]:
    if isinstance(node, dict):
        return list(node.items())
    return list(enumerate(node)) if isinstance(node, list) else []


def _own_keys(node: Any) -> set[str]:
    name = node.get("name") if isinstance(node, dict) else None
    if not isinstance(name, str) or name not in SCHEDULERS.names():
        return set()
    return set(SCHEDULERS.load(name).key_fields())
