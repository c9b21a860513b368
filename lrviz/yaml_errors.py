"""What the YAML parser says, in words that help."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from lrviz.spans import Span, TextTrouble, span_at


def syntax_trouble(text: str, error: yaml.MarkedYAMLError) -> TextTrouble:
    """What is wrong with a text that is not YAML, at the place where it can be mended."""
    said = " ".join(part for part in (error.context, error.problem) if part)
    span = _mark_span(text, error.problem_mark or error.context_mark)
    for known in _SYNTAX:
        if re.search(known.said, said):
            if known.at_start and error.context_mark:
                span = _mark_span(text, error.context_mark)
            elif known.in_line and _before(text, span).strip(" -"):
                return TextTrouble("syntax", _LEFT_OVER, span, "take this out, or quote the whole value")
            return TextTrouble("syntax", known.message, span, known.hint)
    return TextTrouble("syntax", f"this is not YAML: {said}", span)


def _mark_span(text: str, mark: Any) -> Span:
    """Where the parser points at; the end of the text where that is after it."""
    if mark is None or mark.index >= len(text):
        return span_at(text, max(0, len(text.rstrip()) - 1))
    return Span(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)


def _before(text: str, span: Span) -> str:
    """What stands before a place in its line."""
    return text.splitlines()[span.line - 1][: span.column - 1]


class _Syntax(NamedTuple):
    said: str
    message: str
    hint: str
    at_start: bool = False
    in_line: bool = False


_LEFT_OVER = "the value before this has ended already"

_SYNTAX = (
    _Syntax(
        "mapping values are not allowed",
        "a key and its colon cannot stand here",
        "quote the text that holds a colon, or mend the indentation",
    ),
    _Syntax(
        "quoted scalar.*(unexpected end of stream|document indicator)",
        "the quote that opens here is never closed",
        "close it, or take it out",
        at_start=True,
    ),
    _Syntax(
        "parsing a flow node",
        "a value is missing here, or a bracket or brace before it is not closed",
        "close it, or take the comma out",
    ),
    _Syntax(
        "flow sequence|flow mapping",
        "the bracket or brace that opens here is not closed, or a comma is missing in it",
        "close it, or write the comma",
        at_start=True,
    ),
    _Syntax("tab character", "a tab indents this line, which YAML refuses", "indent it with blanks"),
    _Syntax(
        "character that cannot start any token",
        "no key and no value can begin with this character",
        "quote it; if it is a tab, indent with blanks",
    ),
    _Syntax("could not find expected ':'", "a key has no colon after it", "write `key: value`", at_start=True),
    _Syntax(
        "did not find expected (key|'-' indicator)",
        "the indentation does not match the lines above",
        "indent it as its neighbours are",
        in_line=True,
    ),
)
"""What the YAML parser says most, in words that help. The first that matches is used."""
