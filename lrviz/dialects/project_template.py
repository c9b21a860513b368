"""PyTorch-Project-Template: `epoch_scheduler` and `iter_scheduler`, of which many lengths are parts of the run.

What its program makes of them: a fraction among `milestones`, and a `step_size` up to 1, is that part of the run,
LinearLR is as long as the run, and the children of a ChainedScheduler are stepped in their `step_ranges` alone.
"""

from __future__ import annotations

from typing import Any

from lrviz.dialects.classes import name_of, translate_entry
from lrviz.dialects.entries import Entry, entry_at, read_entry
from lrviz.dialects.keys import PAIRS
from lrviz.dialects.numbers import number
from lrviz.dialects.setup import Computed, Found, Node, Scene, Setup, Translated, Tree
from lrviz.document import Document
from lrviz.unresolved import Unresolved
from schedules.checker import UNKNOWN
from schedules.problems import Path, Problem

TITLE = "PyTorch-Project-Template (`epoch_scheduler`, `iter_scheduler`)"
KEEPS_NAMES = False

RESTARTS = "CosineAnnealingWarmupReduceRestarts"

RENAMED = {
    "first_cycle_steps": "T_0",
    "cycle_mult": "T_mult",
    "min_lr": "eta_min",
    "warmup_steps": "T_up",
    "gamma": "gamma",
}
"""What the template calls the parameters of its cosine with restarts. Its peak, `max_lr`, is a rate of its own."""


def reads(document: Document, path: Path) -> bool:
    """Whether a class with `args` stands under one of the two keys."""
    entry = _entry(document, path)
    return entry is not None and bool(name_of(entry))


def _entry(document: Document, path: Path) -> Entry | None:
    node = document.get(path)
    is_there = path[-1:] and path[-1] in PAIRS[0] and isinstance(node, dict) and isinstance(node.get("args"), dict)
    return entry_at(document, path) if is_there else None


def surround(setup: Setup, scene: Scene) -> Setup:
    """The rate of a cosine with restarts is its own `max_lr`."""
    entry = _entry(scene.document, scene.path)
    if entry is None or name_of(entry) != RESTARTS or "first_cycle_steps" not in entry.parameters:
        return setup
    return setup._replace(own_lr=entry.parameters.get("max_lr") or Found(0.1, entry.named.path))


def translate(scene: Scene) -> Translated:
    """Write it with the lengths that the program works out."""
    entry = _entry(scene.document, scene.path)
    assert entry is not None
    interval = PAIRS[0][str(scene.path[-1])]
    scene = scene._replace(interval=interval)
    if name_of(entry) == "ChainedScheduler" and "step_ranges" in entry.parameters:
        return _in_turn(scene, entry)
    notes: list[str] = []
    translated = translate_entry(scene, _as_program_has_it(entry, notes), name_of(entry))
    tree = translated.tree
    assert isinstance(tree, Node)
    return translated._replace(tree=_with_lengths(scene, entry, tree), notes=(*notes, *translated.notes))


def _as_program_has_it(entry: Entry, notes: list[str]) -> Entry:
    """The entry with the names of our own class."""
    if name_of(entry) != RESTARTS or "first_cycle_steps" not in entry.parameters:
        return entry
    kept = {RENAMED[key]: found for key, found in entry.parameters.items() if key in RENAMED}
    others = {key: found for key, found in entry.parameters.items() if key not in (*RENAMED, "max_lr")}
    # the program's own defaults are others than ours
    kept.setdefault("eta_min", Found(1e-4, entry.named.path))
    notes.append("`max_lr` is the peak: the rate of the optimizer is not used")
    return entry._replace(parameters={**kept, **others})


def _loops(scene: Scene) -> int | None:
    """How many ticks the run has."""
    return scene.horizon.epochs if scene.interval == "epoch" else scene.horizon.updates


def _with_lengths(scene: Scene, entry: Entry, tree: Node) -> Node:
    """The scheduler with fractions of the run in ticks."""
    assert isinstance(tree.entries, dict)
    entries: dict[str, Tree] = dict(tree.entries)
    name = name_of(entry)
    milestones, step = entry.parameters.get("milestones"), entry.parameters.get("step_size")
    if name == "MultiStepLR" and milestones is not None and isinstance(milestones.value, list):
        parts = [Found(value, (*milestones.path, index)) for index, value in enumerate(milestones.value)]
        entries["milestones"] = Node([_part_of_run(scene, part, upto=None) for part in parts], milestones.path)
    elif name == "StepLR" and step is not None:
        entries["step_size"] = _part_of_run(scene, step, upto=1)
    elif name == "LinearLR" and entry.parameters.get("total_iters") is None:
        entries["total_iters"] = Computed(_told(scene, entry.named.path, _loops(scene)), entry.named.path)
    return Node(entries, tree.path)


def _part_of_run(scene: Scene, found: Found, upto: float | None) -> Tree:
    value = scene.values.resolve(found)
    if not isinstance(value, float) or number(value) is None or (upto is not None and value > upto):
        return found
    loops = _told(scene, found.path, _loops(scene))
    return Computed(loops if loops is UNKNOWN else round(value * loops), found.path)


def _told(scene: Scene, path: Path, loops: int | None) -> Any:
    """The ticks of the run, which are asked for where they are not known."""
    if loops is not None:
        return loops
    option = "epochs" if scene.interval == "epoch" else "steps"
    message = "it is a part of the run, whose length is not in the file"
    scene.values.unresolved.append(Unresolved(path, "missing", message, option=option))
    return UNKNOWN


def _in_turn(scene: Scene, entry: Entry) -> Translated:
    """The children of a chain, each in its range: it is stepped after the epochs of that, counted from 1."""
    ranges = scene.values.resolve(entry.parameters["step_ranges"])
    children = entry.parameters.get("schedulers")
    whole = Found(scene.document.get(scene.path), scene.path)
    is_pairs = isinstance(ranges, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(end, int) for end in pair) for pair in ranges
    )
    if not is_pairs or children is None or not isinstance(children.value, list) or len(children.value) != len(ranges):
        message = "`step_ranges` must be a list with a first and a last epoch for each of the `schedulers`"
        return Translated(
            whole, problems=(Problem(entry.parameters["step_ranges"].path, "value", "unread-shape", message),)
        )
    items: list[Tree] = []
    for index, (value, (first, last)) in enumerate(zip(children.value, ranges, strict=True)):
        path = (*children.path, index)
        child = read_entry(value, path)
        name = name_of(child) if child is not None else ""
        if child is None or not name:
            message = "this child of the chain is no scheduler of torch or timm"
            return Translated(whole, problems=(Problem(path, "value", "unread-shape", message),))
        tree = translate_entry(scene, child, name).tree
        assert isinstance(tree, Node)
        begin, place = max(0, first - 1), (*entry.parameters["step_ranges"].path, index)
        window = {"interval": Computed(scene.interval, place), "end": Computed(last, (*place, 1))}
        window |= {"begin": Computed(begin, (*place, 0))} if begin else {}
        tree = _with_lengths(scene, child, tree)
        assert isinstance(tree.entries, dict)
        items.append(Node({**tree.entries, **window}, path))
    note = "each child of the chain is stepped after the epochs of its `step_ranges` alone, counted from 1"
    return Translated(Node(items, scene.path), scene.interval, (note,))
