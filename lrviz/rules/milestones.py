"""Lists of milestones, of torch and of timm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from lrviz.rules.base import Edit, Fix
from lrviz.site import Site

LISTS = {"MultiStepLR": ("milestones", "gamma"), "timm_MultiStepLRScheduler": ("decay_t", "decay_rate")}
"""The schedulers with milestones: what the list is called, and what the factor at each of them."""


def acts_at(site: Site, milestone: float) -> int:
    """The tick of a scheduler at which the rate decays for a milestone: one earlier with timm than with torch."""
    if site.name == "MultiStepLR":
        return int(milestone)
    shift = max(0, site["warmup_t"]) if site["warmup_prefix"] else 0
    return math.ceil(milestone - 1 + shift)


def first_out_of_order(milestones: Sequence[float]) -> int | None:
    """The first element that is lower than the one before it."""
    pairs = enumerate(pairwise(milestones), start=1)
    return next((index for index, (before, after) in pairs if after < before), None)


def is_written_out(site: Site, name: str, index: int) -> bool:
    """Whether an element stands in the list as a number, and not as an interpolation or in one."""
    return "$" not in site.setting.document.sources.get((*site.path, name, index), "$")


def element(site: Site, name: str, index: int) -> str:
    """How a message calls an element of a list."""
    if (*site.path, name) in site.setting.document.sources:
        return f"a number in `{name}: {site.source(name)}`"
    return f"`{site.source(name, index)}` in `{name}`"


def without(site: Site, name: str, index: int, what: str) -> Fix | None:
    """The fix that takes an element out of its list."""
    if not is_written_out(site, name, index):
        return None
    return Fix((Edit("delete", site.path_of(name, index)),), f"delete {what}{site.source(name, index)}")


def sorting(site: Site, name: str) -> Fix | None:
    """The fix that puts a list in order."""
    if not all(is_written_out(site, name, index) for index in range(len(site[name]))):
        return None
    return Fix((Edit("sort", site.path_of(name)),), f"sort {name}", safe=True)
