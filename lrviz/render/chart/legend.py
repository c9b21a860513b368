"""What the lines of a chart are called."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from lrviz.render.chart.canvas import colour_of
from lrviz.render.chart.line import Line
from lrviz.text import cells

APART = 3
"""How many blanks there are between two names."""


def legend(lines: Sequence[Line], width: int, colour: bool, unicode: bool) -> Text:
    """The letter, the colour and the name of each line, as many in a row as fit."""
    sample = ("━━ " if unicode else "-- ") if colour else ""
    room, taken = width - len(sample) - 2, 0
    text = Text()
    for number, line in enumerate(lines):
        name = _shortened(line.label, room)
        wide = len(sample) + 2 + cells(name)
        if taken:
            fits = taken + APART + wide <= width
            text.append(" " * APART if fits else "\n")
            taken = taken + APART if fits else 0
        text.append(f"{sample}{line.letter} ", style=colour_of(number)).append(name)
        taken += wide
    return text.append("\n")


def _shortened(name: str, longest: int) -> str:
    """The end of a path says more than its beginning."""
    if cells(name) <= longest:
        return name
    kept = name
    while kept and cells(kept) > longest - 3:
        kept = kept[1:]
    return f"...{kept}"
