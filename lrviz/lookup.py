"""Finds what an interpolation refers to in plain data."""

from __future__ import annotations

import re
from typing import Any

from schedules.problems import Path

NOTHING = object()
"""Stands for what is not there, as None is a value."""

_PATH_PARTS = r"\[([^\]]*)\]|(?:^|\.)([^.\[]*)"
_INDEX = r"-?[0-9]{1,9}"


def absolute(key: str, path: Path) -> tuple[str, ...] | None:
    """The parts of a key from the top of the document.

    Args:
        key: `a.b[0]`, or with leading dots, which begin at the node that holds the value.
        path: Where the value with the interpolation stands.

    Returns:
        The parts, or None where the dots lead above the top.
    """
    rest = key.lstrip(".")
    dots = len(key) - len(rest)
    if dots > len(path):
        return None
    # after a dot there is always a key, though it may be an empty one; before a bracket there may be none
    parts = tuple(match[1] or match[2] or "" for match in re.finditer(_PATH_PARTS, rest) if match[0])
    return (*map(str, path[: len(path) - dots] if dots else ()), *parts)


def child(node: Any, part: str, where: Path) -> tuple[Any, Path]:
    """The node below another and where it stands, or `NOTHING`. Keys that are numbers are found by their text."""
    if isinstance(node, dict):
        for key in (part, *(key for key in node if not isinstance(key, str) and str(key) == part)):
            if key in node:
                return node[key], (*where, key)
    elif isinstance(node, list) and re.fullmatch(_INDEX, part, flags=re.ASCII) and -len(node) <= int(part) < len(node):
        index = int(part) % len(node)
        return node[index], (*where, index)
    return NOTHING, where


def locate(data: Any, key: str) -> Path | None:
    """Where the key of an option, `train.scheduler` or `stages[0]`, leads in a document; None where to nothing."""
    node: Any = data
    where: Path = ()
    for part in absolute(key, ()) or ():
        node, where = child(node, part, where)
    return None if node is NOTHING or not where else where


def size(node: Any) -> int:
    """How many nodes a tree has."""
    below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return 1 + sum(map(size, below))
