"""A milestone is 0 or less.

## What happens

MultiStepLR meets tick 0 when it is built, so a milestone of 0 multiplies the rate by `gamma` before the first update. A
milestone below 0 is never met, but where a SequentialLR enters the scheduler later, torch computes the first rate in
closed form, which counts it.

## Why it is bad

The run begins at a tenth of the rate that the config gives, or has one decay fewer, or one more, than the list says. A
0 often comes from another program, whose list begins with the step at which its first rate is set.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: MultiStepLR
  milestones: [0, 50]  # LR118
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: SequentialLR
  milestones: [10]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 10}
    - name: MultiStepLR
      milestones: [-1, 50]  # LR118
steps: 100
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: MultiStepLR, milestones: [1, 50]}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.01}
scheduler: {name: MultiStepLR, milestones: [50]}
steps: 100
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html
- https://github.com/facebookresearch/SlowFast/blob/main/slowfast/utils/lr_policy.py
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.milestones import element, without
from lrviz.rules.saying import change_in_run, where_known
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    if site["gamma"] == 1:
        return
    for index, milestone in enumerate(site["milestones"]):
        if milestone > 0:
            continue
        yield site.remark(
            "milestones",
            f"{element(site, 'milestones', index)} {_what_happens(site, milestone)}",
            "leave it out",
            without(site, "milestones", index, ""),
            index=index,
        )


def _what_happens(site: Site, milestone: float) -> str:
    if milestone < 0 and not site.takes_over:
        return "is before the first step and is never met"
    decays = f"multiplies the rate by `gamma: {site.source('gamma')}`"
    if site.takes_over:
        return f"is met when the scheduler takes over, and {decays}{change_in_run(site, 0)}"
    return f"is met before the first step, and {decays}{where_known(site.says_begin, ': ')}"


RULE = Rule("warning", check=check, schedulers=("MultiStepLR",))
