"""The base rate is 0, and nothing is learned.

## What happens

Every scheduler that goes by the optimizer's rate multiplies it or moves it towards a floor. From 0 it stays at 0 for
the whole run, or rises to the floor at best.

Silent for OneCycleLR and CyclicLR, which set the rate themselves.

## Why it is bad

The optimizer accepts it, the loss does not move, and nothing says why.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.0}  # LR222
scheduler: {name: CosineAnnealingLR, T_max: 100}
steps: 100
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: CosineAnnealingLR, T_max: 100}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.0, momentum: 0.9}
scheduler: {name: CyclicLR, base_lr: 0.01, max_lr: 0.1, step_size_up: 25}
steps: 100
```

## References

- https://pytorch.org/docs/stable/optim.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.causes import overwrites_base_rate
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    if site.parent is not None or site.base_rate != 0 or overwrites_base_rate(site):
        return
    path = site.setting.optimizer_path
    if path is not None and len(site.setting.base_rates or ()) == 1:
        yield Remark(
            (*path, "lr"), "value", "the base rate is 0, so the schedule has nothing to scale", "use a rate above 0"
        )


RULE = Rule("warning", check=check)
