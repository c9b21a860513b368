"""YAML events to nodes with positions, with bounds kept while the events come in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import yaml

from lrviz.errors import UnreadablePath
from lrviz.limits import Limits
from lrviz.spans import Span, TextTrouble, span_at
from lrviz.yaml_errors import syntax_trouble

TAG = "tag:yaml.org,2002:"
READ_TAGS = frozenset(TAG + name for name in ("str", "int", "float", "bool", "null", "merge", "binary", "value"))


@dataclass
class Node:
    """A part of a document.

    Attributes:
        kind: What it is. A node with a tag that is not read is a scalar with a trouble.
        span: Where it stands.
        tag: The tag of a scalar, given or implied.
        value: The value of a scalar.
        source: The text of a scalar, as it was written.
        items: The elements of a list.
        pairs: The keys and values of a mapping, in order, duplicates included.
        trouble: Why the value cannot be read.
    """

    kind: Literal["scalar", "list", "map"]
    span: Span
    tag: str = ""
    value: Any = None
    source: str = ""
    items: list[Node] = field(default_factory=list)
    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    trouble: TextTrouble | None = None


def compose(text: str, limits: Limits) -> tuple[Node | None, list[TextTrouble]]:
    """Read the first document of a text.

    Args:
        text: The text of a file.
        limits: The bounds on depth and nodes.

    Returns:
        The root, or None where there is none, and what is wrong with the text.

    Raises:
        UnreadablePath: If a bound is broken.
    """
    if control := _CONTROL.search(text):
        message = f"the file holds the character U+{ord(control[0]):04X}, which YAML does not allow"
        return None, [TextTrouble("control-character", message, span_at(text, control.start()), "delete it")]
    composer = _Composer(text, limits)
    try:
        root = composer.document()
    except yaml.MarkedYAMLError as error:
        composer.troubles.append(syntax_trouble(text, error))
        return None, composer.troubles
    except yaml.YAMLError as error:
        message = f"this is not YAML: {str(error).splitlines()[0]}"
        return None, [*composer.troubles, TextTrouble("syntax", message, Span(1, 1, 1, 1))]
    return root, composer.troubles


# What YAML 1.1 calls not printable.
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Composer:
    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.troubles: list[TextTrouble] = []
        self.anchors: dict[str, Node | None] = {}
        self.events: Iterator[Any] = yaml.parse(text, Loader=_PARSER)
        self.nodes = 0

    def document(self) -> Node | None:
        root = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    message = "a second document begins here: a config is one document, and OmegaConf refuses more"
                    self.troubles.append(TextTrouble("documents", message, _span(event)))
                    break
                root = self._node(next(self.events), 0)
        return root

    def _node(self, event: Any, depth: int) -> Node:
        self.nodes += 1
        if depth > self.limits.depth:
            self._refuse(f"more than {self.limits.depth} deep", f"--max-depth {10 * self.limits.depth}")
        if self.nodes > self.limits.nodes:
            self._refuse(f"more than {self.limits.nodes:,} nodes large", f"--max-nodes {10 * self.limits.nodes}")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if event.anchor:
            self._anchor(event)
        node = self._content(event, depth)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def _content(self, event: Any, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event, self.text)
        start, tag = _span(event), event.tag
        node = Node("list" if isinstance(event, yaml.SequenceStartEvent) else "map", start)
        while not isinstance(event := next(self.events), yaml.CollectionEndEvent):
            if node.kind == "list":
                node.items.append(self._node(event, depth + 1))
            else:
                key = self._node(event, depth + 1)
                node.pairs.append((key, self._node(next(self.events), depth + 1)))
        end = _span(event)
        node.span = Span(start.line, start.column, end.end_line, end.end_column)
        if tag and tag not in ("!", TAG + {"list": "seq", "map": "map"}[node.kind]):
            return Node("scalar", start, tag, trouble=_unknown_tag(tag, start))
        return node

    def _anchor(self, event: Any) -> None:
        if event.anchor in self.anchors:
            message = f"the anchor `&{event.anchor}` is given twice, and OmegaConf refuses it"
            self.troubles.append(TextTrouble("alias", message, _span(event), "give one of them another name"))
        self.anchors[event.anchor] = None

    def _alias(self, event: Any) -> Node:
        found = self.anchors.get(event.anchor)
        if found is not None:
            return found
        unknown = event.anchor not in self.anchors
        message = f"`*{event.anchor}` refers to {'no anchor before it' if unknown else 'a node that it is a part of'}"
        return Node("scalar", _span(event), trouble=TextTrouble("alias", message, _span(event)))

    def _refuse(self, what: str, option: str) -> None:
        raise UnreadablePath(f"the document is {what}", f"a config is not; `{option}` would read it")


def _scalar(event: Any, text: str) -> Node:
    source, span = _without_properties(event, text)
    tag = event.tag or ""
    if not tag or tag == "!":
        tag = str(_scalars().resolve(yaml.ScalarNode, event.value, event.implicit))  # type: ignore[no-untyped-call]
    node = Node("scalar", span, tag, source=source)
    if tag not in READ_TAGS:
        node.trouble = _unknown_tag(tag, _span(event))
        return node
    try:
        node.value = _scalars().construct(tag, event.value)
        # Python does not write out integers of more than 4,300 digits, so no message could show one
        str(node.value)
    except (ValueError, LookupError, OverflowError, yaml.YAMLError):
        what = tag.removeprefix(TAG)
        node.trouble = TextTrouble("scalar", f"`{source[:80]}` cannot be read as {what}", span)
    return node


def _without_properties(event: Any, text: str) -> tuple[str, Span]:
    """The text of a scalar and where it stands, without the anchor and the tag before it."""
    source, span = text[event.start_mark.index : event.end_mark.index], _span(event)
    properties = _PROPERTIES.match(source) if event.anchor or event.tag else None
    if not properties:
        return source, span
    lines = f"{properties[0]}.".splitlines()
    column = len(lines[-1]) + (span.column - 1 if len(lines) == 1 else 0)
    return source[properties.end() :], Span(span.line + len(lines) - 1, column, span.end_line, span.end_column)


_PROPERTIES = re.compile(r"(?:[&!]\S*\s*)+")


def _unknown_tag(tag: str, span: Span) -> TextTrouble:
    shown = "!!" + tag.removeprefix(TAG) if tag.startswith(TAG) else tag
    message = f"the tag `{shown}` is not read: a config is plain values, and lrviz never runs what a tag stands for"
    return TextTrouble("tag", message, span)


MOST_PARTS = 2_500
"""So many parts of a number in base 60 have more than the 4,300 digits, and take their time."""


class _Scalars(yaml.resolver.Resolver, yaml.constructor.SafeConstructor):
    """Reads scalars as OmegaConf does: `1e-6` is a float, and a date is text."""

    def __init__(self) -> None:
        yaml.resolver.Resolver.__init__(self)
        yaml.constructor.SafeConstructor.__init__(self)

    def construct(self, tag: str, text: str) -> Any:
        if tag in (TAG + "merge", TAG + "value"):
            return text
        if text.count(":") > MOST_PARTS and tag in (TAG + "int", TAG + "float"):
            raise ValueError("more digits than Python writes out")
        return self.yaml_constructors[tag](self, yaml.ScalarNode(tag, text))


_FLOAT = re.compile(
    r"""^(?:
     [-+]?[0-9]+(?:_[0-9]+)*\.[0-9_]*(?:[eE][-+]?[0-9]+)?
    |[-+]?[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+)
    |\.[0-9]+(?:_[0-9]+)*(?:[eE][-+][0-9]+)?
    |[-+]?[0-9]+(?:_[0-9]+)*(?::[0-5]?[0-9])+\.[0-9_]*
    |[-+]?\.(?:inf|Inf|INF)
    |\.(?:nan|NaN|NAN))$""",
    re.VERBOSE,
)


@cache
def _scalars() -> _Scalars:
    _Scalars.add_implicit_resolver(TAG + "float", _FLOAT, list("-+0123456789."))
    resolvers = _Scalars.yaml_implicit_resolvers
    _Scalars.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in entries if tag != TAG + "timestamp"]
        for first, entries in resolvers.items()
    }
    return _Scalars()


_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
