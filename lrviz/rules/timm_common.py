"""The schedulers of timm, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable

from lrviz.rules.saying import where_known
from lrviz.sentences import NotKnown
from lrviz.site import Site

CYCLES = ("timm_CosineLRScheduler", "timm_PolyLRScheduler", "timm_TanhLRScheduler")
"""Those that can be repeated in cycles."""

ALL = (
    *CYCLES,
    "timm_MultiStepLRScheduler",
    "timm_PlateauLRScheduler",
    "timm_StepLRScheduler",
    "timm_WSDLRScheduler",
)


def where_rates_follow(site: Site, sentence: Callable[[], str], before: str = ": ") -> str:
    """A sentence about rates, where they are known, or known to be parts of a base rate that is not."""

    def of_rates() -> str:
        names = {"lr_min", "warmup_lr_init"}.intersection(type(site.spec).model_fields)
        if site.setting.base_rates is None and any(site[name] for name in names):
            raise NotKnown("base_rate")
        return sentence()

    return where_known(of_rates, before)
