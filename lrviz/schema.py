"""The JSON Schema of a config in our own shape, from which editors complete and check."""

from __future__ import annotations

import json
from typing import Any

from lrviz.dialects import axolotl, huggingface
from lrviz.dialects.entries import CLASS_KEYS
from lrviz.dialects.keys import LOOKED_FOR
from lrviz.dialects.names import ALIASES
from lrviz.errors import FINDINGS, LrvizError
from lrviz.outputs import MARK
from lrviz.text import printable
from schedules.schema import (
    SURROUNDINGS,
    open_to_interpolation,
    optimizer_definitions,
    scheduler_definitions,
)

FOREIGN = "#/definitions/of_another_program"

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
        "definitions": {**scheduler_definitions(), **optimizer_definitions(), "config": _config(), **_foreign()},
    }


def _config() -> dict[str, Any]:
    """A config with surroundings. One for another program is let through: it has optimizers of its own too."""
    is_foreign = [{"required": [key], "properties": {key: {"$ref": FOREIGN}}} for key in LOOKED_FOR]
    words = {"enum": [*huggingface.KINDS, *axolotl.OWN]}
    is_axolotl = {"required": ["lr_scheduler", "learning_rate"], "properties": {"lr_scheduler": words}}
    return {"if": {"anyOf": [*is_foreign, is_axolotl]}, "else": _native_config()}


def _foreign() -> dict[str, Any]:
    """What names its class otherwise than we do, and is not ours to check."""
    keys = [{"required": [spelt]} for key in CLASS_KEYS if key != "name" for spelt in (key, key.upper())]
    named = {"required": ["name"], "properties": {"name": {"$ref": "#/definitions/short_name"}}}
    short = {"type": "string", "pattern": f"^({'|'.join(map('[-_]?'.join, ALIASES))})$"}
    return {
        "short_name": short,
        "class_of_another_program": {"type": "object", "anyOf": keys},
        "of_another_program": {
            "anyOf": [
                {"$ref": "#/definitions/class_of_another_program"},
                {"type": "object", **named},
                {"$ref": "#/definitions/short_name"},
            ]
        },
    }


def _native_config() -> dict[str, Any]:
    # a list is of several schedulers, of ours or not, that share the optimizer
    scheduler = {"if": {"type": ["null", "array"]}, "else": {"$ref": "#/definitions/scheduler"}}
    foreign_class = {"$ref": "#/definitions/class_of_another_program"}
    optimizer = {"if": {"anyOf": [{"type": "null"}, foreign_class]}, "else": {"$ref": "#/definitions/optimizer"}}
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
