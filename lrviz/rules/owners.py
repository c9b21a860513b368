"""Schedulers that set the rate themselves, where others multiply what is there. Shared by several rules."""

from __future__ import annotations

import math

from lrviz.rules.causes import everything
from lrviz.site import Site

OWNERS = ("OneCycleLR", "CyclicLR")
"""Those that write their own first rate into the optimizer when they are built."""

STEPWISE = (
    "ConstantLR",
    "CosineAnnealingLR",
    "ExponentialLR",
    "LinearLR",
    "MultiStepLR",
    "PolynomialLR",
    "StepLR",
)
"""Those that compute each rate from the one before."""

WARMUPS = (
    "FlatCosineLR",
    "NoamLR",
    "NonzeroWarmupCosineLR",
    "RexLR",
    "WarmupConstantLR",
    "WarmupCosineLR",
    "WarmupCosineRestartsLR",
    "WarmupInverseSqrtLR",
    "WarmupLinearLR",
    "WarmupMultiStepLR",
    "WarmupPolynomialLR",
    "WarmupStableDecayLR",
)
"""Those of this package that begin with a warm-up of `warmup_steps`."""

ASSIGNING = (
    *OWNERS,
    "CosineAnnealingWarmRestarts",
    "CosineAnnealingWarmupReduceRestarts",
    "PolynomialLRDecay",
    *WARMUPS,
)
"""Those that compute each rate anew, whatever the optimizer holds."""


def is_undone(site: Site) -> bool:
    """Whether a later child of a chain around it sets the rate anew, so that little is left of what it does."""
    chain = site.parent
    if chain is None:
        return False
    later = [child for child in chain.children if child.index > site.index] if chain.name == "ChainedScheduler" else []
    return any(each.name in ASSIGNING for child in later for each in everything(child)) or is_undone(chain)


def first_rate(site: Site, group: int) -> float:
    """The rate that a OneCycleLR or CyclicLR leaves in the optimizer for a parameter group."""
    name, divisor = ("max_lr", site["div_factor"]) if site.name == "OneCycleLR" else ("base_lr", 1.0)
    rate = site[name]
    return float(rate[group] if isinstance(rate, list | tuple) else rate) / divisor


def keeps_base_rates(site: Site) -> bool:
    """Whether what a OneCycleLR or CyclicLR leaves in the optimizer is what the optimizer had."""
    rates = site.setting.base_rates
    return rates is not None and all(
        math.isclose(first_rate(site, group), rate, rel_tol=1e-6) for group, rate in enumerate(rates)
    )
