"""A CosineAnnealingLR in a chain climbs back, and undoes the other decays.

## What happens

CosineAnnealingLR computes each rate from the one before, by a factor, which is why it can be chained. At `T_max` that
factor is 0, and there is nothing left to multiply: from there on it adds what is a part of the whole base rate. The
rate climbs back as if the other schedulers had never lowered it. With an `eta_min` that is not 0, the rate may even go
far below 0.

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
    - {name: StepLR, step_size: 20, gamma: 0.5}
    - {name: CosineAnnealingLR, T_max: 40, eta_min: 0.01}  # LR311
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
from lrviz.rules.causes import everything, is_named
from lrviz.rules.fixes import set_to
from lrviz.rules.owners import assigns
from lrviz.rules.saying import where_known
from lrviz.rules.units import is_mistaken
from lrviz.sentences import NotKnown
from lrviz.site import Site
from schedules.formula import SCALAR

LITTLE = 0.01
"""A part of the base rate that is small enough to end with."""

LONGEST = 10_000
"""How many steps of torch's are done over again to say where the rate gets to."""


def check(site: Site) -> Iterator[Remark]:
    parent = site.parent
    if parent is None or parent.name != "ChainedScheduler" or len(parent["schedulers"]) < 2 or is_mistaken(site):
        return
    if any(assigns(each.spec) for each in everything(parent)) or is_named(site.root, "LR402"):
        # those that assign the rate undo the cosine, which is LR306's
        return
    bottom, length = site["T_max"], site.length
    climbed = min(length - 1 - bottom, bottom)
    if site.rate(bottom) >= site.rate(0):
        return
    if climbed <= 0:
        yield from _pulled_up(site, length)
    elif (1 - math.cos(math.pi * climbed / bottom)) / 2 > LITTLE and _others(site, bottom) != 0:
        yield site.remark(
            "T_max",
            f"`T_max: {site.source('T_max')}` is the way down alone: {_goes_on(site, bottom)}",
            f"use T_max: {length}, the length of the run",
            set_to(site, "T_max", length),
        )


def _pulled_up(site: Site, length: int) -> Iterator[Remark]:
    lowest, base = site["eta_min"], site.base_rate
    if LITTLE * base < lowest and base * _others(site, length - 1) < lowest / 2:
        yield site.remark(
            "eta_min",
            f"`eta_min: {site.source('eta_min')}` is not the end of this chain but where the cosine draws the rate to: "
            "where the others take it lower, it climbs again",
            "use eta_min: 0 in a chain",
        )


def _goes_on(site: Site, bottom: float) -> str:
    if site["eta_min"] and not math.isclose(_others(site, bottom), 1):
        astray = f"beside the others of the chain, `eta_min: {site.source('eta_min')}` leads the rate astray after it"
        return astray + where_known(lambda: _says_farthest(site), ": ")
    climbs = f"{site.says_climb(bottom)} towards the base rate, whatever the others of the chain have made of it"
    return climbs + where_known(lambda: _says(site, site.length - 1, _rates(site)[-1]))


def _others(site: Site, tick: float) -> float:
    """What the other schedulers of the chain multiply the rate by, all together."""
    return math.prod(_factor(each, tick) for each in site.parent.children if each is not site) if site.parent else 1.0


def _factor(site: Site, tick: float) -> float:
    if not site.whole or site.spec.factor_ends() < tick:
        raise NotKnown("factor")
    return float(site.spec.rate(tick, 1.0, SCALAR))


def _rates(site: Site) -> list[float]:
    """The rates of the chain as torch computes them, each from the one before."""
    assert site.parent is not None
    if site.parent is not site.root or site.length > LONGEST:
        raise NotKnown("rate")
    rate = site.some_base_rate * _others(site, 0)
    rates = [rate]
    for tick in range(1, site.length):
        for each in site.parent.children:
            if each is site:
                rate = _cosine(site, tick, rate)
            elif before := _factor(each, tick - 1):
                rate *= _factor(each, tick) / before
        rates.append(rate)
    return rates


def _cosine(site: Site, tick: int, rate: float) -> float:
    """The step of CosineAnnealingLR from one tick to the next."""
    bottom, lowest = site["T_max"], site["eta_min"]
    if (tick - 1 - bottom) % (2 * bottom) == 0:
        return float(rate + (site.some_base_rate - lowest) * (1 - math.cos(math.pi / bottom)) / 2)
    factor = (1 + math.cos(math.pi * tick / bottom)) / (1 + math.cos(math.pi * (tick - 1) / bottom))
    return float(factor * (rate - lowest) + lowest)


def _says_farthest(site: Site) -> str:
    rates = _rates(site)
    after = range(math.ceil(site["T_max"]) + 1, len(rates))
    if not after:
        # the run ends with the first rate on the way up
        raise NotKnown("rise")
    farthest = max(after, key=lambda tick: abs(rates[tick] - site["eta_min"]))
    return _says(site, farthest, rates[farthest])


def _says(site: Site, tick: int, rate: float) -> str:
    return f"at {site.unit} {tick:,} the rate is {site.says_rate(rate)}"


RULE = Rule("warning", check=check, schedulers=("CosineAnnealingLR",))
