"""PolynomialLR has brought the rate to 0 long before the run is over.

## What happens

After `total_iters` ticks the rate is 0 and stays there. `total_iters` is 5 where nothing is given, whatever the length
of the run.

Silent where the rate is 0 for less than a tenth of the run.

## Why it is bad

Updates at a rate of 0 change nothing: the rest of the run costs its time and leaves the model as it is.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: PolynomialLR  # LR215
  power: 0.9
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: PolynomialLR
  total_iters: 80  # LR215
epochs: 100
interval: epoch
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: PolynomialLR, total_iters: 100, power: 0.9}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: PolynomialLR, total_iters: 90}
epochs: 100
interval: epoch
```

## References

- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.PolynomialLR.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.fixes import set_to
from lrviz.rules.lengths import ENOUGH, is_cut_off, written
from lrviz.rules.saying import where_known
from lrviz.rules.units import is_mistaken
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    ticks, length = site["total_iters"], site.length
    if length < 1 or ticks >= ENOUGH * length or site.rate(length - 1) != 0 or site.rate(0) == 0:
        return
    if is_cut_off(site) or is_mistaken(site):
        return
    ends = where_known(lambda: site.says_at(int(ticks)), ": ")
    yield site.remark(
        "total_iters",
        f"{written(site, 'total_iters')} is over long before {site.says_run()}{ends}, and it stays so",
        f"for a decay over all of it use total_iters: {length}",
        set_to(site, "total_iters", length),
    )


RULE = Rule("warning", check=check, schedulers=("PolynomialLR",))
