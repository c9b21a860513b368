"""Makes text that comes from a config or a path safe to print."""

from __future__ import annotations

import unicodedata

LONGEST = 200


def printable(text: str, longest: int = LONGEST) -> str:
    """One line without control, bidirectional or unassigned characters, cut to a length.

    What is left out is shown as an escape, so that nothing is hidden. Surrogates, as in file names that are not UTF-8,
    are escaped too.
    """
    shown = "".join(map(_shown, text[: longest + 1]))
    return shown if len(text) <= longest else shown[: longest - 3] + "..."


def printable_line(text: str) -> str:
    """The same for a line of a file: tabs become one blank each, so that a caret below it stays in place."""
    return "".join(" " if char == "\t" else _shown(char) if not char.isprintable() else char for char in text)


def _shown(char: str) -> str:
    if char.isprintable() and unicodedata.bidirectional(char) not in _BIDI_CONTROLS:
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_BIDI_CONTROLS = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
