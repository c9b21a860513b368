"""Schedulers that set the rate themselves, where others multiply what is there. Shared by several rules."""

from __future__ import annotations

import math

from lrviz.rules.causes import everything
from lrviz.site import Site
from schedules.composite import Composite
from schedules.spec import Spec

OWNERS = ("OneCycleLR", "CyclicLR")
"""Those that write their own first rate into the optimizer when they are built."""


def assigns(spec: Spec) -> bool:
    """Whether a scheduler of torch's kind computes each rate anew, whatever the optimizer holds.

    The others of that kind multiply what is there, and of a class of the user's own nothing is known.
    """
    has_formula = type(spec).rate is not Spec.rate
    return spec.chainable and has_formula and not spec.multiplies and not isinstance(spec, Composite)


def is_undone(site: Site) -> bool:
    """Whether a later child of a chain around it sets the rate anew, so that little is left of what it does."""
    chain = site.parent
    if chain is None:
        return False
    later = [child for child in chain.children if child.index > site.index] if chain.name == "ChainedScheduler" else []
    return any(assigns(each.spec) for child in later for each in everything(child)) or is_undone(chain)


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
