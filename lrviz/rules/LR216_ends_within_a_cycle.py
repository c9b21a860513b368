"""The run ends in the middle of a cycle, at a high rate.

## What happens

A schedule with restarts is at a low rate at the end of each cycle alone. Where the end of the run is not the end of a
cycle, the run stops on the way down, and sometimes right after a restart, at the peak.

Silent where the rate has come down to a tenth of the way, or the last cycle is whole.

## Why it is bad

The model that is kept is one from the middle of a cycle, which a high rate has just shaken. With cycles that become
longer, the cycle that is cut off is the longest and the one that was to give the best result.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: CosineAnnealingWarmRestarts
  T_0: 10  # LR216
  T_mult: 2
epochs: 100
interval: epoch
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 40  # LR216
  cycle_limit: 3
epochs: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: CosineAnnealingWarmupReduceRestarts
  T_0: 30  # LR216
  T_up: 5
  eta_min: 1e-4
  gamma: 0.8
epochs: 100
interval: epoch
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: CosineAnnealingWarmRestarts, T_0: 10, T_mult: 2}
epochs: 70
interval: epoch
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: CosineAnnealingWarmRestarts, T_0: 25}
epochs: 96
interval: epoch
```

## References

- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.html
- https://arxiv.org/abs/1608.03983
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.lengths import TIMM_CYCLES, cycle_limit, cycles_end, ends_with_run, only_warms_up, warmup_before
from lrviz.rules.units import is_mistaken
from lrviz.site import Site

LIMIT = 0.1
"""A rate that has come down to this part of the way is low."""

MOST_CYCLES = 10_000
"""How many cycles are gone through to find the ends of those around the end of the run."""


def check(site: Site) -> Iterator[Remark]:
    if not ends_with_run(site) or is_mistaken(site) or _is_another_mistake(site):
        return
    shape, lowest = site.shape, site[site.spec.floor_key]
    # where a rate is no number, so is the peak
    fall = shape.peak - lowest
    if not fall > 0 or (shape.final - lowest) / fall <= LIMIT:
        return
    last, following = _ends(site)
    if last == site.length:
        return
    name = site.spec.length_key
    middle = f"`{name}: {site.source(name)}` puts the end of {site.says_run()} into the middle of a cycle"
    yield site.remark(name, f"{middle}: {site.says_end()}", _hint(site, last, following))


def _is_another_mistake(site: Site) -> bool:
    if site.name in TIMM_CYCLES:
        fits_without_warmup = warmup_before(site) > 0 and cycles_end(site) <= site.length
        return cycle_limit(site) <= 1 or only_warms_up(site) or fits_without_warmup
    return bool(site.name == "CosineAnnealingWarmupReduceRestarts" and site["T_up"] >= site.length)


def _ends(site: Site) -> tuple[int, int]:
    """The tick at which the last whole cycle of the run ends, or 0, and that at which the next one does."""
    if site.name in TIMM_CYCLES:
        end, length, factor = float(warmup_before(site)), float(site["t_initial"]), site["cycle_mul"]
    else:
        end, length, factor = 0.0, float(site["T_0"]), site["T_mult"]
    last = 0.0
    if factor == 1 and end + length <= site.length:
        last = end = end + (site.length - end) // length * length
    for _ in range(MOST_CYCLES):
        end += length
        if math.ceil(end) > site.length:
            break
        last = end
        length *= factor
    return math.ceil(last), math.ceil(end)


def _hint(site: Site, last: int, following: int) -> str:
    here, then = site.start + last, site.start + following
    if last == 0:
        return f"the first cycle ends at {site.unit} {then}"
    return f"a cycle ends at {site.unit} {here}, and the next one at {then}: let the run end with one of them"


RULE = Rule(
    "warning",
    check=check,
    schedulers=("CosineAnnealingWarmRestarts", "CosineAnnealingWarmupReduceRestarts", *TIMM_CYCLES),
)
