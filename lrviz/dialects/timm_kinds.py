"""timm's training arguments with their defaults, and the schedulers that `sched` means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

DEFAULTS: Mapping[str, Any] = {
    "epochs": None,
    "decay_epochs": 30,
    "decay_milestones": [30, 60],
    "warmup_epochs": 5,
    "cooldown_epochs": 0,
    "patience_epochs": 10,
    "decay_rate": 0.1,
    "min_lr": 0.0,
    "warmup_lr": 1e-5,
    "warmup_prefix": False,
    "lr_noise": None,
    "lr_noise_pct": 0.67,
    "lr_noise_std": 1.0,
    "seed": 42,
    "lr_cycle_mul": 1.0,
    "lr_cycle_decay": 0.1,
    "lr_cycle_limit": 1,
    "lr_k_decay": 1.0,
    "lr_decay_fn": None,
    "lr_stable_timescale": None,
    "eval_metric": "top1",
    "sched_on_updates": False,
}
"""What `scheduler_kwargs` reads, and takes where it is not there. It would take 100 `epochs`, which are asked for."""


class Kind(NamedTuple):
    """What a value of `sched` means.

    Attributes:
        name: The scheduler.
        keys: Its parameters, each with the argument that gives it as it is.
        ticks: Its parameters that count ticks, each with the argument that gives them in epochs.
        given: Its parameters that are always the same.
        has_cycles: Whether its length, the cooldown added, is that of the run.
    """

    name: str
    keys: Mapping[str, str]
    ticks: Mapping[str, str]
    given: Mapping[str, Any] = {}
    has_cycles: bool = False


NOISE = {"noise_pct": "lr_noise_pct", "noise_std": "lr_noise_std", "noise_seed": "seed"}
WARMUP = {"warmup_lr_init": "warmup_lr", "warmup_prefix": "warmup_prefix"}
CYCLES = {"cycle_mul": "lr_cycle_mul", "cycle_decay": "lr_cycle_decay", "cycle_limit": "lr_cycle_limit"}
WHOLE = {"t_initial": "epochs", "warmup_t": "warmup_epochs"}
STABLE = {"warmup_lr_init": "warmup_lr", "lr_min": "min_lr", **NOISE}

KINDS = {
    "cosine": Kind(
        "timm_CosineLRScheduler",
        {"lr_min": "min_lr", "k_decay": "lr_k_decay", **CYCLES, **WARMUP, **NOISE},
        WHOLE,
        has_cycles=True,
    ),
    "tanh": Kind("timm_TanhLRScheduler", {"lr_min": "min_lr", **CYCLES, **WARMUP, **NOISE}, WHOLE, has_cycles=True),
    "poly": Kind(
        "timm_PolyLRScheduler",
        {"power": "decay_rate", "lr_min": "min_lr", "k_decay": "lr_k_decay", **CYCLES, **WARMUP, **NOISE},
        WHOLE,
        has_cycles=True,
    ),
    "step": Kind(
        "timm_StepLRScheduler",
        {"decay_rate": "decay_rate", **WARMUP, **NOISE},
        {"decay_t": "decay_epochs", "warmup_t": "warmup_epochs"},
    ),
    "constant": Kind(
        "timm_StepLRScheduler", {**WARMUP, **NOISE}, {"warmup_t": "warmup_epochs"}, {"decay_t": 1, "decay_rate": 1.0}
    ),
    "multistep": Kind(
        "timm_MultiStepLRScheduler",
        {"decay_rate": "decay_rate", **WARMUP, **NOISE},
        {"decay_t": "decay_milestones", "warmup_t": "warmup_epochs"},
    ),
    "plateau": Kind(
        "timm_PlateauLRScheduler",
        {"decay_rate": "decay_rate", "patience_t": "patience_epochs", "lr_min": "min_lr", **NOISE}
        | {"warmup_lr_init": "warmup_lr"},
        {"warmup_t": "warmup_epochs"},
        {"cooldown_t": 0},
    ),
    "wsd": Kind("timm_WSDLRScheduler", STABLE, {"warmup_t": "warmup_epochs"}, has_cycles=True),
    "rsqrt": Kind(
        "timm_WSDLRScheduler", STABLE, {"warmup_t": "warmup_epochs"}, {"stable_fn": "rsqrt"}, has_cycles=True
    ),
    "none": Kind("ConstantLR", {}, {}, {"factor": 1.0, "total_iters": 0}),
}
