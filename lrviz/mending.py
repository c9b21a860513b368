"""Fixes files: what `validate --fix` writes and `validate --diff` shows."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable
from difflib import unified_diff
from typing import NamedTuple

from lrviz.document import Document
from lrviz.finding import Finding
from lrviz.fixing import Mended, mend
from lrviz.limits import Limits
from lrviz.outputs import rewrite
from lrviz.text import printable, printable_line


class MendedFile(NamedTuple):
    """A file that can be fixed.

    Attributes:
        path: The path as it was typed.
        before: The text as it was read.
        mended: The text with the fixes made, and what they are.
        has_bom: Whether the file begins with a byte-order mark.
    """

    path: str
    before: str
    mended: Mended
    has_bom: bool

    def write(self) -> None:
        """Put the new text in the place of the old one.

        Raises:
            UnwritableOutput: If it cannot be written.
        """
        rewrite(self.path, codecs.BOM_UTF8 * self.has_bom + self.mended.text.encode())

    def diff(self) -> str:
        """The change as a unified diff, in lines that can be printed."""
        name = printable(self.path)
        before, after = self.before.splitlines(keepends=True), self.mended.text.splitlines(keepends=True)
        lines = unified_diff(before, after, fromfile=name, tofile=name)
        return "\n".join(printable_line(line.rstrip("\r\n")) for line in lines)


def mend_file(
    document: Document, content: bytes, find: Callable[[Document], Iterable[Finding]], unsafe: bool, limits: Limits
) -> MendedFile | None:
    """What fixing would make of a file, or None where it would leave it as it is.

    Args:
        document: The config as it was read.
        content: The bytes from which it was read.
        find: Lints a document.
        unsafe: Whether to make the fixes that are likely too, and not only those that are certain.
        limits: The bounds with which the new text is read.
    """
    mended = mend(document, find, unsafe, limits)
    if not mended.done:
        return None
    return MendedFile(document.name, document.text, mended, content.startswith(codecs.BOM_UTF8))
