"""The grammar of `${...}` as OmegaConf has it: from a text to a tree. Nothing is looked up here."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

DEEPEST = 50
"""How deep interpolations, lists and mappings may nest within one text."""


class GrammarError(ValueError):
    """A text that is no interpolation. It says what is wrong without quoting more than a character of it."""


class Reference(NamedTuple):
    """`${a.b[0]}`: what stands somewhere else. The pieces are dots, brackets and keys, in order."""

    source: str
    pieces: tuple[Part, ...]


class Call(NamedTuple):
    """`${name:a,b}`: what a resolver gives."""

    source: str
    name: tuple[Part, ...]
    arguments: tuple[Argument, ...]


class Text(NamedTuple):
    """Parts that are joined. A single interpolation keeps its type, unless it stands in quotes."""

    parts: tuple[Part, ...]
    quoted: bool = False


class Literal(NamedTuple):
    """A value that is written out in an argument."""

    value: Any


class ListOf(NamedTuple):
    items: tuple[Argument, ...]


class DictOf(NamedTuple):
    pairs: tuple[tuple[Any, Argument], ...]


Part = str | Reference | Call
Argument = Text | Literal | ListOf | DictOf


def parse_text(text: str) -> Text:
    """Read a value of a config.

    Raises:
        GrammarError: If an interpolation in it is not well-formed.
    """
    return Text(_Parser(text).text_until(""))


def parse_element(text: str) -> Argument:
    """Read what `oc.decode` is given: a single argument, and nothing after it.

    Raises:
        GrammarError: If it is none.
    """
    if not text.strip(" \t"):
        raise GrammarError("blanks alone are no value")
    parser = _Parser(text)
    element = parser.element()
    parser.expect_end()
    return element


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def text_until(self, quote: str) -> tuple[Part, ...]:
        """Literal text and interpolations up to a closing quote, or to the end where there is none to come.

        Backslashes are escapes where an interpolation or the quote follows them, and themselves anywhere else.
        """
        parts: list[Part] = []
        literal = ""
        while True:
            slashes = len(self._take(_BACKSLASHES))
            following = "${" if self._is("${") else quote if quote and self._is(quote) else ""
            literal += "\\" * (slashes // 2 if following else slashes)
            if following and slashes % 2:
                literal += following
                self.at += len(following)
            elif following == "${":
                parts += [literal, self.interpolation()]
                literal = ""
            elif following or self.at == len(self.text):
                break
            else:
                literal += self._take(_PLAIN) or self._character()
        if quote and not self._is(quote):
            raise GrammarError("a quote in the interpolation is not closed")
        self.at += len(quote)
        return tuple(part for part in [*parts, literal] if part != "")

    def interpolation(self) -> Reference | Call:
        start = self.at
        self.at += 2
        self._deeper()
        self._take(_BLANKS)
        pieces = self._pieces()
        found: Reference | Call
        kinds = "".join(piece if isinstance(piece, str) and piece in ".[]" else "k" for piece in pieces)
        if self._next_is(":"):
            if not _NAME_PIECES.fullmatch(kinds) or not all(map(_may_name_resolver, pieces)):
                raise GrammarError("what stands before the `:` of the interpolation is not the name of a resolver")
            arguments = self._sequence("}")
            found = Call(self.text[start : self.at], tuple(pieces[::2]), arguments)
        else:
            if not self._next_is("}"):
                raise self._unexpected()
            if not _KEY_PIECES.fullmatch(kinds):
                raise GrammarError("an interpolation is `${key}`, `${a.b[0]}` or `${resolver:argument}`")
            found = Reference(self.text[start : self.at], tuple(pieces))
        self.depth -= 1
        return found

    def _pieces(self) -> list[Part]:
        pieces: list[Part] = []
        while True:
            if self._is("${"):
                pieces.append(self.interpolation())
            elif piece := self._take(_PIECE):
                pieces.append(piece)
            else:
                return pieces

    def _sequence(self, close: str) -> tuple[Argument, ...]:
        """Arguments between commas. One that is left out is an empty text."""
        items: list[Argument] = []
        while True:
            self._take(_BLANKS)
            left_out = self._is(",") or self._is(close)
            items.append(Literal("") if left_out else self.element())
            if self._next_is(close):
                return () if left_out and len(items) == 1 else tuple(items)
            if not self._next_is(","):
                raise self._unexpected()

    def element(self) -> Argument:
        if self._is("'") or self._is('"'):
            quote = self._character()
            return Text(self.text_until(quote), quoted=True)
        if self._is("["):
            self.at += 1
            self._deeper()
            items = ListOf(self._sequence("]"))
            self.depth -= 1
            return items
        return self._dict() if self._is("{") else self._primitive()

    def _dict(self) -> DictOf:
        self.at += 1
        self._deeper()
        pairs: list[tuple[Any, Argument]] = []
        while pairs or not self._next_is("}"):
            self._take(_BLANKS)
            key = self._primitive(in_key=True)
            if not isinstance(key, Literal) or not self._next_is(":"):
                raise self._unexpected()
            self._take(_BLANKS)
            pairs.append((key.value, self.element()))
            if self._next_is("}"):
                break
            if not self._next_is(","):
                raise self._unexpected()
        self.depth -= 1
        return DictOf(tuple(pairs))

    def _primitive(self, in_key: bool = False) -> Argument:
        """Text without quotes: a number, true, false or null where it is one as a whole."""
        start, literal = self.at, ""
        parts: list[Part] = []
        while not (_END_OF_KEY if in_key else _END).match(self.text, self.at):
            if not in_key and self._is("${"):
                parts += [literal, self.interpolation()]
                literal = ""
            elif escaped := self._take(_ESCAPED):
                literal += escaped[1::2]
            elif plain := self._take(_UNQUOTED_KEY if in_key else _UNQUOTED):
                literal += plain
            else:
                break
        if self.at == start:
            raise self._unexpected()
        if parts:
            return Text(tuple(part for part in [*parts, literal] if part != ""))
        return Literal(_typed(literal) if literal == self.text[start : self.at] else literal)

    def expect_end(self) -> None:
        if self.at != len(self.text):
            raise self._unexpected()

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise GrammarError(f"the interpolation nests more than {DEEPEST} deep")

    def _is(self, what: str) -> bool:
        return self.text.startswith(what, self.at)

    def _next_is(self, what: str) -> bool:
        """Take a sign with the blanks around it, if it comes next."""
        found = re.compile(rf"[ \t]*{re.escape(what)}").match(self.text, self.at)
        if found:
            self.at = found.end()
        return bool(found)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if not found:
            return ""
        self.at = found.end()
        return found[0]

    def _character(self) -> str:
        self.at += 1
        return self.text[self.at - 1]

    def _unexpected(self) -> GrammarError:
        if self.at == len(self.text):
            return GrammarError("the interpolation is not closed")
        char = self.text[self.at]
        return GrammarError(f"{ascii(char)[1:-1]!r} cannot stand in an interpolation there; quote or escape it")


_BACKSLASHES = re.compile(r"\\*")
_PLAIN = re.compile(r"[^\\$'\"]+")
_BLANKS = re.compile(r"[ \t]*")
_PIECE = re.compile(r"[.\[\]]|(?:(?!\$\{)[^\\{}()\[\]:. \t'\"])[^\\{}()\[\]:. \t'\"]*")
_KEY_PIECES = re.compile(r"\.*(?:k|\[k\])(?:\.k|\[k\])*")
_NAME_PIECES = re.compile(r"k(?:\.k)*")
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
# a colon takes the blanks around it, other blanks at the end belong to what follows
_UNQUOTED = re.compile(r"[ \t]*:[ \t]*|[A-Za-z0-9_/+.$%*@?|\\-]|[ \t]+")
_UNQUOTED_KEY = re.compile(r"[A-Za-z0-9_/+.$%*@?|\\-]|[ \t]+")
_ESCAPED = re.compile(r"(?:\\[\\()\[\]{}:=, \t])+")
_END = re.compile(r"[ \t]*[,\]}]|\Z")
_END_OF_KEY = re.compile(r"[ \t]*[,\]}:]|\Z")

_NULL = re.compile("null", re.IGNORECASE)
_BOOL = re.compile("true|false", re.IGNORECASE)
_UNSIGNED = r"(?:0|[1-9](?:_?[0-9])*)"
_POINT = rf"(?:{_UNSIGNED}\.|{_UNSIGNED}?\.[0-9](?:_?[0-9])*)"
_INT = re.compile(rf"[+-]?{_UNSIGNED}")
_FLOAT = re.compile(rf"[+-]?(?:(?:{_UNSIGNED}|{_POINT})[eE][+-]?[0-9](?:_?[0-9])*|{_POINT}|inf|nan)", re.IGNORECASE)


def _typed(source: str) -> Any:
    if _NULL.fullmatch(source):
        return None
    if _BOOL.fullmatch(source):
        return source.lower() == "true"
    if _INT.fullmatch(source) and len(source) < 4000:
        return int(source)
    return float(source) if _FLOAT.fullmatch(source) else source


def _may_name_resolver(piece: Part) -> bool:
    return not isinstance(piece, str) or piece == "." or bool(_ID.fullmatch(piece))
