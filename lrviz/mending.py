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
        document: The config as it was read.
        mended: The text with the fixes made, and what they are.
    """

    document: Document
    mended: Mended

    def write(self, path: str) -> bytes:
        """Put the new text in the place of the old one.

        Args:
            path: The file.

        Returns:
            Its new content.

        Raises:
            UnwritableOutput: If it cannot be written.
        """
        content = codecs.BOM_UTF8 * self.document.has_bom + self.mended.text.encode()
        rewrite(path, content)
        return content

    def diff(self) -> str:
        """The change as a unified diff, in lines that can be printed."""
        name = printable(self.document.name)
        before, after = (text.splitlines(keepends=True) for text in (self.document.text, self.mended.text))
        lines = unified_diff(before, after, fromfile=name, tofile=name)
        return "\n".join(printable_line(line.rstrip("\r\n")) for line in lines)

    def summary(self) -> str:
        """One line on what was done."""
        return f"{printable(self.document.name)}: {'; '.join(printable(title) for title in self.mended.done)}"


def mend_file(
    document: Document, find: Callable[[Document], Iterable[Finding]], unsafe: bool, limits: Limits
) -> MendedFile | None:
    """What fixing would make of a file, or None where it would leave it as it is.

    Args:
        document: The config as it was read.
        find: Lints a document.
        unsafe: Whether to make the fixes that are likely too, and not only those that are certain.
        limits: The bounds with which the new text is read.
    """
    mended = mend(document, find, unsafe, limits)
    return MendedFile(document, mended) if mended.done else None
