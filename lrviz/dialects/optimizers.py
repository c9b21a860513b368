"""Optimizers as other programs write them, in our own shape."""

from __future__ import annotations

from lrviz.dialects.entries import is_nested, read_entry
from lrviz.dialects.names import optimizer_class
from lrviz.dialects.setup import Computed, Found, Node, Tree
from lrviz.dialects.surroundings import RATE_KEYS
from schedules.optimizers import OPTIMIZERS


def translate_optimizer(found: Found, lenient: bool) -> tuple[Tree | None, str]:
    """An optimizer in our own shape.

    Args:
        found: What the config has.
        lenient: Whether the config is for a program that may have optimizers of its own. What torch does not have
            is then stood in for.

    Returns:
        The optimizer, or None where it is written in our shape already; and a note on what stands in for what.
    """
    if isinstance(found.value, str):
        return _from_name(found, found, {}) if lenient else (None, "")
    entry = read_entry(found.value, found.path)
    if entry is None:
        return _with_our_keys(found) if lenient else (None, "")
    is_ours = entry.named.path[-1] == "name" and not is_nested(found.value)
    if is_ours and (not lenient or entry.named.value in OPTIMIZERS):
        return None, ""
    return _from_name(found, entry.named, entry.parameters)


def _from_name(found: Found, named: Found, parameters: dict[str, Found]) -> tuple[Tree, str]:
    text = str(named.value)
    known = optimizer_class(text)
    rate = _rate(parameters)
    if not known:
        shown = "" if "${" in text else f"the optimizer `{text[:60]}` is none of torch's: another stands for it"
        return Node({"lr": rate} if rate else {}, found.path), shown
    fields = OPTIMIZERS.load(known).key_fields()
    exact = text.rpartition(".")[2] == known
    kept: dict[str, Tree] = {
        key: value for key, value in parameters.items() if key in fields or (exact and _is_parameter(key))
    }
    return Node({"name": Computed(known, named.path), **kept, **({"lr": rate} if rate else {})}, found.path), ""


def _with_our_keys(found: Found) -> tuple[Tree | None, str]:
    """A mapping that names no class: its rate may have another name."""
    if not isinstance(found.value, dict) or "lr" in found.value:
        return None, ""
    rate = _rate({key: Found(value, (*found.path, key)) for key, value in found.value.items() if isinstance(key, str)})
    return Node({"lr": rate} if rate else {}, found.path), ""


def _rate(parameters: dict[str, Found]) -> Found | None:
    return next((parameters[key] for key in RATE_KEYS if key in parameters), None)


def _is_parameter(key: str) -> bool:
    """Whether it is meant for the class: not what its program keeps for itself, and not the weights."""
    return not key.startswith("_") and key not in ("params", *RATE_KEYS)
