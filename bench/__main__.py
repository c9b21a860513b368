"""Prints the table of figures and exits with 1 where one misses: `python -m bench ENVIRONMENT_OF_PEERS`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench import formulas, pictures, simulation, start
from bench.measure import Figure, load


def main(environment: str) -> int:
    """Measure everything, one figure after the other."""
    peers = Path(environment).resolve() / "bin"
    print(load())
    missed = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for group in (
            start.figures(folder, str(peers / "check-jsonschema")),
            pictures.figures(folder),
            simulation.figures(str(peers / "python")),
            formulas.figures(folder),
        ):
            missed += [figure.name for figure in map(_show, group) if not figure.holds]
    print(load())
    print(f"missed: {', '.join(missed)}" if missed else "every figure holds")
    return int(bool(missed))


def _show(figure: Figure) -> Figure:
    print(figure.lines(), flush=True)
    return figure


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
