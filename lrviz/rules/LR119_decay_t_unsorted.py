"""The milestones of timm_MultiStepLRScheduler are not in order.

## What happens

timm finds out by bisection how many of `decay_t` have been reached, which is right for a sorted list alone. With any
other, decays come at other ticks than are written, several of them at once. torch's MultiStepLR takes any
order.

## Why it is bad

Nothing fails and the number of decays is right in the end, so that the curve looks like the one that was meant.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_MultiStepLRScheduler
  decay_t: [60, 30]  # LR119
  decay_rate: 0.1
epochs: 90
```

```yaml
name: timm_MultiStepLRScheduler
decay_t:
  - 10
  - 30
  - 20  # LR119
decay_rate: 0.5
warmup_t: 5
warmup_lr_init: 0.01
epochs: 40
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: timm_MultiStepLRScheduler, decay_t: [31, 61], decay_rate: 0.1}
epochs: 90
```

```yaml
name: timm_MultiStepLRScheduler
decay_t: [30, 30.5]
decay_rate: 0.1
epochs: 90
```

## References

- https://github.com/huggingface/pytorch-image-models/blob/main/timm/scheduler/multistep_lr.py
- https://github.com/huggingface/pytorch-image-models/pull/1251
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.milestones import acts_at, element, first_out_of_order, sorting
from lrviz.rules.saying import change_in_run
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    index = first_out_of_order(site["decay_t"])
    if index is None or not _makes_a_difference(site):
        return
    tick = _wrong_decay(site)
    yield site.remark(
        "decay_t",
        f"{element(site, 'decay_t', index)} is lower than the one before it, and timm searches a list that is not in "
        f"order at the wrong place{'' if tick is None else change_in_run(site, tick)}",
        "sort the list",
        sorting(site, "decay_t"),
        index=index,
    )


def _makes_a_difference(site: Site) -> bool:
    """Whether the rate is another at any tick than with the list in order."""
    written, decay, rates = site["decay_t"], site["decay_rate"], site.setting.base_rates
    if rates is not None and not any(rates):
        # a part of nothing is nothing
        return False
    # at tick 0 the rate is what the constructor leaves, and a warm-up that is cut out hides what comes before its end
    first = max(1, 0 if site["warmup_prefix"] else math.ceil(site["warmup_t"]))
    ticks = (max(first, math.ceil(milestone)) for milestone in written)
    numbers = ((bisect_right(items, tick) for items in (written, sorted(written))) for tick in ticks)
    # a rate that is 0 does not become less
    return decay != 1 and any(one != other and (decay or not (one and other)) for one, other in numbers)


def _wrong_decay(site: Site) -> int | None:
    """The first tick at which there are more or fewer decays than are written for it, but at least one."""
    written, before, before_sorted = site["decay_t"], 0, 0
    for milestone in sorted(written):
        reached, in_order = (bisect_right(items, math.ceil(milestone)) for items in (written, sorted(written)))
        if before < reached and reached - before != in_order - before_sorted:
            return acts_at(site, milestone)
        before, before_sorted = reached, in_order
    return None


RULE = Rule("error", check=check, schedulers=("timm_MultiStepLRScheduler",))
