"""What mmengine refuses of the schedulers of its `param_scheduler` that move the momentum, and not the rate.

They are drawn nowhere. Each takes the keys and the window of the scheduler of the rate that is called alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lrviz.dialects.mmengine_checks import MAY_BE_NULL
from lrviz.dialects.mmengine_entries import Refusal, Timetable, class_of
from lrviz.dialects.mmengine_kinds import KINDS, RULES, WINDOW_KEYS
from lrviz.dialects.numbers import number
from lrviz.dialects.setup import Found
from schedules.catalog import SCHEDULERS
from schedules.checker import UNKNOWN
from schedules.optimizer_base import OptimizerSpec
from schedules.optimizers import OPTIMIZERS
from schedules.suggest import nearest
from schedules.wording import describe

NO_TWIN = "OneCycleMomentum"
"""mmengine has a scheduler of the rate that is called alike, and none of the momentum."""

NO_NUMBERS = ("milestones", "periods", "restart_weights", "monitor", "rule", "threshold_rule", "min_value")
"""Parameters that are lists or text, or may be. All others are numbers."""

PARTS = {"ConstantLR": ("factor",), "LinearLR": ("start_factor", "end_factor")}
"""Parameters from 0 to 1."""

DIVIDED_BY = {"ConstantLR": ("factor",), "LinearLR": ("start_factor",), "StepLR": ("step_size",)}
"""Parameters that must not be 0."""

LISTS: Mapping[str, Any] = {"milestones": bool, "periods": str | dict, "restart_weights": str | dict}
"""Parameters that are lists, and what, beside a number, mmengine stops at. It counts the characters of a text too."""

WORDS = {"rule": tuple(RULES), "threshold_rule": ("rel", "abs")}
"""Parameters that are one of a few words."""


def moves_momentum(found: Found) -> bool:
    """Whether an entry moves the momentum."""
    name = class_of(found)
    return "Momentum" in name and _twin(name) in KINDS


def refusals_of_momentum(found: Found, timetable: Timetable) -> Iterator[Refusal]:
    """Why mmengine stops at an entry that moves the momentum.

    Args:
        found: The entry.
        timetable: The run around it.
    """
    name = class_of(found)
    if name == NO_TWIN:
        yield Refusal(found, "type", f"mmengine has no {NO_TWIN}, and stops", "leave it out")
        return
    given = {key: _value(found, key, timetable) for key in found.value}
    yield from _keys(found, name)
    yield from _values(found, name, given)
    yield from _window(found, name, given, timetable)
    if _twin(name) == "CosineRestartLR":
        yield from _cycles(found, name, given)
    if given.get("eta_min") is not None and given.get("eta_min_ratio") is not None:
        message = "`eta_min` and `eta_min_ratio` are both given: mmengine takes one of them alone"
        yield Refusal(found, "eta_min_ratio", message, "leave one of them out")
    optimizer = timetable.optimizer
    spec_class = OPTIMIZERS.load(optimizer) if optimizer in OPTIMIZERS else None
    if spec_class is not None and issubclass(spec_class, OptimizerSpec) and not spec_class.cycles_momentum:
        message = f"{name} needs a momentum or betas, and {optimizer} has neither: mmengine stops"
        yield Refusal(found, "type", message, "leave it out, or take another optimizer")


def _twin(name: str) -> str:
    return name.replace("Momentum", "LR")


def _value(found: Found, key: str, timetable: Timetable) -> Any:
    """A value as far as it is known. What is not is not asked for: nothing that is drawn depends on it."""
    return timetable.scene.values.resolve_if_possible(Found(found.value[key], (*found.path, key)))


def _keys(found: Found, name: str) -> Iterator[Refusal]:
    kind = KINDS[_twin(name)]
    for key in found.value:
        if key not in (*kind.keys, *WINDOW_KEYS):
            near = nearest(str(key), [*kind.keys, *WINDOW_KEYS])
            hint = f"did you mean `{near}`?" if near else "its keys are " + ", ".join([*kind.keys, "begin", "end"])
            yield Refusal(found, key, f"{name} has no parameter `{str(key)[:60]}` in mmengine: it stops", hint)
    fields = SCHEDULERS.load(kind.name).model_fields
    for key, ours in kind.keys.items():
        is_required = key == "periods" or (ours in fields and fields[ours].is_required() and ours != kind.length)
        if is_required and key not in found.value:
            yield Refusal(found, "type", f"{name} needs `{key}`: mmengine stops without it", f"add `{key}:`")


def _values(found: Found, name: str, given: Mapping[str, Any]) -> Iterator[Refusal]:
    kind = KINDS[_twin(name)]
    for key in (*kind.keys, "begin", "end"):
        value = given.get(key, UNKNOWN)
        if value is UNKNOWN:
            continue
        if value is None and not _may_be_null(_twin(name), key):
            yield Refusal(found, key, f"`{key}` is empty (null): mmengine reckons with it, and stops", "")
        elif isinstance(value, str | list | dict) and key not in NO_NUMBERS:
            yield Refusal(found, key, f"`{key}` is {describe(value)} and not a number: mmengine stops", "")
        elif key in PARTS.get(_twin(name), ()) and not 0 <= (number(value) or 0) <= 1:
            yield Refusal(found, key, f"`{key}` of {name} must be from 0 to 1: mmengine stops", "")
        elif key in WORDS and value not in WORDS[key]:
            yield Refusal(found, key, f"`{key}` of {name} is one of {', '.join(WORDS[key])}: mmengine stops", "")
        elif key in LISTS and isinstance(value, bool | int | float | LISTS[key]):
            yield Refusal(found, key, f"`{key}` of {name} must be a list: mmengine stops", "")
    for key in DIVIDED_BY.get(_twin(name), ()):
        if number(given.get(key)) == 0:
            yield Refusal(found, key, f"{name} divides by `{key}`, which is 0: mmengine stops", "")
    if _twin(name) == "ReduceOnPlateauLR" and (number(given.get("factor")) or 0) >= 1:
        yield Refusal(found, "factor", f"`factor` of {name} must be below 1: mmengine stops", "")
    if (number(given.get("threshold")) or 0) < 0:
        yield Refusal(found, "threshold", f"`threshold` of {name} must be 0 or more: mmengine stops", "")


def _may_be_null(twin: str, key: str) -> bool:
    is_default = key in MAY_BE_NULL and key != "end" and (twin, key) != ("PolyLR", "eta_min")
    return is_default or key in ("milestones", "monitor")


def _window(found: Found, name: str, given: Mapping[str, Any], timetable: Timetable) -> Iterator[Refusal]:
    by_epoch = bool(given.get("by_epoch", True))
    run = timetable.whole_run(by_epoch)
    begin, end = number(given.get("begin", 0)), number(given.get("end", run))
    if begin is not None and end is not None and end <= begin:
        message = f"the `end` of {name} is not after its `begin`: mmengine stops"
        yield Refusal(found, "end" if "end" in given else "begin", message, "let `end` be after `begin`")
    if given.get("convert_to_iter_based") is True and not by_epoch:
        message = "`convert_to_iter_based` is for schedulers that count epochs: mmengine stops"
        yield Refusal(found, "convert_to_iter_based", message, "leave it out, or `by_epoch: false`")
    if _twin(name) == "ReduceOnPlateauLR" and given.get("convert_to_iter_based") is True and by_epoch:
        message = f"{name} cannot be converted to iterations: mmengine stops"
        yield Refusal(found, "convert_to_iter_based", message, "leave it out")
    if _twin(name) == "ReduceOnPlateauLR" and not by_epoch:
        yield Refusal(found, "by_epoch", f"{name} counts epochs alone: with `by_epoch: false` mmengine stops", "")
    if given.get("last_step", -1) not in (-1, UNKNOWN):
        message = "`last_step` other than -1 goes on with a run whose state is not in the file: mmengine stops"
        yield Refusal(found, "last_step", message, "leave it out: `load_state_dict` goes on with a run")


def _cycles(found: Found, name: str, given: Mapping[str, Any]) -> Iterator[Refusal]:
    periods, weights = given.get("periods"), given.get("restart_weights", [1])
    if given.get("eta_min") is None and given.get("eta_min_ratio") is None:
        yield Refusal(found, "type", f"{name} needs `eta_min` or `eta_min_ratio`: mmengine stops", "add `eta_min: 0`")
    if isinstance(periods, list) and isinstance(weights, list) and len(periods) != len(weights):
        message = f"{name} needs as many `restart_weights` as `periods`: mmengine stops"
        yield Refusal(found, "restart_weights", message, "give one for each")
