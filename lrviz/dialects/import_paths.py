"""Import paths as Hydra and Lightning follow them: to the very class, or the program stops."""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.dialects.entries import Entry
from lrviz.dialects.names import SAME_ELSEWHERE
from lrviz.dialects.setup import Scene
from schedules.catalog import SCHEDULERS
from schedules.optimizers import OPTIMIZERS
from schedules.problems import Path, Problem
from schedules.suggest import nearest

FOLLOWED = ("_target_", "class_path")
"""The keys whose value is imported as it is written."""

TIMM_MODULES = {
    "CosineLRScheduler": "cosine_lr",
    "MultiStepLRScheduler": "multistep_lr",
    "PlateauLRScheduler": "plateau_lr",
    "PolyLRScheduler": "poly_lr",
    "StepLRScheduler": "step_lr",
    "TanhLRScheduler": "tanh_lr",
    "WSDLRScheduler": "wsd_lr",
}
"""In which module of `timm.scheduler` each class is defined."""


def wrong_import(scene: Scene, entry: Entry, name: str) -> Iterator[Problem]:
    """What keeps a program from importing the class of an entry.

    Args:
        scene: What surrounds it.
        entry: The class and its parameters.
        name: The scheduler that is meant.
    """
    text = str(entry.named.value)
    if text in SAME_ELSEWHERE or text in _paths_of(name):
        return
    yield from _not_there(scene, entry, text, _paths_of(name)[0])


def wrong_optimizer_import(key: str, text: str, name: str, path: Path, shown: str) -> Problem | None:
    """The same of an optimizer.

    Args:
        key: The key under which it is named.
        text: What is written there.
        name: The optimizer that is meant.
        path: Where it stands.
        shown: How it is shown.
    """
    modules = ("torch.optim", *(f"torch.optim.{name.lower()}" for name in (name, f"_{name}", f"sparse_{name[6:]}")))
    if not _is_imported(key, text) or text in [f"{module}.{name}" for module in modules]:
        return None
    return _problem(key, text, path, shown, f"torch.optim.{name}") if name in OPTIMIZERS else None


def no_such_optimizer(key: str, text: str, path: Path, shown: str) -> Problem | None:
    """What is wrong with an import path below `torch.optim` that leads to no optimizer, or None for any other.

    Args:
        key: The key under which it stands.
        text: What is written there.
        path: Where it stands.
        shown: How it is shown.
    """
    module, _, name = text.rpartition(".")
    if not _is_imported(key, text) or not (module == "torch.optim" or module.startswith("torch.optim.")):
        return None
    message = f"`{key}: {shown}` cannot be imported, `{module}` has no class of this name: the program stops"
    near = nearest(name, OPTIMIZERS.names())
    return Problem(path, "value", "unknown-name", message, f"did you mean `{near}`?" if near else "")


def _paths_of(name: str) -> list[str]:
    """The import paths that lead to a scheduler, the usual one first."""
    upstream = SCHEDULERS.load(name).upstream or f"schedules.{name}"
    class_name = upstream.rpartition(".")[2]
    if upstream.startswith("timm."):
        return [upstream, f"timm.scheduler.{TIMM_MODULES[class_name]}.{class_name}"]
    return [upstream]


def _not_there(scene: Scene, entry: Entry, text: str, right: str) -> Iterator[Problem]:
    if not _is_imported(entry.key, text):
        return
    path = entry.named.path
    yield _problem(entry.key, text, path, scene.values.shown(entry.named, text), right)


def _is_imported(key: str, text: str) -> bool:
    """Whether a program imports it by its path. LightningCLI knows the classes of torch by their names alone too."""
    return key == "_target_" or (key == "class_path" and "." in text)


def _problem(key: str, text: str, path: Path, shown: str, right: str) -> Problem:
    module = text.rpartition(".")[0]
    reason = f"`{module}` has no class of this name" if module else "it is no import path"
    message = f"`{key}: {shown}` cannot be imported, {reason}: the program stops"
    return Problem(path, "value", "unknown-name", message, f"write `{right}`")
