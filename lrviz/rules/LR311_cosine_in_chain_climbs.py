"""A CosineAnnealingLR in a chain climbs back, and undoes the other decays.

## What happens

CosineAnnealingLR computes each rate from the one before, by a factor, which is why it can be chained. At `T_max` that
factor is 0, and there is nothing left to multiply: from there on it adds what is a part of the whole base rate. The
rate climbs back as if the other schedulers had never lowered it. With an `eta_min` that is not 0, what it adds may even
take the rate below 0.

An `eta_min` alone does harm where the others lower the rate below it: the cosine then pulls it up again at each step.

Silent where the cosine is at its end with the run, and where `eta_min` is a hundredth of the base rate or less: the
chain then ends there.

## Why it is bad

The chain is not the product of its schedulers, and ends at a high rate.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: ExponentialLR, gamma: 0.95}
    - {name: CosineAnnealingLR, T_max: 60}  # LR311
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - name: CosineAnnealingLR
      T_max: 100
      eta_min: 0.02  # LR311
    - {name: StepLR, step_size: 25, gamma: 0.2}
steps: 100
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: ExponentialLR, gamma: 0.95}
    - {name: CosineAnnealingLR, T_max: 99}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: CosineAnnealingLR, T_max: 100, eta_min: 1e-4}
    - {name: StepLR, step_size: 25, gamma: 0.2}
steps: 100
```

## References

- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html
- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.fixes import set_to
from lrviz.rules.owners import ASSIGNING
from lrviz.rules.saying import where_known
from lrviz.rules.units import is_mistaken
from lrviz.site import NotKnown, Site
from schedules.formula import SCALAR

LITTLE = 0.01
"""A part of the base rate that is small enough to end with."""


def check(site: Site) -> Iterator[Remark]:
    parent = site.parent
    if parent is None or parent.name != "ChainedScheduler" or len(parent["schedulers"]) < 2:
        return
    if any(child.name in ASSIGNING for child in parent.children):
        # they undo the cosine, which is LR306's
        return
    if is_mistaken(site):
        return
    bottom, length = site["T_max"], site.length
    climbed = min(length - 1 - bottom, bottom)
    if climbed <= 0:
        yield from _pulled_up(site, length)
    elif (1 - math.cos(math.pi * climbed / bottom)) / 2 > LITTLE:
        yield site.remark(
            "T_max",
            f"`T_max: {site.source('T_max')}` is the way down alone: {site.says_climb(bottom)} towards the base rate, "
            f"whatever the others in the chain have made of it{where_known(lambda: _says_end(site), ', and ')}",
            f"use T_max: {length}, the length of the run",
            set_to(site, "T_max", length),
        )


def _pulled_up(site: Site, length: int) -> Iterator[Remark]:
    lowest, base = site["eta_min"], site.base_rate
    others = base * math.prod(_factor(child, length - 1) for child in _others(site))
    if LITTLE * base < lowest and others < lowest / 2:
        yield site.remark(
            "eta_min",
            f"`eta_min: {site.source('eta_min')}` is not the end of this chain but where the cosine draws the rate to: "
            "where the others take it lower, it climbs again",
            "use eta_min: 0 in a chain",
        )


def _others(site: Site) -> list[Site]:
    assert site.parent is not None
    return [child for child in site.parent.children if child is not site]


def _factor(site: Site, tick: float) -> float:
    """The factor of another scheduler of the chain at a tick."""
    if not site.whole or site.spec.factor_ends() < tick:
        raise NotKnown("factor")
    return float(site.spec.rate(tick, 1.0, SCALAR))


def _says_end(site: Site) -> str:
    """The last rate of the run, where it is known what the cosine has added and the others have taken off since."""
    bottom, last = site["T_max"], site.length - 1
    if site.parent is not site.root or bottom != int(bottom) or site["eta_min"] != 0:
        raise NotKnown("rate")
    restart = bottom + (last - 1 - bottom) // (2 * bottom) * 2 * bottom
    rate = site.some_base_rate * (1 + math.cos(math.pi * last / bottom)) / 2
    for other in _others(site):
        # those before it have had their turn at the first tick after the bottom already
        since = _factor(other, restart + (other.index < site.index))
        rate *= _factor(other, last) / since if since else math.nan
    if not math.isfinite(rate):
        raise NotKnown("rate")
    return f"at {site.unit} {last:,} the rate is {site.says_rate(rate)}"


RULE = Rule("warning", check=check, schedulers=("CosineAnnealingLR",))
