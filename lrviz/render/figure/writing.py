"""A figure as a file, or in a window."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from lrviz.errors import UsageProblem
from lrviz.outputs import MARK
from lrviz.render.figure.picture import draw
from lrviz.render.styles import FIXED

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from lrviz.curve import Curve
    from lrviz.render.view import View


def save(figure: Figure, file: BinaryIO, suffix: str) -> None:
    """Write a figure as png, svg or pdf. The same figure has the same bytes, whenever and wherever it is written.

    Args:
        figure: What `draw` made.
        file: Where it goes.
        suffix: `png`, `svg` or `pdf`.
    """
    import matplotlib

    marks: dict[str, dict[str, Any]] = {
        "png": {"Software": MARK},
        "svg": {"Creator": MARK, "Date": None},
        "pdf": {"Creator": MARK, "CreationDate": None},
    }
    # where a disk is full, what matplotlib says as it cleans up would hide why
    picture = BytesIO()
    with matplotlib.rc_context(FIXED):
        figure.savefig(picture, format=suffix, dpi=figure.dpi, metadata=marks[suffix])
    file.write(picture.getbuffer())


def show(curves: Sequence[Curve], view: View) -> None:
    """Show curves in a window, until it is closed.

    Raises:
        UsageProblem: If there is no display, or no library that makes windows.
    """
    import matplotlib
    from matplotlib import pyplot

    try:
        figure = pyplot.figure()
    except (ImportError, RuntimeError) as error:
        raise UsageProblem(f"--show: no window can be opened: {error}", "-o x.png writes a picture") from None
    backend = matplotlib.get_backend().lower()
    if backend in (name.lower() for name in _WITHOUT_WINDOWS):
        raise UsageProblem(
            f"--show: no window can be opened here, as matplotlib has no display ({backend})",
            "-o x.png writes a picture",
        )
    draw(curves, view, figure)
    pyplot.show()


_WITHOUT_WINDOWS = ("agg", "cairo", "pdf", "pgf", "ps", "svg", "template")
