"""The JSON Schema of a config in our own shape, from which editors complete and check."""

from __future__ import annotations

import json
from typing import Any

from lrviz.dialects import axolotl, huggingface
from lrviz.dialects.class_with_parameters import WARMUP_LENGTHS
from lrviz.dialects.classes import knows
from lrviz.dialects.entries import ARGUMENT_KEYS, CLASS_KEYS
from lrviz.dialects.keys import LOOKED_FOR
from lrviz.dialects.names import ALIASES, LENGTHS
from lrviz.errors import FINDINGS, LrvizError
from lrviz.outputs import MARK
from lrviz.text import printable
from schedules.catalog import SCHEDULERS
from schedules.optimizers import OPTIMIZERS
from schedules.schema import (
    SURROUNDINGS,
    around,
    optimizer_definitions,
    parameters_of,
    scheduler_definitions,
)

FOREIGN = "#/definitions/of_another_program"

SHORT = {"type": "object", "required": ["name"], "properties": {"name": {"$ref": "#/definitions/short_name_alone"}}}
"""A scheduler that is called by a short name."""

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
        "then": {"$ref": "#/definitions/any_scheduler"},
        "else": {"$ref": "#/definitions/config"},
        "definitions": {
            **_let_warmups_through(scheduler_definitions()),
            **optimizer_definitions(),
            "any_scheduler": _any_scheduler("#/definitions/scheduler"),
            "any_of_several": _any_scheduler("#/definitions/one_of_several"),
            "config": _config(),
            **_foreign(),
        },
    }


def _any_scheduler(in_our_shape: str) -> dict[str, Any]:
    """A scheduler, called as we call it or by a short name. One for another program is let through."""
    ours = {"if": SHORT, "then": {"$ref": "#/definitions/of_short_name"}, "else": {"$ref": in_our_shape}}
    return {"if": {"$ref": FOREIGN}, "else": ours}


def _config() -> dict[str, Any]:
    """A config with surroundings. One for another program is let through: it has optimizers of its own too."""
    is_foreign = [{"required": [key], "properties": {key: {"$ref": FOREIGN}}} for key in LOOKED_FOR]
    words = {"enum": [*huggingface.KINDS, *axolotl.OWN]}
    is_axolotl = {"required": ["lr_scheduler", "learning_rate"], "properties": {"lr_scheduler": words}}
    return {"if": {"anyOf": [*is_foreign, is_axolotl]}, "else": _native_config()}


def _foreign() -> dict[str, Any]:
    """What names its class otherwise than we do. What stands elsewhere than we have it is not ours to check."""
    keys = [{"required": [spelt]} for key in CLASS_KEYS for spelt in (key, key.upper()) if spelt != "name"]
    nested = [
        {
            "required": ["name", spelt],
            "properties": {"name": {"title": "name", "type": "string"}, spelt: {"type": "object"}},
        }
        for key in ARGUMENT_KEYS
        for spelt in (key, key.upper())
    ]
    return {
        "short_name": {"type": "string", "pattern": _spelt(*ALIASES)},
        # one of them is the name of a class too, in small letters
        "short_name_alone": {
            "title": "name",
            "allOf": [{"$ref": "#/definitions/short_name"}, {"not": {"enum": SCHEDULERS.names()}}],
        },
        "of_short_name": {"allOf": [_of_alias(alias, name) for alias, name in ALIASES.items()]},
        "class_of_another_program": {"type": "object", "anyOf": [*keys, *nested]},
        "of_another_program": {
            "anyOf": [
                {"$ref": "#/definitions/class_of_another_program"},
                {"$ref": "#/definitions/short_name"},
            ]
        },
    }


def _let_warmups_through(definitions: dict[str, Any]) -> dict[str, Any]:
    """The same, with a warm-up beside a class that knows nothing of it, as programs have it that make the warm-up.

    It is a pattern, as an editor must not offer what the factory does not take.
    """
    for name in SCHEDULERS.names():
        keys = [key for key in WARMUP_LENGTHS if not knows(name, key)]
        about = {"description": "for a program that makes the warm-up itself: `build_scheduler` does not take it"}
        definitions[f"outermost_{name}"]["patternProperties"] = {f"^({'|'.join(keys)})$": about}
    return definitions


def _of_alias(alias: str, name: str) -> dict[str, Any]:
    """The parameters that stand beside a short name. With `milestones`, steps are at given places."""
    is_meant = {"required": ["name"], "properties": {"name": {"type": "string", "pattern": _spelt(alias)}}}
    needed = parameters_of(name, implied=(LENGTHS.get(name, ""),))
    if name == "StepLR":
        needed = {"if": {"required": ["milestones"]}, "then": parameters_of("MultiStepLR"), "else": needed}
    return {"if": is_meant, "then": needed}


def _spelt(*aliases: str) -> str:
    """A pattern of short names, in letters of any case, with and without underscores and dashes."""
    words = ["[-_]?".join(f"[{letter}{letter.upper()}]" for letter in alias) for alias in aliases]
    return f"^({'|'.join(words)})$"


def _native_config() -> dict[str, Any]:
    scheduler = {
        "if": {"type": ["null", "array"]},
        "then": {"if": {"type": "array"}, "then": _list()},
        "else": {"$ref": "#/definitions/any_scheduler"},
    }
    run = {key: around(key) for key in SURROUNDINGS if key != "lr"}
    foreign_class = {"$ref": "#/definitions/class_of_another_program"}
    rate = {"if": _has_no_rate(foreign_class), "then": {"properties": {"lr": around("lr")}}}
    optimizer = {"if": {"anyOf": [{"type": "null"}, foreign_class]}, "else": {"$ref": "#/definitions/optimizer"}}
    # a program that has short names has them for optimizers too
    has_short_names = {"anyOf": [{"required": [key], "properties": {key: SHORT}} for key in LOOKED_FOR]}
    return {
        "type": "object",
        "properties": {**dict.fromkeys(LOOKED_FOR, scheduler), **run},
        "allOf": [rate],
        "if": has_short_names,
        "else": {"properties": {"optimizer": optimizer}},
    }


def _has_no_rate(foreign_class: dict[str, Any]) -> dict[str, Any]:
    """A config whose optimizer, if there is one, leaves the rate to the `lr` beside it."""
    named = {"properties": {"name": {"enum": OPTIMIZERS.names()}}}
    no_rate = {"type": "object", "not": {"anyOf": [{"required": ["lr"]}, foreign_class]}, **named}
    without = {"anyOf": [{"type": "null"}, {"enum": OPTIMIZERS.names()}, no_rate]}
    return {"properties": {"optimizer": without}}


def _list() -> dict[str, Any]:
    """Several schedulers that share the optimizer, each of which says its interval; else each is one by itself."""
    is_one = {"type": "object", "required": ["interval"]}
    is_read = {"anyOf": [{"type": "object", "minProperties": 1}, {"enum": SCHEDULERS.names()}]}
    return {
        "if": {"minItems": 2, "items": is_one},
        "then": {"items": {"$ref": "#/definitions/any_of_several"}},
        "else": {"items": {"if": is_read, "then": {"$ref": "#/definitions/any_scheduler"}}},
    }


def check_schema(path: str, content: bytes) -> None:
    """See whether a schema that was written is the one of today.

    Args:
        path: The file, for the message.
        content: What it holds.

    Raises:
        Stale: If it is another.
    """
    if not _is_of_today(content.decode("utf-8", "replace")):
        shown = printable(path)
        raise Stale(f"{shown} is not the schema of this version of lrviz", f"write it anew: lrviz schema -o {shown}")


def _is_of_today(text: str) -> bool:
    # the versions of pydantic do not agree on the order of keys, nor on 0 and 0.0
    try:
        return bool(json.loads(text) == schema())
    except (ValueError, RecursionError):
        return False
