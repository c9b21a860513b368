"""Values that are not known before the run, or may not be."""

from __future__ import annotations

from typing import Any, NamedTuple

from schedules.problems import Path


class Unresolved(NamedTuple):
    """Why a value is not known.

    Attributes:
        path: Where the value stands.
        kind: `missing` (`???`, or left to the program), `reference` or `resolver`, which only the run can tell; else
            `environment`, `cycle`, `syntax` or `budget`, which are mistakes.
        message: What is the matter.
        hint: What to do, or an empty string.
        option: The field of `Options` that would give it, or an empty string.
    """

    path: Path
    kind: str
    message: str
    hint: str = ""
    option: str = ""


ONLY_THE_RUN_KNOWS = ("missing", "reference", "resolver")
"""The kinds that are no mistakes."""


def is_open(value: Any) -> bool:
    """Whether a scalar has to be resolved."""
    return isinstance(value, str) and ("${" in value or value == "???")
