"""Fewer points for a drawing, without losing a spike of a single step."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from lrviz.curve import Values


def thin(values: Values, most: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The steps to draw: in each of `most` / 4 stretches the first, the last, the lowest and the highest.

    Args:
        values: One value a step. What is not a number is no lowest and no highest value.
        most: About how many points are wanted. With no more steps than that, all of them are drawn.

    Returns:
        The steps, ascending.
    """
    length = len(values)
    if length <= most:
        return np.arange(length)
    edges = np.linspace(0, length, max(2, most // 4) + 1).astype(np.int64)
    steps = {0, length - 1}
    lows, highs = np.where(np.isnan(values), np.inf, values), np.where(np.isnan(values), -np.inf, values)
    for start, end in pairwise(edges):
        steps.update((int(start), int(end) - 1))
        steps.update((int(start + lows[start:end].argmin()), int(start + highs[start:end].argmax())))
    return np.array(sorted(steps))
