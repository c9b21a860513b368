"""Texts that fit: what is too long for its place loses its middle."""

from __future__ import annotations

from typing import Any

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


def width_of(text: str, like: Any, renderer: Any) -> float:
    """The pixels that a text takes when it is written like another one."""
    if not text:
        return 0.0
    width, _, _ = renderer.get_text_width_height_descent(text, like.get_fontproperties(), False)
    return float(width)


def shorten(text: str, most: float, like: Any, renderer: Any) -> str:
    """The text, or its start and its end around an ellipsis. The end of a path says more than its start.

    Args:
        text: One line.
        most: The pixels that there are.
        like: The text whose font is used.
        renderer: What measures.
    """
    if width_of(text, like, renderer) <= most:
        return text
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        kept = (fits + too_long) // 2
        if width_of(_cut(text, kept), like, renderer) <= most:
            fits = kept
        else:
            too_long = kept
    return _cut(text, fits)


def _cut(text: str, kept: int) -> str:
    head = kept * 2 // 5
    return text[:head] + ELLIPSIS + text[len(text) - (kept - head) :]
