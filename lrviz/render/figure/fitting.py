"""Texts that fit: what is too long for its place loses its middle."""

from __future__ import annotations

from collections.abc import Sequence
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
    return _cut(text, fits) if fits else ""


def _cut(text: str, kept: int) -> str:
    head = kept * 2 // 5
    return text[:head] + ELLIPSIS + text[len(text) - (kept - head) :]


def fit_titles(figure: Any, axes: Any, titles: Sequence[Any], renderer: Any) -> None:
    """Let titles begin where the axes begin and end where the figure ends; and names of axes end where these end."""
    left = axes.bbox.x0
    for text in titles:
        text.set_x(left / figure.bbox.width if text.axes is None else 0.0)
        text.set_text(shorten(text.get_text(), figure.bbox.width * 0.99 - left, text, renderer))
    for other in figure.axes:
        name = other.yaxis.label
        if width_of(name.get_text(), name, renderer) > other.bbox.height:
            name.set_text(shorten(name.get_text().replace("learning rate", "lr"), other.bbox.height, name, renderer))
    below = axes.xaxis.label
    below.set_text(shorten(below.get_text(), figure.bbox.width * 0.95, below, renderer))
