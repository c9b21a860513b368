"""The cosine climbs back before the run is over.

## What happens

CosineAnnealingLR is a whole cosine and not the half of one: after `T_max` ticks the rate climbs back to where it began,
and falls again, with a period of 2 `T_max`. A `T_max` that is shorter than the run, or than the scheduler's part of it,
ends the run on the way up, often at the peak.

Silent where `T_max` is the length of the run or one less, which both end at the bottom, and where it is written in the
wrong unit (LR312).

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

## Good

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
from lrviz.rules.fixes import set_to
from lrviz.rules.units import is_mistaken
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    bottom, length = site["T_max"], site.length
    if length - 1 <= bottom or site.rate(bottom) >= site.rate(0) or is_mistaken(site):
        return
    climbs = f"{site.says_climb(bottom)}, and {site.says_at(length - 1)}"
    yield site.remark(
        "T_max",
        f"`T_max: {site.source('T_max')}` is the way down alone: {climbs}",
        f"for one way down use T_max: {length}; for restarts use CosineAnnealingWarmRestarts",
        set_to(site, "T_max", length),
    )


RULE = Rule("warning", check=check, schedulers=("CosineAnnealingLR",))
