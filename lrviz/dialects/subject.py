"""Whether what schedules something, or a text with that word, is about learning rates: others schedule jobs."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from lrviz.dialects import native, shapes
from lrviz.dialects.classes import knows
from lrviz.dialects.entries import Entry, read_entry
from lrviz.dialects.keys import SCHEDULER_KEYS, key_of
from lrviz.dialects.misspelt import meant_scheduler
from lrviz.dialects.names import scheduler_alias, scheduler_class
from lrviz.dialects.setup import Found
from lrviz.document import Document
from lrviz.lookup import NOTHING, absolute, child
from schedules.catalog import SCHEDULERS
from schedules.problems import Path
from schedules.suggest import nearest

SAID_BY_OTHERS = ("scheduler", "SCHEDULER")
"""Keys that alone say nothing of rates."""

SAID_OF_RATES = tuple(key for key in SCHEDULER_KEYS if key not in SAID_BY_OTHERS)

_WORDS_OF_OTHERS = (
    *("cooldown", "d", "epochs", "factor", "initialize", "lb", "mode", "patience"),
    *("power", "schedulers", "threshold", "timescale", "ub"),
)
"""Parameters whose names others use too."""

_REFERENCE = re.compile(r"\$\{([^${}:]+)\}")
_MOST_REFERENCES = 10


def speaks_of_rates(document: Document, path: Path) -> bool:
    """Whether what stands under a right key, or at the top, is about learning rates.

    A schedule is known by the name of its class, by a parameter that only these have, or by the shape of a program
    that trains.

    Args:
        document: The config.
        path: Where it stands.
    """
    found = _followed(document, path)
    key_tells = key_of(path) in SAID_OF_RATES
    if _is_open(found.value):
        return key_tells
    is_other = not isinstance(found.value, dict) or bool(shapes.name_of(found.value))
    return is_other or _describes_a_scheduler(document, found, key_tells) or _is_misspelt(document, path, found)


def surely_speaks_of_rates(document: Document, path: Path) -> bool:
    """Whether what stands under a key that is not quite right can be nothing but a schedule of learning rates.

    Args:
        document: The config.
        path: Where it stands.
    """
    found = _followed(document, path)
    if isinstance(found.value, str):
        return found.value in native.names()
    if not isinstance(found.value, dict) or _is_alias_alone(found.value):
        return False
    return _describes_a_scheduler(document, found, False)


def text_speaks_of_rates(text: str) -> bool:
    """Whether a text that could not be read seems to hold a schedule of learning rates."""
    words = set(re.findall(r"\w+", text))
    if not words.isdisjoint({*SAID_OF_RATES, *native.names()}):
        return True
    keys = set(re.findall(r"\b(\w+)[\"']?[ \t]?:", text))
    return not keys.isdisjoint(SAID_BY_OTHERS) and not keys.isdisjoint(_telling_keys())


def _describes_a_scheduler(document: Document, found: Found, if_unknown: bool) -> bool:
    """Whether a mapping has a scheduler's name or parameters; `if_unknown` where its name is not in this file."""
    entry = read_entry(found.value, found.path)
    parameters = {
        **found.value,
        **({} if entry is None else {key: below.value for key, below in entry.parameters.items()}),
    }
    if any(key in _telling_keys() and not _has_mappings(value) for key, value in parameters.items()):
        return True
    if entry is None:
        return False
    word = _followed(document, entry.named.path).value
    if _is_open(word):
        return if_unknown
    return isinstance(word, str) and _is_class(entry, word)


def _is_misspelt(document: Document, path: Path, found: Found) -> bool:
    """Whether a mapping has the misspelt name of a scheduler, and stands beside an optimizer."""
    entry = read_entry(found.value, found.path)
    return entry is not None and meant_scheduler(document, path, str(entry.named.value)) != ""


def _is_class(entry: Entry, word: str) -> bool:
    """Whether a name is that of a scheduler, or nearly so. Beside foreign keys, a short one may be about anything."""
    alias = scheduler_alias(word)
    if alias:
        return not entry.parameters or any(knows(alias, key) for key in entry.parameters)
    return bool(scheduler_class(word) or nearest(word, native.names()))


def _is_alias_alone(node: dict[Any, Any]) -> bool:
    entry = read_entry(node, ())
    return entry is not None and not entry.parameters and bool(scheduler_alias(str(entry.named.value)))


def _has_mappings(value: Any) -> bool:
    """Whether it is or has a mapping, which no parameter of a scheduler does."""
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict) for item in value))


def _is_open(node: Any) -> bool:
    return isinstance(node, str) and "${" in node


def _followed(document: Document, path: Path) -> Found:
    """What stands at a path, or what it refers to in the same file; a reference that leads out of it stays."""
    found = Found(document.get(path), path)
    for _ in range(_MOST_REFERENCES):
        reference = _REFERENCE.fullmatch(found.value) if isinstance(found.value, str) else None
        parts = absolute(reference[1], found.path) if reference else None
        target = None if parts is None else _reached(document, parts)
        if target is None:
            break
        found = target
    return found


def _reached(document: Document, parts: tuple[str, ...]) -> Found | None:
    node: Any = document.data
    where: Path = ()
    for part in parts:
        node, where = child(node, part, where)
    return None if node is NOTHING else Found(node, where)


@cache
def _telling_keys() -> frozenset[str]:
    """The parameters of all schedulers, but for words that others use too."""
    keys = {key for name in SCHEDULERS.names() for key in SCHEDULERS.load(name).key_fields()}
    return frozenset(keys.difference(_WORDS_OF_OTHERS))
