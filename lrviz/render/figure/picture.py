"""The picture of schedules: the rates of all configs and groups over the run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

import numpy as np
from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure

from lrviz.curve import Curve
from lrviz.render import words
from lrviz.render.figure.bands import bands_of, name_bands, shade
from lrviz.render.figure.fitting import shorten
from lrviz.render.figure.fonts import drawable, families_for
from lrviz.render.figure.key import KeyBeside, key_below
from lrviz.render.figure.labels import AROUND, Labels
from lrviz.render.figure.momentum import momentum_axis
from lrviz.render.figure.numerals import written
from lrviz.render.figure.scales import epochs_above, scale_rates, scale_updates
from lrviz.render.figure.strokes import Stroke, draw_strokes, strokes_of
from lrviz.render.styles import styled
from lrviz.render.view import USUAL_DPI, View
from lrviz.text import printable

AXES = (0.82, 0.72)
"""About which part of the width and the height the axes take."""


def draw(curves: Sequence[Curve], view: View, figure: Figure | None = None) -> Figure:
    """Draw the rates of all configs and groups over the updates, or over the fraction of each run.

    Args:
        curves: What to draw, one line for each group.
        view: How to draw it. Its window has updates of a run.
        figure: The figure to draw on, as one that is in a window; a new one where none is given.

    Returns:
        The figure, with an axis of epochs above where an epoch has several updates and all configs agree on how many.
    """
    title, subtitle = _titles(curves, view)
    labels = [series.label for curve in curves for series in curve.series]
    families, lacking = families_for([title, subtitle, *(printable(curve.name, 10_000) for curve in curves), *labels])
    with styled(view.style, families):
        figure = _sized(figure, view)
        picture = _Picture(figure, strokes_of(curves, view, partial(drawable, lacking=lacking)), view)
        picture.draw(drawable(title, lacking), drawable(subtitle, lacking))
    return figure


def _sized(figure: Figure | None, view: View) -> Figure:
    if figure is None:
        figure = Figure()
        FigureCanvasAgg(figure)
        figure.set_dpi(view.dpi or USUAL_DPI)
    figure.set_layout_engine("constrained")
    figure.set_size_inches(view.size or rcParams["figure.figsize"])
    figure.set_facecolor(rcParams["figure.facecolor"])
    return figure


def _titles(curves: Sequence[Curve], view: View) -> tuple[str, str]:
    """What stands above: a title of the user's own alone, or what is shown and the run."""
    if view.title is not None:
        return printable(view.title), ""
    if len(curves) > 1:
        runs = {words.run(curve.plan) for curve in curves}
        return f"{len(curves)} schedules", runs.pop() if len(runs) == 1 else ""
    plan = curves[0].plan
    return printable(plan.name, 10_000), f"{words.schedule(plan)}, {words.run(plan)}"


class _Picture:
    def __init__(self, figure: Figure, strokes: Sequence[Stroke], view: View) -> None:
        self.figure, self.strokes, self.view = figure, strokes, view
        self.renderer: Any = cast("Any", RendererAgg)(1, 1, figure.dpi)
        self.axes = figure.add_subplot()

    def draw(self, title: str, subtitle: str) -> None:
        """Draw everything: first what needs room around the axes, and then what stands within them."""
        axes = self.axes
        bands = [] if self.view.by_fraction else bands_of(self.strokes)
        shade(axes, bands)
        draw_strokes(axes, self.strokes)
        width, height = (part * inches for part, inches in zip(AXES, self.figure.get_size_inches(), strict=True))
        scale_updates(axes, self.strokes, self.view, width)
        rows = 1.6 + (1.4 if bands else 0.0)
        room = min(0.3, rows * float(rcParams["font.size"]) / 72 / height)
        axes.set_ylabel(scale_rates(axes, self.strokes, self.view.log_y, room))
        if not self.view.by_fraction:
            epochs_above(axes, self.strokes, width)
        second = momentum_axis(axes, self.strokes)
        key = self._key(height, second is not None)
        heading = self.figure.suptitle(title, ha="left") if title else None
        below = axes.set_title(subtitle, loc="left") if subtitle else None
        self.figure.draw_without_rendering()
        self.figure.set_layout_engine("none")
        place = axes.get_position()
        edge = self.figure.bbox.width * 0.99
        for text in (heading, below):
            if text is not None:
                left = place.x0 * self.figure.bbox.width
                text.set_text(shorten(text.get_text(), edge - left, text, self.renderer))
        if heading is not None:
            heading.set_x(place.x0)
        labels = Labels(axes, self.renderer, [*axes.lines, *(second.lines if second is not None else ())])
        name_bands(labels, bands)
        self._say_numbers(labels)
        if key is not None:
            key.draw(axes)

    def _key(self, inches: float, has_second_axis: bool) -> KeyBeside | None:
        """Say what the lines are called, where there are several."""
        if len(self.strokes) < 2:
            return None
        key = KeyBeside(self.figure, self.strokes, self.renderer, inches)
        if key.fits and not has_second_axis:
            key.reserve(self.view.size is None)
            return key
        key.remove()
        key_below(self.figure, self.strokes, self.renderer, self.view.size is None)
        return None

    def _say_numbers(self, labels: Labels) -> None:
        """Mark the peak of each line; where there is one alone, write its peak and its end."""
        for stroke in self.strokes:
            if not len(stroke.finite):
                continue
            rates = np.where(np.isfinite(stroke.series.rates), stroke.series.rates, -np.inf)
            peak, final = int(np.argmax(rates)), len(rates) - 1
            alone = len(self.strokes) == 1
            if alone:
                self._say_alone(labels, stroke, peak, final)
            elif stroke.first <= peak <= stroke.last:
                self._dot(stroke, peak)
        if any(not stroke.is_whole for stroke in self.strokes):
            self._say_what_is_not_drawn(labels)

    def _say_alone(self, labels: Labels, stroke: Stroke, peak: int, final: int) -> None:
        rates = stroke.series.rates
        shown = [step for step in (peak, final) if stroke.first <= step <= stroke.last]
        if stroke.is_whole and np.ptp(stroke.finite) == 0:
            self._say(labels, stroke, (stroke.first + stroke.last) // 2, f"constant {written(rates[peak])}", dot=False)
        elif peak == final and shown:
            self._say(labels, stroke, peak, f"peak and final {written(rates[peak])}")
        else:
            if peak in shown:
                self._say(labels, stroke, peak, f"peak {written(rates[peak])} at {peak:,}")
            if final in shown and np.isfinite(rates[final]):
                self._say(labels, stroke, final, f"final {written(rates[final])}")

    def _say(self, labels: Labels, stroke: Stroke, step: int, text: str, dot: bool = True) -> None:
        if dot:
            self._dot(stroke, step)
        labels.place(
            text, (self._place(stroke, step), stroke.series.rates[step]), AROUND, fontsize=rcParams["font.size"] * 0.95
        )

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
        text = f"not finite from step {min(firsts):,} on" if firsts else "too large to draw in part"
        labels.place(
            text,
            (0.5, 0.5),
            [(0, up, "center", "center") for up in (0, 40, -40, 80, -80)],
            xycoords="axes fraction",
            color="#c02020",
        )
