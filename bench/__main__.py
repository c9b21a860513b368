"""Prints the table of figures and exits with 1 where one misses: `python -m bench ENVIRONMENT_OF_PEERS`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench import peers, pictures, simulation, start
from bench.measure import Figure, load


def main(environment: str) -> int:
    """Measure everything."""
    print(load())
    missed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for group in (
            start.figures(folder, f"{environment}/bin/check-jsonschema"),
            pictures.figures(folder),
            simulation.figures(),
            peers.figures(f"{environment}/bin/python"),
        ):
            for figure in group:
                missed |= _show(figure)
    print(load())
    return int(missed)


def _show(figure: Figure) -> bool:
    print(figure.line(), flush=True)
    return not figure.holds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
