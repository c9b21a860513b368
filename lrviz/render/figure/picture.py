"""The picture of schedules: the rates of all configs and groups over the run."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure

from lrviz.curve import Curve
from lrviz.render import words
from lrviz.render.figure.fitting import fit_titles
from lrviz.render.figure.fonts import drawable, families_for
from lrviz.render.figure.key import KeyBeside, key_below
from lrviz.render.figure.rates import RatesAxes
from lrviz.render.figure.strokes import Stroke, strokes_of
from lrviz.render.styles import styled
from lrviz.render.view import USUAL_DPI, View
from lrviz.text import printable

LOWEST = 0.3
"""Which part of the height the axes take at the least. Where they would not, texts are left out."""

HEIGHT = 0.72
"""About which part of the height the axes take."""


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
    runs = {words.run(curve.plan) for curve in curves}
    parts = [words.schedule(curves[0].plan)] if len(curves) == 1 else []
    parts += runs if len(runs) == 1 else []
    if view.is_window:
        last = max(curve.updates for curve in curves) - 1 if view.last is None else view.last
        parts.append(f"from step {view.first:,} to {last:,}")
    name = printable(curves[0].plan.name, 10_000) if len(curves) == 1 else f"{len(curves)} schedules"
    return name, ", ".join(parts)


def lay_out(figure: Figure) -> None:
    """Find out where everything goes. In a picture that is too small for its texts, matplotlib warns and goes on."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "constrained_layout not applied", UserWarning)
        figure.draw_without_rendering()


class _Picture:
    def __init__(self, figure: Figure, strokes: Sequence[Stroke], view: View) -> None:
        self.figure, self.strokes, self.view = figure, strokes, view
        self.renderer: Any = cast("Any", RendererAgg)(1, 1, figure.dpi)
        self.rates = RatesAxes(figure.add_subplot(), strokes, view)

    def draw(self, title: str, subtitle: str) -> None:
        """Draw everything: first what needs room around the axes, and then what stands within them."""
        height = self.figure.get_figheight() * HEIGHT
        self.rates.draw(height)
        key = self._key(height)
        heading = self.figure.suptitle(title, ha="left") if title else None
        below = self.rates.axes.set_title(subtitle, loc="left") if subtitle else None
        lay_out(self.figure)
        if self.rates.axes.bbox.height < LOWEST * self.figure.bbox.height:
            # a small picture, or one with large letters
            self.rates.leave_out_names()
            lay_out(self.figure)
        # how many ticks fit is known only now, and how wide they are changes what room there is
        self.rates.place_ticks(72 / self.figure.dpi)
        lay_out(self.figure)
        self.figure.set_layout_engine("none")
        fit_titles(self.figure, self.rates.axes, [text for text in (heading, below) if text], self.renderer)
        self.rates.label(self.renderer)
        if key is not None:
            key.draw(self.rates.axes)

    def _key(self, inches: float) -> KeyBeside | None:
        """Say what the lines are called, where there are several."""
        if len(self.strokes) < 2:
            return None
        key = KeyBeside(self.figure, self.strokes, self.renderer, inches)
        if key.fits and self.rates.second is None:
            key.reserve(self.view.size is None)
            return key
        key.remove()
        key_below(self.figure, self.strokes, self.renderer, self.view.size is None)
        return None
