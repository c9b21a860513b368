"""The first epoch is trained at a rate of 0.

## What happens

A warm-up begins at its lowest rate, and with timm's `warmup_lr_init`, which is 0 where it is not given, or with an
`eta_min` of 0 beside `T_up`, that is 0. Where a tick is an epoch, a whole epoch passes before the rate moves. With
`T_up` that happens again at the start of every cycle.

Silent where a tick is an update: then a single update is lost, and many schedules begin so on purpose.

## Why it is bad

The epoch costs its time and leaves every weight as it is, and the warm-up is shorter by it. Only the statistics of
batch normalization move.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 300
  warmup_t: 20  # LR407
  lr_min: 1e-5
epochs: 300
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: CosineAnnealingWarmupReduceRestarts
  T_0: 50
  T_up: 5  # LR407
epochs: 100
interval: epoch
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 300
  warmup_t: 20
  warmup_lr_init: 1e-6
  lr_min: 1e-5
epochs: 300
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 30000
  warmup_t: 2000
  t_in_epochs: false
steps: 30000
```

## References

- https://github.com/meta-pytorch/torchtune/issues/2010
- https://github.com/verl-project/verl/issues/3674
- https://github.com/karpathy/nanoGPT/pull/578
- https://github.com/google-research/big_transfer/issues/58
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.fixes import set_to
from lrviz.rules.saying import where_known
from lrviz.rules.timm_common import ALL
from lrviz.rules.units import counts_against_interval
from lrviz.site import Site

OURS = "CosineAnnealingWarmupReduceRestarts"
SMALL = 1e-6
"""A rate that is small beside any that is usual, and not 0."""


def check(site: Site) -> Iterator[Remark]:
    if site.unit != "epoch" or site.parent is not None or counts_against_interval(site):
        return
    length, first = ("T_up", "eta_min") if site.name == OURS else ("warmup_t", "warmup_lr_init")
    if site[length] <= 0 or site[first] != 0:
        return
    default = "" if site.gives(first) else ", the default"
    yield site.remark(
        length,
        f"`{length}: {site.source(length)}` begins at `{first}: {site.source(first)}`{default}, and the first epoch "
        f"trains nothing{where_known(lambda: site.says_rate_at(0), ': ')}",
        f"use a small rate, such as {first}: {SMALL}",
        set_to(site, first, SMALL),
    )


RULE = Rule("warning", check=check, schedulers=(*ALL, OURS))
