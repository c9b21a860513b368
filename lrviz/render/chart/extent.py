"""The lowest and the highest of some values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrviz.curve import Values

HIGHEST = 1e300
"""What is beyond it, or no number, is not drawn: no axis has room for it."""


def extent(values: Values | list[float], above: float = -HIGHEST) -> tuple[float, float] | None:
    """The lowest and the highest value above a bound, of those that can be drawn; None where there is none.

    An array finds them itself, and much faster than a list, which is what there is without numpy.
    """
    if isinstance(values, list):
        drawn = [value for value in values if above < value < HIGHEST]
        return (min(drawn), max(drawn)) if drawn else None
    if not len(values):
        return None
    low, high = float(values.min()), float(values.max())
    # a comparison with nan is false
    if above < low and high < HIGHEST:
        return low, high
    values = values[(above < values) & (values < HIGHEST)]
    return (float(values.min()), float(values.max())) if len(values) else None
