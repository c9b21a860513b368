"""The words in which a Problem speaks of values and types."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from pydantic_core import ErrorDetails

from schedules.problems import Path, Problem, dotted, printable
from schedules.spec import Spec
from schedules.suggest import nearest

LONGEST = 80
"""How many characters of a value a message shows."""

ELEMENTS = 10
"""How many elements of a list a message shows."""

LEVELS = 4
"""How many lists inside each other a message shows. A list can hold itself."""


class Quote(Protocol):
    """Shows a value, or a key, in a message."""

    def __call__(self, path: Path, value: Any, key: bool = False) -> str: ...


def plain_quote(path: Path, value: Any, key: bool = False) -> str:  # noqa: ARG001 - the path is for other quotes
    """Show the value itself, as YAML would write it, on one line and cut short."""
    return shorten(_plain(value))


def shorten(text: str) -> str:
    """One printable line of at most `LONGEST` characters."""
    text = printable(text[: LONGEST + 1])
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def through_lists(quote: Quote) -> Quote:
    """A quote that shows a list element by element, so that a list can hold what only its source text may show."""

    def show(path: Path, value: Any, key: bool = False, levels: int = LEVELS) -> str:
        shown = quote(path, value, key)
        if key or not isinstance(value, list | tuple) or shown != plain_quote(path, value):
            return shown
        if not levels:
            return "[...]"
        items = [show((*path, index), item, False, levels - 1) for index, item in enumerate(value[:ELEMENTS])]
        return shorten(_bracketed(items, value))

    return show


def is_interpolated(shown: str) -> bool:
    """Whether a quoted value is an interpolation. What is computed from such a value must not be shown either."""
    return "${" in shown


def _plain(value: Any, levels: int = LEVELS) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        # Python refuses to write out integers of more than 4,300 digits
        return str(value) if value.bit_length() < 10_000 else "an integer of thousands of digits"
    if isinstance(value, float):
        return float.__repr__(value) if math.isfinite(value) else _NOT_FINITE[str(float(value))]
    if isinstance(value, list | tuple):
        return _bracketed([_plain(item, levels - 1) for item in value[:ELEMENTS]], value) if levels else "[...]"
    if isinstance(value, Mapping):
        return "{...}"
    if isinstance(value, Spec):
        return type(value).__name__
    text = str(value)
    return f'"{text}"' if isinstance(value, str) and _reads_otherwise(text) else text


def _bracketed(items: list[str], value: Sequence[Any]) -> str:
    return "[" + ", ".join([*items, "..."] if len(value) > ELEMENTS else items) + "]"


_NOT_FINITE = {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}


def describe(value: Any) -> str:
    """The type of a value in plain words."""
    if value is None:
        return "empty (null)"
    for kind, words in (
        (bool, "true or false"),
        (int | float, "a number"),
        (str, "text"),
        (list | tuple, "a list"),
        (Mapping, "a mapping"),
        (Spec, "a scheduler"),
    ):
        if isinstance(value, kind):
            return words
    return with_article(type(value).__name__)


def with_article(noun: str) -> str:
    """The noun after "a" or "an"."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def field_problems(
    spec_class: type[Spec], values: Mapping[str, Any], errors: Iterable[ErrorDetails], path: Path, quote: Quote
) -> Iterator[Problem]:
    """Say in our words what pydantic found, once for each value."""
    by_key: dict[str, list[ErrorDetails]] = {}
    for error in errors:
        by_key.setdefault(str(error["loc"][0]), []).append(error)
    for key, found in by_key.items():
        if found[0]["type"] == "missing":
            yield _missing(spec_class, key, path)
            continue
        if found[0]["type"] == "extra_forbidden":
            continue
        for error in _telling(found, values[key]):
            yield _field_problem(spec_class, key, error, path, quote)


def _missing(spec_class: type[Spec], key: str, path: Path) -> Problem:
    doc = spec_class.model_fields[spec_class.key_fields()[key]].description
    message = f"{spec_class.__name__} needs `{key}`: {doc}"
    return Problem(path, "key", "missing-key", message, f"add `{key}:`", key)


def _telling(errors: list[ErrorDetails], value: Any) -> list[ErrorDetails]:
    """Of the errors that the members of a union raise for one value, those that speak of what was written."""
    if not isinstance(value, list | tuple):
        return [next((error for error in errors if error["type"] not in ("list_type", "none_required")), errors[0])]
    inside: dict[tuple[int, ...], ErrorDetails] = {}
    for error in errors:
        place = tuple(part for part in error["loc"][1:] if isinstance(part, int))
        if place or error["type"] in ("too_short", "too_long"):
            inside.setdefault(place, error)
    return list(inside.values()) or errors[:1]


def _field_problem(spec_class: type[Spec], key: str, error: ErrorDetails, path: Path, quote: Quote) -> Problem:
    place: Path = (*path, key, *(part for part in error["loc"][1:] if isinstance(part, int)))
    value = error["input"]
    quoted = quote(place, value)
    kind, said, hint = _said(error, value)
    extra = spec_class.model_fields[spec_class.key_fields()[key]].json_schema_extra
    about = extra if isinstance(extra, dict) else {}
    if error["type"] in _BOUNDED and about.get("otherwise"):
        said = f"{said}: {about['otherwise']}"
    if error["type"] == "strict_float" and about.get("unit") == "fraction" and 1 < value <= 100:
        hint = f"as a fraction that is {value / 100}"
    if is_interpolated(quoted) and hint.startswith(_COMPUTED):
        hint = ""
    near = _nearest_choice(error, value)
    shown = f"`{dotted(place[len(path) :])}: {quoted}`"
    return Problem(place, "value", kind, f"{shown} {said}", f"did you mean `{near}`?" if near else hint, near)


def _nearest_choice(error: ErrorDetails, value: Any) -> str:
    """Of the words that a parameter takes, the one that was probably meant."""
    if error["type"] != "literal_error" or not isinstance(value, str):
        return ""
    return nearest(value, _choices(error), cutoff=0.6)


def _choices(error: ErrorDetails) -> list[str]:
    expected = str(error["ctx"]["expected"]).replace(" or ", ", ").split(", ")
    return [{"True": "true", "False": "false"}.get(choice, choice.strip("'")) for choice in expected]


def _said(error: ErrorDetails, value: Any) -> tuple[str, str, str]:
    """The kind of problem, what is said of the value, and what to do."""
    kind, limits = error["type"], error.get("ctx", {})
    if kind in _BOUNDS:
        return "out-of-bounds", _BOUNDS[kind].format(limit=_limit(limits)), ""
    if kind == "finite_number":
        return "out-of-bounds", "is not finite", ""
    if kind == "int_parsing_size":
        # pydantic holds no number of more than 64 bits against those that may be chosen
        return "out-of-bounds", "is too large", ""
    if kind == "literal_error":
        choices = _choices(error)
        expected = " or ".join([", ".join(choices[:-1]), choices[-1]]) if len(choices) > 1 else choices[0]
        return "out-of-bounds", f"must be {expected}", ""
    if kind == "strict_float":
        return (
            "wrong-type",
            "is an integer, and the class takes a float alone",
            f"write {_plain(value)}.0" if value < 10**9 else "",
        )
    if kind in ("too_short", "too_long"):
        elements = "1 element" if limits["actual_length"] == 1 else f"{limits['actual_length']} elements"
        limit = limits["min_length" if kind == "too_short" else "max_length"]
        return "out-of-bounds", f"has {elements}, {_LENGTHS[kind].format(limit, 'is' if limit == 1 else 'are')}", ""
    wanted = _WANTED.get(kind, "what this parameter takes")
    is_quoted = isinstance(value, str) and (value in ("true", "false") if kind == "bool_type" else _is_number(value))
    if kind in ("int_type", "float_type", "bool_type") and is_quoted:
        return "wrong-type", f"is text and not {wanted}", "remove the quotes"
    if kind == "int_type" and isinstance(value, float):
        return "wrong-type", "is not a whole number", _whole_number_for(value)
    if kind == "float_type" and isinstance(value, int) and not isinstance(value, bool):
        return "out-of-bounds", "is too large for a floating-point number", ""
    return "wrong-type", f"is {describe(value)} and not {wanted}", _hint(kind, value)


def _hint(kind: str, value: Any) -> str:
    if kind == "list_type" and isinstance(value, str):
        return "write the numbers in brackets: [30, 60]" if any(char.isdigit() for char in value) else ""
    return _HINTS.get((kind, describe(value)), "")


_BOUNDS = {
    "greater_than": "must be more than {limit}",
    "greater_than_equal": "must be {limit} or more",
    "less_than": "must be less than {limit}",
    "less_than_equal": "must be {limit} or less",
}
_LENGTHS = {"too_short": "and at least {} {} needed", "too_long": "and at most {} {} taken"}
_BOUNDED = {*_BOUNDS, *_LENGTHS, "literal_error"}
# hints that begin so show a number that was computed from the value
_COMPUTED = ("write ", "as a fraction")
_WANTED = {
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "string_type": "text",
    "none_required": "null: it is a Python function, which a config cannot hold",
}
_HINTS = {
    ("list_type", "a number"): "write it in brackets: [30]",
    ("none_required", "text"): "leave the key out",
}


def _whole_number_for(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return f"write {_plain(int(value))}" if value.is_integer() else "round it"


def _limit(limits: Mapping[str, Any]) -> str:
    number = float(next(limits[name] for name in ("gt", "ge", "lt", "le") if name in limits))
    return str(int(number)) if number.is_integer() else str(number)


def _reads_otherwise(text: str) -> bool:
    """Whether YAML would not read it as text without quotes."""
    return _is_number(text) or text.lower() in ("", "~", "null", "true", "false", "yes", "no", "on", "off")


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
