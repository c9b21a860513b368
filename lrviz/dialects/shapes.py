"""Says in what shape a schedule is written that is not read."""

from __future__ import annotations

from typing import Any

from lrviz.dialects.classes import name_of as scheduler_of
from lrviz.dialects.entries import is_nested, read_entry

MARKS = {
    "_component_": "torchtune (`_component_`)",
    "_name_": "a registry (`_name_`)",
    "_name": "fairseq (`_name`)",
    "__import__": "a part of another file (`__import__`)",
}
"""Keys that tell a shape, each with how it is called."""


def name_of(node: Any) -> str:
    """What shape a scheduler is written in that is not read, or an empty string."""
    if not isinstance(node, dict):
        return ""
    entry = read_entry(node, ())
    if entry is not None and not scheduler_of(entry) and (entry.named.path[-1] != "name" or is_nested(node)):
        return f"a class of its own program (`{entry.named.path[-1]}`)"
    return "" if entry is not None else next((shape for mark, shape in MARKS.items() if mark in node), "")
