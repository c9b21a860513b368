"""The panel below the rates of a comparison: how far each config is from the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lrviz.difference import Align, aligned
from lrviz.render.figure.scales import RateFormatter, place_ticks
from lrviz.render.figure.strokes import POINTS, Stroke, drawn
from lrviz.render.thin import thin
from lrviz.render.view import View

SHADE = 0.15


class GapsAxes:
    """The rate of each config less that of the baseline, group by group.

    Args:
        axes: Empty axes, which share the axis below with those of the rates.
        strokes: The lines of the rates, the baseline's first.
        view: How they are drawn.
    """

    def __init__(self, axes: Any, strokes: Sequence[Stroke], view: View) -> None:
        self.axes, self.strokes, self.view = axes, strokes, view

    def draw(self) -> None:
        """Draw the lines, and the ground between one that is alone and 0."""
        baseline = self.strokes[0].curve
        others = [stroke for stroke in self.strokes if stroke.curve is not baseline and self._group(stroke) is not None]
        reach = 0.0
        for stroke in others:
            places, gap = self._gap(stroke)
            how = {"color": stroke.colour, "linestyle": stroke.pattern}
            self.axes.plot(places, gap, **how)
            if len(others) == 1:
                self.axes.fill_between(places, gap, 0.0, color=stroke.colour, alpha=SHADE, linewidth=0)
            finite = np.abs(gap[np.isfinite(gap)])
            reach = max(reach, float(finite.max()) if len(finite) else 0.0)
        self.axes.axhline(0, color=self.strokes[0].colour, linewidth=1.0, zorder=1.5)
        self.axes.set_ylabel("B \N{MINUS SIGN} A" if len(others) == 1 else "less A")
        self._scale(reach)

    def place_ticks(self, points: float) -> None:
        """Put as many ticks on the axis of gaps as fit."""
        place_ticks(self.axes.yaxis, self.axes.get_ylim(), self.axes.bbox.height * points)

    def _scale(self, reach: float) -> None:
        low, high = self.axes.dataLim.y0, self.axes.dataLim.y1
        if reach == 0:
            low, high = -1.0, 1.0
        room = (high - low) * 0.08
        self.axes.set_ylim(low - room, high + room)
        self.axes.yaxis.set_major_formatter(RateFormatter())

    def _group(self, stroke: Stroke) -> Stroke | None:
        """The line of the baseline to which another one is compared: that of the same group."""
        group = stroke.curve.series.index(stroke.series)
        baseline = [own for own in self.strokes if own.curve is self.strokes[0].curve]
        return baseline[group] if group < len(baseline) else None

    def _gap(self, stroke: Stroke) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        first = self._group(stroke)
        assert first is not None
        align: Align = "fraction" if self.view.by_fraction else "step"
        steps, before, after = aligned(first.series.rates, stroke.series.rates, align)
        within = slice(self.view.first, None if self.view.last is None else self.view.last + 1)
        gap = drawn(after)[within] - drawn(before)[within]
        kept = thin(gap, POINTS)
        places = steps[within][kept].astype(np.float64)
        return places / first.curve.updates if self.view.by_fraction else places, gap[kept]
