"""The phases under a chart: a bracket for each, with its name where that fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lrviz.render.chart.below import Axis
from lrviz.render.chart.line import Line

if TYPE_CHECKING:
    from lrviz.phases import Phase

MOST_ROWS = 6
"""For how many lines with phases of their own these are shown."""

MOST_PHASES = 60
"""With more of them they say nothing."""

MOST_LISTED = 8
"""How many phases are listed with their steps where a bracket is too short for its name."""


def phase_rows(lines: Sequence[Line], axis: Axis, columns: int, unicode: bool) -> Iterator[tuple[str, str]]:
    """A row for each line, or one for all that have the same phases.

    Yields:
        The letter of the line, or an empty string for all, and the row.
    """
    if any(not line.phases or len(line.phases) > MOST_PHASES for line in lines):
        return
    same = len({line.phases for line in lines}) == 1
    if not same and len(lines) > MOST_ROWS:
        return
    for line in lines[:1] if same else lines:
        yield "" if same else line.letter, _row(line.phases, axis, columns, unicode)
    if same and len(lines[0].phases) <= MOST_LISTED:
        seen = [phase for phase in lines[0].phases if phase.start <= axis.last and phase.end > axis.first]
        if any(_width(phase, axis, columns) < len(phase.kind) + 2 for phase in seen):
            yield "", ", ".join(_words(phase) for phase in seen)


def _words(phase: Phase) -> str:
    if phase.end == phase.start + 1:
        return f"{phase.kind} at {phase.start:,}"
    return f"{phase.kind} {phase.start:,} to {phase.end - 1:,}"


def _columns(phase: Phase, axis: Axis, columns: int) -> tuple[int, int]:
    """The first column of a phase, and the one after its last."""
    start, end = max(phase.start, axis.first), min(phase.end, axis.last + 1)
    return axis.column(start, columns), axis.column(end, columns)


def _width(phase: Phase, axis: Axis, columns: int) -> int:
    start, end = _columns(phase, axis, columns)
    return end - start


def _row(phases: Sequence[Phase], axis: Axis, columns: int, unicode: bool) -> str:
    row = ""
    for phase in phases:
        start, end = _columns(phase, axis, columns)
        if start < end:
            row = row.ljust(start) + _bracket(phase.kind, end - start, unicode)
    return row


def _bracket(name: str, width: int, unicode: bool) -> str:
    left, dash, right, alone = "├─┤│" if unicode else "|-||"
    if width == 1:
        return alone
    inner = width - 2
    shown = f" {name} " if len(name) + 2 <= inner else name if len(name) <= inner else ""
    return left + f"{shown:{dash}^{inner}}" + right
