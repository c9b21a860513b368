"""The axes of rates: the lines, their phases, and the numbers that are read off them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import rcParams

from lrviz.render.figure.bands import bands_of, name_bands, shade
from lrviz.render.figure.labels import AROUND, Labels
from lrviz.render.figure.momentum import momentum_axis
from lrviz.render.figure.numerals import written
from lrviz.render.figure.scales import epochs_above, place_ticks, scale_rates, scale_updates
from lrviz.render.figure.strokes import Stroke, draw_strokes
from lrviz.render.view import View

WARNING = "#c02020"
"""The colour of what is not as it should be."""


class RatesAxes:
    """The axes of rates, with an axis of epochs above and one of momentum at the right where these are needed.

    Args:
        axes: Empty axes.
        strokes: The lines.
        view: How they are drawn.
    """

    def __init__(self, axes: Any, strokes: Sequence[Stroke], view: View) -> None:
        self.axes, self.strokes, self.view = axes, strokes, view
        self.bands = [] if view.by_fraction else bands_of(strokes)
        self.above: Any = None
        self.second: Any = None

    def draw(self, inches: float) -> None:
        """Draw everything but the labels.

        Args:
            inches: How high the axes are going to be, about.
        """
        shade(self.axes, self.bands)
        draw_strokes(self.axes, self.strokes)
        scale_updates(self.axes, self.strokes, self.view)
        rows = 1.6 + (1.4 if self.bands else 0.0)
        room = min(0.3, rows * float(rcParams["font.size"]) / 72 / inches)
        self.axes.set_ylabel(scale_rates(self.axes, self.strokes, self.view.log_y, room))
        if not self.view.by_fraction:
            self.above = epochs_above(self.axes, self.strokes)
        self.second = momentum_axis(self.axes, self.strokes)

    def leave_out_names(self) -> None:
        """Leave out what stands around the axes, but for the ticks."""
        self.axes.set_title("", loc="left")
        self.axes.set_xlabel("")
        if self.above is not None:
            self.above.set_visible(False)

    def place_ticks(self, points: float) -> None:
        """Put as many ticks on the axes as fit.

        Args:
            points: How many points a pixel has.
        """
        wide, high = self.axes.bbox.width * points, self.axes.bbox.height * points
        if not self.view.by_fraction:
            limits = self.axes.get_xlim()
            place_ticks(self.axes.xaxis, limits, wide, f"{limits[1]:,.0f}", whole=True)
        if self.above is not None:
            limits = self.above.get_xlim()
            several = limits[1] - limits[0] >= 2
            place_ticks(self.above.xaxis, limits, wide, f"{limits[1]:,.{0 if several else 3}f}", whole=several)
        if self.axes.get_yscale() == "linear":
            place_ticks(self.axes.yaxis, self.axes.get_ylim(), high)
        if self.second is not None:
            place_ticks(self.second.yaxis, self.second.get_ylim(), high)

    def label(self, renderer: Any) -> None:
        """Name the phases, mark each peak, and where a line is alone write its peak and its end."""
        lines = [*self.axes.lines, *(self.second.lines if self.second is not None else ())]
        labels = Labels(self.axes, renderer, lines)
        name_bands(labels, self.bands)
        if any(not stroke.is_whole for stroke in self.strokes):
            self._say_what_is_not_drawn(labels)
        for stroke in self.strokes:
            if not len(stroke.finite):
                continue
            if len(self.strokes) == 1:
                self._say_numbers(labels, stroke)
            elif stroke.first <= stroke.peak <= stroke.last:
                self._dot(stroke, stroke.peak)

    def _say_numbers(self, labels: Labels, stroke: Stroke) -> None:
        rates, peak, final = stroke.series.rates, stroke.peak, len(stroke.series.rates) - 1
        shown = [step for step in (peak, final) if stroke.first <= step <= stroke.last]
        if stroke.is_whole and np.ptp(stroke.finite) == 0:
            self._say(labels, stroke, (stroke.first + stroke.last) // 2, f"constant {written(rates[peak])}", dot=False)
        elif peak == final and shown:
            self._say(labels, stroke, peak, f"peak and final {written(rates[peak])}")
        else:
            if peak in shown:
                self._say(labels, stroke, peak, f"peak {written(rates[peak])} at step {peak:,}")
            if final in shown and stroke.is_drawn(final):
                self._say(labels, stroke, final, f"final {written(rates[final])}")

    def _say(self, labels: Labels, stroke: Stroke, step: int, text: str, dot: bool = True) -> None:
        if dot:
            self._dot(stroke, step)
        size = float(rcParams["font.size"]) * 0.95
        labels.place(text, (self._place(stroke, step), stroke.series.rates[step]), AROUND, fontsize=size)

    def _dot(self, stroke: Stroke, step: int) -> None:
        place = self._place(stroke, step)
        self.axes.plot([place], [stroke.series.rates[step]], "o", color=stroke.colour, markersize=4.5)

    def _place(self, stroke: Stroke, step: int) -> float:
        return step / stroke.curve.updates if self.view.by_fraction else float(step)

    def _say_what_is_not_drawn(self, labels: Labels) -> None:
        """Where rates are not finite, there is nothing to draw."""
        firsts = []
        for stroke in self.strokes:
            missing = np.flatnonzero(~np.isfinite(stroke.series.rates[stroke.first : stroke.last + 1]))
            if missing.size:
                firsts.append(int(missing[0]) + stroke.first)
        text = f"not finite from step {min(firsts):,} on" if firsts else "in part too large to be drawn"
        wide, high = (length * 72 / self.axes.figure.dpi for length in (self.axes.bbox.width, self.axes.bbox.height))
        places = [
            (across * wide, up * high, "center", "center")
            for up in (0, 0.2, -0.2, 0.35, -0.35)
            for across in (0, 0.25, -0.25, 0.33, -0.33)
        ]
        labels.place(text, (0.5, 0.5), places, nearness=1000.0, xycoords="axes fraction", color=WARNING)
