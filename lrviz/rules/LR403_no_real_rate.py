"""The rate becomes infinite, or no number at all.

## What happens

A factor above 1 that is applied at every step lets the rate grow beyond every number that a computer has. What is
computed from it after that, such as infinity times 0, is no number either. Some schedulers stop with OverflowError
there, others go on. A root of a negative number is complex, and torch takes that for a rate too.

Silent where `k_decay` or `cycle_mul` of timm is the cause (LR134).

## Why it is bad

The first update with such a rate makes every parameter infinite or nan, and the model is lost. Long before, the rate
was too high to learn anything.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: ExponentialLR, gamma: 1.5}  # LR113 LR403
    - {name: StepLR, step_size: 500, gamma: 0.5}
steps: 4000
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ExponentialLR
  gamma: 10  # LR113 LR403
steps: 400
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: ExponentialLR, gamma: 0.999}
    - {name: StepLR, step_size: 500, gamma: 0.5}
steps: 4000
```

```yaml
optimizer: {name: SGD, lr: 1e-5}
scheduler: {name: LinearLR, start_factor: 1e-5, end_factor: 1.0, total_iters: 400}
steps: 401
```

## References

- https://docs.python.org/3/library/exceptions.html#OverflowError
- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from itertools import chain

from lrviz.joint import Joint
from lrviz.rules.base import Remark, Rule
from lrviz.rules.causes import everything, is_named
from lrviz.site import Site
from schedules.composite import Composite
from schedules.problems import Path

LARGEST = sys.float_info.max / 4
"""A base rate above it becomes infinite where it is added to itself, as the formulas do."""

GROWING = ("gamma", "decay_rate", "cycle_decay")


def check(site: Site) -> Iterator[Remark]:
    if site.parent is not None:
        return
    if site.setting.joint is not None:
        yield from _of_several(site, site.setting.joint)
        return
    if _stays_zero(site):
        return
    if max(map(abs, site.setting.base_rates or (0,))) > LARGEST:
        yield _remark((*site.path, "name"), f"the base rate lets what {site.name} computes of", math.inf)
        return
    quiet = site.quiet()
    curves = [shape.rates for shape in quiet.shapes]
    if site.spec.counts_itself:
        # the call after the last tick fails too
        curves.append((quiet.rate(site.length),))
    if all(math.isfinite(rate) for rates in curves for rate in rates):
        # as nearly always
        return
    by, path, cause = _cause([site])
    first = _first_broken(curves, by.spec.multiplies)
    if first is not None and not is_named(site, "LR134"):
        yield _remark(path, f"{cause} lets", first)


def _of_several(site: Site, joint: Joint) -> Iterator[Remark]:
    """What schedulers that share an optimizer make of the rate; it is said with the first of them."""
    first = next((rate for shape in joint.shapes for rate in shape.rates if not math.isfinite(rate)), None)
    if first is None or not joint.is_told_at(site):
        return
    by, path, cause = _cause(joint.sites)
    is_one = cause != by.name
    yield _remark(path, f"{cause} lets" if is_one else f"{joint.names()} let", first)


def _remark(path: Path, subject: str, rate: float) -> Remark:
    what = "no number" if math.isnan(rate) else "infinite"
    return Remark(path, "value", f"{subject} the rate become {what} before the run is over", "use a factor below 1")


def _first_broken(curves: list[tuple[float, ...]], multiplies: bool) -> float | None:
    """The first rate of a group that is no finite number."""
    for rates in curves:
        broken = next((rate for rate in rates if not math.isfinite(rate)), None)
        # torch multiplies a 0 tick by tick, and never comes to a power that is too large
        stays_zero = multiplies and 0 in rates
        if broken is not None and not (stays_zero and math.isnan(broken)):
            return broken
    return None


def _stays_zero(site: Site) -> bool:
    """Whether all that is done is to multiply a rate that is known to be 0, by however much."""
    multiply = all(each.spec.multiplies or isinstance(each.spec, Composite) for each in everything(site))
    return multiply and site.setting.base_rates is not None and not any(site.setting.base_rates)


def _cause(sites: Sequence[Site]) -> tuple[Site, Path, str]:
    for each in chain.from_iterable(map(everything, sites)):
        for name in GROWING:
            if name in each.valid and each[name] > 1:
                return each, each.path_of(name), f"`{name}: {each.source(name)}`"
    return sites[-1], (*sites[-1].path, "name"), sites[-1].name


RULE = Rule("error", check=check)
