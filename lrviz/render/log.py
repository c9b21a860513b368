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
    elif verdict.step is not None:
        has = f"it has {rate(verdict.logged)} there, and not {rate(verdict.promised)}"
        yield f"{log} parts from {config} at step {verdict.step:,}: {has}"
        yield f"probably {verdict.cause}" if verdict.cause else "none of the usual causes explains it"
    elif verdict.begins_again:
        row, step, after = verdict.begins_again
        back = f"goes back from step {after:,} to step {step:,} in row {row:,}"
        yield f"{log} {back}; up to there it agrees with {config}"
        yield "probably the run was started anew from its first step, or another one was logged into the same file"
        yield "give the log of each run by itself"
    else:
        rates = "1 rate" if verdict.compared == 1 else f"{verdict.compared:,} rates"
        agree = "agrees" if verdict.compared == 1 else "agree"
        yield f"{log}: {rates} {agree} with {config}; the largest difference is {verdict.largest:.1e} of the peak"
    if verdict.counts_from:
        yield "the log counts its steps from 1"
    if verdict.beyond:
        are = "is of a step" if verdict.beyond == 1 else "are of steps"
        yield f"{verdict.beyond:,} of its rates {are} outside of the run, and not compared"
