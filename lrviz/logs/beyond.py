"""What a schedule does after the end of its run, where a scheduler that is stepped too often comes."""

from __future__ import annotations

from lrviz.evaluate import evaluate, has_formula
from lrviz.logs.run import Run

LONGEST = 4_000_000
"""So many updates are computed at the most."""


def beyond_end(run: Run, updates: int) -> Run:
    """The same run, going on for so many updates, or as it is where no formula says how.

    Args:
        run: What the config promises.
        updates: How many updates the longer one has.
    """
    longer = run.curve.plan._replace(updates=max(len(run.rates), min(updates, LONGEST)))
    if not longer.is_plain or not has_formula(longer):
        return run
    return run._replace(rates=evaluate(longer).series[run.group].rates)
