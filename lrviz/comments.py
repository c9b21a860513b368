"""Where the comments of a YAML text are, and where its content begins."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import Any

import yaml

from lrviz.spans import Span


class Comments:
    """Tells comments from what only looks like one, in a string or in a block of text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def span(self, start: int, end: int) -> Span:
        """The span of a part of one line."""
        line = bisect_right(self._starts, start)
        column = start - self._starts[line - 1] + 1
        return Span(line, column, line, column + end - start)

    def is_comment(self, index: int) -> bool:
        """Whether a `#` that begins the text, or has a blank before it, begins a comment."""
        before = bisect_right(self._strings, (index, len(self._text))) - 1
        return before < 0 or self._strings[before][1] <= index

    def is_alone(self, index: int) -> bool:
        """Whether nothing but blanks stands before it on its line."""
        return not self._text[self._starts[bisect_right(self._starts, index) - 1] : index].strip()

    def is_at_top(self, index: int) -> bool:
        """Whether it stands before the first content."""
        return index < self._scanned[1]

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line starts."""
        return list(accumulate((len(line) for line in self._text.splitlines(keepends=True)), initial=0))

    @property
    def _strings(self) -> list[tuple[int, int]]:
        return self._scanned[0]

    @cached_property
    def _scanned(self) -> tuple[list[tuple[int, int]], int]:
        """From where to where each scalar goes, and where the first content begins."""
        strings: list[tuple[int, int]] = []
        first = len(self._text)
        try:
            for token in yaml.scan(self._text, Loader=_SCANNER):
                if not isinstance(token, _BEFORE_CONTENT):
                    first = min(first, token.start_mark.index)
                if isinstance(token, yaml.ScalarToken):
                    strings.append((self._start(token), token.end_mark.index))
        except yaml.YAMLError:
            # of a second document, which is not read: what is wrong with the first is found elsewhere
            pass
        return strings, first

    def _start(self, token: Any) -> int:
        """Where no comment can stand any more: after the line of the `|`, in a block of text."""
        start: int = token.start_mark.index
        if token.style not in ("|", ">"):
            return start
        line = bisect_right(self._starts, start)
        return self._starts[line] if line < len(self._starts) else len(self._text)


_SCANNER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_BEFORE_CONTENT = (yaml.StreamStartToken, yaml.DirectiveToken, yaml.DocumentStartToken, yaml.StreamEndToken)
