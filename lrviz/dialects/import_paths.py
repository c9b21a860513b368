"""Import paths as Hydra and Lightning follow them: to the very class, or the program stops."""

from __future__ import annotations

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


def wrong_import(scene: Scene, entry: Entry, name: str) -> Problem | None:
    """What keeps a program from importing the class of an entry, or None.

    Args:
        scene: What surrounds it.
        entry: The class and its parameters.
        name: The scheduler that is meant.
    """
    text = str(entry.named.value)
    right = _paths_of(name)
    if not _is_imported(entry.key, text) or text in SAME_ELSEWHERE or text in right:
        return None
    return _problem(entry.key, text, entry.named.path, scene.values.shown(entry.named, text), f"write `{right[0]}`")


def wrong_optimizer_import(key: str, text: str, known: str, path: Path, shown: str) -> Problem | None:
    """The same of an optimizer.

    Args:
        key: The key under which it is named.
        text: What is written there.
        known: The optimizer of torch that is meant, or an empty string.
        path: Where it stands.
        shown: How it is shown.
    """
    module, _, name = text.rpartition(".")
    if not _is_imported(key, text):
        return None
    if known:
        files = (known, f"_{known}", f"sparse_{known[6:]}")
        right = [f"torch.optim.{known}", *(f"torch.optim.{file.lower()}.{known}" for file in files)]
        return None if text in right else _problem(key, text, path, shown, f"write `{right[0]}`")
    if module != "torch.optim" and not module.startswith("torch.optim."):
        return None
    near = nearest(name, OPTIMIZERS.names())
    return _problem(key, text, path, shown, f"did you mean `{near}`?" if near else "")


def _paths_of(name: str) -> list[str]:
    """The import paths that lead to a scheduler, the usual one first."""
    upstream = SCHEDULERS.load(name).upstream or f"schedules.{name}"
    class_name = upstream.rpartition(".")[2]
    if upstream.startswith("timm."):
        modules = (TIMM_MODULES[class_name], "scheduler_factory")
        return [upstream, *(f"timm.scheduler.{module}.{class_name}" for module in modules)]
    return [upstream]


def _is_imported(key: str, text: str) -> bool:
    """Whether a program imports it by its path. LightningCLI knows the classes of torch by their names alone too."""
    return key == "_target_" or (key == "class_path" and "." in text)


def _problem(key: str, text: str, path: Path, shown: str, hint: str) -> Problem:
    module = text.rpartition(".")[0]
    reason = f"`{module}` has no class of this name" if module else "it is no import path"
    message = f"`{key}: {shown}` cannot be imported, {reason}: the program stops"
    return Problem(path, "value", "unknown-name", message, hint)
