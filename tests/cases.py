"""Every scheduler with every parameter at a value that is not its default, as data."""

from __future__ import annotations

from typing import Any, NamedTuple

STEPS = 1000


class PlainCase(NamedTuple):
    """One schedule to compare with the plain loop.

    `rates` are those of the parameter groups. Epochs are `per_epoch` updates long, and `metric` is what a plateau
    scheduler is fed after each.
    """

    id: str
    config: dict[str, Any]
    interval: str = "step"
    per_epoch: int = 1
    optimizer: str = "SGD"
    options: dict[str, Any] = {"momentum": 0.9}
    rates: tuple[float, ...] = (0.1,)
    metric: str = "1.0"


# name: (what is always given, then each parameter by itself with what it needs to matter)
TORCH: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "StepLR": ({"step_size": 30}, [{"gamma": 0.5}, {"step_size": 30.0}]),
    "MultiStepLR": ({"milestones": [100, 500, 900]}, [{"gamma": 0.5}, {"milestones": [3.0, 3, 7]}]),
    "ConstantLR": ({}, [{"factor": 0.25}, {"total_iters": 50}, {"total_iters": 7.0, "factor": 1}]),
    "LinearLR": ({}, [{"start_factor": 0.01}, {"end_factor": 0.5}, {"total_iters": 300}, {"total_iters": 30.0}]),
    "ExponentialLR": ({"gamma": 0.99}, []),
    "PolynomialLR": ({}, [{"total_iters": 900}, {"total_iters": 900, "power": 0.9}, {"total_iters": 90.0}]),
    "CosineAnnealingLR": ({"T_max": 1000}, [{"eta_min": 1e-3}, {"T_max": 70}, {"T_max": 55.5}]),
    "CosineAnnealingWarmRestarts": ({"T_0": 100}, [{"T_mult": 2}, {"T_mult": 3, "eta_min": 0.01}, {"eta_min": 0}]),
    "CyclicLR": (
        {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 100},
        [
            {"step_size_down": 30},
            {"mode": "triangular2"},
            {"mode": "exp_range", "gamma": 0.999},
            {"cycle_momentum": False},
            {"base_momentum": 0.7},
            {"max_momentum": 0.97},
            {"step_size_up": 33.5, "step_size_down": 0},
        ],
    ),
    "OneCycleLR": (
        {"max_lr": 0.1, "total_steps": 1000},
        [
            {"total_steps": None, "epochs": 10, "steps_per_epoch": 100},
            {"pct_start": 0.2},
            {"anneal_strategy": "linear"},
            {"cycle_momentum": False},
            {"base_momentum": 0.7},
            {"max_momentum": 0.97},
            {"div_factor": 10},
            {"final_div_factor": 100.0},
            {"three_phase": True},
        ],
    ),
}
# the same for the classes of this project, which the plain loop writes out anew
OURS: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "PolynomialLRDecay": (
        {"max_decay_steps": 900},
        [{"end_learning_rate": 1e-3}, {"power": 0.9}, {"power": 2}, {"max_decay_steps": 70.0}],
    ),
    "CosineAnnealingWarmupReduceRestarts": (
        {"T_0": 100},
        [
            {"T_mult": 2},
            {"T_0": 7, "T_mult": 3, "T_up": 3},
            {"eta_min": 1e-3},
            {"T_up": 20},
            {"gamma": 0.5},
            {"T_mult": 2, "eta_min": 0.03, "T_up": 99, "gamma": 0.5},
            {"T_0": 1e2, "T_mult": 2.0, "T_up": 1e1, "gamma": 0.5},
        ],
    ),
}
FLOORS: list[dict[str, Any]] = [{"warmup_steps": 50}, {"min_lr": 1e-3}, {"min_lr_ratio": 0.1}]
WSD = {"decay_steps": 100, "stable_steps": None, "total_steps": 900, "warmup_steps": 50}
WARMUPS: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "WarmupLinearLR": ({"total_steps": 900}, FLOORS),
    "WarmupCosineLR": ({"total_steps": 900}, [*FLOORS, {"num_cycles": 1.7, "warmup_steps": 50}]),
    "NonzeroWarmupCosineLR": (
        {"total_steps": 900, "warmup_steps": 50},
        [*FLOORS[1:], {"num_cycles": 1.7}, {"warmup_lr_ratio": 0.2}],
    ),
    "WarmupCosineRestartsLR": ({"total_steps": 900}, [*FLOORS, {"num_cycles": 3}]),
    "WarmupPolynomialLR": ({"total_steps": 900}, [*FLOORS, {"power": 2.5}]),
    "WarmupConstantLR": ({}, [{"warmup_steps": 50}]),
    "WarmupInverseSqrtLR": ({}, [{"warmup_steps": 50}, {"timescale": 70}, {"warmup_steps": 50, "timescale": 70}]),
    "WarmupStableDecayLR": (
        WSD,
        [
            *FLOORS[1:],
            {"stable_steps": 300, "total_steps": None},
            {"warmup_type": "cosine"},
            {"warmup_type": "1-sqrt", "decay_type": "linear", "min_lr": 1e-3},
            {"decay_type": "1-sqrt"},
            {"num_cycles": 1.5},
        ],
    ),
    "NoamLR": ({"d_model": 64, "warmup_steps": 100}, [{"factor": 2.0}]),
    "RexLR": ({"total_steps": 900}, [*FLOORS, {"d": 0.9}]),
    "FlatCosineLR": ({"total_steps": 900}, [*FLOORS, {"pct_start": 0.5}]),
    "WarmupMultiStepLR": (
        {"milestones": [300, 600]},
        [
            {"gamma": 0.5},
            {"warmup_steps": 50},
            {"warmup_steps": 50, "warmup_factor": 0.2},
            {"warmup_steps": 50, "warmup_factor": 0.2, "warmup_method": "constant"},
        ],
    ),
}
OURS.update(WARMUPS)
PLATEAU: list[dict[str, Any]] = [
    {},
    {"mode": "max"},
    {"factor": 0.5},
    {"patience": 3},
    {"threshold": 0.3},
    {"threshold_mode": "abs", "threshold": 0.03},
    {"cooldown": 7},
    {"min_lr": 0.004},
    {"eps": 0.05},
    {"patience": 4.0, "cooldown": 2.0},
]
NOISE = {"noise_range_t": [50, 200]}
TIMM_COMMON: list[dict[str, Any]] = [
    NOISE,
    {"noise_range_t": 40},
    {**NOISE, "noise_pct": 0.2},
    {**NOISE, "noise_std": 0.3},
    {**NOISE, "noise_seed": 7},
]
TIMM_TIME = [*TIMM_COMMON, {"warmup_t": 50}, {"warmup_t": 50, "warmup_lr_init": 1e-3}]
TIMM_CYCLE = [
    *TIMM_TIME,
    {"lr_min": 1e-3},
    {"t_initial": 100, "cycle_limit": 4},
    {"t_initial": 100, "cycle_limit": 4, "cycle_mul": 1.5},
    {"t_initial": 100, "cycle_limit": 4, "cycle_decay": 0.5},
    {"warmup_t": 50, "warmup_prefix": True},
]
TIMM: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "timm_CosineLRScheduler": ({"t_initial": 950}, [*TIMM_CYCLE, {"k_decay": 1.5}]),
    "timm_PolyLRScheduler": ({"t_initial": 950}, [*TIMM_CYCLE, {"k_decay": 1.5}, {"power": 2}]),
    "timm_TanhLRScheduler": ({"t_initial": 950}, [*TIMM_CYCLE, {"lb": -5.0}, {"ub": 4}]),
    "timm_StepLRScheduler": (
        {"decay_t": 90, "decay_rate": 0.5},
        [*TIMM_TIME, {"decay_t": 33.5}, {"warmup_t": 50, "warmup_prefix": False}],
    ),
    "timm_MultiStepLRScheduler": (
        {"decay_t": [90, 400], "decay_rate": 0.5},
        [*TIMM_TIME, {"decay_t": [33.5]}, {"warmup_t": 50, "warmup_prefix": False}],
    ),
    "timm_WSDLRScheduler": (
        {"t_initial": 950, "decay_t": 200},
        [
            *TIMM_TIME,
            {"lr_min": 1e-3},
            {"stable_fn": "rsqrt", "stable_timescale": 50},
            {"stable_fn": "power", "stable_timescale": 50, "stable_power": 0.8},
            {"decay_fn": "linear"},
            {"decay_fn": "cosine"},
            {"decay_fn": "power", "decay_power": 2},
            {"decay_fn": "exp", "decay_ratio": 0.01},
        ],
    ),
}
TIMM_PLATEAU: list[dict[str, Any]] = [
    {},
    {"decay_rate": 0.5},
    {"patience_t": 3},
    {"mode": "min", "threshold": 0.3},
    {"cooldown_t": 7},
    {"warmup_t": 5},
    {"warmup_t": 5, "warmup_lr_init": 1e-3},
    {"lr_min": 0.004},
    {"mode": "min"},
    {"noise_range_t": [5, 40]},
    {"noise_range_t": [5, 40], "noise_type": "uniform"},
    {"noise_range_t": [5, 40], "noise_pct": 0.2},
    {"noise_range_t": [5, 40], "noise_std": 0.3},
    {"noise_range_t": [5, 40], "noise_seed": 7},
]
WARMUP = {"name": "LinearLR", "start_factor": 0.01, "total_iters": 100}
COSINE = {"name": "CosineAnnealingLR", "T_max": 900, "eta_min": 1e-4}
COMPOSITES: dict[str, dict[str, Any]] = {
    "warmup-cosine": {"name": "SequentialLR", "milestones": [100], "schedulers": [WARMUP, COSINE]},
    "three-in-a-row": {
        "name": "SequentialLR",
        "milestones": [100, 400.0],
        "schedulers": [WARMUP, {"name": "ExponentialLR", "gamma": 0.99}, {"name": "StepLR", "step_size": 50}],
    },
    "ends-in-onecycle": {
        "name": "SequentialLR",
        "milestones": [100],
        "schedulers": [WARMUP, {"name": "OneCycleLR", "max_lr": 0.2, "total_steps": 901}],
    },
    "chained": {
        "name": "ChainedScheduler",
        "schedulers": [{"name": "ExponentialLR", "gamma": 0.999}, WARMUP, {"name": "MultiStepLR", "milestones": [500]}],
    },
    "sequence-in-a-chain": {
        "name": "ChainedScheduler",
        "schedulers": [
            {"name": "SequentialLR", "milestones": [100], "schedulers": [WARMUP, COSINE]},
            {"name": "ExponentialLR", "gamma": 0.999},
        ],
    },
    "chain-first-in-a-sequence": {
        "name": "SequentialLR",
        "milestones": [200],
        "schedulers": [
            {"name": "ChainedScheduler", "schedulers": [WARMUP, {"name": "ExponentialLR", "gamma": 0.999}]},
            COSINE,
        ],
    },
}


def _label(given: dict[str, Any]) -> str:
    return "-".join(f"{key}={value}".replace(" ", "") for key, value in given.items()) or "defaults"


def _torch_cases() -> list[PlainCase]:
    cases = []
    for name, (base, variants) in [*TORCH.items(), *OURS.items()]:
        for variant in [{}, *variants]:
            config = {key: value for key, value in {"name": name, **base, **variant}.items() if value is not None}
            cases.append(PlainCase(f"{name}-{_label(variant)}", config))
        config = {"name": name, **base}
        for optimizer, options in (("AdamW", {"betas": [0.8, 0.99]}), ("Muon", {"weight_decay": 0.0})):
            cases.append(PlainCase(f"{name}-{optimizer}", config, optimizer=optimizer, options=options))
        cases.append(PlainCase(f"{name}-two-groups", config, rates=(0.1, 0.004)))
        length = next((key for key in ("total_steps", "T_max") if key in base), None)
        by_epoch = {**config, length: 200} if length else config
        cases.append(PlainCase(f"{name}-by-epoch", by_epoch, interval="epoch", per_epoch=7))
    return cases


def _timm_cases() -> list[PlainCase]:
    cases = []
    for name, (base, variants) in TIMM.items():
        for variant in [{}, *variants]:
            config = {"name": name, "t_in_epochs": False, **base, **variant}
            cases.append(PlainCase(f"{name}-{_label(variant)}", config))
        config = {"name": name, "t_in_epochs": False, **base, "warmup_t": 20}
        for optimizer in ("AdamW", "Muon"):
            cases.append(PlainCase(f"{name}-{optimizer}", config, optimizer=optimizer, options={}))
        cases.append(PlainCase(f"{name}-two-groups", config, rates=(0.1, 0.004)))
        in_epochs = {key: value for key, value in config.items() if key != "t_in_epochs"}
        cases.append(PlainCase(f"{name}-by-epoch", in_epochs, interval="epoch", per_epoch=3))
        cases.append(PlainCase(f"{name}-by-update", config, per_epoch=3))
    return cases


def _plateau_cases() -> list[PlainCase]:
    cases = []
    decay = "decay:1.0:0.2"
    for name, variants in (("ReduceLROnPlateau", PLATEAU), ("timm_PlateauLRScheduler", TIMM_PLATEAU)):
        for variant in variants:
            case = PlainCase(f"{name}-{_label(variant)}", {"name": name, **variant}, "epoch", 4, metric=decay)
            cases.append(case)
            cases.append(case._replace(id=case.id + "-constant-metric", metric="1.0"))
        for optimizer in ("AdamW", "Muon"):
            cases.append(PlainCase(f"{name}-{optimizer}", {"name": name}, "epoch", 4, optimizer=optimizer, options={}))
        minimum = "min_lr" if name == "ReduceLROnPlateau" else "lr_min"
        for value in ([0.01, 0.002], 0.003):
            config = {"name": name, minimum: value}
            cases.append(PlainCase(f"{name}-two-groups-{value}", config, "epoch", 4, rates=(0.1, 0.004)))
    cases.append(PlainCase("ReduceLROnPlateau-by-step", {"name": "ReduceLROnPlateau", "patience": 90}, metric=decay))
    return cases


def _composite_cases() -> list[PlainCase]:
    cases = []
    for label, config in COMPOSITES.items():
        cases.append(PlainCase(label, config))
        cases.append(PlainCase(f"{label}-two-groups", config, rates=(0.1, 0.004)))
        cases.append(PlainCase(f"{label}-AdamW", config, optimizer="AdamW", options={}))
    lists = {"name": "OneCycleLR", "max_lr": [0.1, 0.5], "total_steps": 1000, "base_momentum": [0.8, 0.7]}
    cases.append(PlainCase("OneCycleLR-lists", {**lists, "max_momentum": [0.9, 0.95]}, rates=(0.1, 0.004)))
    lists = {"name": "CyclicLR", "base_lr": [0.1, 0.5], "max_lr": [1, 2.0], "step_size_up": 50}
    cases.append(PlainCase("CyclicLR-lists", {**lists, "base_momentum": [0.8, 0.7]}, rates=(0.1, 0.004)))
    return cases


PLAIN_CASES = [*_torch_cases(), *_timm_cases(), *_plateau_cases(), *_composite_cases()]
