"""The rate never gets up to the base rate.

## What happens

The rate rises in the run, and yet its peak stays below 95 % of the rate that the optimizer is given: a warm-up ends at
an `end_factor` below 1, or is multiplied by a decay that goes on at the same time, or by another warm-up.

Silent where the rate only ever falls, where the scheduler sets the rate itself, and where another rule names the cause:
a warm-up that fills the run (LR213), that is cut out of the decay (LR214), or that runs beside a cosine (LR307).

## Why it is bad

It may be meant. But who looks at `lr` in this config sees a rate that the run never has.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler  # LR406
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 10}
    - {name: ExponentialLR, gamma: 0.9}
steps: 100
```

```yaml
scheduler:
  name: LinearLR  # LR406
  start_factor: 1e-5
  end_factor: 1e-3
  total_iters: 50
steps: 100
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 10}
    - {name: ExponentialLR, gamma: 0.995}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: LinearLR, start_factor: 0.5, end_factor: 0.01, total_iters: 100}
steps: 100
```

## References

- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html
- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LinearLR.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.causes import everything, is_named, overwrites_base_rate
from lrviz.sentences import STANDING_IN
from lrviz.shape import Shape
from lrviz.site import Site

NEARLY = 0.95
"""The part of the base rate that is as good as the whole."""

CAUSES = ("LR114", "LR115", "LR118", "LR213", "LR214", "LR307", "LR312", "LR402", "LR404")
"""The rules that say why the rate stays low."""


def check(site: Site) -> Iterator[Remark]:
    # the base rate of Noam's schedule is a factor, and no rate to get up to
    is_factor = any(each.name == "NoamLR" for each in everything(site))
    if site.parent is not None or is_factor or overwrites_base_rate(site):
        return
    bases = site.setting.base_rates or (STANDING_IN,)
    stays_low = (_stays_low(shape, base) for shape, base in zip(site.shapes, bases, strict=True))
    group = next((index for index, is_low in enumerate(stays_low) if is_low), None)
    if group is None or is_named(site, *CAUSES):
        return
    yield site.remark(
        "name",
        f"the rate never gets up to the base rate: {site.says_peak(group)}",
        "give the optimizer the rate that is meant, or let the warm-up end at it",
    )


def _stays_low(shape: Shape, base: float) -> bool:
    return shape.is_finite and shape.rates[0] < shape.peak < NEARLY * base


RULE = Rule("info", check=check)
