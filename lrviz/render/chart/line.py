"""What a chart draws: lines, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from lrviz.text import printable

if TYPE_CHECKING:
    from lrviz.curve import Curve, Values
    from lrviz.phases import Phase
    from lrviz.render.view import View


class Line(NamedTuple):
    """One value for each step, in an array or, where numpy is not there, in a list.

    Attributes:
        label: What it is called, an empty string where it is alone.
        values: The values.
        letter: What tells it from the others where colour does not, an empty string where it is alone.
        phases: What the rate does from where to where; nothing where that is not shown.
    """

    label: str
    values: Values | list[float]
    letter: str = ""
    phases: tuple[Phase, ...] = ()


def lines_of(curves: Sequence[Curve], view: View) -> list[Line]:
    """A line for each parameter group of each config.

    Where each config has one, their letters are those that a comparison calls them by.
    """
    from lrviz.phases import phases_of

    found = [(curve, group) for curve in curves for group in range(len(curve.series))]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if len(found) == len(curves) else "abcdefghijklmnopqrstuvwxyz"
    return [
        Line(
            _label(curve, group, len(curves) > 1),
            curve.series[group].rates,
            letters[number % len(letters)] if len(found) > 1 else "",
            () if view.by_fraction else phases_of(curve, group),
        )
        for number, (curve, group) in enumerate(found)
    ]


def _label(curve: Curve, group: int, with_name: bool) -> str:
    name = printable(curve.name, 10_000) if with_name else ""
    label = curve.series[group].label
    return " ".join(part for part in (name, f"[{label}]" if label else "") if part)
