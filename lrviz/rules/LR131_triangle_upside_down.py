"""`base_lr` of CyclicLR is above `max_lr`.

## What happens

CyclicLR begins each cycle at `base_lr` and goes to `max_lr` in its middle, whichever is higher. With the two
exchanged, the triangle is upside down: the run begins at the highest rate and is at the lowest in the middle of each
cycle. The momentum moves as if the rate rose.

## Why it is bad

The first updates are made at the highest rate, which the cycle was to lead up to, and the momentum is highest with it,
where the two were to balance each other. torch does not compare the two.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler:
  name: CyclicLR
  base_lr: 0.1  # LR131
  max_lr: 0.01
  step_size_up: 25
steps: 100
```

```yaml
optimizer:
  name: SGD
  lr: 0.1
  momentum: 0.9
  groups: [{params: '*.bias', lr: 0.2}]
scheduler:
  name: CyclicLR
  base_lr: [0.001, 0.2]  # LR131
  max_lr: [0.01, 0.02]
  step_size_up: 25
steps: 100
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler: {name: CyclicLR, base_lr: 0.01, max_lr: 0.1, step_size_up: 25}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler: {name: CyclicLR, base_lr: 0.099, max_lr: 0.1, step_size_up: 25}
steps: 100
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CyclicLR.html
- https://arxiv.org/abs/1506.01186
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.cyclic import bounds
from lrviz.rules.saying import is_met, where_known
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    for group, (low, high) in enumerate(bounds(site)):
        if low <= high:
            continue
        low_at, high_at = (group if isinstance(site[name], list) else None for name in ("base_lr", "max_lr"))
        shown = f"`base_lr: {site.source('base_lr', low_at)}` is above `max_lr: {site.source('max_lr', high_at)}`"
        message = f"{shown}, so the triangle is upside down{_curve(site) if group == 0 else ''}"
        yield site.remark("base_lr", message, "swap them", _swap(site, low_at, high_at), index=low_at)


def _curve(site: Site) -> str:
    middle = math.ceil(site["step_size_up"])
    turns = where_known(lambda: site.says_rate_at(middle)) if is_met(site, middle) else ""
    return where_known(site.says_begin, ": ") + turns


def _swap(site: Site, low_at: int | None, high_at: int | None) -> Fix | None:
    # one number for all groups cannot go to the place of one group
    if (low_at is None) != (high_at is None):
        return None
    low, high = site.source("base_lr", low_at), site.source("max_lr", high_at)
    edits = (Edit("value", site.path_of("base_lr", low_at), high), Edit("value", site.path_of("max_lr", high_at), low))
    return Fix(edits, "swap base_lr and max_lr")


RULE = Rule("warning", check=check, schedulers=("CyclicLR",))
