"""Hugging Face's training arguments: `lr_scheduler_type`, with its parameters in `lr_scheduler_kwargs`."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from lrviz.dialects.classes import handed_over, knows
from lrviz.dialects.entries import Entry
from lrviz.dialects.hydra_keys import wrong_keys
from lrviz.dialects.keys import HUGGING_FACE
from lrviz.dialects.numbers import number
from lrviz.dialects.setup import Computed, Found, Node, OptimizerNames, Scene, Translated, Tree
from lrviz.document import Document
from lrviz.unresolved import Unresolved
from schedules.catalog import SCHEDULERS
from schedules.checker import UNKNOWN
from schedules.problems import Path, Problem
from schedules.suggest import nearest
from schedules.wording import describe

TITLE = "Hugging Face (`lr_scheduler_type`)"
KEEPS_NAMES = False
TAKES_PARTS_OF_EPOCHS = True
READS_WITH_PYYAML = "transformers"

OPTIMIZER_NAMES = OptimizerNames(
    # of all versions since 4.30
    (
        "adamw_torch", "adamw_torch_fused", "adamw_torch_xla", "adamw_torch_npu_fused", "adamw_torch_4bit",
        "adamw_torch_8bit", "adamw_hf", "adamw_apex_fused", "adamw_anyprecision", "adamw_bnb_8bit", "adamw_8bit",
        "adafactor", "ademamix", "ademamix_8bit", "sgd", "adagrad", "rmsprop", "rmsprop_bnb", "rmsprop_bnb_8bit",
        "rmsprop_bnb_32bit", "lion_8bit", "lion_32bit", "paged_adamw_32bit", "paged_adamw_8bit",
        "paged_ademamix_32bit", "paged_ademamix_8bit", "paged_lion_32bit", "paged_lion_8bit", "galore_adamw",
        "galore_adamw_8bit", "galore_adafactor", "galore_adamw_layerwise", "galore_adamw_8bit_layerwise",
        "galore_adafactor_layerwise", "lomo", "adalomo", "grokadamw", "schedule_free_radam", "schedule_free_adamw",
        "schedule_free_sgd", "apollo_adamw", "apollo_adamw_layerwise", "stable_adamw",
    ),
    is_closed=True,
    key="optim",
    program="the trainer of transformers",
)  # fmt: skip


class Kind(NamedTuple):
    """What a value of `lr_scheduler_type` means.

    Attributes:
        name: The scheduler.
        takes: Of `warmup_steps` and `total_steps`, those that the trainer gives it.
        renamed: The parameters in `lr_scheduler_kwargs` that have another name here.
        one_of: The parameters of which it needs one.
        own: The parameters that its function has beside those, or None where it is a class of torch.
        looks: Whether it is given `lr_scheduler_kwargs` at all.
    """

    name: str
    takes: tuple[str, ...] = ("warmup_steps", "total_steps")
    renamed: Mapping[str, str] = {}
    one_of: tuple[str, ...] = ()
    own: tuple[str, ...] | None = ()
    looks: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """All that may stand in `lr_scheduler_kwargs`."""
        if self.own is None:
            return tuple(SCHEDULERS.load(self.name).key_fields())
        return (*self.renamed, *self.own, *(key for key in self.one_of if key not in self.renamed), "last_epoch")


RENAMED = {"min_lr_rate": "min_lr_ratio"}
FLOOR = ("min_lr", "min_lr_rate")

KINDS = {
    "linear": Kind("WarmupLinearLR"),
    "cosine": Kind("WarmupCosineLR", own=("num_cycles",)),
    "cosine_with_restarts": Kind("WarmupCosineRestartsLR", own=("num_cycles",)),
    "polynomial": Kind("WarmupPolynomialLR", renamed={"lr_end": "min_lr"}, own=("power",)),
    "constant": Kind("WarmupConstantLR", takes=(), looks=False),
    "constant_with_warmup": Kind("WarmupConstantLR", takes=("warmup_steps",), looks=False),
    "inverse_sqrt": Kind("WarmupInverseSqrtLR", takes=("warmup_steps",), own=("timescale",)),
    "cosine_with_min_lr": Kind("WarmupCosineLR", renamed=RENAMED, one_of=FLOOR, own=("num_cycles",)),
    "cosine_warmup_with_min_lr": Kind(
        "NonzeroWarmupCosineLR",
        renamed={**RENAMED, "warmup_lr_rate": "warmup_lr_ratio"},
        one_of=FLOOR,
        own=("num_cycles",),
    ),
    "warmup_stable_decay": Kind(
        "WarmupStableDecayLR",
        renamed={"num_decay_steps": "decay_steps", "num_stable_steps": "stable_steps"},
        own=("warmup_type", "decay_type", "min_lr_ratio", "num_cycles"),
    ),
    "reduce_lr_on_plateau": Kind("ReduceLROnPlateau", takes=(), own=None),
}


MAY_BE_NULL = ("min_lr", "min_lr_rate", "num_stable_steps", "timescale", "warmup_lr_rate")
"""The parameters that are null in transformers where they are not given."""

LR_END = 1e-7
"""The `lr_end` of transformers where none is given."""

NOT_READ = ("greedy",)
"""What else there is, in the newest versions."""


FUNCTIONS = {
    "get_constant_schedule": "constant",
    "get_constant_schedule_with_warmup": "constant_with_warmup",
    "get_cosine_schedule_with_warmup": "cosine",
    "get_cosine_with_hard_restarts_schedule_with_warmup": "cosine_with_restarts",
    "get_cosine_with_min_lr_schedule_with_warmup": "cosine_with_min_lr",
    "get_cosine_with_min_lr_schedule_with_warmup_lr_rate": "cosine_warmup_with_min_lr",
    "get_inverse_sqrt_schedule": "inverse_sqrt",
    "get_linear_schedule_with_warmup": "linear",
    "get_polynomial_decay_schedule_with_warmup": "polynomial",
    "get_wsd_schedule": "warmup_stable_decay",
}
"""The functions of `transformers` that make each of them."""

MODULES = ("transformers", "transformers.optimization")
"""Where they can be imported from."""

ARGUMENTS = {"num_warmup_steps": "warmup_steps", "num_training_steps": "total_steps"}
"""What the functions call what the trainer gives them."""


def called(path: str) -> Kind | None:
    """What the import path of a function of `transformers` means."""
    module, _, function = path.rpartition(".")
    return KINDS.get(FUNCTIONS.get(function, "")) if module in MODULES else None


def translate_call(scene: Scene, entry: Entry, kind: Kind) -> Translated:
    """A schedule whose function is called with the parameters of an entry."""
    taken = {key: name for key, name in ARGUMENTS.items() if name in kind.takes}
    beside = {key: found for key, found in entry.around.items() if knows(kind.name, key)}
    given = {key: found for key, found in (entry.parameters | beside).items() if key != "optimizer"}
    notes = _one_length(given) if kind is KINDS["warmup_stable_decay"] else ()
    scene.problems.extend([*wrong_keys(scene, entry), *handed_over(scene, entry, kind.name)])
    _report_missing(scene, kind, given, entry.named.path)
    known = (*kind.keys, *taken)
    tree: dict[str, Tree] = {"name": Computed(kind.name, entry.named.path)}
    tree |= _renamed(scene, given, known, {**taken, **kind.renamed})
    _check_rate(scene, kind, tree, entry.named.path)
    for key, name in taken.items():
        if key not in given and not (name == "total_steps" and "stable_steps" in tree):
            message = f"`{key}` is not in the file: the program that reads it gives it"
            scene.values.unresolved.append(Unresolved(entry.path, "missing", message))
            if name not in given:
                tree[name] = Computed(UNKNOWN, entry.named.path)
    return Translated(Node(tree, entry.path), "step", notes)


def _one_length(given: dict[str, Found]) -> tuple[str, ...]:
    """Take out the length of the whole where transformers does not look at it, and say so."""
    whole, stable = given.get("num_training_steps"), given.get("num_stable_steps")
    if whole is None or (whole.value is not None and (stable is None or stable.value is None)):
        return ()
    del given["num_training_steps"]
    if whole.value is None:
        return ()
    return ("`num_training_steps` is passed over: transformers takes `num_stable_steps` where both are given",)


def reads(document: Document, path: Path) -> bool:
    """Whether it is the key that picks the scheduler."""
    return path[-1:] == (HUGGING_FACE,) and isinstance(document.get(path), str)


def translate(scene: Scene) -> Translated:
    """Give the scheduler what `Trainer` gives it: the length of the run, the warm-up, and its own parameters."""
    named = Found(scene.document.get(scene.path), scene.path)
    word = scene.values.resolve(named)
    kind = KINDS.get(word) if isinstance(word, str) else None
    if kind is None and isinstance(word, str) and word in SCHEDULERS:
        shown = scene.values.shown(named, word)
        message = f"`{HUGGING_FACE}: {shown}` is a class of torch or timm, and none of the trainer's schedules"
        problem = Problem(scene.path, "value", "unknown-name", message, "it has " + ", ".join(KINDS))
        return Translated(named, "step", problems=(problem,))
    if word in NOT_READ:
        message = f"`{HUGGING_FACE}: {word}` follows a metric in a way of its own, which is not read"
        return Translated(named, "step", problems=(Problem(scene.path, "value", "unread-shape", message),))
    if kind is None:
        # the check says that there is none of this name
        return Translated(Node({"name": named}, scene.path), "step")
    scene.problems.extend(_gone(scene))
    return Translated(arguments(scene, kind, warmup(scene, total_steps(scene))), interval_of(kind))


def _gone(scene: Scene) -> Iterator[Problem]:
    """What the newest versions of the trainer's arguments do not have any more."""
    found = beside(scene, "warmup_ratio")
    if found is None:
        return
    value = scene.values.resolve_if_possible(found)
    is_share = isinstance(value, float) and 0 < value < 1
    hint = f"write `warmup_steps: {scene.values.shown(found, value)}`, which is a share of the run since 5.0"
    message = "transformers deprecates `warmup_ratio` since 5.0, and 5.23 has it no more: it stops with TypeError"
    yield Problem(found.path, "key", "outdated-argument", message, hint if is_share else "give `warmup_steps`")


def interval_of(kind: Kind) -> Any:
    """The trainer steps all of them after each update, but for the plateau, which it steps after an evaluation."""
    return None if kind.name == "ReduceLROnPlateau" else "step"


def arguments(scene: Scene, kind: Kind, warmup_steps: Tree | None) -> Node:
    """The scheduler with its parameters.

    Args:
        scene: What surrounds it.
        kind: What it is.
        warmup_steps: The warm-up, or None where there is none.
    """
    entries: dict[str, Tree] = {"name": Computed(kind.name, scene.path)}
    if "warmup_steps" not in kind.takes:
        scene.problems.extend(_refused_warmup(scene))
    given = _own(scene) if kind.looks else {}
    if given is None:
        return Node({**entries, **{key: Computed(UNKNOWN, scene.path) for key in kind.takes}}, scene.path)
    _report_missing(scene, kind, given, scene.path)
    own = _renamed(scene, given, kind.keys, kind.renamed)
    _check_rate(scene, kind, own, scene.path)
    if "warmup_steps" in kind.takes and warmup_steps is not None:
        entries["warmup_steps"] = warmup_steps
    if "total_steps" in kind.takes and "stable_steps" not in own:
        entries["total_steps"] = Computed(_told(scene, total_steps(scene)), scene.path)
    return Node({**entries, **own}, scene.path)


def _renamed(
    scene: Scene, given: Mapping[str, Found], known: Sequence[str], names: Mapping[str, str]
) -> dict[str, Tree]:
    """The parameters as they are called here, without those that the function does not have."""
    own: dict[str, Tree] = {}
    for key, found in given.items():
        if key in known:
            if found.value is None and key in MAY_BE_NULL:
                continue
            if found.value is None:
                stops = "torch resumes at it: it stops with KeyError"
                stops = stops if key == "last_epoch" else "transformers reckons with it: it stops with TypeError"
                message = f"`{key}` is empty (null), and {stops}"
                scene.problems.append(Problem(found.path, "value", "wrong-type", message, "leave it out"))
                continue
            is_made_a_number = key == "num_cycles" and "warmup_lr_rate" not in known
            own[names.get(key, key)] = _as_number(scene, found) if is_made_a_number else found
            continue
        shown = scene.values.quote(())(found.path, found.path[-1], True)
        near = nearest(key, {name for name in known if name not in given})
        hint = f"did you mean `{near}`?" if near else "its keys are " + ", ".join(known)
        message = f"this schedule of transformers has no parameter `{shown}`: it stops with TypeError"
        scene.problems.append(Problem(found.path, "key", "unknown-key", message, hint, near))
    return own


def _check_rate(scene: Scene, kind: Kind, own: Mapping[str, Tree], path: Path) -> None:
    """Say where transformers refuses the rate of the optimizer, or divides by it."""
    floor = own.get("min_lr")
    value = number(scene.values.resolve_if_possible(floor)) if isinstance(floor, Found) else None
    base, place = scene.base_rate, floor.path if isinstance(floor, Found) else path
    if kind is KINDS["polynomial"] and base is not None:
        end = value if isinstance(floor, Found) else LR_END
        said = f"`lr_end: {scene.values.shown(floor, value)}`" if isinstance(floor, Found) else f"`lr_end`, {LR_END:g},"
        if end is not None and not base > end:
            message = f"{said} is not below the rate of the optimizer: transformers stops with ValueError"
            scene.problems.append(Problem(place, "value", "against-run", message, "give it a lower one"))
    elif kind.one_of and value is not None and base == 0:
        message = (
            "`min_lr` is divided by the rate of the optimizer, which is 0: transformers stops with ZeroDivisionError"
        )
        scene.problems.append(Problem(place, "value", "against-run", message, "give `min_lr_rate`, or a rate above 0"))


def _as_number(scene: Scene, found: Found) -> Tree:
    """A value that transformers makes a number of, as it does of `"0.5"` too."""
    value = scene.values.resolve_if_possible(found)
    try:
        return Computed(float(value), found.path) if isinstance(value, str) else found
    except ValueError:
        return found


def _report_missing(scene: Scene, kind: Kind, given: Mapping[str, Found], path: Path) -> None:
    if kind.one_of and not any(key in given and given[key].value is not None for key in kind.one_of):
        listed = " or ".join(f"`{key}`" for key in kind.one_of)
        message = f"this schedule needs {listed}: without, transformers stops with ValueError"
        hint = f"give it {listed} in `lr_scheduler_kwargs`" if path == scene.path else ""
        scene.problems.append(Problem(path, "value", "missing-key", message, hint))


def total_steps(scene: Scene) -> int | None:
    """The updates of the run, or None where they are not known.

    Epochs alone do not say it: this schedule is counted in updates, and none of them would be one epoch long.
    """
    horizon = scene.horizon
    is_known = horizon.said_steps_per_epoch is not None or horizon.epochs is None
    return horizon.updates if is_known else None


def _told(scene: Scene, total: int | None) -> Any:
    if total is not None:
        return total
    option = "steps" if scene.horizon.epochs is None else "steps_per_epoch"
    message = "the schedule is as long as the run, and how many updates that has is not in the file"
    scene.values.unresolved.append(Unresolved(scene.path, "missing", message, option=option))
    return UNKNOWN


def warmup(scene: Scene, total: int | None, whole: Callable[[float], int] = math.ceil) -> Tree | None:
    """`warmup_steps`, or as many as the share of the run that `warmup_ratio`, or `warmup_steps` below 1, stands for.

    Args:
        scene: What surrounds the scheduler.
        total: The updates of the run.
        whole: How `warmup_ratio` is rounded.
    """
    steps = beside(scene, "warmup_steps")
    if steps is not None:
        value = scene.values.resolve(steps)
        is_share = isinstance(value, float) and 0 < value < 1
        if isinstance(value, float) and value > 1 and not value.is_integer() and number(value) is not None:
            return Computed(int(value), steps.path)
        if value is UNKNOWN or (value != 0 and not is_share):
            return steps
        if is_share:
            return Computed(UNKNOWN if total is None else math.ceil(total * value), steps.path)
    ratio = beside(scene, "warmup_ratio")
    value = None if ratio is None else scene.values.resolve(ratio)
    if ratio is None or not value:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        return ratio
    return Computed(UNKNOWN if total is None else whole(total * value), ratio.path)


def _refused_warmup(scene: Scene) -> Iterator[Problem]:
    """What the trainer's arguments refuse of a warm-up, where the schedule has none and would not look at it."""
    for key, most in (("warmup_steps", math.inf), ("warmup_ratio", 1)):
        found = beside(scene, key)
        value = None if found is None else number(scene.values.resolve_if_possible(found))
        if found is not None and value is not None and not 0 <= value <= most:
            said = "must be 0 or more" if most > 1 else "must be from 0 to 1"
            message = f"`{key}: {scene.values.shown(found, value)}` {said}: transformers stops with ValueError"
            yield Problem(found.path, "value", "out-of-bounds", message, "leave it out: this schedule has no warm-up")


def _own(scene: Scene) -> dict[str, Found] | None:
    """What stands in `lr_scheduler_kwargs`, a mapping or JSON that is one; None where that is not known, or wrong."""
    found = beside(scene, "lr_scheduler_kwargs")
    if found is None:
        return {}
    if isinstance(found.value, dict):
        return {str(key): Found(value, (*found.path, key)) for key, value in found.value.items()}
    value = scene.values.resolve(found)
    if isinstance(value, dict):
        return {str(key): Found(item, found.path) for key, item in value.items()}
    if isinstance(value, str) and value.startswith("{"):
        return _of_json(scene, found, value)
    if value is not UNKNOWN:
        shown = scene.values.shown(found, value)
        message = f"`lr_scheduler_kwargs: {shown}` is {describe(value)} and not a mapping: the trainer stops"
        scene.problems.append(Problem(found.path, "value", "wrong-type", message))
    return None


def _of_json(scene: Scene, found: Found, text: str) -> dict[str, Found] | None:
    """The numbers and words of a JSON text, which the trainer reads too; None where it is none."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        shown = scene.values.shown(found, text)
        message = f"`lr_scheduler_kwargs: {shown}` begins as JSON and is none: the trainer stops with JSONDecodeError"
        scene.problems.append(Problem(found.path, "value", "wrong-type", message, "write it as a mapping"))
        return None
    return {str(key): Found(value, found.path) for key, value in data.items()}


def beside(scene: Scene, key: str) -> Found | None:
    """Another of the training arguments."""
    level = scene.document.get(scene.path[:-1])
    return None if level.get(key) is None else Found(level[key], (*scene.path[:-1], key))
