"""`[tool.lrviz]` in a pyproject.toml: what it says, checked key by key. Nothing in it is imported or executed."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lrviz.errors import UsageProblem
from lrviz.globs import Glob
from lrviz.options import Defaults
from lrviz.paths import from_here
from lrviz.rules.base import SEVERITIES
from lrviz.selection import Layer, UnknownRule, selector
from lrviz.text import printable
from schedules.suggest import nearest
from schedules.wording import describe, plain_quote

FAIL_ON = (*SEVERITIES, "never")

MOST_PARTS = 30
"""How many parts, with dots between them, a key may have."""

_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
_LONG_KEY = re.compile(f"(?<![\\w-])(?:{_PART}){{{MOST_PARTS}}}")


@dataclass(frozen=True)
class Table:
    """What settings say of a config.

    Attributes:
        defaults: The run, where neither an option nor the config says it.
        rules: Which rules are on, and how severe they are.
        fail_on: From which severity on a finding fails, or `never`.
    """

    defaults: Defaults = field(default_factory=Defaults)
    rules: Layer = field(default_factory=Layer)
    fail_on: str | None = None


@dataclass(frozen=True)
class Settings:
    """One `[tool.lrviz]`.

    Attributes:
        general: What holds for all configs.
        per_file: What holds for some, in the order of the file; the later wins.
        exclude: Which configs are not linted.
    """

    general: Table
    per_file: tuple[tuple[Glob, Table], ...] = ()
    exclude: tuple[Glob, ...] = ()

    def tables(self, path: str) -> tuple[Table, ...]:
        """The tables that hold for a config, the strongest last. The path is absolute."""
        return (self.general, *(table for glob, table in self.per_file if glob.matches(path)))


def load_settings(content: bytes, path: str) -> Settings | None:
    """Read the settings in a file.

    Args:
        content: What it holds.
        path: Its path, absolute. The patterns in it are seen from its folder.

    Returns:
        The settings, or None where it has no `[tool.lrviz]`.

    Raises:
        UsageProblem: If it is not TOML, a key is unknown, or a value is none that the key takes.
    """
    shown = printable(from_here(path))
    try:
        text = content.decode()
        if _LONG_KEY.search(text):
            # tomllib takes time and memory by the square of the parts
            raise UsageProblem(f"{shown} is not read: a key in it has more than {MOST_PARTS} parts with dots between")
        tool = tomllib.loads(text).get("tool", {})
    except (ValueError, RecursionError) as error:
        why = "it is nested too deep" if isinstance(error, RecursionError) else printable(str(error))
        raise UsageProblem(f"{shown} is not TOML: {why}") from None
    if not isinstance(tool, dict) or "lrviz" not in tool:
        return None
    return _settings(_Reader(shown), tool["lrviz"], os.path.dirname(path))


def _settings(reader: _Reader, data: Any, folder: str) -> Settings:
    if not isinstance(data, dict):
        raise reader.problem("", data, "a table")
    own = {key: value for key, value in data.items() if key not in _ONLY_AT_TOP}
    per_file = [
        (Glob(pattern, folder), reader.table(table, f"per-file.{_quoted(pattern)}"))
        for pattern, table in reader.tables(data, "per-file")
    ]
    per_file += [
        (Glob(pattern, folder), Table(rules=Layer(ignore=reader.rules(words, f"per-file-ignores.{_quoted(pattern)}"))))
        for pattern, words in reader.tables(data, "per-file-ignores")
    ]
    exclude = reader.texts(data.get("exclude", []), "exclude")
    return Settings(reader.table(own, ""), tuple(per_file), tuple(Glob(pattern, folder) for pattern in exclude))


class _Reader:
    def __init__(self, shown: str) -> None:
        self.shown = shown

    def table(self, data: Any, where: str) -> Table:
        if not isinstance(data, dict):
            raise self.problem(where, data, "a table")
        for key in data:
            if key not in _KEYS:
                raise self._unknown(key, where)
        said = {key.replace("-", "_"): _KEYS[key](self, value, _join(where, key)) for key, value in data.items()}
        rules = Layer(
            **{key: said.pop(key) for key in ("select", "extend_select", "ignore", "severities") if key in said}
        )
        return Table(rules=rules, fail_on=said.pop("fail_on", None), defaults=Defaults(**said))

    def tables(self, data: Mapping[str, Any], key: str) -> Iterable[tuple[str, Any]]:
        value = data.get(key, {})
        if not isinstance(value, dict):
            raise self.problem(key, value, "a table, with a pattern for each key")
        return value.items()

    def count(self, value: Any, key: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.problem(key, value, "a whole number of 1 or more")
        return value

    def rate(self, value: Any, key: str) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
            raise self.problem(key, value, "a rate: a number of 0 or more")
        return float(value)

    def text(self, value: Any, key: str) -> str:
        if not isinstance(value, str) or not value:
            raise self.problem(key, value, "text")
        return value

    def texts(self, value: Any, key: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.problem(key, value, "a list of texts")
        return tuple(value)

    def rules(self, value: Any, key: str) -> tuple[str, ...]:
        words = self.texts(value, key)
        for word in words:
            self._rule(word, key)
        return words

    def severities(self, value: Any, key: str) -> Mapping[str, str]:
        if not isinstance(value, dict):
            raise self.problem(key, value, 'a table, as { LR204 = "error" }')
        for word, severity in value.items():
            self._rule(word, key)
            self.choice(severity, _join(key, _quoted(word)), SEVERITIES)
        return value

    def choice(self, value: Any, key: str, known: tuple[str, ...]) -> str:
        if value not in known:
            listed = f"{', '.join(known[:-1])} or {known[-1]}"
            hint = nearest(value, known) if isinstance(value, str) else ""
            raise self.problem(key, value, listed, hint)
        return str(value)

    def problem(self, key: str, value: Any, wanted: str, near: str = "") -> UsageProblem:
        shown = f"`{plain_quote((), value)}`" if isinstance(value, str | int | float) else describe(value)
        message = f"{self.shown}: `{_join('tool.lrviz', key)}` is {shown}, and must be {wanted}"
        return UsageProblem(message, f"did you mean `{near}`?" if near else "")

    def _rule(self, word: str, key: str) -> None:
        try:
            selector(word)
        except UnknownRule as unknown:
            message = f"{self.shown}: `{_join('tool.lrviz', key)}` names no rule with `{printable(word, 40)}`"
            raise UsageProblem(message, unknown.hint) from None

    def _unknown(self, key: str, where: str) -> UsageProblem:
        known = (*_KEYS, *(() if where else _ONLY_AT_TOP))
        message = f"{self.shown}: `{_join('tool.lrviz', where)}` has no key `{printable(key, 40)}`"
        near = nearest(key, known)
        return UsageProblem(message, f"did you mean `{near}`?" if near else f"the keys are {', '.join(known)}")


def _join(*parts: str) -> str:
    return ".".join(part for part in parts if part)


def _quoted(key: str) -> str:
    return f'"{printable(key, 60)}"'


_ONLY_AT_TOP = ("exclude", "per-file", "per-file-ignores")

_KEYS: Mapping[str, Callable[[_Reader, Any, str], Any]] = {
    "steps": _Reader.count,
    "epochs": _Reader.count,
    "steps-per-epoch": _Reader.count,
    "interval": lambda reader, value, key: reader.choice(value, key, ("step", "epoch")),
    "lr": _Reader.rate,
    "key": _Reader.text,
    "select": _Reader.rules,
    "extend-select": _Reader.rules,
    "ignore": _Reader.rules,
    "severities": _Reader.severities,
    "fail-on": lambda reader, value, key: reader.choice(value, key, FAIL_ON),
}
"""What settings can say of a config, and how each value is checked."""
