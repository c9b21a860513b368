"""Draws the pictures of the documentation from the examples: `draw_pictures.py FOLDER`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"

PICTURES = {
    "plot.png": ["plot", "wsd.yaml", "--epochs", "10", "--steps-per-epoch", "100"],
    "compare.png": ["compare", "cosine_warmup.yaml", "wsd.yaml", "--steps", "1000"],
}
"""What is typed for each, in the folder of the examples."""


def main(folder: str) -> None:
    """Draw every picture into the folder."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, command in PICTURES.items():
        output = str(Path(folder).resolve() / name)
        subprocess.run(
            [sys.executable, "-m", "lrviz", *command, "-o", output],
            cwd=EXAMPLES,
            stdout=subprocess.DEVNULL,
            check=True,
        )


if __name__ == "__main__":
    main(sys.argv[1])
