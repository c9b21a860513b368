"""The run is over long before the decay is.

## What happens

The length that the schedule is written with is more than the run, or than the scheduler's part of it, so that the rate
never comes down to its last value: with twice the length of the run, a cosine ends at half of its peak.

Silent where the run is nine tenths of the length or more. A length that would fit without the warm-up before it is
another mistake (LR208, LR209), and so is one in the wrong unit (LR312).

## Why it is bad

What a decay is good for happens near its end, where the rate is low. A run that is cut off before has paid for the high
rates and gets nothing for them. Most often the schedule was written for a longer run, or counts updates while the
scheduler is stepped once an epoch.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: CosineAnnealingLR
  T_max: 200  # LR207
epochs: 100
interval: epoch
```

```yaml
optimizer: {lr: 0.01}
scheduler:
  name: PolynomialLRDecay
  max_decay_steps: 5000  # LR207
  end_learning_rate: 0.0
steps: 3000
```

```yaml
optimizer: {lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 300  # LR207
  lr_min: 1e-6
epochs: 100
```

```yaml
optimizer: {lr: 1e-3}
scheduler:
  name: SequentialLR
  milestones: [10]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 10}
    - {name: LinearLR, start_factor: 1.0, end_factor: 0.01, total_iters: 190}  # LR207
steps: 100
```

```yaml
optimizer: {lr: 1e-3}
scheduler:
  name: WarmupStableDecayLR
  warmup_steps: 10
  stable_steps: 80
  decay_steps: 60  # LR207
steps: 100
```

## Good

```yaml
optimizer: {lr: 1e-3}
scheduler: {name: WarmupStableDecayLR, warmup_steps: 10, stable_steps: 70, decay_steps: 20}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: CosineAnnealingLR, T_max: 100}
epochs: 90
interval: epoch
```

```yaml
optimizer: {lr: 0.01}
scheduler: {name: PolynomialLR, total_iters: 100, power: 0.9}
steps: 100
```

## References

- https://github.com/CodefyUI/CodefyUI/issues/205
- https://github.com/bigmb/Unet-Segmentation-Pytorch-Nest-of-Unets/issues/14
- https://github.com/huggingface/diffusers/issues/4387
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.fixes import set_to
from lrviz.rules.lengths import (
    ENOUGH,
    LITTLE,
    TIMM_CYCLES,
    TIMM_DECAYS,
    ends_with_run,
    fits_without_start,
    left_of_fall,
    only_warms_up,
    warmup_before,
)
from lrviz.rules.units import is_mistaken
from lrviz.site import Site

MUCH = 0.1
"""More of a fall than this, left out, is much, even where the run is nearly as long: it may all come at the end."""


STABLE = "WarmupStableDecayLR"


def check(site: Site) -> Iterator[Remark]:
    if site.name == STABLE:
        yield from _in_three_parts(site)
        return
    name, length = site.spec.decay_key, site.length
    whole = site[name]
    if length >= whole or not ends_with_run(site) or _is_another_mistake(site):
        return
    left = left_of_fall(site, whole)
    if left <= LITTLE or (length >= ENOUGH * whole and (left <= MUCH or site.name != "timm_WSDLRScheduler")):
        return
    yield site.remark(
        name,
        f"`{name}: {site.source(name)}` is longer than {site.says_run()}: {site.says_end()}",
        f"for a decay that ends with the run use {name}: {length}",
        set_to(site, name, length),
    )


def _in_three_parts(site: Site) -> Iterator[Remark]:
    if not site.whole:
        return
    whole_length, length = (site.spec.natural_ticks() or 1) - 1, site.length
    if length >= whole_length or not ends_with_run(site) or site["warmup_steps"] >= length:
        return
    if left_of_fall(site, whole_length) <= LITTLE:
        return
    total = site["total_steps"]
    whole = "the parts together are" if total is None else f"`total_steps: {site.source('total_steps')}` is"
    yield site.remark(
        "decay_steps" if total is None else "total_steps",
        f"{whole} longer than {site.says_run()}: {site.says_end()}",
        f"for a decay that ends with the run use total_steps: {length} without stable_steps",
    )


def _is_another_mistake(site: Site) -> bool:
    # a warm-up that fills the run is another too
    if is_mistaken(site) or getattr(site.spec, "warmup_steps", 0) >= site.length:
        return True
    if site.name in TIMM_CYCLES and site["cycle_limit"] > 1:
        return True
    if site.name in TIMM_DECAYS:
        return only_warms_up(site) or warmup_before(site) > 0
    return fits_without_start(site)


RULE = Rule("warning", check=check, schedulers=(STABLE,), key="decay_key")
