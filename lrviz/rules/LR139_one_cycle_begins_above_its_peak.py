"""`div_factor` of OneCycleLR is below 1, and the schedule begins above `max_lr`.

## What happens

OneCycleLR divides `max_lr` by `div_factor` for its first rate. With a `div_factor` between 0 and 1 that is more than
`max_lr`, and what is to be the rise falls down to `max_lr`.

Silent where there is no rise: with `pct_start: 0.0`, or with one of less than a step. A `div_factor` of 1 begins at
`max_lr`, which can be meant, and one below 0 is another rule's.

## Why it is bad

The warm-up is turned into its opposite: with `div_factor: 0.04`, in the belief that `max_lr` is multiplied by it, the
first update is made with 25 times the rate that is called the highest. torch takes any divisor without a word.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  total_steps: 100
  div_factor: 0.04  # LR139
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  epochs: 5
  steps_per_epoch: 20
  div_factor: 0.5  # LR139
  three_phase: true
steps: 100
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler: {name: OneCycleLR, max_lr: 0.1, total_steps: 100, div_factor: 25.0}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler: {name: OneCycleLR, max_lr: 0.1, total_steps: 100, div_factor: 1.0}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler: {name: OneCycleLR, max_lr: 0.1, total_steps: 100, pct_start: 0.0, div_factor: 0.04}
steps: 100
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
- https://arxiv.org/abs/1708.07120
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.fixes import set_to
from lrviz.rules.lengths import one_cycle_length
from lrviz.rules.saying import called, where_known
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    divisor = site["div_factor"]
    if not 0 < divisor < 1 or site["pct_start"] * one_cycle_length(site)[1] < 1:
        return
    top, inverse = called(site, "max_lr"), float(f"{1 / divisor:.4g}")
    begins = where_known(lambda: site.says_rate_at(0), ": ")
    yield site.remark(
        "div_factor",
        f"`{top}` is divided by `div_factor: {site.source('div_factor')}`, so the schedule begins above it{begins}",
        f"to begin that far below {top}, write {inverse:g}" if math.isfinite(inverse) else "use a div_factor above 1",
        set_to(site, "div_factor", inverse) if math.isfinite(inverse) else None,
    )


RULE = Rule("warning", check=check, schedulers=("OneCycleLR",))
