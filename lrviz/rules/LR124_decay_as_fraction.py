"""The decay of timm's WSD schedule is given as a fraction, and is a length.

## What happens

`decay_t` of timm's WSDLRScheduler counts ticks, as `t_initial` does. A number between 0 and 1 is a decay of less than
one tick: the rate stays where it is for the whole of `t_initial`, and jumps to `lr_min` when that is over. Fractions
are read by timm's `create_scheduler_v2` alone, which multiplies them out before it builds the scheduler.

## Why it is bad

The decay is what brings most of the gain of such a schedule, and it does not take place.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_WSDLRScheduler
  t_initial: 90
  decay_t: 0.2  # LR124
epochs: 90
```

```yaml
scheduler:
  name: timm_WSDLRScheduler
  t_initial: 9000
  decay_t: 0.1  # LR124
  t_in_epochs: false
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_WSDLRScheduler
  t_initial: 90
  decay_t: 18
epochs: 90
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_WSDLRScheduler
  t_initial: 90
  decay_t: 1
epochs: 90
```

## References

- https://github.com/huggingface/pytorch-image-models/blob/main/timm/scheduler/wsd_lr.py
- https://arxiv.org/abs/2405.18392
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.saying import is_met
from lrviz.rules.timm_common import where_rates_follow
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    part, whole = site["decay_t"], site["t_initial"]
    if part >= 1:
        return
    length = max(1, round(part * whole))
    yield site.remark(
        "decay_t",
        f"`decay_t: {site.source('decay_t')}` is a length in {site.unit}s and no fraction, and so there is no decay "
        f"within `t_initial: {site.source('t_initial')}`{where_rates_follow(site, lambda: _stays(site))}",
        f"use decay_t: {length}",
        Fix((Edit("value", site.path_of("decay_t"), str(length)),), f"set decay_t to {length}"),
    )


def _stays(site: Site) -> str:
    """What the rate is when `t_initial` is nearly over."""
    last = math.ceil(max(0, site["warmup_t"]) + site["t_initial"]) - 1
    return site.says_rate_at(last) if is_met(site, last) else site.says_end()


RULE = Rule("error", check=check, schedulers=("timm_WSDLRScheduler",))
