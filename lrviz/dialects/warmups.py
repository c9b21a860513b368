"""A warm-up that stands beside a schedule or around it: in front of the schedule, as a SequentialLR has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from lrviz.dialects.numbers import not_a_number, number
from lrviz.dialects.setup import Computed, Found, Node, Scene, Tree
from lrviz.options import Interval
from lrviz.unresolved import Unresolved
from schedules.checker import UNKNOWN
from schedules.problems import Problem

LENGTHS: Mapping[str, Interval | None] = {
    "warmup_epochs": "epoch",
    "warmup_epoch": "epoch",
    "warmup_steps": "step",
    "warmup_iters": "step",
    "warmup_iter": "step",
    "warmup_iterations": "step",
    "warmup_ratio": None,
    "warmup_fraction": None,
}
"""The keys that say how long it is, each with its unit; None is a part of the run."""

INNER_LENGTHS: Mapping[str, str] = {
    "epochs": "warmup_epochs",
    "epoch": "warmup_epochs",
    "steps": "warmup_steps",
    "iters": "warmup_steps",
    "ratio": "warmup_ratio",
    **{key: key for key in LENGTHS},
}
"""The same in a mapping of its own, under `warmup`."""

FACTORS = ("warmup_start_factor", "warmup_factor", "start_factor", "factor")
RATES = ("warmup_start_lr", "warmup_init_lr", "warmup_lr_init", "warmup_lr", "start_lr", "init_lr")
SHAPES = ("warmup_method", "warmup_mode", "warmup_type", "warmup_strategy", "method", "mode", "type")
SWITCHES = ("enabled", "use", "use_warmup", "warmup_enabled")

KEYS = (*LENGTHS, "warmup", "warmup_enabled", *(key for key in (*FACTORS, *RATES, *SHAPES) if key.startswith("warmup")))
"""All that may stand beside the parameters of a schedule."""

CANNOT_FOLLOW = ("ReduceLROnPlateau", "OneCycleLR", "CyclicLR")
"""What goes by a metric, or sets the rate itself, and so follows nothing."""


class Warmup(NamedTuple):
    """A warm-up.

    Attributes:
        length: How long it is.
        unit: What that counts; None is a part of the run.
        factor: The rate at its start as a part of the base rate, where it is given so.
        rate: The rate at its start, where it is given so.
        problem: Why it cannot be read, or None.
    """

    length: Found
    unit: Interval | None
    factor: Found | None
    rate: Found | None
    problem: Problem | None = None


def read_warmup(scene: Scene, beside: Mapping[str, Found]) -> Warmup | None:
    """The warm-up that stands beside a schedule, or None where there is none.

    Args:
        scene: What surrounds the schedule.
        beside: What is beside its parameters, by its keys in lower case.
    """
    given = {key: found for key, found in beside.items() if key in KEYS and found.value is not None}
    inner = given.get("warmup")
    if inner is not None and isinstance(inner.value, dict):
        below = {str(key).lower(): Found(value, (*inner.path, key)) for key, value in inner.value.items()}
        given = {INNER_LENGTHS.get(key, key): found for key, found in below.items() if found.value is not None}
    switches = [found for key, found in given.items() if key in SWITCHES]
    if any(scene.values.resolve_if_possible(found) is False for found in switches):
        return None
    key = next((key for key in LENGTHS if key in given), "")
    if not key and inner is not None and not isinstance(inner.value, dict | bool):
        key, given = "warmup_steps", {**given, "warmup_steps": inner}
    if not key and inner is not None and isinstance(inner.value, dict) and inner.value:
        message = "`warmup` says nowhere how long it is in a key that is read: " + ", ".join(INNER_LENGTHS)
        return Warmup(inner, None, None, None, Problem(inner.path, "key", "unread-shape", message))
    if not key:
        return None
    value = scene.values.resolve_if_possible(given[key])
    if value is not UNKNOWN and (not value or (number(value) or 1) <= 0):
        return None
    factor = next((given[key] for key in FACTORS if key in given), None)
    rate = next((given[key] for key in RATES if key in given), None)
    wrong = not_a_number(given[key], value)
    if rate is not None and wrong is None:
        wrong = not_a_number(rate, scene.values.resolve_if_possible(rate))
    return Warmup(given[key], LENGTHS[key], factor, rate, wrong or _problem(scene, given))


def _problem(scene: Scene, given: Mapping[str, Found]) -> Problem | None:
    """What is said of the warm-up and not read."""
    for key in SHAPES:
        shape = scene.values.resolve_if_possible(given[key]) if key in given else "linear"
        if shape not in ("linear", "lin"):
            shown = scene.values.shown(given[key], shape)
            message = f"`{given[key].path[-1]}: {shown}` is a warm-up of another shape: a linear one is read"
            return Problem(given[key].path, "value", "unread-shape", message)
    return None


class Joined(NamedTuple):
    """A schedule with its warm-up in front.

    Attributes:
        tree: The two as one.
        notes: What was assumed.
        problems: Why it is not read.
    """

    tree: Tree
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def ticks_of(scene: Scene, warmup: Warmup, interval: Interval | None) -> int | None:
    """The ticks of a warm-up, in those of the schedule, or None where that is not known; what is missing is asked for.

    Args:
        scene: What surrounds the schedule.
        warmup: The warm-up.
        interval: How often the schedule is stepped.
    """
    value = number(scene.values.resolve(warmup.length))
    if value is None:
        return None
    if warmup.unit is None:
        whole = scene.horizon.epochs if interval == "epoch" else scene.horizon.updates
        if whole is None:
            _ask(scene, warmup, "the warm-up is a part of the run, whose length is not in the file", "steps")
        return None if whole is None else int(value * whole)
    if warmup.unit == (interval or warmup.unit):
        return int(value)
    each = scene.horizon.said_steps_per_epoch
    if each is None:
        _ask(scene, warmup, "the warm-up and the schedule count in different units", "steps_per_epoch")
        return None
    return int(value * each) if warmup.unit == "epoch" else int(value) // each


def _ask(scene: Scene, warmup: Warmup, message: str, option: str) -> None:
    scene.values.unresolved.append(Unresolved(warmup.length.path, "missing", message, option=option))


def join(scene: Scene, warmup: Warmup, name: str, main: Node, interval: Interval | None, ticks: int | None) -> Joined:
    """Put a warm-up in front of a schedule.

    Args:
        scene: What surrounds the schedule.
        warmup: The warm-up.
        name: The schedule's class.
        main: The schedule.
        interval: How often it is stepped.
        ticks: How long the warm-up is.
    """
    if refusal := warmup.problem or _refusal(scene, warmup, name, interval):
        return Joined(main, problems=(refusal,))
    path = warmup.length.path
    length = Computed(UNKNOWN if ticks is None else ticks, path)
    start, words = _start(scene, warmup, ticks)
    first: dict[str, Tree] = (
        {"name": Computed("WarmupConstantLR", path), "warmup_steps": length}
        if start is None
        else {"name": Computed("LinearLR", path), "start_factor": start, "total_iters": length}
    )
    together: dict[str, Tree] = {
        "name": Computed("SequentialLR", main.path),
        "schedulers": Node([Node(first, path), main], main.path),
        "milestones": Node([length], path),
    }
    note = (
        f"`{path[-1]}` is read as a linear warm-up from {words} to the whole rate, with {name} after it: how the "
        "program makes it is not in the file"
    )
    return Joined(Node(together, main.path), (note,))


def _refusal(scene: Scene, warmup: Warmup, name: str, interval: Interval | None) -> Problem | None:
    key, path = warmup.length.path[-1], warmup.length.path
    if name in CANNOT_FOLLOW or name.startswith("timm_") or name in ("SequentialLR", "ChainedScheduler"):
        message = f"`{key}` is a warm-up before {name}, and that cannot follow another scheduler"
        return Problem(path, "key", "unread-shape", message, "lrviz does not know how the program joins them")
    value, each = number(scene.values.resolve_if_possible(warmup.length)), scene.horizon.said_steps_per_epoch
    if warmup.unit == "step" and interval == "epoch" and each and value is not None and value % each:
        shown = scene.values.shown(warmup.length, value)
        message = f"`{key}: {shown}` is a warm-up of a part of an epoch of {each:,}, and {name} is stepped by epochs"
        return Problem(path, "value", "unread-shape", message, "lrviz does not know how the program joins them")
    return None


def _start(scene: Scene, warmup: Warmup, ticks: int | None) -> tuple[Tree | None, str]:
    """The factor at the start, None where it is 0, and what to say of it."""
    if warmup.factor is not None:
        return warmup.factor, f"`{warmup.factor.path[-1]}`"
    if warmup.rate is not None:
        value, base = number(scene.values.resolve(warmup.rate)), scene.base_rate
        if value == 0:
            return None, "0"
        if base is None:
            message = f"`{warmup.rate.path[-1]}` is a rate, and the base rate is not known"
            scene.values.unresolved.append(Unresolved(warmup.rate.path, "missing", message, option="lr"))
        part: Any = value / base if base and value is not None else UNKNOWN
        return Computed(part, warmup.rate.path), f"`{warmup.rate.path[-1]}`"
    start: Any = UNKNOWN if ticks is None else 1 / max(1, ticks)
    return Computed(start, warmup.length.path), "the rate divided by its length"
