"""The parameters of a Spec in words: what each takes, its default and its unit."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic.json_schema import GenerateJsonSchema

from schedules.spec import MOST_TICKS, Spec
from schedules.wording import plain_quote


class Key(NamedTuple):
    """One parameter, as a person reads about it.

    Attributes:
        name: The key in a config.
        default: The default, or `required`.
        unit: What it counts, or an empty string.
        takes: Which values it takes.
        doc: What it is.
        otherwise: What the run does with any other value, or an empty string.
    """

    name: str
    default: str
    unit: str
    takes: str
    doc: str
    otherwise: str


def keys_of(spec_class: type[Spec]) -> list[Key]:
    """Every parameter of a class: first those that are required, then the others in the order of the class."""
    schema = spec_class.model_json_schema(schema_generator=_Quiet)
    found = [
        Key(
            name,
            _default(spec_class.model_fields[field].default),
            about.get("unit", ""),
            _takes(about),
            about.get("description", ""),
            about.get("otherwise", ""),
        )
        for (name, field) in spec_class.key_fields().items()
        for about in [schema["properties"][name]]
    ]
    required = set(schema.get("required", ()))
    found = [key._replace(default="required") if key.name in required else key for key in found]
    return sorted(found, key=lambda key: key.name not in required)


class _Quiet(GenerateJsonSchema):
    """A registered class may have a default that JSON cannot hold."""

    ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}


def _default(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) and len(repr(value)) > 8 else plain_quote((), value)


def _takes(about: dict[str, Any]) -> str:
    if "anyOf" in about:
        first, *others = about["anyOf"]
        return " or ".join([_takes(first), *("a list" if "items" in other else _takes(other) for other in others)])
    if "const" in about:
        return f"only {plain_quote((), about['const'])}"
    if "enum" in about:
        return ", ".join(plain_quote((), choice) for choice in about["enum"])
    if "$ref" in about:
        return "scheduler"
    if about.get("type") == "array":
        least, most = about.get("minItems"), about.get("maxItems")
        count = f"{least} " if least == most else f"{least} or more "
        return f"list of {count if least else ''}{_takes(about.get('items', {}))}s"
    return _NAMES.get(about.get("type", ""), "anything") + _bounds(about)


_NAMES = {"integer": "whole number", "number": "number", "boolean": "true or false", "string": "text", "null": "null"}


def _bounds(about: dict[str, Any]) -> str:
    """What a number is held to. pydantic spells some bounds as it does, and some as JSON Schema does."""
    low, high = _bound(about, "ge", "minimum"), _bound(about, "le", "maximum")
    if low and high:
        return f" from {low} to {high}"
    above, below = _bound(about, "gt", "exclusiveMinimum"), _bound(about, "lt", "exclusiveMaximum")
    signs = ((">", above), (">=", low), ("<", below), ("<=", high))
    return ",".join(f" {sign} {bound}" for sign, bound in signs if bound)


def _bound(about: dict[str, Any], *names: str) -> str:
    # what is beyond the ticks of any run is no bound for a person
    found = next((about[name] for name in names if about.get(name, MOST_TICKS) < MOST_TICKS), None)
    # older versions of pydantic make a float of it
    return "" if found is None else plain_quote((), int(found) if found == int(found) else found)
