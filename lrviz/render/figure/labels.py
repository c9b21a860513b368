"""Texts within the axes: each goes where it covers no other text and as little of the lines as can be."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.font_manager import FontProperties
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

Offset = tuple[float, float, str, str]
"""Points to the right and up, and which side of the text stands there: horizontal, vertical."""

AROUND: tuple[Offset, ...] = tuple(
    (across, up, horizontal, "bottom" if up > 0 else "top")
    for up in (5, -5, 10, -10, 18, -18, 30)
    for across, horizontal in (
        (0, "center"),
        *((far, "left") for far in (5, 14, 28)),
        *((-far, "right") for far in (5, 14, 28)),
        (3, "right"),
        (-3, "left"),
    )
)
"""Places around a point. Of those that are as good, the first is taken."""

NEARNESS = 6.0

DENSE = 3.0
"""Pixels from one point of a line to the next, for finding out what a text covers."""

PADDING = 2.0
"""Pixels around a text in which there is no other one."""


class Labels:
    """Places texts in axes whose layout is final.

    Args:
        axes: The axes.
        renderer: What measures texts.
        lines: The lines in them, which are to be seen.
    """

    def __init__(self, axes: Any, renderer: Any, lines: Iterable[Any]) -> None:
        self.axes, self.renderer = axes, renderer
        self.inside = axes.get_window_extent(renderer)
        self.taken: list[Bbox] = []
        self.lines = np.concatenate([_dense(line.get_transform().transform(line.get_xydata())) for line in lines])

    def place(
        self, text: str, at: tuple[float, float], offsets: Iterable[Offset], nearness: float = NEARNESS, **how: Any
    ) -> Any | None:
        """Write a text at the best of several places around a point.

        Args:
            text: What is written.
            at: The point, in data coordinates unless `xycoords` says otherwise.
            offsets: The places, the best first.
            nearness: How many points nearer weigh as much as a dense point of a line that is covered.
            **how: What else matplotlib's `annotate` takes.

        Returns:
            The text, or None where there is no place for it.
        """
        label = self.axes.annotate(text, at, (0, 0), textcoords="offset points", **how)
        # a ground of its own, where it has to stand on a line
        label.set_path_effects([withStroke(linewidth=2.5, foreground=rcParams["axes.facecolor"], alpha=0.7)])
        label.set_in_layout(False)
        best: tuple[float, Offset] | None = None
        for offset in offsets:
            box = self._box(label, offset)
            if not self._is_free(box):
                continue
            cost = self._covers(box) + math.hypot(*offset[:2]) / nearness
            if best is None or cost < best[0]:
                best = cost, offset
        if best is None:
            label.remove()
            return None
        self.taken.append(self._box(label, best[1]))
        return label

    def pixels_between(self, first: float, last: float) -> float:
        """How far two places on the axis below are from each other."""
        ends = self.axes.transData.transform([(first, 1.0), (last, 1.0)])
        return float(ends[1, 0] - ends[0, 0])

    def width_of(self, text: str, size: float) -> float:
        """The pixels that a text of a size takes, with what stays free around it."""
        font = FontProperties(family=rcParams["font.family"], size=size)
        return float(self.renderer.get_text_width_height_descent(text, font, False)[0]) + 2 * PADDING

    def height_of(self, size: float) -> float:
        """The pixels that a line of text of a size takes."""
        return size * float(self.renderer.points_to_pixels(1.0)) * 1.1 + 2 * PADDING

    def _box(self, label: Any, offset: Offset) -> Bbox:
        across, up, horizontal, vertical = offset
        label.set_position((across, up))
        label.set_horizontalalignment(horizontal)
        label.set_verticalalignment(vertical)
        return Bbox(label.get_window_extent(self.renderer).padded(PADDING))

    def _is_free(self, box: Bbox) -> bool:
        inside = self.inside
        within = inside.x0 <= box.x0 and box.x1 <= inside.x1 and inside.y0 <= box.y0 and box.y1 <= inside.y1
        return within and not any(box.overlaps(other) for other in self.taken)

    def _covers(self, box: Bbox) -> int:
        across, up = self.lines[:, 0], self.lines[:, 1]
        return int(((box.x0 < across) & (across < box.x1) & (box.y0 < up) & (up < box.y1)).sum())


def _dense(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Points along a line, close to each other."""
    points = points[np.isfinite(points).all(axis=1)]
    if len(points) < 2:
        return points
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    wanted = np.arange(0, along[-1] + DENSE, DENSE)
    return np.column_stack([np.interp(wanted, along, points[:, axis]) for axis in (0, 1)])
