"""The lowest rate that a schedule is given, and the rates that it starts from. Shared by several rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lrviz.rules.causes import overwrites_base_rate
from lrviz.rules.owners import is_undone
from lrviz.sentences import NotKnown
from lrviz.site import Site

PLATEAUS = ("ReduceLROnPlateau", "timm_PlateauLRScheduler")

SAME = 1e-9
"""Rates that differ by no more than this part are the same."""


class Floor(NamedTuple):
    """What a parameter group starts from, and how low it is to get.

    Attributes:
        group: Which group; None where there is a single one.
        element: The element of the parameter that is meant, where it is a list with one for each group.
        base: The rate of the group before the scheduler is built.
        lowest: The lowest rate.
    """

    group: int | None
    element: int | None
    base: float
    lowest: float

    @property
    def is_above(self) -> bool:
        return self.lowest > self.base * (1 + SAME)

    @property
    def is_base(self) -> bool:
        return not self.is_above and self.lowest >= self.base * (1 - SAME)


def floors(site: Site) -> Iterator[Floor]:
    """What each parameter group starts from, and how low it is to get.

    Raises:
        NotKnown: If the base rates are not known, or another scheduler of the schedule overwrites them, or the rate
            that this one sets, or how low it gets.
    """
    rates, lowest = site.setting.base_rates, site[site.spec.floor_key]
    if rates is None or overwrites_base_rate(site.root) or is_undone(site):
        raise NotKnown("base_rate")
    if "min_lr_ratio" in type(site.spec).model_fields and site["min_lr_ratio"] is not None:
        # a part of the base rate is never above it
        return
    for group, base in enumerate(rates):
        index = group if isinstance(lowest, list | tuple) else None
        yield Floor(group if len(rates) > 1 else None, index, base, lowest if index is None else lowest[index])


def group_names(site: Site, groups: list[int | None]) -> str:
    """Which parameter groups they are, as the config calls them, or nothing where there is a single one."""
    return "" if groups == [None] else " of " + " and of ".join(_group_name(site, group or 0) for group in groups)


def _group_name(site: Site, group: int) -> str:
    if group == 0:
        return "the parameters that are in no group"
    sources, path = site.setting.document.sources, site.setting.optimizer_path or ()
    return f"`{sources.get((*path, 'groups', group - 1, 'params'), f'groups[{group - 1}]')}`"
