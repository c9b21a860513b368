"""Resolves `${...}` within one document, with a budget, and without reading the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lrviz.document import Document, read_value
from lrviz.limits import LIMITS, Limits
from schedules.check import UNKNOWN
from schedules.problems import Path, dotted

DEEPEST = 100
"""How long a chain of references may be."""

LONGEST = 1_000_000
"""How many characters an interpolation may grow to."""


class Unresolved(NamedTuple):
    """Why a value is not known.

    Attributes:
        path: Where the value stands.
        kind: `missing` (`???`), `reference` or `resolver`, which only the run can tell; else `environment`, `cycle`,
            `syntax` or `budget`, which are mistakes.
        message: What is the matter.
        hint: What to do, or an empty string.
    """

    path: Path
    kind: str
    message: str
    hint: str = ""


ONLY_THE_RUN_KNOWS = ("missing", "reference", "resolver")


class _Stop(Exception):
    def __init__(self, kind: str, message: str, hint: str = "") -> None:
        self.kind, self.message, self.hint = kind, message, hint
        super().__init__(message)


@dataclass
class Interpolations:
    """Resolves values of one document.

    Attributes:
        document: The document that references point into.
        allowed: The environment variables that may be read.
        unresolved: What could not be resolved, in the order in which it was asked for.
    """

    document: Document
    allowed: Collection[str] = ()
    limits: Limits = LIMITS
    unresolved: list[Unresolved] = field(default_factory=list)
    _known: dict[Path, Any] = field(default_factory=dict)
    _open: list[Path] = field(default_factory=list)
    _count: int = 0

    def resolve(self, value: Any, path: Path) -> Any:
        """The value with everything in it resolved.

        Args:
            value: What the document has at the path: a scalar, or a whole tree.
            path: Where it stands.

        Returns:
            A new tree, in which `UNKNOWN` stands for what cannot be resolved; `unresolved` then says why.
        """
        if isinstance(value, dict):
            return {key: self.resolve(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self.resolve(item, (*path, index)) for index, item in enumerate(value)]
        if not isinstance(value, str) or ("${" not in value and value != "???"):
            return value
        try:
            return self._text(value, path)
        except _Stop as stop:
            self.unresolved.append(Unresolved(path, stop.kind, stop.message, stop.hint))
            return UNKNOWN

    def _text(self, text: str, path: Path) -> Any:
        if text == "???":
            raise _Stop("missing", "the value is not given yet (`???`)", "give it a value")
        if path in self._open:
            chain = " -> ".join(dotted(part) for part in [*self._open[self._open.index(path) :], path])
            raise _Stop("cycle", f"the interpolation leads back to itself: {chain}")
        if len(self._open) >= DEEPEST:
            raise _Stop("budget", f"the interpolation goes through more than {DEEPEST} others")
        if path not in self._known:
            self._open.append(path)
            try:
                self._known[path] = self._parts(text, path)
            finally:
                self._open.pop()
        return self._known[path]

    def _parts(self, text: str, path: Path) -> Any:
        """Join the literal and the interpolated parts of a text; a single part keeps its type."""
        parts: list[Any] = []
        position = 0
        while (start := _next_start(text, position)) >= 0:
            end = _matching_end(text, start)
            if start > position:
                parts.append(_unescape(text[position:start]))
            parts.append(self._one(text[start + 2 : end], path))
            position = end + 1
        if position < len(text):
            parts.append(_unescape(text[position:]))
        if len(parts) == 1:
            return parts[0]
        if any(isinstance(part, dict | list) for part in parts):
            raise _Stop("syntax", "a mapping or a list cannot be a part of a text")
        joined = "".join(str(part) for part in parts)
        if len(joined) > LONGEST:
            raise _Stop("budget", f"the interpolation grows to more than {LONGEST:,} characters")
        return joined

    def _one(self, inner: str, path: Path) -> Any:
        self._count += 1
        if self._count > self.limits.resolutions:
            message = f"the document needs more than {self.limits.resolutions:,} interpolations"
            raise _Stop("budget", message, f"`--max-resolutions {10 * self.limits.resolutions}` would follow them")
        name, colon, arguments = inner.partition(":")
        if colon and _RESOLVER.match(name.strip()):
            return self._resolver(name.strip(), arguments, path)
        if "${" in inner:
            inner = str(self._parts(inner, path))
        return self._reference(inner.strip(), path)

    def _reference(self, reference: str, path: Path) -> Any:
        target = _target(reference, path)
        node = self.document.data
        for index, part in enumerate(target):
            if isinstance(node, str) and "${" in node:
                node = self._text(node, target[:index])
            node = _child(node, part)
            if node is _NOTHING:
                message = f"`{dotted(target)}` is not in this file"
                raise _Stop("reference", message, "give it the whole config, or set the value")
        if isinstance(node, dict | list):
            # what is inside may be interpolated too, and must not lead back here
            return {"dict": self._inside, "list": self._inside}[type(node).__name__](node, target)
        return self._text(node, target) if isinstance(node, str) and ("${" in node or node == "???") else node

    def _inside(self, node: Any, path: Path) -> Any:
        self._count += 1
        if self._count > self.limits.resolutions:
            raise _Stop("budget", f"the document needs more than {self.limits.resolutions:,} interpolations")
        if isinstance(node, dict):
            return {key: self._inside(item, (*path, key)) for key, item in node.items()}
        if isinstance(node, list):
            return [self._inside(item, (*path, index)) for index, item in enumerate(node)]
        return self._text(node, path) if isinstance(node, str) and ("${" in node or node == "???") else node

    def _resolver(self, name: str, arguments: str, path: Path) -> Any:
        if name == "oc.env":
            return self._environment(arguments.partition(",")[0].strip())
        if "oc.env:" in arguments.replace(" ", ""):
            for variable in re.findall(r"oc\.env\s*:\s*([^,}\s]*)", arguments):
                self._environment(variable)
        if name == "oc.decode":
            decoded = self._parts(arguments.strip(), path)
            try:
                return read_value(decoded) if isinstance(decoded, str) else decoded
            except ValueError:
                raise _Stop("resolver", "what `oc.decode` is given is no value") from None
        raise _Stop("resolver", f"only the run knows what `{name}` gives", "set the value")

    def _environment(self, variable: str) -> str:
        if variable not in self.allowed:
            hint = f"`--allow-env {variable}` lets it" if _VARIABLE.match(variable) else ""
            raise _Stop("environment", "a config does not read the environment", hint)
        found = os.environ.get(variable)
        if found is None:
            raise _Stop("reference", f"the environment has no `{variable}`", "set it")
        return found


_RESOLVER = re.compile(r"[A-Za-z_][\w.]*$")
_VARIABLE = re.compile(r"\w+$", re.ASCII)
_KEY = re.compile(r"\[([^\[\]]+)\]|([^.\[\]]+)")
_NOTHING = object()


def _next_start(text: str, position: int) -> int:
    """The next `${` that is not escaped by an odd number of backslashes."""
    while (start := text.find("${", position)) >= 0:
        slashes = len(text[:start]) - len(text[:start].rstrip("\\"))
        if slashes % 2 == 0:
            return start
        position = start + 2
    return -1


def _matching_end(text: str, start: int) -> int:
    """The brace that closes the one at `start`."""
    depth, position, quote = 0, start + 1, ""
    while position < len(text):
        char = text[position]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "{}":
            depth += 1 if char == "{" else -1
            if depth == 0:
                return position
        position += 1
    raise _Stop("syntax", "the interpolation is not closed")


def _unescape(text: str) -> str:
    return text.replace("\\${", "${")


def _target(reference: str, path: Path) -> Path:
    """The absolute path of a reference; leading dots begin at the node that holds the value."""
    rest = reference.lstrip(".")
    dots = len(reference) - len(rest)
    if dots > len(path):
        raise _Stop("reference", f"`{reference}` goes above the top of the file")
    parts = tuple(bracket or plain for bracket, plain in _KEY.findall(rest))
    if not parts or not _REFERENCE.match(rest):
        raise _Stop("syntax", f"`${{{reference[:80]}}}` is not an interpolation")
    return (*(path[: len(path) - dots] if dots else ()), *parts)


_REFERENCE = re.compile(r"[^.\[\]{}]*(\[[^\[\]]+\]|\.[^.\[\]{}]+)*$")


def _child(node: Any, part: Any) -> Any:
    if isinstance(node, dict):
        if part in node:
            return node[part]
        return next((value for key, value in node.items() if str(key) == str(part)), _NOTHING)
    if isinstance(node, list) and str(part).isdecimal() and int(part) < len(node):
        return node[int(part)]
    return _NOTHING
