"""What is said of a log that was held against a config."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lrviz.render.words import rate
from lrviz.text import printable

if TYPE_CHECKING:
    from lrviz.log_check import Verdict


def said(verdict: Verdict, log: str, config: str) -> Iterator[str]:
    """The verdict, a line each.

    Args:
        verdict: How they go together.
        log: The log, as it was typed.
        config: The config, as it was typed.
    """
    log, config = printable(log), printable(config)
    if not verdict.compared:
        yield f"{log}: none of its steps is within the run of {config}"
    elif verdict.step is None:
        rates = "1 rate" if verdict.compared == 1 else f"{verdict.compared:,} rates"
        agree = "agrees" if verdict.compared == 1 else "agree"
        yield f"{log}: {rates} {agree} with {config}; the largest difference is {verdict.largest:.1e} of the peak"
    else:
        has = f"it has {rate(verdict.logged)} there, and not {rate(verdict.promised)}"
        yield f"{log} parts from {config} at step {verdict.step:,}: {has}"
        yield f"probably {verdict.cause}" if verdict.cause else "none of the usual causes explains it"
    if verdict.counts_from:
        yield "the log counts its steps from 1"
    if verdict.beyond:
        are = "is of a step" if verdict.beyond == 1 else "are of steps"
        yield f"{verdict.beyond:,} of its rates {are} outside of the run, and not compared"
