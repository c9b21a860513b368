"""A scheduler that is to be stepped once an epoch, and is stepped after each update: it comes far beyond its run."""

from __future__ import annotations

import numpy as np

from lrviz.curve import ROUNDING
from lrviz.evaluate import evaluate, has_formula
from lrviz.logs.causes import FEWEST, FITS
from lrviz.logs.run import Logged, Run
from lrviz.logs.shifts import AFTER_EACH


def stepped_after_each_update(run: Run, logged: Logged) -> str:
    """That each update has the rate that an epoch should have, also after as many as there are epochs.

    The curve has no rates of so many epochs: the formula has, where there is one.

    Args:
        run: What the config promises.
        logged: The rates of the log, all within the run.
    """
    faster = run.curve.plan._replace(steps_per_epoch=1)
    if run.tick == 1 or not faster.is_plain or not has_formula(faster):
        return ""
    rates = evaluate(faster).series[run.group].rates
    off = np.abs(rates[logged.at] - logged.rates)
    fits = off <= logged.slack + ROUNDING * float(np.max(np.abs(rates)))
    return AFTER_EACH if len(fits) >= FEWEST and fits.mean() >= FITS else ""
