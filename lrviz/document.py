"""Text to Document: the data, where each part of it stands, and what is wrong with the text itself."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from lrviz.errors import UnreadablePath
from lrviz.limits import LIMITS, Limits
from lrviz.merging import Pair, merged, told_apart_by_order
from lrviz.spans import Span, TextTrouble, span_at
from lrviz.yaml_nodes import TAG, Node, compose
from schedules.checker import UNKNOWN
from schedules.problems import Path

Worked = TypeVar("Worked")


class Place(NamedTuple):
    """Where an entry stands: its key, and its value. An element of a list has no key."""

    key: Span | None
    value: Span


@dataclass
class Document:
    """One config as it was read.

    Attributes:
        name: The path as it was typed, or `-`.
        text: The whole text; where it is not UTF-8, with a sign in place of each byte that is none.
        data: What the text says, as OmegaConf reads it. `UNKNOWN` stands for a value with a tag that is not read.
        places: Where each path stands.
        sources: The text of each scalar, as it was written, quotes included.
        troubles: What is wrong with the text.
        has_bom: Whether the file begins with a byte-order mark, which is no part of the text.
        set_here: The paths that were set on the command line.
        as_read: The config as the file has it, where parts of this one are translated from another shape; else None.
        origins: Where in the file the translated parts stand, by their path here.
        keeps_names: Whether the file calls all parameters as they are called here.
        is_file: Whether it was read, and not handed over by a program.
        label: What its curve is called, where that is not the name.
        settings_of: The path whose settings hold for it, where that is not the name.
        may_set: The keys at its top that can be set on the command line though they are not there.
        worked_out: What was worked out of the data, for who asks again. Who changes the data has to clear it.
    """

    name: str
    text: str = ""
    data: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    sources: dict[Path, str] = field(default_factory=dict)
    troubles: list[TextTrouble] = field(default_factory=list)
    has_bom: bool = False
    set_here: set[Path] = field(default_factory=set)
    as_read: Document | None = None
    origins: dict[Path, Path] = field(default_factory=dict)
    keeps_names: bool = True
    is_file: bool = True
    label: str = ""
    settings_of: str = ""
    may_set: frozenset[str] = frozenset()
    worked_out: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, as YAML counts them."""
        return self.text.splitlines()

    @property
    def reads_environment(self) -> bool:
        """Whether an interpolation of the file asks for a variable."""
        read = self.as_read or self
        return read.once(("environment",), lambda: any("env:" in source for source in read.sources.values()))

    @property
    def is_broken(self) -> bool:
        """Whether nothing could be read of it."""
        return self.data is None and bool(self.troubles)

    def settled(self, keep_text: bool) -> Document:
        """What is kept of it when all checks are done: what it is called, and the text where it is still to be shown.

        A thousand of them share what is empty, which nothing can be put into any more.
        """
        kept = Document(
            self.name,
            text=self.text if keep_text else "",
            places=_NOTHING,
            sources=_NOTHING,
            troubles=_NO_TROUBLES,
            has_bom=self.has_bom,
            set_here=_NOWHERE,
            origins=_NOTHING,
            is_file=self.is_file,
            label=self.label,
            settings_of=self.settings_of,
        )
        kept.worked_out = _NOTHING
        return kept

    def once(self, key: tuple[Hashable, ...], work_out: Callable[[], Worked]) -> Worked:
        """What is worked out of the data, at the first call with this key alone."""
        if key not in self.worked_out:
            self.worked_out[key] = work_out()
        found: Worked = self.worked_out[key]
        return found

    def origin(self, path: Path) -> Path:
        """Where in the file stands what is at a path here: the same, but for what was translated."""
        if not self.origins or not path:
            return path
        return self.origins[path] if path in self.origins else (*self.origin(path[:-1]), path[-1])

    def text_of(self, path: Path) -> str:
        """How the value at a path is written, as far as it is a scalar or holds scalars."""
        node = self.get(path)
        if isinstance(node, list):
            return f"[{', '.join(self.text_of((*path, index)) for index in range(len(node)))}]"
        if isinstance(node, dict):
            return f"{{{', '.join(f'{key}: {self.text_of((*path, key))}' for key in node)}}}"
        return self.sources.get(path) or ("null" if node is None else str(node))

    def get(self, path: Path) -> Any:
        """The value at a path, or None."""
        node = self.data
        for part in path:
            try:
                node = node[part]
            except (KeyError, IndexError, TypeError):
                return None
        return node


_NOTHING: Any = MappingProxyType({})
_NOWHERE: Any = frozenset()
_NO_TROUBLES: Any = ()


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
    document = Document(name, has_bom=content.startswith(codecs.BOM_UTF8))
    try:
        document.text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _not_utf_8(document, content, error.start)
        return document
    root, troubles = compose(document.text, limits)
    document.troubles.extend(troubles)
    if root is not None:
        _Builder(document, limits).build(root)
    return document


class _Builder:
    """Turns nodes into data, and notes places on the way."""

    def __init__(self, document: Document, limits: Limits) -> None:
        self.document = document
        self.left = limits.nodes
        self.limits = limits
        self.pairs: dict[int, list[Pair]] = {}

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
        trouble = node.trouble or _refused_as_value(node)
        if trouble is not None:
            self.document.troubles.append(trouble)
            return UNKNOWN
        return node.value

    def _list(self, node: Node, path: Path) -> list[Any]:
        return [self._value(item, (*path, index), None) for index, item in enumerate(node.items)]

    def _mapping(self, node: Node, path: Path) -> dict[Any, Any]:
        pairs = {pair.name: pair for pair in self._pairs(node)}
        return {name: self._value(pair.value, (*path, name), pair.key.span) for name, pair in pairs.items()}

    def _pairs(self, node: Node) -> list[Pair]:
        """The pairs of a mapping as PyYAML puts them together: what is merged (`<<`) first, and a later one wins."""
        if id(node) in self.pairs:
            return self.pairs[id(node)]
        merges = [value for key, value in node.pairs if _is_merge(key)]
        sources = [
            [self._merged(source) for source in (value.items if value.kind == "list" else [value])] for value in merges
        ]
        pairs = merged(sources)
        written: set[Any] = set()
        for key, value in node.pairs:
            name = None if _is_merge(key) else self._key(key)
            if name is None:
                continue
            if name in written:
                self._duplicate(key)
            written.add(name)
            pairs.append(Pair(name, key, value))
        for value, each in zip(merges, sources, strict=True):
            self._order_of_merge(value, [[pair for pair in source if pair.name not in written] for source in each])
        self.pairs[id(node)] = pairs
        return pairs

    def _order_of_merge(self, merge: Node, sources: Sequence[Sequence[Pair]]) -> None:
        name = told_apart_by_order(sources) if len(sources) > 1 else None
        if name is None:
            return
        message = (
            f"several of the mappings that are merged here have `{str(name)[:60]}`: YAML, and PyYAML up to 6.0.3, "
            "takes that of the first, and PyYAML 6.0.4 that of the last"
        )
        hint = "write it beside the `<<`, or leave it in one of them"
        self.document.troubles.append(TextTrouble("merge-order", message, merge.span, hint))

    def _merged(self, source: Node) -> list[Pair]:
        if source.kind == "map":
            pairs = self._pairs(source)
            self._spend(len(pairs))
            return pairs
        message = "`<<` merges a mapping, or a list of them, and this is neither"
        self.document.troubles.append(source.trouble or TextTrouble("merge", message, source.span))
        return []

    def _key(self, key: Node) -> Any:
        if key.kind == "scalar" and key.trouble is None and key.value is not None:
            return key.value
        message = "a key is text, a number or true or false, and not null, a list or a mapping"
        self.document.troubles.append(key.trouble or TextTrouble("key", message, key.span, "quote it"))
        return None

    def _duplicate(self, key: Node) -> None:
        # OmegaConf looks for duplicates among keys that are text alone
        happens = "OmegaConf refuses it" if isinstance(key.value, str) else "the last one is taken without a word"
        message = f"`{key.source[:80]}` is given twice in this mapping: {happens}"
        self.document.troubles.append(TextTrouble("duplicate-key", message, key.span, "delete one of them"))


def _is_merge(key: Node) -> bool:
    return key.kind == "scalar" and key.tag == TAG + "merge"


def _refused_as_value(node: Node) -> TextTrouble | None:
    """A bare `=` or `<<`, which YAML 1.1 sets apart, and PyYAML reads as keys alone."""
    if node.tag not in (TAG + "merge", TAG + "value"):
        return None
    return TextTrouble("scalar", f"OmegaConf refuses a bare `{node.value[:80]}` as a value", node.span, "quote it")


def _not_utf_8(document: Document, content: bytes, index: int) -> None:
    """Note the first byte that is none, and keep a text to show and to search."""
    wide = content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    document.text = content.decode("utf-16" if wide else "utf-8-sig", "replace")
    before = "" if wide else content[:index].decode("utf-8-sig", "replace")
    document.troubles.append(
        TextTrouble("not-utf-8", "the file is not UTF-8", span_at(document.text, len(before)), "save it as UTF-8")
    )
