"""A milestone of timm acts one epoch before it.

## What happens

timm's MultiStepLRScheduler compares its milestones with the tick plus 1: a milestone of 30 acts at tick 29. torch's
MultiStepLR acts at 30, and so does timm_StepLRScheduler with `decay_t: 30`. timm keeps it so on purpose, for the sake
of existing recipes.

Silent where a tick is an update, where one more or less makes no difference; and where not every milestone is a
multiple of 5: `[31, 61]` seems to allow for it already.

## Why it is bad

It is not bad, but worth knowing where milestones are taken over from a recipe for torch: each decay comes an epoch
earlier than there.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_MultiStepLRScheduler
  decay_t: [30, 60]  # LR122
  decay_rate: 0.1
epochs: 90
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_MultiStepLRScheduler
  decay_t: [30, 60]  # LR122
  decay_rate: 0.1
  warmup_t: 5
  warmup_lr_init: 1e-3
epochs: 95
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_MultiStepLRScheduler
  decay_t: [31, 61]
  decay_rate: 0.1
epochs: 90
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_MultiStepLRScheduler
  decay_t: [3000, 6000]
  decay_rate: 0.1
  t_in_epochs: false
steps: 9000
```

## References

- https://github.com/huggingface/pytorch-image-models/pull/2753
- https://github.com/huggingface/pytorch-image-models/pull/2745
- https://github.com/huggingface/pytorch-image-models/blob/main/timm/scheduler/multistep_lr.py
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lrviz.rules.base import Remark, Rule
from lrviz.rules.milestones import acts_at
from lrviz.rules.saying import is_met
from lrviz.site import Site

ROUND = 5
"""Milestones that are multiples of this are written as they are meant."""


def check(site: Site) -> Iterator[Remark]:
    milestones = site["decay_t"]
    rising = all(before < after for before, after in pairwise(milestones))
    written_as_meant = all(milestone > 0 and milestone % ROUND == 0 for milestone in milestones)
    if not milestones or not rising or not written_as_meant or not site["t_in_epochs"] or site["decay_rate"] == 1:
        return
    tick = acts_at(site, milestones[0])
    # within a warm-up that is cut out of the schedule the decay cannot be seen
    if tick <= site["warmup_t"] or not is_met(site, tick):
        return
    later = ", ".join(f"{int(milestone) + 1}" for milestone in milestones)
    yield site.remark(
        "decay_t",
        f"`decay_t: {site.source('decay_t')}` acts one epoch before each milestone, and torch's MultiStepLR at it: "
        f"{site.says_change(tick)}",
        f"to decay at the milestones use decay_t: [{later}]",
    )


RULE = Rule("info", check=check, schedulers=("timm_MultiStepLRScheduler",))
