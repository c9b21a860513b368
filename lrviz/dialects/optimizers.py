"""Optimizers as other programs write them, in our own shape."""

from __future__ import annotations

from typing import NamedTuple

from lrviz.dialects.entries import is_nested, read_entry
from lrviz.dialects.import_paths import FOLLOWED, wrong_optimizer_import
from lrviz.dialects.names import optimizer_class
from lrviz.dialects.optimizer_words import misspelt_optimizer
from lrviz.dialects.setup import Computed, Found, Node, OptimizerNames, Tree
from lrviz.dialects.surroundings import RATE_KEYS
from lrviz.text import printable
from schedules.optimizers import OPTIMIZERS
from schedules.problems import Problem

ANY_SPELLING = OptimizerNames()
"""Of a program that may spell the names in other ways, and may have more."""


class Translated(NamedTuple):
    """An optimizer in our own shape.

    Attributes:
        tree: The optimizer, or None where it is written in our shape already.
        note: What stands in for what.
        problem: What keeps its program from making it, or may, or None.
    """

    tree: Tree | None = None
    note: str = ""
    problem: Problem | None = None


def translate_optimizer(found: Found, lenient: bool, registry: OptimizerNames = ANY_SPELLING) -> Translated:
    """Write an optimizer in our own shape.

    Args:
        found: What the config has.
        lenient: Whether the config is for a program that may have optimizers of its own. What torch does not have
            is then stood in for.
        registry: The names that its program knows.
    """
    if isinstance(found.value, str):
        return _from_name(found, found, {}, registry) if lenient else Translated()
    entry = read_entry(found.value, found.path)
    if entry is None:
        return Translated(_with_our_keys(found)) if lenient else Translated()
    is_ours = entry.named.path[-1] == "name" and not is_nested(found.value)
    if is_ours and (not lenient or entry.named.value in OPTIMIZERS):
        return Translated()
    return _from_name(found, entry.named, entry.parameters, registry, entry.key)


def _from_name(
    found: Found, named: Found, parameters: dict[str, Found], registry: OptimizerNames, key: str = ""
) -> Translated:
    text = str(named.value)
    known = optimizer_class(text)
    # what is imported is given its parameters as they are called
    rate = parameters.get("lr") if key in FOLLOWED and known else _rate(parameters)
    problem = wrong_optimizer_import(key, text, known, named.path, printable(text, 80))
    problem = problem or misspelt_optimizer(named, registry)
    if not known:
        shown = "" if "${" in text else f"the optimizer `{text[:60]}` is none of torch's: another stands for it"
        return Translated(Node({"lr": rate} if rate else {}, found.path), shown, problem)
    fields = OPTIMIZERS.load(known).key_fields()
    exact = text.rpartition(".")[2] == known
    others = () if key in FOLLOWED else RATE_KEYS
    kept: dict[str, Tree] = {
        name: value
        for name, value in parameters.items()
        if name in fields or (exact and _is_parameter(name) and name not in others)
    }
    tree = Node({"name": Computed(known, named.path), **kept, **({"lr": rate} if rate else {})}, found.path)
    return Translated(tree, "", problem)


def _with_our_keys(found: Found) -> Tree | None:
    """A mapping that names no class: its rate may have another name."""
    if not isinstance(found.value, dict) or "lr" in found.value:
        return None
    rate = _rate({key: Found(value, (*found.path, key)) for key, value in found.value.items() if isinstance(key, str)})
    return Node({"lr": rate} if rate else {}, found.path)


def _rate(parameters: dict[str, Found]) -> Found | None:
    return next((parameters[key] for key in RATE_KEYS if key in parameters), None)


def _is_parameter(key: str) -> bool:
    """Whether it is meant for the class: not what its program keeps for itself, and not the weights."""
    return not key.startswith("_") and key != "params"
