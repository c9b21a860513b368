"""A curve in one line of text."""

from __future__ import annotations

import math

from lrviz.curve import Values

BLOCKS = "▁▂▃▄▅▆▇█"
SIGNS = "_.:-=+*#"
"""The same where there is ASCII alone."""


def sparkline(values: Values, width: int, highest: float, unicode: bool, longest: int = 0) -> str:
    """The highest rate of each stretch of the run, so that a spike of one step is seen.

    Args:
        values: The rates.
        width: How many columns the longest run takes.
        highest: The rate of a full block. Zero, and what is below it, has the lowest.
        unicode: Whether block characters can be shown.
        longest: The updates of the longest run beside it, where all have the same scale of steps; 0 for a run that
            takes the whole width.

    Returns:
        The line, without blanks at its end.
    """
    levels = BLOCKS if unicode else SIGNS
    width = max(1, math.ceil(width * len(values) / longest)) if longest else width
    tops = (
        values[_place(column, width, len(values)) : _end(column, width, len(values))].max() for column in range(width)
    )
    return "".join(levels[_level(float(top) / highest, len(levels)) if highest > 0 else 0] for top in tops)


def _place(column: int, width: int, length: int) -> int:
    return column * length // width


def _end(column: int, width: int, length: int) -> int:
    return max(_place(column, width, length) + 1, _place(column + 1, width, length))


def _level(part: float, levels: int) -> int:
    return min(levels - 1, max(0, math.ceil(part * levels) - 1)) if math.isfinite(part) else 0
