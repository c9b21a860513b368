"""What other programs call the schedulers, the optimizers and their parameters."""

from __future__ import annotations

from typing import Any

from schedules.catalog import SCHEDULERS
from schedules.optimizers import OPTIMIZERS

ALIASES = {
    "cosine": "CosineAnnealingLR",
    "cosineannealing": "CosineAnnealingLR",
    "cosinerestart": "CosineAnnealingWarmRestarts",
    "cosinerestarts": "CosineAnnealingWarmRestarts",
    "cosinewarmrestarts": "CosineAnnealingWarmRestarts",
    "cosineannealingrestarts": "CosineAnnealingWarmRestarts",
    "cosineannealingwarmrestarts": "CosineAnnealingWarmRestarts",
    "constant": "ConstantLR",
    "cyclic": "CyclicLR",
    "exp": "ExponentialLR",
    "exponential": "ExponentialLR",
    "linear": "LinearLR",
    "multistep": "MultiStepLR",
    "onecycle": "OneCycleLR",
    "plateau": "ReduceLROnPlateau",
    "poly": "PolynomialLR",
    "polynomial": "PolynomialLR",
    "reducelronplateau": "ReduceLROnPlateau",
    "reduceonplateau": "ReduceLROnPlateau",
    "step": "StepLR",
}
"""Short names, without case and without underscores."""

LENGTHS = {
    "CosineAnnealingLR": "T_max",
    "OneCycleLR": "total_steps",
    "PolynomialLRDecay": "max_decay_steps",
    "timm_CosineLRScheduler": "t_initial",
    "timm_PolyLRScheduler": "t_initial",
    "timm_TanhLRScheduler": "t_initial",
}
"""The parameters that say how long the whole schedule is; the code around a config often gives them."""

SAME_ELSEWHERE = {
    "lightning.pytorch.cli.ReduceLROnPlateau": "ReduceLROnPlateau",
    "pytorch_lightning.cli.ReduceLROnPlateau": "ReduceLROnPlateau",
}
"""Classes of others that are those of torch, but for what they are told of the program."""

_OPTIMIZER_ALIASES = {
    "adamwhf": "AdamW",
    "adamwtorch": "AdamW",
    "adamwtorchfused": "AdamW",
    "momentum": "SGD",
    "nesterov": "SGD",
}


def plain(text: str) -> str:
    """A name without case, underscores and dashes."""
    return text.lower().replace("_", "").replace("-", "")


def scheduler_class(text: str) -> str:
    """The scheduler that an import path or a bare class name means, or an empty string.

    A class of the same name in a module of somebody else is another class.
    """
    if text in SAME_ELSEWHERE:
        return SAME_ELSEWHERE[text]
    module, _, name = text.rpartition(".")
    package = module.partition(".")[0]
    if package in ("", "torch", "schedules") and name in SCHEDULERS:
        return name
    return f"timm_{name}" if package in ("", "timm") and f"timm_{name}" in SCHEDULERS else ""


def scheduler_alias(text: str, parameters: Any = ()) -> str:
    """The scheduler that a short name means, or an empty string.

    Args:
        text: The name.
        parameters: The names of the parameters that are given: with `milestones`, steps are at given places.
    """
    found = ALIASES.get(plain(text), "")
    return "MultiStepLR" if found == "StepLR" and "milestones" in parameters else found


def optimizer_class(text: str) -> str:
    """The optimizer that an import path or a name means, however it is spelt, or an empty string."""
    module, _, name = text.rpartition(".")
    if module and module.partition(".")[0] != "torch":
        return ""
    by_plain = {plain(known): known for known in OPTIMIZERS.names()}
    return by_plain.get(plain(name)) or _OPTIMIZER_ALIASES.get(plain(name), "")
