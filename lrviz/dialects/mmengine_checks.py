"""What of mmengine's `param_scheduler` cannot be written with the schedulers of torch, or is refused by mmengine."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from lrviz.dialects.mmengine_entries import Entry, Refusal, Timetable
from lrviz.dialects.mmengine_kinds import POLY_WITH_END, WINDOW_KEYS
from schedules.catalog import SCHEDULERS
from schedules.checker import UNKNOWN

ALONE = "it is read where it is alone, or after a warm-up that ends at the base rate"


def refusals(entry: Entry, others: Sequence[Entry], timetable: Timetable) -> Iterator[Refusal]:
    """Why an entry is not read.

    Args:
        entry: The entry.
        others: Those that share the optimizer with it.
        timetable: The run around them.
    """
    found = entry.found
    yield from _foreign_keys(entry)
    yield from _odd_values(entry, timetable)
    if entry.length is not None and entry.length <= 0:
        message = f"the `end` of {entry.type} is not after its `begin`: mmengine stops"
        yield Refusal(found, "end", message, "let `end` be after `begin`")
    if found.value.get("eta_min") is not None and found.value.get("eta_min_ratio") is not None:
        message = "`eta_min` and `eta_min_ratio` are both given: mmengine takes one of them alone"
        yield Refusal(found, "eta_min_ratio", message, "leave one of them out")
    if entry.type == "OneCycleLR" and others:
        message = "OneCycleLR beside another scheduler sets what the other takes for the base rate"
        yield Refusal(found, "type", message, "leave the others out")
    if entry.type == "ReduceOnPlateauLR" and not _follows_epochs(entry, timetable):
        message = "ReduceOnPlateauLR is read where each epoch, from the first on, ends with an evaluation"
        yield Refusal(found, "type", message, "`val_interval: 1` and no `begin` make it so")
    if entry.type == "CosineRestartLR":
        yield from _about_cycles(entry, others, timetable)
        if not all(timetable.is_apart(entry, other) for other in others):
            message = "CosineRestartLR at the same time as another scheduler begins each cycle at the base rate"
            yield Refusal(found, "type", message, ALONE)
    if entry.kind is POLY_WITH_END and not all(timetable.leaves_base(entry, other) for other in others):
        message = "PolyLR with `eta_min` beside a scheduler that keeps the rate from the base rate"
        yield Refusal(found, "eta_min", message, ALONE)


def _foreign_keys(entry: Entry) -> Iterator[Refusal]:
    """Keys that torch's class has and mmengine's has not; those that neither has are found by the check."""
    own = [*entry.kind.keys, *WINDOW_KEYS]
    for key in entry.found.value:
        if key not in own and key in SCHEDULERS.load(entry.kind.name).key_fields():
            hint = "its keys are " + ", ".join([*entry.kind.keys, "begin", "end", "by_epoch", "convert_to_iter_based"])
            yield Refusal(entry.found, key, f"{entry.type} has no parameter `{key}` in mmengine", hint)


MOST_CYCLES = 500
"""Each is a scheduler of its own."""

MAY_BE_NULL = ("T_max", "eta_min", "eta_min_ratio", "end", "total_steps")
"""The keys whose default is null in mmengine, or that lrviz takes for not given."""


def _odd_values(entry: Entry, timetable: Timetable) -> Iterator[Refusal]:
    """What mmengine stops at, or counts otherwise than a scheduler of torch."""
    for key, value in entry.found.value.items():
        if value is None and key in entry.kind.keys and key not in MAY_BE_NULL:
            yield Refusal(entry.found, key, f"`{key}` is empty (null): mmengine reckons with it, and stops", "")
    if timetable.value(entry.found, "last_step", -1) not in (-1, UNKNOWN):
        message = "`last_step` other than -1 goes on with a run whose state is not in the file: mmengine stops"
        yield Refusal(entry.found, "last_step", message, "leave it out: `load_state_dict` goes on with a run")
    for key in ("begin", "end"):
        bound = timetable.value(entry.found, key, None)
        if isinstance(bound, float) and math.isfinite(bound) and not bound.is_integer():
            message = f"`{key}` lies between two ticks: a scheduler of torch has whole ones"
            yield Refusal(entry.found, key, message, f"write {math.ceil(bound)}, from which on mmengine sees it")


def _follows_epochs(entry: Entry, timetable: Timetable) -> bool:
    return timetable.evaluates_each_epoch and entry.interval == "epoch" and not entry.begin


def _about_cycles(entry: Entry, others: Sequence[Entry], timetable: Timetable) -> Iterator[Refusal]:
    found = entry.found
    cycles = sum(len(timetable.periods(each.found)) for each in (entry, *others) if each.type == entry.type)
    periods, weights = timetable.periods(found), timetable.value(found, "restart_weights", [1])
    if found.value.get("eta_min") is None and found.value.get("eta_min_ratio") is None:
        message = "CosineRestartLR needs `eta_min` or `eta_min_ratio`: mmengine stops"
        yield Refusal(found, "type", message, "add `eta_min: 0`")
    if not periods:
        message = "CosineRestartLR needs `periods`, a list of whole numbers: one for each cycle"
        yield Refusal(found, "periods", message, "")
    elif len(set(periods)) > 1 and cycles > MOST_CYCLES:
        message = f"there are {cycles:,} cycles, of different lengths, and no more than {MOST_CYCLES} are read"
        yield Refusal(found, "periods", message, "")
    elif not isinstance(weights, list) or len(weights) != len(periods):
        message = "CosineRestartLR needs as many `restart_weights` as `periods`: mmengine stops"
        yield Refusal(found, "restart_weights", message, "give one for each")
    elif any(weight != 1 for weight in weights):
        message = "CosineRestartLR with `restart_weights` other than 1 is no schedule of torch"
        yield Refusal(found, "restart_weights", message, "")
