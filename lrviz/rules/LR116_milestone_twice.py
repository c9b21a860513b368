"""A milestone is given twice, and the rate decays twice at once.

## What happens

torch counts how often a tick is in `milestones`, and timm how many of `decay_t` have been reached. A milestone that is
given twice multiplies the rate by the factor twice in the same tick.

## Why it is bad

With the usual factor of 0.1 the rate falls to a hundredth, and what follows hardly trains any more. Mostly one number
was changed and now equals its neighbour.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: MultiStepLR
  milestones: [30, 30, 60]  # LR116
steps: 90
```

```yaml
name: timm_MultiStepLRScheduler
decay_t:
  - 30
  - 60
  - 60  # LR116
decay_rate: 0.1
epochs: 90
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: MultiStepLR, milestones: [30, 31, 60]}
steps: 90
```

```yaml
name: MultiStepLR
milestones: [30, 60]
gamma: 0.01
steps: 90
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html
- https://github.com/Andrew-Brown1/Smooth_AP/issues/13
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from lrviz.rules.base import Remark, Rule
from lrviz.rules.milestones import LISTS, acts_at, element, first_out_of_order, without
from lrviz.rules.saying import change_in_run
from lrviz.site import Site

MOST = 100
"""How many are told of: a list with more was written by a program, which is what has to be mended."""


def check(site: Site) -> Iterator[Remark]:
    name, factor = LISTS[site.name]
    milestones = site[name]
    if site[factor] == 1 or (site.name != "MultiStepLR" and first_out_of_order(milestones) is not None):
        return
    for index in islice(_repeated(milestones), MOST):
        milestone = milestones[index]
        decays = f"the rate is multiplied by `{factor}: {site.source(factor)}` each time"
        yield site.remark(
            name,
            f"{element(site, name, index)} repeats one before it, and {decays}"
            + change_in_run(site, acts_at(site, milestone)),
            "delete one of them",
            without(site, name, index, "the second "),
            index=index,
        )


def _repeated(milestones: Sequence[float]) -> Iterator[int]:
    """The indices of those that stand before them too. What is 0 or less is another rule's."""
    seen: set[float] = set()
    for index, milestone in enumerate(milestones):
        if milestone > 0 and milestone in seen:
            yield index
        seen.add(milestone)


RULE = Rule("warning", check=check, schedulers=tuple(LISTS))
