"""What one config says otherwise than another, key by key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from lrviz.document import Document
from lrviz.text import printable
from schedules.checker import UNKNOWN
from schedules.problems import Path, dotted

LONGEST = 60
"""How many characters of a value are shown."""


class Change(NamedTuple):
    """One key that two configs do not have alike.

    Attributes:
        key: Its path, dotted.
        before: Its value in the first as it is written there, or None where it has no such key.
        after: The same for the second.
    """

    key: str
    before: str | None
    after: str | None


def config_changes(before: Document, after: Document) -> list[Change]:
    """What differs between two configs, values given on the command line included.

    How a value is written does not count, and nor do comments and the order of keys. Interpolations are not resolved.

    Args:
        before: The first config.
        after: The second.

    Returns:
        The keys that differ, in the order of the first config, and then those that only the second has.
    """
    old, new = dict(_leaves(before, before.data, ())), dict(_leaves(after, after.data, ()))
    found = []
    for path in dict.fromkeys([*old, *new]):
        one, other = old.get(path), new.get(path)
        if one is None or other is None or not one.equals(other):
            found.append(Change(printable(dotted(path)) or "the whole file", _text(one), _text(other)))
    return found


class _Leaf(NamedTuple):
    value: Any
    text: str

    def equals(self, other: _Leaf) -> bool:
        if self.value is UNKNOWN or other.value is UNKNOWN:
            return self.text == other.text
        # True is 1 to Python, and not to a scheduler
        return self.value == other.value and repr(type(self.value)) == repr(type(other.value))


def _text(leaf: _Leaf | None) -> str | None:
    return None if leaf is None else leaf.text


def _leaves(document: Document, node: Any, path: Path) -> Iterator[tuple[Path, _Leaf]]:
    """Every scalar, and every list of scalars, with how it is written."""
    if isinstance(node, dict) and node:
        for key, value in node.items():
            yield from _leaves(document, value, (*path, key))
    elif isinstance(node, list) and any(isinstance(item, dict | list) for item in node):
        for index, item in enumerate(node):
            yield from _leaves(document, item, (*path, index))
    else:
        yield path, _Leaf(node, printable(document.text_of(path), LONGEST))
