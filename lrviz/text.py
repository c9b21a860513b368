"""Makes text that comes from a config or a path safe to print."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200

FORMULA_SIGNS = ("=", "+", "-", "@")
"""What a cell begins with that a spreadsheet takes for a formula."""


def printable(text: str, longest: int = LONGEST) -> str:
    """One line without control, bidirectional or unassigned characters, cut to a length.

    What is left out is shown as an escape, so that nothing is hidden. Surrogates, as in file names that are not UTF-8,
    are escaped too.
    """
    shown = printable_line(text[: longest + 1])
    return shown if len(text) <= longest else shown[: longest - 3] + "..."


def printable_line(text: str) -> str:
    """The same for a line of a file, of any length: a tab becomes one blank, and a runner's command is taken apart."""
    shown = text if text.isprintable() else "".join(map(_shown, text))
    return _COMMAND_ANYWHERE.sub(r"#\\x23", shown)


def without_commands(text: str) -> str:
    """What is about to be printed, with no line that a CI runner would take for a command.

    It is the finished lines that count: what stands in one of them may come from several places, and be wrapped.
    """
    return _COMMAND_OF_A_LINE.sub(r"\1\\x3a:", text)


def csv_text(text: str) -> str:
    """A text for a cell of CSV, on one line; an apostrophe keeps a spreadsheet from taking it for a formula."""
    shown = printable(text)
    return f"'{shown}" if shown.startswith(FORMULA_SIGNS) else shown


def cells(text: str) -> int:
    """How many columns of a terminal a printable text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(char) in ("Mn", "Me") else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def _shown(char: str) -> str:
    if char.isprintable():
        return char
    if char == "\t":
        return " "
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


# `::error::` counts for GitHub where a line begins with it, `##[error]` and `##vso[...]` for GitHub and Azure anywhere
_COMMAND_OF_A_LINE = re.compile(r"^(\s*)::", re.MULTILINE)
_COMMAND_ANYWHERE = re.compile(r"##(?=[\w.-]*\[)")
