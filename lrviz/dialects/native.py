"""Our own shape: a scheduler alone, or `scheduler` with `optimizer`, `steps`, `epochs`, ... around it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from lrviz.dialects import shapes
from lrviz.dialects.setup import Found, Setup
from lrviz.document import Document
from lrviz.edits import one_edit_apart
from schedules.catalog import NOT_COVERED, SCHEDULERS
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
    if isinstance(node, str) and "${" not in node:
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


def find(document: Document, need_not_be: bool = False) -> list[Path]:
    """The paths of all schedulers in a document, nearest to the top first.

    The whole document may be one; otherwise they are searched by key, and not inside one that was found.

    Args:
        document: The config.
        need_not_be: Whether there may be none. What schedules jobs or containers is then not taken for one.
    """
    if is_bare(document.data):
        return [()]
    found = [(path, value) for path, value in _search(document) if may_be_scheduler(value)]
    return [path for path, value in found if not need_not_be or speaks_of_rates(value)]


def passed_over(document: Document) -> Found | None:
    """What stands where a scheduler is searched and is none, nearest to the top. A null is nothing."""
    return next((Found(value, path) for path, value in _search(document) if not may_be_scheduler(value)), None)


def _search(document: Document) -> Iterator[tuple[Path, Any]]:
    level: list[tuple[Path, Any]] = [((), document.data)]
    for _ in range(DEEPEST):
        below: list[tuple[Path, Any]] = []
        for path, node in level:
            for key, value in _items(node):
                place = (*path, key)
                searched = key in KEYS and value is not None
                if searched:
                    yield place, value
                if not searched or not may_be_scheduler(value):
                    below.append((place, value))
        level = below


def is_bare(node: Any) -> bool:
    """Whether a mapping is itself a scheduler.

    It has a `name` that is known, or nearly so, or whose other keys are all parameters of one scheduler.
    """
    if not isinstance(node, dict) or not isinstance(node.get("name"), str):
        return False
    if any(key in node for key in KEYS):
        return False
    name = node["name"]
    if any(name.lower() == known.lower() or one_edit_apart(name, known) for known in _names()):
        return True
    others = {key for key in node if key != "name" and key not in BESIDE}
    return bool(others) and any(others <= set(SCHEDULERS.load(known).key_fields()) for known in SCHEDULERS.names())


def may_be_scheduler(value: Any) -> bool:
    """Whether what stands under one of the keys is to be read as a scheduler."""
    if isinstance(value, str):
        return value in _names() or "${" in value
    return isinstance(value, dict) and bool(value)


def speaks_of_rates(node: Any) -> bool:
    """Whether what may be a scheduler is about learning rates: by its name, or by a parameter that only these have."""
    if not isinstance(node, dict):
        return True
    name = node.get("name")
    if isinstance(name, str) and ("${" in name or nearest(name, _names())):
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


def _items(node: Any) -> list[tuple[Any, Any]]:
    if isinstance(node, dict):
        return list(node.items())
    return list(enumerate(node)) if isinstance(node, list) else []


def _own_keys(node: Any) -> set[str]:
    name = node.get("name") if isinstance(node, dict) else None
    if not isinstance(name, str) or name not in SCHEDULERS.names():
        return set()
    return set(SCHEDULERS.load(name).key_fields())
