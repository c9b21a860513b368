"""The JSON Schema of a config in our own shape, from which editors complete and check."""

from __future__ import annotations

import json
from typing import Any

from lrviz.dialects.keys import LOOKED_FOR
from lrviz.errors import FINDINGS, LrvizError
from lrviz.outputs import MARK
from lrviz.text import printable
from schedules.schema import (
    SURROUNDINGS,
    open_to_interpolation,
    optimizer_definitions,
    scheduler_definitions,
)

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The draft that the language servers for YAML know."""


class Stale(LrvizError):
    """A schema that was written for other schedulers."""

    exit_code = FINDINGS


def schema_text() -> str:
    """The schema, as it is written."""
    return json.dumps(schema(), indent=2) + "\n"


def schema() -> dict[str, Any]:
    """The schema of a config: a scheduler alone, or `scheduler` with what surrounds it."""
    is_larger = {"anyOf": [{"required": [key]} for key in LOOKED_FOR]}
    return {
        "$schema": DRAFT,
        "$comment": MARK,
        "title": "lrviz config",
        "description": "a learning-rate schedule, and the run around it",
        "type": "object",
        "if": {"allOf": [{"required": ["name"]}, {"not": is_larger}]},
        "then": {"$ref": "#/definitions/scheduler"},
        "else": {"$ref": "#/definitions/config"},
        "definitions": {**scheduler_definitions(), **optimizer_definitions(), "config": _config()},
    }


def _config() -> dict[str, Any]:
    scheduler = {"if": {"type": "null"}, "else": {"$ref": "#/definitions/scheduler"}}
    optimizer = {"if": {"type": "null"}, "else": {"$ref": "#/definitions/optimizer"}}
    around = {key: open_to_interpolation(about) for key, about in SURROUNDINGS.items() if key != "lr"}
    return {
        "type": "object",
        "properties": {**dict.fromkeys(LOOKED_FOR, scheduler), "optimizer": optimizer, **around},
    }


def check_schema(path: str, content: bytes) -> None:
    """See whether a schema that was written is the one of today.

    Args:
        path: The file, for the message.
        content: What it holds.

    Raises:
        Stale: If it is another.
    """
    if content.decode("utf-8", "replace").split() != schema_text().split():
        shown = printable(path)
        raise Stale(f"{shown} is not the schema of this version of lrviz", f"write it anew: lrviz schema -o {shown}")
