"""Finds the schedulers of a document, and which dialect each is written in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from lrviz.dialects import axolotl, class_with_parameters, huggingface, hydra, native, shapes
from lrviz.dialects.keys import SCHEDULER_KEYS
from lrviz.dialects.setup import Dialect, Found
from lrviz.document import Document
from schedules.problems import Path

DIALECTS = cast("tuple[Dialect, ...]", (hydra, class_with_parameters, huggingface, axolotl, native))
"""The first that reads a scheduler is asked for it."""

DEEPEST = 4
"""How many levels down a scheduler is searched."""


def dialect_at(document: Document, path: Path, is_said: bool = False) -> Dialect | None:
    """The dialect of the scheduler at a path, or None where it is written in none of them.

    Args:
        document: The config.
        path: Where.
        is_said: Whether a person says that there is one.
    """
    found = next((dialect for dialect in DIALECTS if dialect.reads(document, path)), None)
    if found is None and is_said and not shapes.name_of(document.get(path)):
        return DIALECTS[-1]
    return found


def find(document: Document, need_not_be: bool = False) -> list[Path]:
    """The paths of all schedulers in a document, nearest to the top first.

    The whole document may be one; otherwise they are searched by key and by class, and not inside one that was found.

    Args:
        document: The config.
        need_not_be: Whether there may be none. What schedules jobs or containers is then not taken for one.
    """
    if dialect_at(document, ()) is not None:
        return [()]
    found = [(path, value) for path, value in _search(document) if _is_found(document, path, value)]
    return [path for path, value in found if not need_not_be or native.speaks_of_rates(value)]


def passed_over(document: Document) -> Found | None:
    """What stands where a scheduler is searched and is none, nearest to the top. A null is nothing."""
    return next((Found(value, path) for path, value in _search(document) if not _is_found(document, path, value)), None)


def _search(document: Document) -> Iterator[tuple[Path, Any]]:
    """What stands under a key of a scheduler, and what a dialect reads wherever it stands."""
    level: list[tuple[Path, Any]] = [((), document.data)]
    for _ in range(DEEPEST):
        below: list[tuple[Path, Any]] = []
        for path, node in level:
            for key, value in _items(node):
                place = (*path, key)
                is_found = value is not None and _is_found(document, place, value)
                if is_found or (key in SCHEDULER_KEYS and value is not None):
                    yield place, value
                if not is_found:
                    below.append((place, value))
        level = below


def _is_found(document: Document, path: Path, value: Any) -> bool:
    if path[-1] in SCHEDULER_KEYS and native.may_be_scheduler(value):
        return True
    return isinstance(value, dict | str) and dialect_at(document, path) is not None


def _items(node: Any) -> list[tuple[Any, Any]]:
    if isinstance(node, dict):
        return list(node.items())
    return list(enumerate(node)) if isinstance(node, list) else []
