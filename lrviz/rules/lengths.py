"""How long schedulers are, and how much of their way down a run leaves out. Shared by several rules."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from lrviz.sentences import NotKnown
from lrviz.site import Site
from schedules.formula import MOST_TURNS

TIMM_CYCLES = ("timm_CosineLRScheduler", "timm_PolyLRScheduler", "timm_TanhLRScheduler")
TIMM_DECAYS = (*TIMM_CYCLES, "timm_WSDLRScheduler")
TIMM_TIMED = (*TIMM_DECAYS, "timm_StepLRScheduler", "timm_MultiStepLRScheduler")

LITTLE = 0.01
"""A decay of which no more than this is left has come to its end."""

ENOUGH = 0.9
"""A run of this part of the length sees nearly all of a schedule."""


def ends_with_run(site: Site) -> bool:
    """Whether it is the one with which the run ends, and no other was to follow."""
    return _lasts_to_end(site) and not is_followed(site)


def is_cut_off(site: Site) -> bool:
    """Whether the run is over before another scheduler takes over from it, which is the mistake then."""
    return _lasts_to_end(site) and is_followed(site)


def _lasts_to_end(site: Site) -> bool:
    return site.length > 0 and site.start + site.length == site.root.length


def is_followed(site: Site) -> bool:
    """Whether another scheduler takes over from it, or from what it is a part of."""
    parent = site.parent
    if parent is None:
        return False
    return (parent.name == "SequentialLR" and site.index < len(parent["milestones"])) or is_followed(parent)


def left_of_fall(site: Site, end: float) -> float:
    """How much of the way from its highest rate down to that of tick `end` is left at its last tick; 0 if none is."""
    top, bottom = site.shape.peak, site.rate(end)
    return (site.shape.final - bottom) / (top - bottom) if top > bottom else 0.0


def fits_without_start(site: Site) -> bool:
    """Whether the length of a child of a SequentialLR would fit if it began with the run, and does not fit as it is."""
    if not site.takes_over or site.parent is None:
        return False
    return bool(site.length < site[site.spec.decay_key] <= site.parent.length)


def has_cycles_of_one_tick(site: Site) -> bool:
    """Whether each cycle is known to have one tick, so that the rate never leaves its peak."""
    return {"T_0", "T_mult"} <= site.valid and bool(site["T_0"] == site["T_mult"] == 1)


def warmup_before(site: Site) -> Any:
    """The ticks by which the warm-up of a scheduler of timm puts off all the rest."""
    prefixed = "warmup_prefix" not in type(site.spec).model_fields or site["warmup_prefix"]
    return max(0, site["warmup_t"]) if prefixed else 0


def only_warms_up(site: Site) -> bool:
    """Whether the warm-up of a scheduler of timm is not over at the end of the run."""
    return bool(site["warmup_t"] >= site.length)


def is_unfinished_warmup(site: Site) -> bool:
    """Whether it is a warm-up, of those that stand in a SequentialLR, that is not over when its part of the run is."""
    if site.name == "LinearLR":
        rises = site["start_factor"] < site["end_factor"]
    else:
        rises = site.name == "ConstantLR" and site["factor"] < 1
    return bool(rises and site["total_iters"] >= site.length)


def never_falls(site: Site) -> bool:
    """Whether its rate never gets lower in its part of the run."""
    return all(before <= after for before, after in pairwise(site.shape.rates))


def first_never_reached(site: Site) -> int | None:
    """The first milestone that the run, or its part of it, does not get to."""
    reached = (milestone < site.length for milestone in site["milestones"])
    return next((index for index, is_met in enumerate(reached) if not is_met), None)


def cycle_limit(site: Site) -> float:
    """How many cycles a decay of timm has."""
    return float(site["cycle_limit"]) if site.name in TIMM_CYCLES else 1.0


def cycles_end(site: Site) -> float:
    """The ticks of all cycles of a decay of timm, or more than the run has where they do not fit into it."""
    end, length = 0.0, float(site["t_initial"])
    for _ in range(min(math.ceil(cycle_limit(site)), MOST_TURNS)):
        end += length
        if end > site.length:
            break
        length *= site["cycle_mul"] if site.name in TIMM_CYCLES else 1
    return end


def one_cycle_length(site: Site) -> tuple[str, int]:
    """The parameter that says how long a OneCycleLR is, and how many ticks that are."""
    if site["total_steps"] is not None:
        return "total_steps", site["total_steps"]
    if site["epochs"] is None or site["steps_per_epoch"] is None:
        raise NotKnown("total_steps")
    return "epochs", site["epochs"] * site["steps_per_epoch"]


def written(site: Site, name: str, element: int | None = None) -> str:
    """A parameter as the config writes it, or that it is a default."""
    return f"`{name}: {site.source(name, element)}`" + ("" if site.gives(name) else ", the default,")
