"""timm's decay has long begun when the warm-up ends.

## What happens

Without `warmup_prefix: true` the warm-up of timm's cosine, polynomial and tanh schedules is cut out of the first cycle:
the decay counts from tick 0, and when the warm-up is over it is `warmup_t` ticks old. The rate climbs towards the
optimizer's rate and falls back to the decay in one step; with tanh it climbs only as far as the decay has got.

Silent where the rate is not yet down by a twentieth then. With a cosine that is a warm-up of one seventh of the cycle,
and the few epochs of 300 that are usual cost a thousandth.

## Why it is bad

The rate that was chosen is never reached, the warm-up prepares the model for a rate that does not come, and there is a
kink where a smooth curve was meant.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 100
  warmup_t: 30  # LR214
  warmup_lr_init: 1e-6
epochs: 100
```

```yaml
scheduler:
  name: timm_TanhLRScheduler
  t_initial: 1000
  warmup_t: 600  # LR214
  warmup_lr_init: 1e-6
  t_in_epochs: false
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 100
  warmup_t: 14
  warmup_lr_init: 1e-6
epochs: 100
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 70
  warmup_t: 30
  warmup_lr_init: 1e-6
  warmup_prefix: true
epochs: 100
```

## References

- https://github.com/huggingface/pytorch-image-models/issues/1242
- https://github.com/microsoft/Swin-Transformer/pull/278
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.fixes import set_to
from lrviz.rules.lengths import TIMM_CYCLES
from lrviz.rules.saying import is_met
from lrviz.site import Site

LIMIT = 0.05
"""A rate that is down by less than this part of the base rate is still the base rate, for what it does."""


def check(site: Site) -> Iterator[Remark]:
    warmup = site["warmup_t"]
    tick = math.ceil(warmup)
    if warmup <= 0 or site["warmup_prefix"] or not is_met(site, tick):
        return
    # a lowest rate is no part of the base rate, and the form of the curve depends on both
    base = site.base_rate if site["lr_min"] else site.some_base_rate
    after = site.rate(tick)
    if base <= 0 or not after <= (1 - LIMIT) * base:
        return
    if site.rate(tick - 1) > after:
        falls = site.says_change(tick)
    else:
        falls = f"at {site.unit} {tick:,} the rate is {site.says_rate(after)}"
    yield site.remark(
        "warmup_t",
        f"`warmup_t: {site.source('warmup_t')}` is cut out of `t_initial: {site.source('t_initial')}`, whose decay "
        f"goes on meanwhile: {falls}",
        "set warmup_prefix: true, and take the warm-up off t_initial",
        _fix(site),
    )


def _fix(site: Site) -> Fix | None:
    left = site["t_initial"] - site["warmup_t"]
    shorter = set_to(site, "t_initial", left)
    if site["cycle_limit"] > 1 or left < 1 or shorter is None:
        return None
    if site.gives("warmup_prefix"):
        prefix = Edit("value", site.path_of("warmup_prefix"), "true")
    else:
        prefix = Edit("insert", site.path_of("warmup_t"), "warmup_prefix: true")
    return Fix((prefix, *shorter.edits), f"set warmup_prefix to true, and {shorter.title.removeprefix('set ')}")


RULE = Rule("warning", check=check, schedulers=TIMM_CYCLES)
