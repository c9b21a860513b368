"""What is said of a run that was interrupted and resumed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lrviz.rules.base import Remark

if TYPE_CHECKING:
    from lrviz.plan import Plan
    from lrviz.resume import Parting, Resumed

SAVE_STEPPER = "save `Stepper.state_dict()` in place of the scheduler's own: with it the run goes on as before"
SAVE_MORE = "its `state_dict` leaves out what it needs: give the class one that holds all of it"
BUILD_FIRST = "build the scheduler first, and load both states then"
KEEP_PLAIN = "let `state_dict` hold numbers, text, lists and dicts alone: `torch.load` takes these from any file"


def resume_remarks(plan: Plan, resumed: Resumed) -> Iterator[tuple[str, Remark]]:
    """What there is to say of a run that was resumed, each with the kind of its rule.

    Args:
        plan: What was run.
        resumed: How it went on.
    """
    place, after = (*plan.path, "name"), f"{resumed.at:,} step{'' if resumed.at == 1 else 's'}"
    if resumed.failure:
        message = f"the run cannot be resumed after {after}: {resumed.failure}"
        yield "resume-fails", Remark(place, "value", message, KEEP_PLAIN)
        return
    if resumed.parting is not None:
        message = f"saved after {after} and resumed, the run is another one: {_says(plan, resumed, resumed.parting)}"
        hint = SAVE_STEPPER if resumed.parting_with_stepper is None else SAVE_MORE
        yield "resume-parts", Remark(place, "value", message, hint)
    late = resumed.parting_in_wrong_order
    if late is not None and late != resumed.parting:
        message = (
            f"resumed after {after} with a scheduler that is built after the optimizer's state was loaded, the run is "
            f"another one: {_says(plan, resumed, late)}"
        )
        yield "resume-order", Remark(place, "value", message, BUILD_FIRST)


def _says(plan: Plan, resumed: Resumed, parting: Parting) -> str:
    """`at step 12 the rate is 0.1 and not 0.01, and so up to step 15`."""
    label = plan.labels()[parting.group]
    what = f"the {parting.quantity}{f' of group {label}' if label else ''}"
    now, before = f"{parting.resumed:.4g}", f"{parting.uninterrupted:.4g}"
    if now == before:
        now, before = repr(parting.resumed), repr(parting.uninterrupted)
    until = f", and other values follow up to step {parting.last:,}"
    if parting.last == parting.step:
        until = ", for this step alone"
    elif parting.last == resumed.updates - 1:
        until = ", and other values follow up to the end"
    return f"at step {parting.step:,} {what} is {now} and not {before}{until}"
