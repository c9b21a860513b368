"""How fast the formulas are."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from bench.configs import names, plan
from bench.measure import ROUNDS, Figure
from bench.simulation import cost

STEPS = 10_000_000


def figures() -> Iterator[Figure]:
    """The formula engine, for the longest run that is allowed without asking."""
    from lrviz.evaluate import has_formula

    costs = {
        name: [cost(name, STEPS, "formula")[0] for _ in range(ROUNDS)] for name in names() if has_formula(plan(name, 9))
    }
    medians = {name: statistics.median(seconds) for name, seconds in costs.items()}
    ordered = sorted(medians, key=lambda name: -medians[name])
    raw = [
        f"{name}: {medians[name]:.2f} s, the median of " + " ".join(f"{seconds:.2f}" for seconds in costs[name])
        for name in ordered
    ]
    yield Figure(f"formula engine, CPU s of 10 million steps, the most ({ordered[0]})", medians[ordered[0]], 1.0, raw)
