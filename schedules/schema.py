"""JSON Schema of schedulers and optimizers, for editors: every key with its text, its default and its limits."""

from __future__ import annotations

from collections.abc import Collection
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


NOT_SAID: Schema = {
    "anyOf": [{"type": "null"}, {"type": "string", "maxLength": 0}, {"type": "integer", "minimum": -1, "maximum": -1}]
}
"""What stands for a length that is not said, -1 as in the options of Lightning and Hugging Face."""


def _length(doc: str) -> Schema:
    return {"if": NOT_SAID, "else": {"type": "integer", "minimum": 1}, "description": f"{doc}, -1 for not said"}


SURROUNDINGS: dict[str, Schema] = {
    "lr": {"type": ["number", "null"], "minimum": 0, "description": "the base rate, where no optimizer says it"},
    "steps": _length("optimizer updates of the run"),
    "epochs": _length("epochs of the run"),
    "steps_per_epoch": {"type": ["integer", "null"], "minimum": 1, "description": "optimizer updates in an epoch"},
    "interval": {"enum": ["step", "epoch", None], "description": "how often the scheduler is stepped"},
    "monitor": {"description": "the metric that a plateau scheduler follows"},
    "frequency": {"description": "for the program around: lrviz does not read it"},
}
"""What may stand beside a scheduler, or around it."""

WINDOW: dict[str, Schema] = {
    "begin": {"type": "integer", "minimum": 0, "description": "the tick at which it is built"},
    "end": {"type": "integer", "minimum": 0, "description": "the tick at which it is given up"},
}
"""What may stand beside one of several schedulers."""


def scheduler_definitions() -> dict[str, Schema]:
    """The schema of each scheduler, of `scheduler`, which is any of them, and of `child`, which is one in a composite.

    Returns:
        Definitions, to stand under `definitions` of a schema.
    """
    names = SCHEDULERS.names()
    specs = {name: _keys(SCHEDULERS.load(name)) for name in names}
    beside = {key: around(key) for key in BESIDE}
    outermost = {
        f"outermost_{name}": _of_class(name, SCHEDULERS.load(name), keys, beside) for name, keys in specs.items()
    }
    inner = [name for name in names if SCHEDULERS.load(name).chainable]
    child = {
        **_any_of(SCHEDULERS, "", "a scheduler inside another", names=inner),
        "else": open_to_interpolation({"type": "object"}),
    }
    return {
        **{name: _of_class(name, SCHEDULERS.load(name), keys, {}) for name, keys in specs.items()},
        **outermost,
        **{f"one_of_several_{name}": _one_of_several(name, outermost[f"outermost_{name}"]) for name in names},
        "child": child,
        "one_of_several": _any_of(SCHEDULERS, "one_of_several_", "one of several schedulers that share the optimizer"),
        "scheduler": _any_of(SCHEDULERS, "outermost_", "a learning-rate scheduler"),
    }


def _one_of_several(name: str, outermost: Schema) -> Schema:
    """The schema of a scheduler in a list, which has all keys of one alone, and says when it is in force."""
    its = f"#/definitions/outermost_{name}/properties"
    window = {key: open_to_interpolation(about) for key, about in WINDOW.items()}
    return {**outermost, "properties": {**window, **{key: {"$ref": f"{its}/{key}"} for key in outermost["properties"]}}}


def around(key: str) -> Schema:
    """The schema of a key that may stand beside a scheduler, or around it."""
    return open_to_interpolation({"title": key, **SURROUNDINGS[key]})


def parameters_of(name: str, implied: Collection[str] = ()) -> Schema:
    """The schema of the parameters of a scheduler that is called otherwise, beside whatever else stands there.

    Args:
        name: What the class is called here.
        implied: Required keys that the program around may give.
    """
    keys = _keys(SCHEDULERS.load(name))
    # what has no value is left to the program
    may_be_null = {key: {"if": {"type": "null"}, "else": keys["properties"][key]} for key in keys["required"]}
    return {
        "properties": {**keys["properties"], **may_be_null},
        "required": [key for key in keys["required"] if key not in implied],
    }


def optimizer_definitions() -> dict[str, Schema]:
    """The schema of each optimizer and of its parameter groups, and of `optimizer`, which is any of them."""
    found: dict[str, Schema] = {}
    for name in OPTIMIZERS.names():
        spec_class = OPTIMIZERS.load(name)
        keys = _keys(spec_class)
        found[f"group_of_{name}"] = _group(spec_class, keys)
        found[name] = _of_class(name, spec_class, keys, {"groups": _groups(f"#/definitions/group_of_{name}")})
    return {**found, "optimizer": _any_of(OPTIMIZERS, "", "an optimizer of torch", "SGD")}


def _groups(reference: str) -> Schema:
    """The parameter groups of an optimizer; null for none."""
    items = {"if": INTERPOLATION, "else": {"$ref": reference}}
    return {
        "description": "parameter groups; a parameter goes to the first that matches, the rest is the first group",
        "if": INTERPOLATION,
        "else": {"type": ["array", "null"], "items": items},
    }


def _group(spec_class: type[Spec], keys: Schema) -> Schema:
    """The schema of one parameter group: which parameters it has, and what differs from the optimizer in it."""
    params: Schema = {"description": "a glob on parameter names, or a list of globs", "type": ["string", "array"]}
    factor = {"type": "number", "minimum": 0, "description": "a factor on the rate of the optimizer, in place of `lr`"}
    rate = {**keys["properties"]["lr"], "else": {"type": "number", "minimum": 0}}
    return {
        "title": "a parameter group",
        "type": "object",
        "required": ["params"],
        "properties": {
            "params": {**params, "minItems": 1, "items": {"type": "string"}},
            # a group may be frozen, whatever rate the optimizer needs
            **keys["properties"],
            "lr": rate,
            "lr_factor": open_to_interpolation(factor),
        },
        "additionalProperties": spec_class.takes_any_key,
    }


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
        takes["anyOf"] = [_with_open_items(_bounded(choice)) for choice in takes["anyOf"]]
    return {**about, "if": INTERPOLATION, "else": _with_open_items(_bounded(takes))}


def _with_open_items(schema: Schema) -> Schema:
    return {**schema, "items": open_to_interpolation(_bounded(schema["items"]))} if "items" in schema else schema


def _bounded(schema: Schema) -> Schema:
    """The same with the bounds that pydantic leaves under their names in Python, and without what it says twice."""
    return {BOUNDS.get(key, key): value for key, value in schema.items() if not (key == "enum" and "const" in schema)}


def _of_class(name: str, spec_class: type[Spec], keys: Schema, beside: dict[str, Schema]) -> Schema:
    """The schema of one class. What stands beside its parameters may not hide one of the same name."""
    summary = _summary(spec_class)
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
    kept = _bounded(kept)
    if kept.get("const") is True:
        # to Python the number is as good
        kept = {name: value for name, value in kept.items() if name not in ("const", "type")} | {"enum": [True, 1]}
    return open_to_interpolation({"title": key, "description": text, **kept})


def _any_of(shelf: Shelf, prefix: str, title: str, unnamed: str = "", names: Collection[str] = ()) -> Schema:
    """Any class of a shelf, by its `name`: an editor then knows which keys it has.

    Args:
        shelf: The classes.
        prefix: What their definitions are called before the name of the class.
        title: What it is.
        unnamed: The class that a mapping without a name is, if there is one.
        names: Those that can be chosen. Default: all.
    """
    names = list(names or shelf.names())
    # what it is, an editor shows from the class that is chosen
    name = open_to_interpolation({"title": "name", "enum": names, "enumDescriptions": _summaries(shelf, names)})
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
        "else": open_to_interpolation({"enum": _without_needs(shelf)}),
    }


def _summaries(shelf: Shelf, names: Collection[str]) -> list[str]:
    return [_summary(shelf.load(name)) for name in names]


def _summary(spec_class: type[Spec]) -> str:
    return (spec_class.__doc__ or "").partition("\n")[0]


def _without_needs(shelf: Shelf) -> list[str]:
    """The classes that can stand as a word alone, as all their keys have defaults."""
    classes = {name: shelf.load(name) for name in shelf.names()}
    return [name for name, spec_class in classes.items() if not _keys(spec_class)["required"]]


def _if_named(name: str, reference: str) -> Schema:
    condition = {"properties": {"name": {"const": name}}, "required": ["name"]}
    return {"if": condition, "then": {"$ref": reference}}


class _Quiet(GenerateJsonSchema):
    """A registered class may have a default that JSON cannot hold."""

    ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}
