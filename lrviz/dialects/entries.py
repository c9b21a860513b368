"""Reads what names a class and gives its parameters, as many programs write it, under many keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from lrviz.dialects.setup import Found
from lrviz.dialects.warmups import KEYS as WARMUP_KEYS
from schedules.problems import Path

if TYPE_CHECKING:
    from lrviz.document import Document

CLASS_KEYS = ("_target_", "class_path", "class_name", "class", "scheduler_type", "type", "key", "target", "name")
"""Under which the class is named, in upper case too. Where there are several, the first of these is the class."""

ARGUMENT_KEYS = ("init_args", "args", "params", "kwargs")
"""Under which the parameters may stand, in upper case too."""

AROUND = {
    "checkpoint",
    "frequency",
    "interval",
    "monitor",
    "optimizer",
    "policy",
    "reduce_on_plateau",
    "scheduling_step",
    "strict",
    *WARMUP_KEYS,
}
"""What may stand beside the parameters and is for the program around them."""


HYDRAS_OWN = ("_args_", "_convert_", "_partial_", "_recursive_", "_target_")
"""What Hydra keeps for itself."""

_UPPER = {key: key.upper() for key in (*CLASS_KEYS, *ARGUMENT_KEYS) if key not in HYDRAS_OWN} | {"_target_": "_target_"}


class Entry(NamedTuple):
    """A class and its parameters, as a config has them.

    Attributes:
        key: The key under which the class is named.
        named: What is written there.
        parameters: The parameters.
        around: What stands beside them and is for others.
        path: Where all that stands.
        is_whole: Whether the class is given all of the parameters, as those below a key of their own and those of Hydra
            are, so that none of them is for the program around it.
        is_hydras: Whether Hydra gives the class what stands beside the parameters too.
    """

    key: str
    named: Found
    parameters: dict[str, Found]
    around: dict[str, Found]
    path: Path
    is_whole: bool = False
    is_hydras: bool = False


def entry_at(document: Document, path: Path) -> Entry | None:
    """The class and the parameters of what stands at a path, worked out once for all dialects that ask."""
    return document.once(("entry", path), lambda: read_entry(document.get(path), path))


def read_entry(node: Any, path: Path) -> Entry | None:
    """The class and the parameters of a mapping, or None where it names none.

    Args:
        node: What the document has.
        path: Where.
    """
    key = _first_key(node, CLASS_KEYS)
    if key is None or not isinstance(node[key], str):
        return None
    nested = _first_key(node, ARGUMENT_KEYS)
    below = (node[nested] or {}) if nested is not None else None
    is_hydras = key.lower() == "_target_" and not isinstance(below, dict)
    beside = {name: Found(value, (*path, name)) for name, value in _flat(node)}
    around = {name.lower(): found for name, found in beside.items() if _is_around(name, found.value)}
    if nested is not None and isinstance(below, dict):
        parameters = {name: Found(value, (*path, nested, name)) for name, value in below.items()}
    else:
        parameters = {name: found for name, found in beside.items() if name.lower() not in around}
    if is_hydras:
        others = [name for name in node if isinstance(name, str) and name.lower() in _UPPER and name != key]
        around |= {name: Found(node[name], (*path, name)) for name in others}
    return Entry(
        key.lower(),
        Found(node[key], (*path, key)),
        parameters,
        around,
        path,
        is_hydras or isinstance(below, dict),
        is_hydras,
    )


def is_nested(node: Mapping[Any, Any]) -> bool:
    """Whether the parameters stand below a key of their own."""
    key = _first_key(node, ARGUMENT_KEYS)
    return key is not None and isinstance(node[key], dict)


def _first_key(node: Any, wanted: tuple[str, ...]) -> str | None:
    if not isinstance(node, Mapping):
        return None
    return next((spelt for key in wanted for spelt in (key, _UPPER[key]) if spelt in node), None)


def _flat(node: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    """The entries that are neither the class, nor its other names, nor what Hydra keeps for itself."""
    for key, value in node.items():
        if not isinstance(key, str) or key.lower() in _UPPER:
            continue
        is_kept = key in HYDRAS_OWN if "_target_" in node else key.startswith("_") and key.endswith("_")
        if not is_kept:
            yield key, value


def _is_around(name: str, value: Any) -> bool:
    """`step` may be a number of steps, or say how often the scheduler is stepped."""
    return name.lower() in AROUND or (name.lower() == "step" and isinstance(value, str))
