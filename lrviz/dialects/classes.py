"""From the name of a class and its parameters, however they are written, to our own shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lrviz.dialects.entries import AROUND, Entry, read_entry
from lrviz.dialects.hydra_keys import children, lists, wrong_keys
from lrviz.dialects.import_paths import FOLLOWED, wrong_import
from lrviz.dialects.lightning_keys import missing_metric
from lrviz.dialects.names import LENGTHS, scheduler_alias, scheduler_class
from lrviz.dialects.numbers import whole
from lrviz.dialects.setup import Computed, Found, Node, Scene, Translated, Tree
from lrviz.dialects.strangers import is_stranger, report_stranger
from lrviz.dialects.warmups import join, read_warmup, ticks_of
from lrviz.options import Interval
from lrviz.unresolved import Unresolved
from schedules.catalog import SCHEDULERS
from schedules.checker import UNKNOWN
from schedules.problems import Problem

INTERVALS: Mapping[Any, Interval] = {
    "step": "step",
    "steps": "step",
    "batch": "step",
    "iter": "step",
    "iteration": "step",
    "epoch": "epoch",
    "epochs": "epoch",
}
"""How programs say how often a scheduler is stepped."""

LIGHTNINGS_OWN = ("class_path", "init_args", "dict_kwargs")

INTERVAL_KEYS = ("interval", "step", "scheduling_step", "policy")


def translate_entry(scene: Scene, entry: Entry, name: str, around: Mapping[str, Found] | None = None) -> Translated:
    """Write a scheduler in our own shape.

    Args:
        scene: What surrounds it.
        entry: The class and its parameters.
        name: What the class is called here.
        around: What says that there is a warm-up, where it is not what stands beside the parameters.
    """
    scene.problems.extend(_of_the_program(scene, entry, name))
    interval = scene.interval or _interval(scene, entry, name)
    beside = {key: found for key, found in entry.around.items() if not knows(name, key)}
    warmup = read_warmup(scene, beside if around is None else around)
    if warmup is not None and interval is None:
        interval = warmup.unit
    before = None if warmup is None else ticks_of(scene, warmup, interval)
    notes: list[str] = []
    entries = _parameters(scene, entry, name)
    if warmup is None or before is not None:
        _give_length(scene, entry, name, interval, entries, before or 0)
    notes.extend(_other_case(scene, entry))
    first = entries.get("T_0")
    if "num_cycles" in entry.parameters and isinstance(first, Computed) and first.value is not UNKNOWN:
        notes.append(f"`num_cycles` is read as the cycles of the run: the first has {first.value:,} ticks")
    main = Node({"name": Computed(name, entry.named.path), **entries}, entry.path)
    if warmup is None:
        return Translated(_with_beside(main, entry), interval, tuple(notes))
    joined = join(scene, warmup, name, main, interval, before)
    tree = _with_beside(joined.tree, entry) if isinstance(joined.tree, Node) else joined.tree
    return Translated(tree, interval, (*notes, *joined.notes), joined.problems)


def _other_case(scene: Scene, entry: Entry) -> list[str]:
    """Say where the key of the class and that of the parameters are not written alike: a program may miss one."""
    found = next(iter(entry.parameters.values()), None)
    key = entry.named.path[-1]
    above = found.path[len(entry.path)] if found is not None and len(found.path) > len(entry.path) + 1 else key
    if str(key).isupper() == str(above).isupper() or len(scene.path) > len(entry.path):
        return []
    return [f"`{above}` is taken for the parameters, and `{key}` has another case: a program may look for one"]


def knows(name: str, key: str) -> bool:
    """Whether a class has a parameter, or is known to have it under another name."""
    spec_class = SCHEDULERS.load(name)
    return key in spec_class.key_fields() or key in spec_class.foreign_keys


def _with_beside(node: Node, entry: Entry) -> Node:
    """What stands beside the parameters and means the same to us."""
    assert isinstance(node.entries, Mapping)
    beside = {key: entry.around[key] for key in ("monitor", "frequency") if key in entry.around}
    return Node({**{key: found for key, found in beside.items() if key not in node.entries}, **node.entries}, node.path)


def translate_children(scene: Scene, found: Found) -> Tree:
    """The children of a composite; one that is none of ours is left as it is, for the check to find."""
    if not isinstance(found.value, list):
        return found
    children = [_child(scene, Found(value, (*found.path, index))) for index, value in enumerate(found.value)]
    return Node(children, found.path)


def _child(scene: Scene, found: Found) -> Tree:
    entry = read_entry(found.value, found.path)
    name = name_of(entry) if entry is not None else ""
    if entry is None or not name:
        return found
    scene.problems.extend(_of_the_program(scene, entry, name))
    return Node({"name": Computed(name, entry.named.path), **_parameters(scene, entry, name)}, entry.path)


def name_of(entry: Entry) -> str:
    """The scheduler that an entry means, or an empty string."""
    text = str(entry.named.value)
    found = scheduler_class(text) or ("" if "." in text else scheduler_alias(text, entry.parameters))
    # a class that is called as one of timm and has the parameters of one of torch, as StepLRScheduler with `step_size`
    torch_name = text.removesuffix("Scheduler")
    is_others = found.startswith("timm_") and "." not in text and torch_name in SCHEDULERS
    if is_others and not _fits(found, entry) and _fits(torch_name, entry):
        return torch_name
    return found


def _fits(name: str, entry: Entry) -> bool:
    """Whether a class has all the parameters that are given."""
    return set(entry.parameters) <= set(SCHEDULERS.load(name).key_fields())


def _parameters(scene: Scene, entry: Entry, name: str) -> dict[str, Tree]:
    known = SCHEDULERS.load(name).key_fields()
    found: dict[str, Tree] = {}
    # some classes have parameters with names that are the program's beside others
    beside = {key: value for key, value in entry.around.items() if knows(name, key) and key not in entry.parameters}
    for key, value in (entry.parameters | beside).items():
        is_as_written = key in known or not key.isupper() or entry.key in FOLLOWED
        own = key if is_as_written else next((field for field in known if field == key.lower()), key)
        if own == "optimizer":
            # the program around the config gives it
            continue
        if entry.is_whole and is_stranger(name, own) and not _is_lightnings(entry, own):
            report_stranger(scene, name, own, value, entry.parameters)
            continue
        found[own] = translate_children(scene, value) if own == "schedulers" else _filled(scene, name, own, value)
    _fit_cycles(scene, entry, name, found)
    return found


def _is_lightnings(entry: Entry, key: str) -> bool:
    """Whether a parameter is the one that Lightning's own ReduceLROnPlateau has beside those of torch's."""
    module, _, name = str(entry.named.value).rpartition(".")
    return key == "monitor" and name == "ReduceLROnPlateau" and not module.startswith("torch")


def _of_the_program(scene: Scene, entry: Entry, name: str) -> Iterator[Problem]:
    """What keeps the program that reads an entry from making the class."""
    if (problem := wrong_import(scene, entry, name)) is not None:
        yield problem
    if entry.key == "_target_":
        yield from wrong_keys(scene, entry)
        yield from handed_over(scene, entry, name)
        yield from lists(scene, entry, name)
        yield from children(entry, name)
    if entry.key == "class_path":
        yield from _beside_init_args(scene, entry)
        yield from missing_metric(entry)


def _beside_init_args(scene: Scene, entry: Entry) -> Iterator[Problem]:
    """What stands beside `class_path` and `init_args`, where Lightning takes nothing else."""
    node = scene.document.get(entry.path)
    for key in node if isinstance(node.get("init_args"), dict) else ():
        if key in (*LIGHTNINGS_OWN, "optimizer") or str(key).lower() in AROUND:
            continue
        shown = scene.values.quote(())((*entry.path, key), key, True)
        message = (
            f"`{shown}` stands beside `class_path` and `init_args`, where LightningCLI takes nothing else, and stops"
        )
        yield Problem((*entry.path, key), "key", "unknown-key", message, "put it into `init_args`")


def handed_over(scene: Scene, entry: Entry, name: str) -> Iterator[Problem]:
    """What Hydra gives to the class beside its parameters, where the class has no such parameter."""
    if not entry.is_hydras:
        return
    for key, found in entry.around.items():
        if key == "optimizer" or knows(name, key):
            continue
        shown = scene.values.quote(())(found.path, found.path[-1], True)
        message = (
            f"`{shown}` stands beside `_target_`: Hydra gives it to {name}, which has no such parameter and stops, "
            "unless the program takes it out before"
        )
        hint = "put it beside the scheduler, and not among its parameters"
        yield Problem(found.path, "key", "handed-over", message, hint)


def _filled(scene: Scene, name: str, key: str, found: Found) -> Tree:
    """A parameter, or nothing known of it where the file leaves the place of a required one to the program."""
    known = SCHEDULERS.load(name).key_fields()
    field = SCHEDULERS.load(name).model_fields.get(known.get(key, ""))
    if found.value is not None or field is None or not field.is_required() or name_is_ours(name):
        return found
    message = f"`{key}` is empty: the program that reads it gives it"
    scene.values.unresolved.append(Unresolved(found.path, "missing", message))
    return Computed(UNKNOWN, found.path)


def name_is_ours(name: str) -> bool:
    """Whether a class is one that only this package has, so that no other program fills it in."""
    return not SCHEDULERS.load(name).upstream


def _fit_cycles(scene: Scene, entry: Entry, name: str, entries: dict[str, Tree]) -> None:
    """Give restarts their first cycle where the file says how many cycles the run has."""
    cycles = None if entry.key in FOLLOWED else entries.get("num_cycles")
    if name != "CosineAnnealingWarmRestarts" or not isinstance(cycles, Found) or "T_0" in entries:
        return
    factor = entries.get("T_mult")
    count, growth = scene.values.resolve(cycles), scene.values.resolve(factor) if isinstance(factor, Found) else 1
    count, growth = whole(count), whole(growth)
    if count is None or growth is None or min(count, growth) < 1:
        return
    del entries["num_cycles"]
    interval = scene.interval or _interval(scene, entry, name)
    run = scene.horizon.epochs if interval == "epoch" else scene.horizon.updates
    if run is None:
        message = "the run has `num_cycles`, and its length is not in the file"
        scene.values.unresolved.append(Unresolved(cycles.path, "missing", message, option="steps"))
    parts = sum(growth**index for index in range(min(count, 64)))
    entries["T_0"] = Computed(UNKNOWN if run is None else max(1, -(-run // parts)), cycles.path)


def _interval(scene: Scene, entry: Entry, name: str) -> Interval | None:
    """How often the scheduler is stepped, as it says itself, or as trainers do that count a run in epochs."""
    for key in INTERVAL_KEYS:
        if key in entry.around:
            word = scene.values.resolve_if_possible(entry.around[key])
            said = INTERVALS.get(word) if isinstance(word, str) else None
            if said is not None:
                return said
    if name in ("OneCycleLR", "CyclicLR"):
        return "step"
    return "epoch" if scene.horizon.epochs is not None else None


def _give_length(
    scene: Scene,
    entry: Entry,
    name: str,
    interval: Interval | None,
    entries: dict[str, Tree],
    before: int,
) -> None:
    """Add the length of the schedule where the file leaves it to the program, which knows that of the run."""
    key = LENGTHS.get(name, "")
    if name == "OneCycleLR" and "epochs" in entries:
        key = "steps_per_epoch"
    given = {one.lower().replace("_", "") for one in entries}
    if not key or key.lower().replace("_", "") in given:
        return
    length = _length(scene, key, interval)
    if length is not None and key != "steps_per_epoch":
        length = max(1, length - before)
    if length is None:
        option = key if key == "steps_per_epoch" else "epochs"
        message = f"`{key}` is not in the file: the program that reads it gives it"
        scene.values.unresolved.append(Unresolved(entry.path, "missing", message, option=option))
    else:
        rest = "the rest of the run" if before else "as long as the run"
        message = f"`{key}` is not in the file: {length:,}, {rest}, is taken for it"
        hint = "a program that does not give it stops: write it into the file"
        scene.problems.append(Problem(entry.named.path, "value", "left-to-program", message, hint))
    entries[key] = Computed(UNKNOWN if length is None else length, entry.named.path)


def _length(scene: Scene, key: str, interval: Interval | None) -> int | None:
    if key == "steps_per_epoch":
        return scene.horizon.said_steps_per_epoch
    return scene.horizon.epochs if interval == "epoch" else scene.horizon.updates
