"""What a picture costs beyond the libraries that it needs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure, side_by_side

LRVIZ = [sys.executable, "-m", "lrviz"]
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
    commands = [[*LRVIZ, "plot", f"{name}.yaml", "--steps", "1000"] for name in ("torch", "timm")]
    empty = [sys.executable, "-c", EMPTY]
    ours, timm, nothing = side_by_side(*commands, empty, cwd=str(folder))
    raw = f"plot {ours:.3f} s, timm {timm:.3f} s, torch and an empty figure {nothing:.3f} s"
    yield Figure("plot 1,000 steps / torch and an empty figure", ours / nothing, 1.15, raw)
    yield Figure("seconds that a timm config takes more", timm - ours, 0.3, raw)
