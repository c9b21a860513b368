"""Resolves `${...}` within one document, with a budget, and without reading the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from lrviz.document import Document
from lrviz.grammar import (
    Argument,
    Call,
    DictOf,
    GrammarError,
    ListOf,
    Part,
    Reference,
    Text,
    parse_element,
    parse_text,
)
from lrviz.limits import LIMITS, Limits
from lrviz.lookup import NOTHING, absolute, child, size
from lrviz.unresolved import Unresolved, is_open
from schedules.checker import UNKNOWN
from schedules.problems import Path, dotted

LONGEST_CHAIN = 100
"""How long a chain of references may be."""

MOST_TEXT = 1_000_000
"""How many characters all interpolations of a document may make together."""


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
        limits: The bound on how many interpolations are followed.
        unresolved: What could not be resolved, in the order in which it was asked for.
    """

    document: Document
    allowed: Collection[str] = ()
    limits: Limits = LIMITS
    unresolved: list[Unresolved] = field(default_factory=list)
    _known: dict[Path, Any] = field(default_factory=dict)
    _open: list[Path] = field(default_factory=list)
    _count: int = 0
    _characters: int = 0

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
        if not is_open(value):
            return value
        try:
            return self._scalar(value, path)
        except _Stop as stop:
            return self._give_up(path, stop)
        except RecursionError:
            return self._give_up(path, _Stop("budget", "the interpolation goes through too many others"))

    def _give_up(self, path: Path, stop: _Stop) -> Any:
        found = Unresolved(path, stop.kind, stop.message, stop.hint)
        if found not in self.unresolved:
            self.unresolved.append(found)
        return UNKNOWN

    def _scalar(self, text: str, path: Path) -> Any:
        if text == "???":
            raise _Stop("missing", "the value is not given yet (`???`)", "give it a value")
        if path in self._known:
            return self._known[path]
        with self._following(path):
            value = self._join(_parsed(text), path)
        # mappings and lists are made anew, and paid for, each time, so that a tree is never larger than it counts
        if not isinstance(value, dict | list):
            self._known[path] = value
        return value

    @contextmanager
    def _following(self, path: Path) -> Iterator[None]:
        """Hold a path open while it is resolved, so that a way back to it is seen."""
        if path in self._open:
            chain = " -> ".join(dotted(part) for part in [*self._open[self._open.index(path) :], path])
            raise _Stop("cycle", f"the interpolation leads back to itself: {chain}")
        if len(self._open) >= LONGEST_CHAIN:
            raise _Stop("budget", f"the interpolation goes through more than {LONGEST_CHAIN} others")
        self._open.append(path)
        try:
            yield
        finally:
            self._open.pop()

    def _join(self, text: Text, path: Path) -> Any:
        if len(text.parts) == 1 and not text.quoted:
            return self._part(text.parts[0], path)
        joined = "".join(self._as_text(part, path) for part in text.parts)
        self._characters += len(joined)
        if self._characters > MOST_TEXT:
            raise _Stop("budget", f"the interpolations grow to more than {MOST_TEXT:,} characters")
        return joined

    def _as_text(self, part: Part, path: Path) -> str:
        """A part of a longer text. A mapping or a list is written as it stands, which is what OmegaConf does."""
        if isinstance(part, Reference):
            self._spend(1)
            node, where = self._container(*self._find(part, path))
            return str(self._settled(node, where) if node is UNKNOWN else node)
        return str(self._part(part, path))

    def _part(self, part: Part, path: Path) -> Any:
        if isinstance(part, str):
            return part
        self._spend(1)
        return self._call(part, path) if isinstance(part, Call) else self._settled(*self._find(part, path))

    def _spend(self, interpolations: int) -> None:
        self._count += interpolations
        if self._count > self.limits.resolutions:
            message = f"the document needs more than {self.limits.resolutions:,} interpolations"
            raise _Stop("budget", message, f"`--max-resolutions {10 * self.limits.resolutions}` would follow them")

    def _settled(self, node: Any, where: Path) -> Any:
        """The value of a node that was referred to, with everything below it resolved."""
        if node is UNKNOWN:
            raise _Stop("reference", f"the value of `{dotted(where)}` is not read")
        if isinstance(node, dict | list):
            self._spend(size(node))
            with self._following(where):
                return self.resolve(node, where)
        return self._scalar(node, where) if is_open(node) else node

    def _find(self, reference: Reference, path: Path) -> tuple[Any, Path]:
        """The node that a reference means, and where it stands, through references on the way to it."""
        shown = reference.source if any(not isinstance(piece, str) for piece in reference.pieces) else ""
        target = absolute("".join(self._key(piece, path) for piece in reference.pieces), path)
        if target is None:
            raise _Stop("reference", f"`{reference.source[2:-1].strip()}` goes above the top of the file")
        node: Any = self.document.data
        where: Path = ()
        for part in target:
            node, where = self._container(node, where)
            node, where = child(node, part, where)
            if node is NOTHING:
                message = f"`{shown or dotted(target)}` is not in this file"
                raise _Stop("reference", message, "give it the whole config, or set the value")
        if isinstance(node, dict | list) and path[: len(where)] == where:
            raise _Stop("cycle", f"the interpolation refers to what it is a part of, {_name(where)}")
        return node, where

    def _container(self, node: Any, where: Path) -> tuple[Any, Path]:
        """What a node stands for on the way to something below it, without resolving what lies beside the way."""
        if not is_open(node):
            return node, where
        text = _parsed(node)
        only = text.parts[0] if len(text.parts) == 1 else ""
        if node == "???" or not isinstance(only, Reference):
            return self._scalar(node, where), where
        self._spend(1)
        with self._following(where):
            return self._container(*self._find(only, where))

    def _key(self, piece: Part, path: Path) -> str:
        if isinstance(piece, str):
            return piece
        key = self._part(piece, path)
        if isinstance(key, bool) or not isinstance(key, str | int):
            raise _Stop("syntax", f"`{piece.source}` stands for a key and gives no text")
        return str(key)

    def _call(self, call: Call, path: Path) -> Any:
        name = ".".join(self._key(piece, path) for piece in call.name)
        arguments = [self._argument(argument, path) for argument in call.arguments]
        if name not in _RESOLVERS:
            raise _Stop("resolver", f"only the run knows what `{call.source}` gives", "set the value")
        resolve, most = _RESOLVERS[name]
        if not 1 <= len(arguments) <= most:
            taken = "one argument" if most == 1 else f"1 to {most} arguments"
            raise _Stop("syntax", f"`{name}` takes {taken}, and gets {len(arguments)}")
        return resolve(self, path, *arguments)

    def _argument(self, argument: Argument, path: Path) -> Any:
        if isinstance(argument, Text):
            return self._join(argument, path)
        if isinstance(argument, ListOf):
            return [self._argument(item, path) for item in argument.items]
        if isinstance(argument, DictOf):
            return {key: self._argument(item, path) for key, item in argument.pairs}
        return argument.value

    def _env(self, _path: Path, variable: str, *default: Any) -> Any:
        if variable not in self.allowed:
            # a name that is not in the file was put together, perhaps from what the environment holds
            written = _VARIABLE.match(str(variable)) and str(variable) in self.document.text
            hint = f"`--allow-env {variable}` lets it" if written else ""
            raise _Stop("environment", "a config does not read the environment", hint)
        found = os.environ.get(variable)
        if found is None and not default:
            raise _Stop("reference", f"the environment has no `{variable}`", "set it")
        return found if found is not None or default[0] is None else str(default[0])

    def _decode(self, path: Path, text: str | None) -> Any:
        if text is None:
            return None
        if not isinstance(text, str):
            raise _Stop("syntax", "`oc.decode` takes text")
        try:
            return self._argument(parse_element(text), path)
        except GrammarError:
            raise _Stop("syntax", "what `oc.decode` is given is no value") from None

    def _select(self, path: Path, key: str, default: Any = None) -> Any:
        try:
            node, where = self._find(Reference(f"${{{key}}}", (str(key),)), path)
        except _Stop as stop:
            if stop.kind not in ("reference", "missing"):
                raise
            return default
        return default if node == "???" else self._settled(node, where)


_RESOLVERS: dict[str, tuple[Callable[..., Any], int]] = {
    "oc.env": (Interpolations._env, 2),
    "oc.decode": (Interpolations._decode, 1),
    "oc.select": (Interpolations._select, 2),
}
"""The resolvers whose outcome is known without the run, and how many arguments they take. Nothing else is called."""

_VARIABLE = re.compile(r"\w+$", re.ASCII)


def _name(path: Path) -> str:
    return f"`{dotted(path)}`" if path else "the whole file"


def _parsed(text: str) -> Text:
    try:
        return parse_text(text)
    except GrammarError as error:
        raise _Stop("syntax", str(error)) from None
