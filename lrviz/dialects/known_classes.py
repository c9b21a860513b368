"""Schedulers of other projects that are schedulers of torch in other words. They are known by name and parameters.

Each is written as what its own formula comes to:

- `LinearWarmupCosineAnnealingLR` of Lightning Bolts rises from `warmup_start_lr` to the base rate at tick
  `warmup_epochs - 1`, and falls from tick `warmup_epochs` on in a cosine that is over at `max_epochs`.
- `OneCyclePolicy` of fast.ai's course, as a class with `pct_warm`, is at its peak after that part of `cycle_steps`. It
  is OneCycleLR with one tick more, but for the first update, which has the optimizer's own rate.
- `multi_step_lr` with `warmup_iter` is MultiStepLR where there is no warm-up; milestones are text with plus signs.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lrviz.dialects.entries import Entry, entry_at
from lrviz.dialects.numbers import not_a_number, number
from lrviz.dialects.setup import Computed, Found, Node, Scene, Translated, Tree
from lrviz.document import Document
from lrviz.unresolved import Unresolved
from schedules.checker import UNKNOWN
from schedules.problems import Path, Problem
from schedules.wording import is_interpolated

TITLE = "a scheduler of another project"
KEEPS_NAMES = False


class Known(NamedTuple):
    """One of these schedulers.

    Attributes:
        required: The parameters by which it is known, besides its name.
        optional: The others.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]


BOLTS, ONE_CYCLE, MULTI_STEP = "LinearWarmupCosineAnnealingLR", "OneCyclePolicy", "multi_step_lr"

KNOWN = {
    BOLTS: Known(("warmup_epochs",), ("max_epochs", "warmup_start_lr", "eta_min", "last_epoch")),
    ONE_CYCLE: Known(
        ("pct_warm",),
        ("cycle_steps", "max_lr", "base_mom", "max_mom", "start_div_factor", "end_div_factor"),
    ),
    MULTI_STEP: Known(("milestones", "warmup_iter"), ("gamma", "warmup_init_lr")),
}

LENGTHS = ("max_epochs", "cycle_steps")
"""What says how long the whole is."""

_WHOLES = r"\d+(\+\d+)*"


def reads(document: Document, path: Path) -> bool:
    """Whether a mapping names one of them, and gives it what it takes and nothing else."""
    return _known(document, path) is not None


def _known(document: Document, path: Path) -> tuple[Entry, dict[str, Found], str] | None:
    entry = entry_at(document, path)
    name = str(entry.named.value).rpartition(".")[2] if entry is not None else ""
    if entry is None or name not in KNOWN:
        return None
    required, optional = KNOWN[name]
    taken = {key: found for key, found in entry.around.items() if key in (*required, *optional)}
    given = entry.parameters | taken
    if not all(key in given for key in required) or any(key not in (*required, *optional) for key in given):
        return None
    return entry, given, name


def translate(scene: Scene) -> Translated:
    """Write it as the schedulers of torch that it comes to."""
    found = _known(scene.document, scene.path)
    assert found is not None
    entry, given, name = found
    for key, value in given.items():
        # the program fills in an empty length
        is_left = key == "milestones" or (key in LENGTHS and value.value is None)
        wrong = None if is_left else not_a_number(value, scene.values.resolve_if_possible(value))
        if wrong is not None:
            return Translated(Found(scene.document.get(scene.path), scene.path), problems=(wrong,))
    writer = {BOLTS: _bolts, ONE_CYCLE: _one_cycle, MULTI_STEP: _multi_step}[name]
    return writer(scene, entry, given)


def _refused(scene: Scene, path: Path, message: str) -> Translated:
    whole = Found(scene.document.get(scene.path), scene.path)
    return Translated(whole, problems=(Problem(path, "value", "unread-shape", message),))


def _number(scene: Scene, given: dict[str, Found], key: str, otherwise: float) -> float | None:
    """A number that is given, or the default of the other class; None where it is not known."""
    if key not in given:
        return otherwise
    return number(scene.values.resolve(given[key]))


def _length(scene: Scene, given: dict[str, Found], key: str, in_epochs: bool, entry: Entry) -> float | None:
    """How long it is: as the file says, or as the run."""
    value = None if key not in given else scene.values.resolve(given[key])
    if value is UNKNOWN or number(value) is not None:
        return number(value)
    run = scene.horizon.epochs if in_epochs else scene.horizon.updates
    if run is None or (not in_epochs and scene.horizon.epochs and scene.horizon.said_steps_per_epoch is None):
        option = "epochs" if in_epochs else "steps" if scene.horizon.epochs is None else "steps_per_epoch"
        message = f"`{key}` is not in the file: it is as long as the run"
        scene.values.unresolved.append(Unresolved(entry.named.path, "missing", message, option=option))
        return None
    return run


def _bolts(scene: Scene, entry: Entry, given: dict[str, Found]) -> Translated:
    warmup, start = _number(scene, given, "warmup_epochs", 0), _number(scene, given, "warmup_start_lr", 0.0)
    whole = _length(scene, given, "max_epochs", scene.interval != "step", entry)
    at, place = entry.named.path, given["warmup_epochs"].path
    if warmup is not None and (warmup < 2 or warmup != int(warmup)):
        shown = scene.values.shown(given["warmup_epochs"], warmup)
        return _refused(scene, place, f"`warmup_epochs: {shown}` is not 2 or more, and {BOLTS} has a formula for that")
    if start and scene.base_rate is None:
        message = "`warmup_start_lr` is a rate, and the base rate is not known"
        scene.values.unresolved.append(Unresolved(given["warmup_start_lr"].path, "missing", message, option="lr"))
    rise = Computed(UNKNOWN if warmup is None else int(warmup) - 1, place)
    length = UNKNOWN if warmup is None or whole is None else int(whole - warmup)
    factor = start / scene.base_rate if start and scene.base_rate else UNKNOWN
    first: dict[str, Tree] = (
        {"name": Computed("WarmupConstantLR", at), "warmup_steps": rise}
        if start == 0
        else {"name": Computed("LinearLR", at), "start_factor": Computed(factor, at), "total_iters": rise}
    )
    second: dict[str, Tree] = {"name": Computed("CosineAnnealingLR", at), "T_max": Computed(length, at)}
    if "eta_min" in given:
        second["eta_min"] = given["eta_min"]
    tree: dict[str, Tree] = {
        "name": Computed("SequentialLR", at),
        "schedulers": Node([Node(first, entry.path), Node(second, entry.path)], entry.path),
        "milestones": Node([Computed(UNKNOWN if warmup is None else int(warmup), place)], place),
    }
    return Translated(Node(tree, entry.path), scene.interval or "epoch", (f"{BOLTS} is that of Lightning Bolts",))


def _one_cycle(scene: Scene, entry: Entry, given: dict[str, Found]) -> Translated:
    part, at = _number(scene, given, "pct_warm", 0.3), entry.named.path
    first, last = _number(scene, given, "start_div_factor", 25.0), _number(scene, given, "end_div_factor", 10_000.0)
    whole = _length(scene, given, "cycle_steps", False, entry)
    if "cycle_steps" in given and whole is not None and whole < 1:
        return _refused(scene, given["cycle_steps"].path, f"`cycle_steps: {whole}` is no length of a cycle: 1 or more")
    is_known = None not in (whole, part, first, last) and bool(first)
    total = int(whole) + 1 if is_known and whole is not None else UNKNOWN
    peak = (part * whole + 1) / (whole + 1) if is_known else UNKNOWN  # type: ignore[operator]
    tree: dict[str, Tree] = {
        "name": Computed("OneCycleLR", at),
        "max_lr": given.get("max_lr", Computed(1e-3, at)),
        "total_steps": Computed(total, at),
        "pct_start": Computed(peak, given["pct_warm"].path),
        "div_factor": given.get("start_div_factor", Computed(25.0, at)),
        "final_div_factor": Computed(last / first if is_known else UNKNOWN, at),  # type: ignore[operator]
        "cycle_momentum": Computed(False, at),
    }
    note = (
        "OneCyclePolicy is that of fast.ai's course: its first update, which has the optimizer's rate, is drawn as the "
    )
    return Translated(Node(tree, entry.path), "step", (note + "beginning of the cycle, and its momentum is not drawn",))


def _multi_step(scene: Scene, entry: Entry, given: dict[str, Found]) -> Translated:
    warmup = _number(scene, given, "warmup_iter", -1)
    if warmup is not None and warmup > 0:
        shown = scene.values.shown(given["warmup_iter"], warmup)
        message = f"`warmup_iter: {shown}`: after the warm-up its rate stays below the base rate, which is not read"
        return _refused(scene, given["warmup_iter"].path, message)
    text = scene.values.resolve(given["milestones"])
    is_text = isinstance(text, str) and re.fullmatch(_WHOLES, text) is not None
    wholes = [int(part) for part in str(text).split("+")] if is_text else []
    milestones: Tree = Computed(wholes, given["milestones"].path) if is_text else given["milestones"]
    tree: dict[str, Tree] = {"name": Computed("MultiStepLR", entry.named.path), "milestones": milestones}
    if "gamma" in given:
        tree["gamma"] = given["gamma"]
    shown = scene.values.shown(given["milestones"], text)
    read_as = "..." if is_interpolated(shown) else wholes
    note = (f"`milestones: {shown}` is read as {read_as}",) if is_text else ()
    return Translated(Node(tree, entry.path), scene.interval or "step", (*note, "it is MultiStepLR without a warm-up"))
