"""Draws the pictures of the documentation from the examples: `draw_pictures.py FOLDER`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"


def main(folder: str) -> None:
    """Draw every picture into the folder."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    lrviz = [sys.executable, "-m", "lrviz"]
    pair = [str(EXAMPLES / "cosine_warmup.yaml"), str(EXAMPLES / "wsd.yaml")]
    subprocess.run([*lrviz, "compare", *pair, "--steps", "1000", "-o", f"{folder}/compare.png"], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
