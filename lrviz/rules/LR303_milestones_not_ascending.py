"""The milestones of a SequentialLR do not ascend, and a scheduler never runs.

## What happens

torch finds the scheduler of a step by a binary search in `milestones`, and so takes it for granted that they ascend.
Where one is not above the one before it, no step lies between the two: the scheduler that stands there never runs, and
the next one takes over in its place. torch does not check the order.

## Why it is bad

A phase of the training is missing, and nothing fails. With two numbers swapped the phases that are left come at other
steps than written; with the same number twice the phase in the middle has no length.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: SequentialLR
  milestones: [60, 10]  # LR303
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 10}
    - {name: ConstantLR, factor: 1.0, total_iters: 50}
    - {name: ExponentialLR, gamma: 0.95}
steps: 100
```

```yaml
scheduler:
  name: SequentialLR
  milestones:
    - 10
    - 10  # LR303
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 10}
    - {name: StepLR, step_size: 20, gamma: 0.5}
    - {name: ExponentialLR, gamma: 0.95}
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: SequentialLR
  milestones: [10, 60]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 10}
    - {name: ConstantLR, factor: 1.0, total_iters: 50}
    - {name: ExponentialLR, gamma: 0.95}
steps: 100
```

```yaml
scheduler:
  name: SequentialLR
  milestones: [10, 11]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 10}
    - {name: ConstantLR, factor: 1.0, total_iters: 1}
    - {name: ExponentialLR, gamma: 0.95}
```

## References

- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html
- https://github.com/pytorch/pytorch/blob/v2.13.0/torch/optim/lr_scheduler.py
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from lrviz.rules.base import Remark, Rule
from lrviz.rules.milestones import sorting
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    milestones = site["milestones"]
    pairs = enumerate(pairwise(milestones), start=1)
    # those before the start are LR309's
    index = next((index for index, (before, after) in pairs if after <= before and before > 0), None)
    if index is None or len(site["schedulers"]) != len(milestones) + 1:
        return
    sure = len(set(milestones)) == len(milestones)
    yield site.remark(
        "milestones",
        f"`{site.source('milestones', index)}` in `milestones` is not above the one before it: {_what_runs(site)}",
        "sort them" if sure else "a scheduler runs from its milestone to the next one, which has to be higher",
        sorting(site, "milestones") if sure else None,
        index=index,
    )


def _what_runs(site: Site) -> str:
    """Which schedulers never run, and what comes after the first one that does."""
    milestones, names = site["milestones"], [type(child).__name__ for child in site["schedulers"]]
    turns = [(tick, bisect_right(milestones, tick)) for tick in sorted({0, *milestones}) if tick >= 0]
    never = " and ".join(names[index] for index in range(len(names)) if index not in dict(turns).values())
    later = [(tick, names[index]) for tick, index in turns if index != turns[0][1]]
    then = f", and {later[0][1]} takes over from {names[turns[0][1]]} at {site.unit} {later[0][0]:,}" if later else ""
    return f"{never} never runs{then}"


RULE = Rule("error", check=check, schedulers=("SequentialLR",))
