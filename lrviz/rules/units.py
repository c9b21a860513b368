"""Whether a length is written in epochs where the scheduler counts steps, or the other way round.

The rules about lengths that do not fit the run are silent then: the unit is the deeper cause.
"""

from __future__ import annotations

from typing import Any

from lrviz.rules.base import Edit, Fix
from lrviz.rules.timm_common import CYCLES
from lrviz.sentences import NotKnown
from lrviz.site import Site

REPEATING = ("CosineAnnealingWarmRestarts", "CosineAnnealingWarmupReduceRestarts", "CyclicLR")

FEW = 10
"""With fewer steps in an epoch, either unit may be meant."""

MANY = 50
"""So many cycles in a run are no schedule any more."""

NOTHING = 1e-8
"""A decay by more than this is one that nobody means."""


def is_mistaken(site: Site) -> bool:
    """Whether the length of a scheduler makes sense in the other unit alone."""
    try:
        return mistaken_length(site) is not None
    except (NotKnown, OverflowError):
        return False


def counts_against_interval(site: Site) -> bool:
    """Whether a scheduler of timm counts in another unit than the interval that the config or an option gives.

    Raises:
        NotKnown: If its unit is left to the run.
    """
    if "t_in_epochs" in type(site.spec).model_fields and "t_in_epochs" not in site.valid:
        raise NotKnown("t_in_epochs")
    return site.spec.counts_itself and site.setting.interval not in (None, site.spec.interval())


def set_interval(site: Site, interval: str) -> Fix | None:
    """The fix that steps the scheduler at another interval, where the config says at which."""
    path = site.setting.interval_path
    if path is None or "$" in site.setting.document.sources.get(path, "$"):
        return None
    return Fix((Edit("value", path, interval),), f"set interval to {interval}")


def mistaken_length(site: Site) -> str | None:
    """The parameter that is in the wrong unit, or None.

    Raises:
        NotKnown: If it cannot be told, as where nothing says how many steps an epoch has.
    """
    name = "" if counts_against_interval(site) else site.spec.length_key
    if not name or not site.gives(name) or site[name] in (None, []) or site.steps_per_epoch < FEW:
        return None
    value, epochs, updates = site[name], site.epochs, site.updates
    numbers = value if isinstance(value, list | tuple) else [value]
    if site.unit == "epoch":
        # as epochs it is beyond the run, and as steps within it
        shortest, longest = min(numbers), max(numbers)
        beyond = shortest > 2 * epochs and (shortest >= site.steps_per_epoch or shortest >= FEW * epochs)
        return name if beyond and longest <= 1.1 * updates else None
    # what fits its part of a sequence is meant so
    fits = max(numbers) >= site.length - 1
    return name if 0 < max(numbers) <= epochs and not fits and _is_absurd(site, value, epochs, updates) else None


def _is_absurd(site: Site, value: Any, epochs: int, updates: int) -> bool:
    """Whether a length that would fit the epochs of the run is nothing that anybody means in steps."""
    if site.name == "OneCycleLR":
        # it fails when it is stepped further, which is said in other words
        return False
    if site.name == "ConstantLR" or (site.name == "LinearLR" and site["start_factor"] <= site["end_factor"]):
        # a warm-up of a few steps may be meant; alone and next to nothing it hardly is
        return site.parent is None and 3 * value <= epochs and value <= 20 and 1000 * value <= updates
    if site.name in ("StepLR", "timm_StepLRScheduler"):
        factor = abs(site["gamma" if site.name == "StepLR" else "decay_rate"])
        return bool(factor < 1 and factor ** (updates // value) < NOTHING <= factor ** (epochs // value))
    if isinstance(value, list | tuple):
        return bool(5 * max(value) >= epochs and min(value) > 0)
    if site.name in REPEATING or (site.name in CYCLES and site["cycle_limit"] > 1):
        return _has_many_cycles(site, value, epochs, updates)
    return True


def _has_many_cycles(site: Site, value: Any, epochs: int, updates: int) -> bool:
    """Whether its cycles are shorter than an epoch, and very many, or such that the last epoch would end one."""
    if value >= site.steps_per_epoch:
        return False
    growth = next((site[name] for name in ("T_mult", "cycle_mul") if name in type(site.spec).model_fields), 1)
    if growth == 1:
        return bool(MANY * value <= updates)
    end = value
    while end < epochs and growth > 1:
        value *= growth
        end += value
    return bool(end == epochs)
