"""Which fonts can show a text, and what is drawn where none can."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

FAMILIES = ("DejaVu Sans", "DejaVu Serif")
"""What matplotlib brings, and so is everywhere."""


def families_for(texts: Iterable[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Fonts of this machine for the characters that the fonts of matplotlib do not have.

    Args:
        texts: All that is going to be drawn.

    Returns:
        The families, and the characters that no font has.
    """
    wanted = {char for text in texts if not text.isascii() for char in text}
    if not wanted:
        return (), frozenset()
    lacking = {char for char in wanted if not all(char in _covered(family, frozenset(wanted)) for family in FAMILIES)}
    families = []
    for family in sorted({entry.name for entry in font_manager.fontManager.ttflist} - set(FAMILIES)):
        if not lacking:
            break
        if found := _covered(family, frozenset(lacking)):
            families.append(family)
            lacking -= found
    return tuple(families), frozenset(lacking)


@cache
def _covered(family: str, chars: frozenset[str]) -> frozenset[str]:
    try:
        font = FT2Font(font_manager.findfont(family, fallback_to_default=False))
    except (OSError, RuntimeError, ValueError):
        # a font of pictures, or a broken one
        return frozenset()
    return frozenset(char for char in chars if font.get_char_index(ord(char)))


def drawable(text: str, lacking: frozenset[str]) -> str:
    """The text with an escape for each character that no font has, as for what a terminal cannot show."""
    return "".join(_escape(char) if char in lacking else char for char in text)


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
