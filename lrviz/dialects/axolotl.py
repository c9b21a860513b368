"""axolotl: `lr_scheduler` is a short name beside `learning_rate`, as in Hugging Face's training arguments."""

from __future__ import annotations

from lrviz.dialects import huggingface
from lrviz.dialects.huggingface import KINDS, Kind
from lrviz.dialects.numbers import number
from lrviz.dialects.setup import Computed, Found, Node, Scene, Translated, Tree
from lrviz.document import Document
from schedules.checker import UNKNOWN
from schedules.problems import Path, Problem

TITLE = "axolotl (`lr_scheduler` beside `learning_rate`)"
KEEPS_NAMES = False
TAKES_PARTS_OF_EPOCHS = True

WARMUP_SHARE, LONGEST_WARMUP = 0.03, 100
"""What axolotl warms up where the file does not say it: this share of the run, and no more than so many updates."""

OWN = {"rex": Kind("RexLR"), "one_cycle": Kind("OneCycleLR", takes=("total_steps",))}


OTHERWISE = ("lr_quadratic_warmup", "cosine_constant_lr_ratio", "jagged_restart_steps", "relora_steps", "relora")
"""Keys with which axolotl's trainer makes another schedule."""


def reads(document: Document, path: Path) -> bool:
    """Whether it is a short name that axolotl knows, beside the rate."""
    if path[-1:] != ("lr_scheduler",):
        return False
    beside = document.get(path[:-1])
    # with `lr_warmup_steps` it is for a script of diffusers, which warms up otherwise
    if "lr_warmup_steps" in beside:
        return False
    return "learning_rate" in beside and beside["lr_scheduler"] in (*KINDS, *OWN)


def translate(scene: Scene) -> Translated:
    """Give the scheduler what axolotl's trainer gives it."""
    name = scene.document.get(scene.path)
    for key in OTHERWISE:
        found = huggingface.beside(scene, key)
        if found is not None and scene.values.resolve_if_possible(found):
            message = f"with `{key}` axolotl makes another schedule, which lrviz does not read"
            problem = Problem(found.path, "key", "unread-shape", message)
            return Translated(Found(name, scene.path), problems=(problem,))
    total = huggingface.total_steps(scene)
    kind = KINDS.get(name) or OWN[name]
    node = huggingface.arguments(scene, kind, _warmup(scene, total))
    assert isinstance(node.entries, dict)
    entries = {**node.entries, **_extra(scene, name, total)}
    return Translated(Node(entries, node.path), huggingface.interval_of(kind))


def _warmup(scene: Scene, total: int | None) -> Tree | None:
    """As the file says, or axolotl's own default. A single update of warm-up is made two."""
    level = scene.document.get(scene.path[:-1])
    if level.get("warmup_steps") is None and level.get("warmup_ratio") is None:
        steps = UNKNOWN if total is None else min(int(WARMUP_SHARE * total), LONGEST_WARMUP)
        return Computed(steps, scene.path)
    found = huggingface.warmup(scene, total, whole=int)
    return found._replace(value=2) if isinstance(found, Found | Computed) and found.value == 1 else found


def _extra(scene: Scene, name: str, total: int | None) -> dict[str, Tree]:
    """What the trainer adds for single schedules."""
    floor = huggingface.beside(scene, "cosine_min_lr_ratio")
    if name in ("cosine", "rex") and floor is not None:
        added: dict[str, Tree] = {"min_lr_ratio": floor}
    else:
        added = {}
    if name == "rex":
        added["d"] = Computed(0.9, scene.path)
    if name == "one_cycle":
        rate = huggingface.beside(scene, "learning_rate")
        if rate is not None:
            added["max_lr"] = rate
        warmup = _warmup(scene, total)
        if isinstance(warmup, Found | Computed) and total and (steps := number(warmup.value)) is not None:
            added["pct_start"] = Computed(steps / total, warmup.path)
    return added
