"""The cosine climbs back before the run is over.

## What happens

CosineAnnealingLR is a whole cosine and not the half of one: after `T_max` ticks the rate climbs back to where it began,
and falls again, with a period of 2 `T_max`. A `T_max` that is shorter than the run, or than the scheduler's part of it,
ends the run on the way up, often at the peak.

WarmupCosineLR and NonzeroWarmupCosineLR do the same after `total_steps`, and before it where `num_cycles` is above 0.5:
with `num_cycles: 1` they end at the peak. Where several waves end in the lower half, they may be meant.

Silent where `T_max` is the length of the run or one less, which both end at the bottom, where it is written in the
wrong unit (LR312), and beside others in a chain (LR311).

## Why it is bad

The last updates decide on the final loss, and they are made at a high rate. Nothing fails, and the loss curve shows it
when the run is over.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: CosineAnnealingLR
  T_max: 50  # LR204
steps: 100
```

```yaml
optimizer: {lr: 3e-4}
scheduler:
  name: SequentialLR
  milestones: [100]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 100}
    - name: CosineAnnealingLR
      T_max: 100  # LR204
      eta_min: 1e-6
steps: 1000
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: WarmupCosineLR
  warmup_steps: 10
  total_steps: 100
  num_cycles: 1  # LR204
steps: 100
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: WarmupCosineLR
  warmup_steps: 10
  total_steps: 100  # LR204
steps: 200
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler: {name: WarmupCosineLR, warmup_steps: 10, total_steps: 100, num_cycles: 1.5}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: CosineAnnealingLR, T_max: 99}
steps: 100
```

```yaml
scheduler: {name: CosineAnnealingWarmRestarts, T_0: 50}
steps: 100
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html
- https://github.com/CodefyUI/CodefyUI/issues/205
- https://github.com/kohya-ss/sd-scripts/issues/601
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.causes import is_named
from lrviz.rules.fixes import set_to
from lrviz.rules.units import is_mistaken
from lrviz.site import Site

HALF = 0.5
"""The waves of a cosine that is only a way down."""


def check(site: Site) -> Iterator[Remark]:
    if site.name == "CosineAnnealingLR":
        yield from _plain(site)
    else:
        yield from _with_warmup(site)


def _plain(site: Site) -> Iterator[Remark]:
    bottom, length = site["T_max"], site.length
    if length - 1 <= bottom or site.rate(bottom) >= site.rate(0) or is_mistaken(site) or is_named(site, "LR311"):
        return
    climbs = f"{site.says_climb(bottom)}, and {site.says_at(length - 1)}"
    yield site.remark(
        "T_max",
        f"`T_max: {site.source('T_max')}` is the way down alone: {climbs}",
        f"for one way down use T_max: {length}; for restarts use CosineAnnealingWarmRestarts",
        set_to(site, "T_max", length),
    )


def _with_warmup(site: Site) -> Iterator[Remark]:
    if site.length <= site["warmup_steps"] + 1 or is_mistaken(site):
        return
    last, way = site.length - 1, site["total_steps"] - site["warmup_steps"]
    bottom = round(site["warmup_steps"] + way / (2 * site["num_cycles"]))
    middle = (site.shape.peak + site.rate(bottom)) / 2
    if bottom >= last or site.rate(last) <= middle:
        return
    climbs = f"{site.says_climb(bottom)}, and {site.says_at(last)}"
    if site["num_cycles"] > HALF:
        what, key, value = f"`num_cycles: {site.source('num_cycles')}` is more than the way down", "num_cycles", HALF
    else:
        what, key, value = f"`total_steps: {site.source('total_steps')}` is the way down", "total_steps", site.length
    yield site.remark(key, f"{what}: {climbs}", f"for one way down use {key}: {value}", set_to(site, key, value))


RULE = Rule("warning", check=check, schedulers=("CosineAnnealingLR", "WarmupCosineLR", "NonzeroWarmupCosineLR"))
