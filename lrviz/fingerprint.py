"""What a finding is known by when lines have moved, and its message is worded anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from lrviz.document import Document
from lrviz.finding import Finding
from lrviz.text import printable


class Identity(NamedTuple):
    """What stays the same as long as what is found is not touched.

    Attributes:
        path: The config.
        code: The rule.
        key: The path of the key, dotted.
        text: The text that the finding points at.
    """

    path: str
    code: str
    key: str
    text: str

    def digest(self, number: int) -> str:
        """A short form of it. The number tells apart those that are alike in all else."""
        return sha256("\0".join([*self, str(number)]).encode("utf-8", "backslashreplace")).hexdigest()


def identity(document: Document, finding: Finding, path: str) -> Identity:
    """What a finding is known by.

    Args:
        document: The config.
        finding: The finding.
        path: What the config is to be called, whatever was typed.
    """
    return Identity(path, finding.code, finding.key, _text(document, finding))


def digests(document: Document, findings: Iterable[Finding], path: str) -> Iterator[str]:
    """A text for each finding of a config that no other finding has."""
    seen: Counter[Identity] = Counter()
    for finding in findings:
        known = identity(document, finding, path)
        yield known.digest(seen[known])
        seen[known] += 1


def _text(document: Document, finding: Finding) -> str:
    span = finding.span
    if span is None or span.line > len(document.lines):
        return ""
    line = document.lines[span.line - 1]
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    return printable(line[span.column - 1 : end].strip(), 80)
