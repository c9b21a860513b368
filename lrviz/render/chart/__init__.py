"""The chart in the terminal: braille where it can be shown, plain ASCII elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.text import Text

from lrviz.render.chart.below import Axis, rows_below
from lrviz.render.chart.canvas import Canvas
from lrviz.render.chart.legend import legend
from lrviz.render.chart.line import Line, lines_of
from lrviz.render.chart.phase_rows import phase_rows
from lrviz.render.chart.scale import scale_of

if TYPE_CHECKING:
    from lrviz.curve import Curve
    from lrviz.render.view import View

__all__ = ["Axis", "Line", "chart", "draw"]

NARROWEST, WIDEST = 20, 200
"""The columns that a chart takes at the least and at the most."""

LOW, HIGH, HIGH_FROM = 11, 16, 100
"""How many rows a chart has, and from how many columns on it has more, so that it is not all too flat."""


def chart(curves: Sequence[Curve], view: View, width: int, colour: bool, unicode: bool) -> Text:
    """Draw the rates of all configs and groups over the updates.

    Args:
        curves: What to draw.
        view: The window, the kind of the axis of rates, and whether each curve takes the whole width, however long its
            run is.
        width: The columns that there are.
        colour: Whether lines can be told apart by colour.
        unicode: Whether braille and box characters can be shown.

    Returns:
        The chart, its axes, the phases and, for several lines, a legend.
    """
    longest = max(curve.updates for curve in curves)
    last = longest - 1 if view.last is None else min(view.last, longest - 1)
    axis = Axis(view.first, last, view.by_fraction, per_epoch=_per_epoch(curves))
    return draw(lines_of(curves, view), width, colour, unicode, axis, view.log_y)


def _per_epoch(curves: Sequence[Curve]) -> int | None:
    """How many steps an epoch has, where any config speaks of epochs, all agree, and it is more than one."""
    lengths = {curve.plan.steps_per_epoch for curve in curves}
    if len(lengths) > 1 or lengths == {1} or not any(curve.plan.has_epochs for curve in curves):
        return None
    return lengths.pop()


def draw(
    lines: Sequence[Line], width: int, colour: bool, unicode: bool, axis: Axis | None = None, log_y: bool = False
) -> Text:
    """Draw lines, with axes and, for several, a legend. What `chart` does, without numpy and without a run.

    Args:
        lines: The lines, each with a value for every step.
        width: The columns that there are.
        colour: Whether lines can be told apart by colour.
        unicode: Whether braille and box characters can be shown.
        axis: The axis below; by default one of all steps.
        log_y: Whether the axis of values is logarithmic.
    """
    width = min(max(width, NARROWEST), WIDEST)
    height = HIGH if width >= HIGH_FROM else LOW
    axis = axis or Axis(0, max(len(line.values) for line in lines) - 1)
    shown = [line.values if axis.by_fraction else line.values[axis.first : axis.last + 1] for line in lines]
    scale = scale_of(shown, log_y)
    labels = scale.labels(height)
    indent = max(map(len, labels.values()))
    canvas = Canvas(width - indent - 2, height, scale, unicode)
    for values in shown:
        canvas.draw(values, len(values) if axis.by_fraction else axis.steps)
    text = Text(no_wrap=True)
    bar, tick, corner = "│┤└" if unicode else "||+"
    for number, cells in enumerate(canvas.rows("".join(line.letter for line in lines), colour)):
        text.append(f"{labels.get(number, ''):>{indent}} {tick if number in labels else bar}")
        text.append_text(cells).append("\n")
    rule, *below = rows_below(axis, canvas.columns, unicode)
    text.append(f"{'':{indent}} {corner}{rule}\n")
    rows = [("", row) for row in below] + list(phase_rows(lines, axis, canvas.columns, unicode))
    for letter, row in rows:
        for part in [row] if len(row) <= canvas.columns else wrap(row, canvas.columns):
            text.append(f"{letter:>{indent}}  {part}\n")
    if len(lines) > 1:
        text.append_text(legend(lines, width, colour, unicode))
    return text
