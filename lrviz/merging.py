"""Which of the mappings that are merged (`<<`) wins, as the installed PyYAML has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import yaml

from lrviz.yaml_nodes import Node

LAST_WINS = tuple(int(part) for part in yaml.__version__.split(".")[:3] if part.isdigit()) >= (6, 0, 4)
"""From PyYAML 6.0.4 on, the last mapping of a list wins, against the definition of the merge key."""

BYTE = 256


class Pair(NamedTuple):
    """A key of a mapping, what it is as a value of Python, and what it leads to."""

    name: Any
    key: Node
    value: Node


def merged(merges: Iterable[Sequence[Sequence[Pair]]]) -> list[Pair]:
    """The pairs that several `<<` bring into a mapping, of which a later one wins.

    Args:
        merges: What each of them merges: the pairs of one mapping, or of each of a list.
    """
    return _all_new_ones(merges) if LAST_WINS else _first_of_each_list(merges)


def told_apart_by_order(sources: Sequence[Sequence[Pair]]) -> Any:
    """The first key that several mappings of a list have, with other values, so that their order decides; else None.

    Args:
        sources: The pairs of each mapping.
    """
    found: dict[Any, Pair] = {}
    for pair in (pair for source in sources for pair in {pair.name: pair for pair in source}.values()):
        before = found.setdefault(pair.name, pair)
        if not _is_alike(before.value, pair.value) and not _is_once_in_memory(pair):
            return pair.name
    return None


def _is_alike(one: Node, other: Node) -> bool:
    return one is other or (one.kind == other.kind == "scalar" and (one.tag, one.value) == (other.tag, other.value))


def _first_of_each_list(merges: Iterable[Sequence[Sequence[Pair]]]) -> list[Pair]:
    found: dict[Any, Pair] = {}
    for sources in merges:
        for source in reversed(sources):
            found |= {pair.name: pair for pair in source}
    return list(found.values())


def _all_new_ones(merges: Iterable[Sequence[Sequence[Pair]]]) -> list[Pair]:
    """One after the other, but for a key that has been there: the same by an alias, or any other of the same one sign.

    PyYAML knows a key by the place of its text in memory, and Python has a text of one sign once.
    """
    found: dict[Any, Pair] = {}
    for pair in (pair for sources in merges for source in sources for pair in source):
        found.setdefault(_text(pair) if _is_once_in_memory(pair) else id(pair.key), pair)
    return list(found.values())


def _is_once_in_memory(pair: Pair) -> bool:
    text = _text(pair)
    return not text or (len(text) == 1 and ord(text) < BYTE)


def _text(pair: Pair) -> str:
    return pair.key.value if isinstance(pair.key.value, str) else pair.key.source
