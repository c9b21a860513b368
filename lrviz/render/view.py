"""How curves are drawn, for the picture and the chart alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lrviz.errors import UsageProblem

if TYPE_CHECKING:
    from lrviz.curve import Curve


USUAL_DPI = 150
"""The dots per inch of a PNG, unless it is told otherwise."""


@dataclass(frozen=True)
class View:
    """What a person can choose about a drawing.

    Attributes:
        log_y: Whether the rates are on a logarithmic axis.
        first: The first update that is drawn.
        last: The last update that is drawn, or None for the end of the run.
        size: Width and height of a picture in inches, or None for what its content needs.
        dpi: The dots per inch of a PNG, or None for the usual.
        title: What stands above a picture, an empty string for nothing, or None for the config and its schedule.
        style: A style of ours or of matplotlib, by its name; None for the usual one.
        show: Whether the picture is shown in a window.
        by_fraction: Whether the axis below counts fractions of each run, so that runs of different lengths can be laid
            over each other, and not updates.
        compared: Whether the curves are compared with the first, the baseline.
        align: Which updates are held against each other then: those of one number, or at one part of each run.
        tolerance: Up to which part of the baseline's peak a gap counts as none then; None for what rounding makes.
    """

    log_y: bool = False
    first: int = 0
    last: int | None = None
    size: tuple[float, float] | None = None
    dpi: int | None = None
    title: str | None = None
    style: str | None = None
    show: bool = False
    by_fraction: bool = False
    compared: bool = False
    align: Literal["step", "fraction"] = "step"
    tolerance: float | None = None

    @property
    def is_window(self) -> bool:
        """Whether a part of the run is drawn, and not the whole."""
        return self.first > 0 or self.last is not None

    def check_window(self, curves: Sequence[Curve]) -> None:
        """Find out whether there is anything to draw.

        Raises:
            UsageProblem: If the window begins after the longest run, or counts updates where fractions are drawn.
        """
        if not self.is_window:
            return
        if self.by_fraction:
            raise UsageProblem(
                "--from and --to count updates, and runs of different lengths are drawn over the fraction of each",
                "--steps or --epochs gives all the same length",
            )
        longest = max(curve.updates for curve in curves)
        if self.first >= longest:
            raise UsageProblem(
                f"--from {self.first}: nothing is left to draw, as the last step of the run is {longest - 1:,}"
            )


def differing_lengths(curves: Sequence[Curve]) -> list[int]:
    """The lengths of the runs in updates, ascending, or an empty list where all are of the same length."""
    lengths = sorted({curve.updates for curve in curves})
    return lengths if len(lengths) > 1 else []
