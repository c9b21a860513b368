"""The schedulers of mmengine, and which of ours each of them is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Kind(NamedTuple):
    """One scheduler of mmengine.

    Attributes:
        name: What it is called here.
        keys: Its parameters, each with what that is called here.
        ticks: Those that count ticks, and so are converted with them.
        length: The parameter that says how long it is, where `end` less `begin` does so in mmengine.
        short_of: By how much it is less than that.
        settles: Whether it stays at its last value by itself, so that `end` makes no more difference.
    """

    name: str
    keys: Mapping[str, str]
    ticks: tuple[str, ...] = ()
    length: str = ""
    short_of: int = 0
    settles: bool = False


def _same(*keys: str) -> dict[str, str]:
    return {key: key for key in keys}


KINDS = {
    "ConstantLR": Kind("ConstantLR", _same("factor"), length="total_iters", short_of=1, settles=True),
    "CosineAnnealingLR": Kind(
        "CosineAnnealingLR", _same("T_max", "eta_min", "eta_min_ratio"), ("T_max",), length="T_max"
    ),
    "CosineRestartLR": Kind(
        "CosineAnnealingWarmRestarts", _same("periods", "restart_weights", "eta_min", "eta_min_ratio"), ("periods",)
    ),
    "ExponentialLR": Kind("ExponentialLR", _same("gamma")),
    "LinearLR": Kind("LinearLR", _same("start_factor", "end_factor"), length="total_iters", short_of=1, settles=True),
    "MultiStepLR": Kind("MultiStepLR", _same("milestones", "gamma"), ("milestones",)),
    "OneCycleLR": Kind(
        "OneCycleLR",
        {
            "eta_max": "max_lr",
            **_same("total_steps", "pct_start", "anneal_strategy", "div_factor", "final_div_factor", "three_phase"),
        },
        ("total_steps",),
        length="total_steps",
    ),
    "PolyLR": Kind("PolynomialLR", _same("power", "eta_min"), length="total_iters", short_of=1, settles=True),
    "ReduceOnPlateauLR": Kind(
        "ReduceLROnPlateau",
        {
            "rule": "mode",
            "threshold_rule": "threshold_mode",
            "min_value": "min_lr",
            **_same("monitor", "factor", "patience", "threshold", "cooldown", "eps"),
        },
    ),
    "StepLR": Kind("StepLR", _same("step_size", "gamma"), ("step_size",)),
}
"""By their names in mmengine."""

POLY_WITH_END = Kind(
    "PolynomialLRDecay", {"power": "power", "eta_min": "end_learning_rate"}, length="max_decay_steps", short_of=1
)
"""What its PolyLR is where `eta_min` is not 0."""

WINDOW_KEYS = ("type", "begin", "end", "by_epoch", "convert_to_iter_based", "verbose", "last_step", "_scope_")
"""What all of them have beside their own parameters."""

RULES = {"less": "min", "greater": "max"}
"""What ReduceOnPlateauLR calls `mode`."""
