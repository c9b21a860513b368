"""The styles of pictures: ours, and those of matplotlib by their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from importlib.util import find_spec
from typing import Any

from lrviz.errors import MissingExtra, UsageProblem
from lrviz.text import printable

BASE: dict[str, Any] = {
    "figure.figsize": (8, 4.5),
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "text.color": "#222222",
    "figure.titlesize": 11,
    "figure.titleweight": "bold",
    "axes.titlesize": 9,
    "axes.labelcolor": "#222222",
    "axes.edgecolor": "#777777",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#808080",
    "grid.alpha": 0.25,
    "grid.linewidth": 0.6,
    "xtick.color": "#555555",
    "ytick.color": "#555555",
    "xtick.labelcolor": "#222222",
    "ytick.labelcolor": "#222222",
    "lines.linewidth": 1.7,
}
"""What all styles begin with, in place of what a file of matplotlib's settings beside the config may say."""

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8c564b")
"""Told apart by people who do not see all colours (Okabe and Ito)."""

OURS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {
        "figure.facecolor": "#14171c",
        "axes.facecolor": "#14171c",
        "savefig.facecolor": "#14171c",
        "text.color": "#e6e6e6",
        "axes.labelcolor": "#e6e6e6",
        "axes.edgecolor": "#8a8f98",
        "xtick.color": "#8a8f98",
        "ytick.color": "#8a8f98",
        "xtick.labelcolor": "#e6e6e6",
        "ytick.labelcolor": "#e6e6e6",
    },
    "paper": {
        "figure.figsize": (5.5, 3.4),
        "font.family": ["DejaVu Serif"],
        "font.size": 8,
        "figure.titlesize": 9,
        "axes.titlesize": 8,
        "axes.linewidth": 0.6,
        "lines.linewidth": 1.2,
        "lines.markersize": 4,
    },
}

COLOURS_OF = {"dark": ("#56b4e9", "#e69f00", "#3fcf9f", "#e39ac6", "#f0e442", "#8fb8ff", "#ffffff", "#d9a08b")}
"""The same on a dark ground."""

FIXED: Any = {
    "text.usetex": False,
    "text.parse_math": False,
    "svg.hashsalt": "lrviz",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "savefig.bbox": None,
    "savefig.transparent": False,
    "axes.autolimit_mode": "data",
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
}
"""What no style changes: no name is taken for a formula, and the same picture has the same bytes."""

OF_THE_MACHINE = ("backend", "backend_fallback", "interactive", "toolbar", "timezone", "tk", "webagg")
"""Settings of matplotlib that are about windows, and not about pictures."""


SIZES = ("font.size", "axes.titlesize", "figure.titlesize", "figure.titleweight")
OTHER_SIZES: dict[str, Any] = {
    **dict.fromkeys(("axes.labelsize", "xtick.labelsize", "ytick.labelsize"), "medium"),
    "axes.titley": None,
    "axes.titlepad": 6.0,
    "figure.figsize": BASE["figure.figsize"],
}
"""The sizes of letters stay ours in a style of matplotlib: many of those are made for pictures of other sizes."""


def check_style(name: str) -> None:
    """Find out whether a style has that name. No path and no address is one.

    Raises:
        UsageProblem: If there is none.
        MissingExtra: If it could be one of matplotlib, which is not installed.
    """
    if name in OURS:
        return
    if find_spec("matplotlib") is None:
        raise MissingExtra("--style", "plot")
    import matplotlib.style

    known = [*OURS, *matplotlib.style.available]
    if name not in known:
        close = get_close_matches(name, known, 1)
        hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
        raise UsageProblem(f"--style {printable(name, 40)}: no style has this name", hint)


@contextmanager
def styled(name: str | None, more_families: Sequence[str] = ()) -> Iterator[None]:
    """Draw in a style, whatever settings of matplotlib are in force.

    Args:
        name: The style, which there is; None for the usual one.
        more_families: Fonts for what the font of the style does not have.
    """
    import matplotlib
    from cycler import cycler

    settings: Any = matplotlib.rcParams
    defaults = {
        key: value for key, value in matplotlib.rcParamsDefault.items() if key.split(".")[0] not in OF_THE_MACHINE
    }
    with matplotlib.rc_context():
        settings.update(defaults)
        settings.update(BASE)
        settings["axes.prop_cycle"] = cycler(color=COLOURS_OF.get(name or "", COLOURS))
        if name in OURS:
            settings.update(OURS[name])
        elif name is not None:
            import matplotlib.style

            matplotlib.style.use(name)
            settings.update({key: BASE[key] for key in SIZES} | OTHER_SIZES)
        settings.update(FIXED)
        if more_families:
            settings["font.family"] = [*settings["font.family"], *more_families]
        yield
