"""Text to Document: the data, where each part of it stands, and what is wrong with the text itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lrviz.errors import UnreadablePath
from lrviz.limits import LIMITS, Limits
from lrviz.yaml_nodes import Node, Span, TextTrouble, compose
from schedules.check import UNKNOWN
from schedules.problems import Path


class Place(NamedTuple):
    """Where an entry stands: its key, and its value. An element of a list has no key."""

    key: Span | None
    value: Span


@dataclass
class Document:
    """One config as it was read.

    Attributes:
        name: The path as it was typed, or `-`.
        text: The whole text, or an empty string where it could not be decoded.
        data: What the text says, as OmegaConf reads it. `UNKNOWN` stands for a value with a tag that is not read.
        places: Where each path stands.
        sources: The text of each scalar, as it was written, quotes included.
        troubles: What is wrong with the text.
        set_here: The paths that were set on the command line.
    """

    name: str
    text: str = ""
    data: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    sources: dict[Path, str] = field(default_factory=dict)
    troubles: list[TextTrouble] = field(default_factory=list)
    set_here: set[Path] = field(default_factory=set)

    def get(self, path: Path) -> Any:
        """The value at a path, or None."""
        node = self.data
        for part in path:
            try:
                node = node[part]
            except (KeyError, IndexError, TypeError):
                return None
        return node


def read_document(name: str, content: bytes, limits: Limits = LIMITS) -> Document:
    """Read a config.

    Args:
        name: What it is called in messages.
        content: The bytes of the file.
        limits: The bounds on depth and nodes.

    Returns:
        The document. Whatever the text says, nothing is raised for it: `troubles` has it.

    Raises:
        UnreadablePath: If it is deeper or has more nodes than the limits allow.
    """
    document = Document(name)
    try:
        document.text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        document.troubles.append(TextTrouble("not-utf-8", "the file is not UTF-8", _span_of_byte(content, error.start)))
        return document
    root, troubles = compose(document.text, limits)
    document.troubles.extend(troubles)
    if root is not None:
        _Builder(document, limits).build(root)
    return document


def read_value(text: str) -> Any:
    """Read the value of an override, as it would be read from a file.

    Raises:
        ValueError: If it is no YAML.
    """
    root, troubles = compose(text, LIMITS)
    if any(trouble.kind != "empty" for trouble in troubles):
        raise ValueError(troubles[0].message)
    if root is None:
        return None
    document = Document("")
    _Builder(document, LIMITS).build(root)
    if document.troubles:
        raise ValueError(document.troubles[0].message)
    return document.data


class _Builder:
    """Turns nodes into data, and notes places on the way."""

    def __init__(self, document: Document, limits: Limits) -> None:
        self.document = document
        self.left = limits.nodes
        self.limits = limits
        self.merged: dict[int, list[tuple[Node, Node]]] = {}

    def build(self, root: Node) -> None:
        self.document.data = self._value(root, (), None)

    def _value(self, node: Node, path: Path, key: Span | None) -> Any:
        self._spend(1)
        self.document.places[path] = Place(key, node.span)
        build: Callable[[Node, Path], Any] = {"map": self._mapping, "list": self._list}.get(node.kind, self._scalar)
        return build(node, path)

    def _spend(self, nodes: int) -> None:
        """Count what an alias or a merge stands for as if it were written out."""
        self.left -= nodes
        if self.left < 0:
            message = f"the document stands for more than {self.limits.nodes:,} nodes when its aliases are written out"
            raise UnreadablePath(message, f"`--max-nodes {10 * self.limits.nodes}` would read it")

    def _scalar(self, node: Node, path: Path) -> Any:
        self.document.sources[path] = node.source
        if node.trouble is not None:
            self.document.troubles.append(node.trouble)
            return UNKNOWN
        return node.value

    def _list(self, node: Node, path: Path) -> list[Any]:
        return [self._value(item, (*path, index), None) for index, item in enumerate(node.items)]

    def _mapping(self, node: Node, path: Path) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key, value in self._merged(node):
            name = self._key(key)
            if name is None:
                continue
            if (*path, name) in self.document.places and name in found:
                self._duplicate(key, name)
            found[name] = self._value(value, (*path, name), key.span)
        return found

    def _merged(self, node: Node) -> list[tuple[Node, Node]]:
        """The pairs of a mapping after its merge keys (`<<`): what is written here wins over what is merged."""
        if id(node) in self.merged:
            return self.merged[id(node)]
        own = [(key, value) for key, value in node.pairs if not _is_merge(key)]
        written = {key.value for key, _ in own if key.kind == "scalar"}
        merged: dict[Any, tuple[Node, Node]] = {}
        for key, value in node.pairs:
            if not _is_merge(key):
                continue
            for source in value.items if value.kind == "list" else [value]:
                if source.kind != "map":
                    message = "`<<` merges a mapping, or a list of them, and this is neither"
                    self.document.troubles.append(TextTrouble("merge", message, value.span))
                    continue
                for pair in self._merged(source):
                    if pair[0].kind == "scalar" and pair[0].value not in written:
                        merged.setdefault(pair[0].value, pair)
        self.merged[id(node)] = [*merged.values(), *own]
        self._spend(len(merged))
        return self.merged[id(node)]

    def _key(self, key: Node) -> Any:
        if key.kind == "scalar" and key.trouble is None and isinstance(key.value, str | int | float | bool):
            return key.value
        message = "a key is text, a number or true or false: this one cannot be read"
        self.document.troubles.append(TextTrouble("key", message, key.span))
        return None

    def _duplicate(self, key: Node, name: Any) -> None:
        message = f"`{name}` is given twice in this mapping: OmegaConf refuses it, and PyYAML takes the last one"
        self.document.troubles.append(TextTrouble("duplicate-key", message, key.span, "delete one of them"))


def _is_merge(key: Node) -> bool:
    return key.kind == "scalar" and key.tag == "tag:yaml.org,2002:merge"


def _span_of_byte(content: bytes, index: int) -> Span:
    line = content.count(b"\n", 0, index)
    column = index - (content.rfind(b"\n", 0, index) + 1)
    return Span(line + 1, column + 1, line + 1, column + 2)
