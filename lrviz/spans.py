"""Places in a text, and what is wrong there."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of text. Lines and columns count characters from 1; the end is the place after the last one."""

    line: int
    column: int
    end_line: int
    end_column: int


class TextTrouble(NamedTuple):
    """Something wrong with the text itself, whatever it is about."""

    kind: str
    message: str
    span: Span
    hint: str = ""


def span_at(text: str, index: int) -> Span:
    """The span of one character. Lines end where they do for YAML, and for `str.splitlines`."""
    lines = f"{text[:index]}.".splitlines()
    return Span(len(lines), len(lines[-1]), len(lines), len(lines[-1]) + 1)
