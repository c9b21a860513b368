"""JSON Schema of schedulers and optimizers, for editors: every key with its text, its default and its limits."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from schedules.catalog import SCHEDULERS
from schedules.checker import BESIDE
from schedules.composite import Composite
from schedules.optimizers import OPTIMIZERS
from schedules.shelf import Shelf
from schedules.spec import Spec

Schema = dict[str, Any]

INTERPOLATION: Schema = {"type": "string", "pattern": r"\$\{|^\?\?\?$"}
"""What may stand for any value, and is known in the run alone."""

BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}

ABOUT = ("title", "description", "default", "examples")
"""What a schema says for a person."""


def _length(doc: str) -> Schema:
    """A length of the run; -1 stands for none, as in the options of Lightning and Hugging Face."""
    return {"if": {"const": -1}, "else": {"type": "integer", "minimum": 1}, "description": f"{doc}, -1 for not said"}


SURROUNDINGS: dict[str, Schema] = {
    "lr": {"type": "number", "minimum": 0, "description": "the base rate, where no optimizer says it"},
    "steps": _length("optimizer updates of the run"),
    "epochs": _length("epochs of the run"),
    "steps_per_epoch": {"type": "integer", "minimum": 1, "description": "optimizer updates in an epoch"},
    "interval": {"enum": ["step", "epoch"], "description": "how often the scheduler is stepped"},
    "monitor": {"description": "the metric that a plateau scheduler follows"},
    "frequency": {"description": "for the program around: lrviz does not read it"},
}
"""What may stand beside a scheduler, or around it."""


def scheduler_definitions() -> dict[str, Schema]:
    """The schema of each scheduler, of `scheduler`, which is any of them, and of `child`, which is one in a composite.

    Returns:
        Definitions, to stand under `definitions` of a schema.
    """
    specs = {name: _keys(SCHEDULERS.load(name)) for name in SCHEDULERS.names()}
    beside = {key: open_to_interpolation(SURROUNDINGS[key]) for key in BESIDE}
    return {
        **{name: _of_class(name, SCHEDULERS.load(name), keys, {}) for name, keys in specs.items()},
        **{f"outermost_{name}": _of_class(name, SCHEDULERS.load(name), keys, beside) for name, keys in specs.items()},
        "child": _any_of(SCHEDULERS, "", "a scheduler inside another"),
        "scheduler": _any_of(SCHEDULERS, "outermost_", "a learning-rate scheduler"),
    }


def optimizer_definitions() -> dict[str, Schema]:
    """The schema of each optimizer, and of `optimizer`, which is any of them."""
    groups = {
        "type": "array",
        "description": "parameter groups; a parameter goes to the first that matches, the rest is the first group",
        "items": {
            "type": "object",
            "required": ["params"],
            "properties": {
                "params": {"description": "a glob on parameter names, or a list of globs"},
                "lr_factor": open_to_interpolation({"type": "number", "description": "a factor on the rate"}),
            },
        },
    }
    found = {
        name: _of_class(name, OPTIMIZERS.load(name), _keys(OPTIMIZERS.load(name)), {"groups": groups})
        for name in OPTIMIZERS.names()
    }
    return {**found, "optimizer": _any_of(OPTIMIZERS, "", "an optimizer of torch", "SGD")}


def open_to_interpolation(schema: Schema) -> Schema:
    """A schema that takes an interpolation too, wherever it takes a scalar.

    It is a condition, so that an editor says what is wrong with a value that is neither; but for a list of words it is
    a choice, from which editors complete.
    """
    about: Schema = {key: schema[key] for key in ABOUT if key in schema}
    takes = {key: value for key, value in schema.items() if key not in about}
    if "enum" in takes:
        return {**about, "anyOf": [takes, INTERPOLATION]}
    if "anyOf" in takes:
        takes["anyOf"] = [_with_open_items(choice) for choice in takes["anyOf"]]
    return {**about, "if": INTERPOLATION, "else": _with_open_items(_bounded(takes))}


def _with_open_items(schema: Schema) -> Schema:
    return {**schema, "items": open_to_interpolation(_bounded(schema["items"]))} if "items" in schema else schema


def _bounded(schema: Schema) -> Schema:
    """The same with the bounds that pydantic leaves under their names in Python."""
    return {BOUNDS.get(key, key): value for key, value in schema.items()}


def _of_class(name: str, spec_class: type[Spec], keys: Schema, beside: dict[str, Schema]) -> Schema:
    """The schema of one class. What stands beside its parameters may not hide one of the same name."""
    summary = (spec_class.__doc__ or "").partition("\n")[0]
    properties = {"name": {"const": name, "description": summary}, **beside, **keys["properties"]}
    return {
        "title": name,
        "description": summary,
        "type": "object",
        "properties": properties,
        "required": keys.get("required", []),
        "additionalProperties": spec_class.takes_any_key,
    }


def _keys(spec_class: type[Spec]) -> Schema:
    """The keys of a class, as pydantic describes them, with our own words."""
    schema = spec_class.model_json_schema(schema_generator=_Quiet)
    properties = {key: _key(key, about) for key, about in schema["properties"].items()}
    if issubclass(spec_class, Composite):
        about = properties["schedulers"]
        properties["schedulers"] = {
            **{key: about[key] for key in ("title", "description") if key in about},
            "if": INTERPOLATION,
            "else": {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/child"}},
        }
    return {"properties": properties, "required": schema.get("required", [])}


def _key(key: str, about: Schema) -> Schema:
    unit = about.get("unit", "")
    doc = about.get("description", "")
    text = f"{doc} ({unit})" if unit and unit not in doc else doc
    kept = {name: value for name, value in about.items() if name not in ("unit", "otherwise", "title", "description")}
    return open_to_interpolation({"title": key, "description": text, **kept})


def _any_of(shelf: Shelf, prefix: str, title: str, unnamed: str = "") -> Schema:
    """Any class of a shelf, by its `name`: an editor then knows which keys it has.

    Args:
        shelf: The classes.
        prefix: What their definitions are called before the name of the class.
        title: What it is.
        unnamed: The class that a mapping without a name is, if there is one.
    """
    names = shelf.names()
    name = open_to_interpolation({"enum": names, "description": "which class it is"})
    chosen = [_if_named(name, f"#/definitions/{prefix}{name}") for name in names]
    mapping: Schema = {"properties": {"name": name}, "allOf": chosen}
    if unnamed:
        chosen.append({"if": {"not": {"required": ["name"]}}, "then": {"$ref": f"#/definitions/{unnamed}"}})
    else:
        mapping["required"] = ["name"]
    return {
        "title": title,
        "if": {"type": "object"},
        "then": mapping,
        "else": open_to_interpolation({"enum": names}),
    }


def _if_named(name: str, reference: str) -> Schema:
    condition = {"properties": {"name": {"const": name}}, "required": ["name"]}
    return {"if": condition, "then": {"$ref": reference}}


class _Quiet(GenerateJsonSchema):
    """A registered class may have a default that JSON cannot hold."""

    ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}
