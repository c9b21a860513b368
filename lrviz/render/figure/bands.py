"""The phases of a schedule, shaded and named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib import rcParams
from matplotlib.colors import to_rgb

from lrviz.phases import Kind, phases_of
from lrviz.render.figure.labels import Labels, Offset
from lrviz.render.figure.strokes import Stroke

COLOURS: dict[Kind, str] = {
    "warm-up": "#e69f00",
    "hold": "#009e73",
    "decay": "#0072b2",
    "rise": "#d55e00",
    "restart": "#cc79a7",
}
SHADE = 0.09

MOST = 60
"""How many phases are shaded at the most. With more of them, as of a noisy schedule, they say nothing."""

MOST_UPRIGHT = 3
"""How many names stand upright at the most."""

TOP: tuple[Offset, ...] = ((0, -3, "center", "top"),)
TOP_FROM_LEFT: tuple[Offset, ...] = ((1, -3, "left", "top"), (1, -15, "left", "top"))


class Band(NamedTuple):
    """A phase, as it is drawn.

    Attributes:
        name: What it is called.
        kind: What the rate does in it.
        start: The first update of it that is drawn.
        end: Up to where it goes.
    """

    name: str
    kind: Kind
    start: float
    end: float


def bands_of(strokes: Sequence[Stroke]) -> list[Band]:
    """The phases that all lines have in common, as far as they are drawn, or none."""
    phases = {
        phases_of(stroke.curve, stroke.curve.series.index(stroke.series)) for stroke in strokes if stroke.is_whole
    }
    if len(phases) != 1 or not all(stroke.is_whole for stroke in strokes):
        return []
    first, last = strokes[0].first, max(stroke.last for stroke in strokes)
    if first == last:
        return []
    common = phases.pop()
    several = {
        kind for kind, count in Counter(phase.kind for phase in common).items() if count > 1 and kind == "restart"
    }
    bands, seen = [], Counter[Kind]()
    for phase in common:
        seen[phase.kind] += 1
        name = f"{phase.kind} {seen[phase.kind]}" if phase.kind in several else phase.kind
        if phase.start <= last and phase.end > first:
            bands.append(Band(name, phase.kind, max(phase.start, first), min(phase.end, last)))
    return bands if len(bands) <= MOST else []


def shade(axes: Any, bands: Sequence[Band]) -> None:
    """Shade the phases, behind everything else."""
    for band in bands:
        axes.axvspan(band.start, band.end, color=COLOURS[band.kind], alpha=SHADE, linewidth=0, zorder=0.5)


def name_bands(labels: Labels, bands: Sequence[Band]) -> None:
    """Name the phases at the top: across where that fits, upright in a narrow one, or to the right of where it begins.

    The widest come first, so that where there is no room for all, the short ones go without a name. Where many are too
    narrow, all are counted instead.
    """
    size = float(rcParams["font.size"]) * 0.9
    how = {"fontsize": size, "xycoords": labels.axes.get_xaxis_transform()}
    widths = [labels.pixels_between(band.start, band.end) for band in bands]
    narrow = [labels.width_of(band.name, size) > width for band, width in zip(bands, widths, strict=True)]
    if sum(narrow) > MOST_UPRIGHT:
        middle = ((bands[0].start + bands[-1].end) / 2, 1.0)
        labels.place(_counted(bands), middle, TOP, **how)
        return
    for number in sorted(range(len(bands)), key=lambda number: -widths[number]):
        band = bands[number]
        middle = ((band.start + band.end) / 2, 1.0)
        ink = _ink(band.kind)
        if not narrow[number] and labels.place(band.name, middle, TOP, color=ink, **how):
            continue
        if labels.height_of(size) <= widths[number] and labels.place(
            band.name, middle, TOP, rotation=90, color=ink, **how
        ):
            continue
        if number == 0:
            labels.place(band.name, (band.start, 1.0), TOP_FROM_LEFT, color=ink, **how)


def _counted(bands: Sequence[Band]) -> str:
    """`1 decay, 24 restarts`."""
    counts = Counter(band.kind for band in bands)
    return ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in counts.items())


def _ink(kind: Kind) -> tuple[float, ...]:
    """The colour of a phase, as dark or as light as text."""
    text = to_rgb(rcParams["text.color"])
    return tuple(0.5 * own + 0.5 * other for own, other in zip(to_rgb(COLOURS[kind]), text, strict=True))
