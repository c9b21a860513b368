"""What a picture costs beyond the libraries that it needs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure, side_by_side
from bench.start import LRVIZ

EMPTY = """
import torch
import matplotlib
matplotlib.use("Agg")
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
figure = Figure(figsize=(8, 4.5))
FigureCanvasAgg(figure)
figure.savefig("empty.png", dpi=150)
"""


def figures(folder: Path) -> Iterator[Figure]:
    """`plot` beside an empty figure, and a timm config beside a torch one."""
    (folder / "torch.yaml").write_text("name: StepLR\nstep_size: 300\n")
    (folder / "timm.yaml").write_text("name: timm_StepLRScheduler\ndecay_t: 300\ndecay_rate: 0.1\nt_in_epochs: false\n")
    times = side_by_side(
        str(folder),
        plot=[LRVIZ, "plot", "torch.yaml", "--steps", "1000"],
        plot_of_timm=[LRVIZ, "plot", "timm.yaml", "--steps", "1000"],
        torch_and_an_empty_figure=[sys.executable, "-c", EMPTY],
    )
    ours, timm, empty = times.values()
    yield Figure(
        "plot 1,000 steps to a PNG / import torch, save an empty figure",
        ours.median / empty.median,
        1.15,
        [str(ours), str(empty)],
    )
    yield Figure("CPU s that a timm config takes more", timm.median - ours.median, 0.3, [str(timm)])
