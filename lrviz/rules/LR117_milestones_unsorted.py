"""The milestones are not in order.

## What happens

torch looks each tick up among the `milestones` of MultiStepLR, so their order does not matter and the curve is the one
that a sorted list gives.

## Why it is bad

Readers of the config take the list for a sequence, and so do timm, which then decays at the wrong step, and detectron2,
which refuses it. A list out of order may also be a slip of the pen, as in `[30, 600, 90]`.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: MultiStepLR
  milestones: [60, 30]  # LR117
steps: 90
```

```yaml
name: MultiStepLR
milestones:
  - 30
  - 80
  - 60  # LR117
steps: 90
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: MultiStepLR, milestones: [30, 60]}
steps: 90
```

```yaml
name: MultiStepLR
milestones: [60]
steps: 90
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html
- https://github.com/Andrew-Brown1/Smooth_AP/issues/13
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.milestones import element, first_out_of_order, sorting
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    index = first_out_of_order(site["milestones"])
    if index is None:
        return
    yield site.remark(
        "milestones",
        f"{element(site, 'milestones', index)} is lower than the one before it: torch decays in order all the same, "
        "but timm decays at the wrong step",
        "sort the list",
        sorting(site, "milestones"),
        index=index,
    )


RULE = Rule("info", check=check, schedulers=("MultiStepLR",))
