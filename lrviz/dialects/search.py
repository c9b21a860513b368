"""Finds the schedulers of a document, and which dialect each is written in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any, cast

from lrviz.dialects import native, shapes
from lrviz.dialects.entries import Entry, entry_at
from lrviz.dialects.keys import HUGGING_FACE, MMENGINE, PAIRS, RT_DETR, SCHEDULER_KEYS, TIMM, key_of, pair_of
from lrviz.dialects.setup import Dialect, Found
from lrviz.dialects.subject import speaks_of_rates
from lrviz.document import Document
from schedules.problems import Path

WORD_KEYS = frozenset((*SCHEDULER_KEYS, HUGGING_FACE, TIMM))
"""Under which a word alone can be a scheduler."""

DEEPEST = 4
"""How many levels down a scheduler is searched."""


def dialect_at(document: Document, path: Path, is_said: bool = False) -> Dialect | None:
    """The dialect of the scheduler at a path, or None where it is written in none of them.

    Args:
        document: The config.
        path: Where.
        is_said: Whether a person says that there is one.
    """
    return document.once(("dialect", path, is_said), lambda: _dialect_at(document, path, is_said))


def _dialect_at(document: Document, path: Path, is_said: bool) -> Dialect | None:
    if shapes.mark_of(document.get(path), entry_at(document, path)):
        return None
    read_by = map(_load, _asked(path, entry_at(document, path)))
    found = next((dialect for dialect in read_by if dialect.reads(document, path)), None)
    if found is None and is_said and not shapes.name_of(document.get(path)):
        return native
    return found


def _asked(path: Path, entry: Entry | None) -> Iterator[str]:
    """The dialects that may read what stands at a path. The first that does is asked for it, and no other imported."""
    key = path[-1] if path else ""
    if MMENGINE in path:
        yield "mmengine"
    if key == RT_DETR:
        yield "linear_warmup"
    if key in PAIRS[0]:
        yield "project_template"
    if entry is not None:
        yield from ("warmup_wrapper", "known_classes", "hydra" if entry.key == "_target_" else "class_with_parameters")
    if key == HUGGING_FACE:
        yield "huggingface"
    if key == TIMM:
        yield "timm_arguments"
    if key == "lr_scheduler":
        yield "axolotl"
    if key in SCHEDULER_KEYS:
        yield "name_alone"
    yield "native"


@cache
def _load(name: str) -> Dialect:
    return cast("Dialect", import_module(f"lrviz.dialects.{name}"))


def find(document: Document, need_not_be: bool = False) -> list[Path]:
    """The paths of all schedulers in a document, nearest to the top first.

    The whole document may be one; otherwise they are searched by key and by class, and not inside one that was found.

    Args:
        document: The config.
        need_not_be: Whether there may be none. What schedules jobs or containers is then not taken for one.
    """
    if dialect_at(document, ()) is not None and not (need_not_be and not speaks_of_rates(document, ())):
        return [()]
    found: list[Path] = []
    with_others: set[Path] = set()
    for path, value in _search(document):
        if _is_found(document, path, value) and (not need_not_be or speaks_of_rates(document, path)):
            found.extend([] if path in with_others else [path])
            with_others.update(together(document, path))
    return found


def together(document: Document, path: Path) -> list[Path]:
    """The paths of the schedulers that move one optimizer together with that at a path, in the order of the file.

    These are a pair of keys side by side, and a list in which each says its own `interval`. Most of the time it is
    alone.

    Args:
        document: The config.
        path: Where the scheduler stands, or the list.
    """
    whole = document.get(path)
    if isinstance(whole, list) and _is_list_of_several(whole):
        return [(*path, index) for index in range(len(whole))]
    around = document.get(path[:-1]) if path else None
    if isinstance(around, list) and _is_list_of_several(around) and path[-2:-1] and path[-2] in SCHEDULER_KEYS:
        return [(*path[:-1], index) for index in range(len(around))]
    if isinstance(around, dict):
        places = [(*path[:-1], key) for key in around if key in pair_of(str(path[-1]))]
        read = [place for place in places if place == path or dialect_at(document, place) is not None]
        return read or [path]
    return [path]


def _is_list_of_several(node: list[Any]) -> bool:
    return len(node) > 1 and all(isinstance(item, dict) and "interval" in item for item in node)


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
                # what Hydra takes from other files is named there, and is no part of this one
                if not is_found and place != ("defaults",):
                    below.append((place, value))
        level = below


def _is_found(document: Document, path: Path, value: Any) -> bool:
    if path[-1] in SCHEDULER_KEYS and native.may_be_scheduler(value):
        return True
    may_be = isinstance(value, dict | list) or (isinstance(value, str) and key_of(path) in WORD_KEYS)
    return may_be and dialect_at(document, path) is not None


def _items(node: Any) -> list[tuple[Any, Any]]:
    if isinstance(node, dict):
        return list(node.items())
    return list(enumerate(node)) if isinstance(node, list) else []
