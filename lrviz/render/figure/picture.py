"""The picture of schedules: the rates of all configs and groups over the run."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure

from lrviz.curve import Curve
from lrviz.difference import compare
from lrviz.render import words
from lrviz.render.comparison import Sheet, sheet_of
from lrviz.render.figure.fitting import fit_titles
from lrviz.render.figure.fonts import drawable, families_for
from lrviz.render.figure.gaps import GapsAxes
from lrviz.render.figure.key import KeyBelow, KeyBeside
from lrviz.render.figure.rates import RatesAxes
from lrviz.render.figure.sheet_table import SheetTable
from lrviz.render.figure.strokes import Stroke, strokes_of
from lrviz.render.styles import styled
from lrviz.render.view import USUAL_DPI, View
from lrviz.text import printable

LOWEST = 0.3
"""Which part of the height the axes take at the least. Where they would not, texts are left out."""

PANELS = (3.0, 1.2)
"""How high the rates and the gaps of a comparison are, beside each other."""

TWO_PANELS = 3.5
"""How many inches high a picture is at the least in which the gaps have a panel of their own."""

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
        shown = partial(drawable, lacking=lacking)
        sheet = sheet_of(compare(curves, view.align, view.tolerance)) if view.compared and len(curves) > 1 else None
        picture = _Picture(figure, strokes_of(curves, view, shown), view, sheet, shown)
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
    name = (
        printable(curves[0].plan.name, 10_000)
        if len(curves) == 1
        else f"{len(curves)} schedules{' compared' if view.compared else ''}"
    )
    return name, ", ".join(parts)


def lay_out(figure: Figure) -> None:
    """Find out where everything goes. In a picture that is too small for its texts, matplotlib warns and goes on."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "constrained_layout not applied", UserWarning)
        figure.draw_without_rendering()


class _Picture:
    """The axes and what stands around them.

    Args:
        figure: An empty figure.
        strokes: The lines.
        view: How they are drawn.
        sheet: What a comparison says; None where nothing is compared.
        drawable: Makes a text one that the fonts have.
    """

    def __init__(
        self,
        figure: Figure,
        strokes: Sequence[Stroke],
        view: View,
        sheet: Sheet | None,
        drawable: Callable[[str], str],
    ) -> None:
        self.figure, self.strokes, self.view = figure, strokes, view
        self.renderer: Any = cast("Any", RendererAgg)(1, 1, figure.dpi)
        self.may_grow = view.size is None
        self.gaps: GapsAxes | None = None
        self.table: SheetTable | None = None
        if sheet is None:
            self.rates = RatesAxes(figure.add_subplot(), strokes, view)
            return
        colours = {stroke.label[0]: stroke.colour for stroke in reversed(strokes)}
        self.table = SheetTable(figure, sheet, self.renderer, colours, drawable)
        if not self.may_grow and figure.get_figheight() < TWO_PANELS:
            self.rates = RatesAxes(figure.add_subplot(), strokes, view)
            return
        grid = figure.add_gridspec(2, 1, height_ratios=PANELS)
        self.rates = RatesAxes(figure.add_subplot(grid[0]), strokes, view)
        self.gaps = GapsAxes(figure.add_subplot(grid[1], sharex=self.rates.axes), strokes, view)

    def draw(self, title: str, subtitle: str) -> None:
        """Draw everything: first what needs room around the axes, and then what stands within them."""
        height = self.figure.get_figheight() * HEIGHT
        if self.gaps is not None:
            height *= PANELS[0] / sum(PANELS)
            if self.may_grow:
                self.figure.set_figheight(self.figure.get_figheight() * sum(PANELS) / PANELS[0])
        self.rates.draw(height)
        if self.gaps is not None:
            self.gaps.draw()
            self._share_the_axis_below()
        beside, below = self._keys(height)
        table = 0.0 if self.table is None else self.table.reserve(self.may_grow)
        right = 0.0 if beside is None else beside.reserve(self.may_grow)
        bottom = table + (0.0 if below is None else below.reserve(self.may_grow))
        engine: Any = self.figure.get_layout_engine()
        width, height = self.figure.get_size_inches()
        engine.set(rect=(0, bottom / height, 1 - right / width, 1 - bottom / height))
        heading = self.figure.suptitle(title, ha="left") if title else None
        second = self.rates.axes.set_title(subtitle, loc="left") if subtitle else None
        self._lay_out()
        fit_titles(self.figure, self.rates.axes, [text for text in (heading, second) if text], self.renderer)
        self.rates.label(self.renderer)
        if beside is not None:
            beside.draw(self.rates.axes)
        if below is not None:
            below.draw(table)
        if self.table is not None:
            self.table.draw()

    def _share_the_axis_below(self) -> None:
        assert self.gaps is not None
        self.rates.axes.tick_params(labelbottom=False)
        self.gaps.axes.set_xlabel(self.rates.axes.get_xlabel())
        self.rates.axes.set_xlabel("")

    def _lay_out(self) -> None:
        """Find out where everything goes."""
        lay_out(self.figure)
        if self.rates.axes.bbox.height < LOWEST * self.figure.bbox.height and self.gaps is None:
            # a small picture, or one with large letters
            self.rates.leave_out_names()
            lay_out(self.figure)
        # how many ticks fit is known only now, and how wide they are changes what room there is
        points = 72 / self.figure.dpi
        self.rates.place_ticks(points)
        if self.gaps is not None:
            self.gaps.place_ticks(points)
        lay_out(self.figure)
        self.figure.set_layout_engine("none")

    def _keys(self, inches: float) -> tuple[KeyBeside | None, KeyBelow | None]:
        """Where it is said what the lines are called, if there are several: beside their ends, or below."""
        if len(self.strokes) < 2:
            return None, None
        beside = KeyBeside(self.figure, self.strokes, self.renderer, inches)
        if beside.fits and self.rates.second is None:
            return beside, None
        beside.remove()
        return None, KeyBelow(self.figure, self.strokes, self.renderer)
