"""Holds the length of a logged run against that of its config."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lrviz.logs.readings import Reading
from lrviz.plan import Plan

MOST = 0.5
"""From which share of the rates beyond the end on another length of the run is likelier than another schedule."""


class PastEnd(NamedTuple):
    """A log that goes on after the end of the run.

    Attributes:
        rates: How many of its rates are of steps after the end.
        of: How many rates it has.
        last: Its last step, or epoch, as the log counts.
        end: The last one of the run, as the log counts.
        hides_schedule: Whether most of the log was not compared, for a length that nothing says, so that nothing can be
            said of the schedule.
    """

    rates: int
    of: int
    last: int
    end: int
    hides_schedule: bool


def past_end(plan: Plan, numbers: Sequence[int], reading: Reading) -> PastEnd | None:
    """Whether a log goes on after the end of the run; None where it does not.

    Many loggers write one more row after the last update, which is no longer run. Where the length of the run follows
    from the schedule alone, it is another only if most of the log lies beyond it.

    Args:
        plan: What the config says.
        numbers: The steps or epochs of the log, in ascending order.
        reading: How they are read.
    """
    at = reading.begins(numbers)
    beyond = int(np.count_nonzero(at >= plan.updates))
    most = beyond > MOST * len(at)
    if at[-1] <= plan.updates or (plan.implied and not most):
        return None
    hides = most and (plan.implied or epoch_is_an_update(plan))
    return PastEnd(beyond, len(at), numbers[-1], reading.number(plan.updates - 1), hides)


def length_in_doubt(plan: Plan, numbers: Sequence[int], reading: Reading) -> bool:
    """Whether an epoch was taken for one update, and the log is not as long as the run that has so few."""
    last = reading.begins(numbers)[-1]
    return epoch_is_an_update(plan) and not plan.updates - 1 <= last <= plan.updates


def ask_for_length(plan: Plan) -> str:
    """What the length of the run was taken for, and which options say another."""
    updates = "1 update" if plan.updates == 1 else f"{plan.updates:,} updates"
    if plan.implied:
        taken = f"nothing says how long the run is, and the {updates} of the schedule were taken"
        return f"{taken}: give --steps, or --steps-per-epoch where the config has epochs"
    if epoch_is_an_update(plan):
        return f"each of the {plan.updates:,} epochs was taken for 1 update: give --steps-per-epoch"
    if plan.has_epochs:
        each = f"{plan.steps_per_epoch:,} in each epoch"
        return f"the run was taken to have {updates}, {each}: give --epochs or --steps-per-epoch for another length"
    return f"the run was taken to have {updates}: give --steps for another length"


def epoch_is_an_update(plan: Plan) -> bool:
    """Whether an epoch was taken for one update, as it is where nothing says how many it has."""
    return plan.has_epochs and plan.steps_per_epoch == 1
