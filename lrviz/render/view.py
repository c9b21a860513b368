"""How curves are drawn, for the picture and the chart alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lrviz.curve import Curve


@dataclass(frozen=True)
class View:
    """What a person can choose about a drawing.

    Attributes:
        log_y: Whether the rates are on a logarithmic axis.
        by_fraction: Whether the axis below counts fractions of each run, so that runs of different lengths can be laid
            over each other, and not updates.
    """

    log_y: bool = False
    by_fraction: bool = False


def differing_lengths(curves: Sequence[Curve]) -> list[int]:
    """The lengths of the runs in updates, ascending, or an empty list where all are of the same length."""
    lengths = sorted({curve.updates for curve in curves})
    return lengths if len(lengths) > 1 else []
