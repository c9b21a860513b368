"""A SequentialLR hands over before its warm-up is done.

## What happens

A LinearLR needs `total_iters` ticks to get from `start_factor` to `end_factor`. Where its milestone comes earlier, the
ramp is cut, and at the milestone the rate jumps to where the next scheduler begins.

Silent where it is cut by a tick or by less than 5 %, and where the ramp is over before the milestone: to stay at the
rate that was reached for a while is a schedule in its own right. A ConstantLR that is longer than its part of the run
is as good as one that fits.

## Why it is bad

The warm-up is there to keep the first steps small. Cut short, it ends in the very jump that it should prevent. Most
often one of two numbers that belong together was changed.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: SequentialLR
  milestones: [500]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 2000}  # LR308
    - {name: CosineAnnealingLR, T_max: 9500}
steps: 10000
```

```yaml
scheduler:
  name: SequentialLR
  milestones: [2]
  schedulers:
    - {name: LinearLR, start_factor: 0.2}  # LR308
    - {name: ExponentialLR, gamma: 0.95}
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: SequentialLR
  milestones: [500]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 501}
    - {name: CosineAnnealingLR, T_max: 9500}
steps: 10000
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: SequentialLR
  milestones: [1000]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 500}
    - {name: CosineAnnealingLR, T_max: 9000}
steps: 10000
```

## References

- https://github.com/lingxitong/MIL_BASELINE/issues/47
- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.fixes import set_to
from lrviz.rules.saying import is_met, where_known
from lrviz.site import Site

LITTLE = 0.05
"""The part of a ramp that may be missing."""


def check(site: Site) -> Iterator[Remark]:
    parent = site.parent
    if parent is None or parent.name != "SequentialLR" or site["start_factor"] == site["end_factor"]:
        return
    bounds, ramp = [0, *parent["milestones"]], site["total_iters"]
    if site.index + 1 >= len(bounds):
        return
    window = bounds[site.index + 1] - bounds[site.index]
    if window < 1 or ramp - window <= max(1, LITTLE * ramp) or not is_met(site.root, site.start + window):
        return
    yield site.remark(
        "total_iters",
        f"`total_iters: {site.source('total_iters')}` is cut short by the next scheduler"
        f"{where_known(lambda: site.says_change(window), ': ') or f' at {site.unit} {site.start + window:,}'}",
        f"use total_iters: {window}, or a milestone of {bounds[site.index] + ramp}",
        set_to(site, "total_iters", window),
    )


RULE = Rule("warning", check=check, schedulers=("LinearLR",))
