"""OneCycleLR or CyclicLR in a SequentialLR changes the rate of its neighbours.

## What happens

The schedulers of a SequentialLR are built one after the other before the first step of the run, and each of them takes
note of the rate from which to start. OneCycleLR puts its own first rate, `max_lr / div_factor`, in its place: the first
scheduler of the list starts from that then, and so does every one that stands behind it. Only those between the first
one and it keep the rate of the optimizer. CyclicLR does the same with `base_lr` where it is the first of the list.

Silent where that rate is the optimizer's own, and where the others set the rate themselves.

## Why it is bad

A warm-up in front of a OneCycleLR ends at a 25th of the peak, where the OneCycleLR begins its own: a slow warm-up
before the warm-up. A decay behind it runs at a 25th of the rate that is written.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: SequentialLR
  milestones: [10]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 10}
    - {name: OneCycleLR, max_lr: 1e-3, total_steps: 91}  # LR305
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler:
  name: SequentialLR
  milestones: [40]
  schedulers:
    - {name: CyclicLR, base_lr: 0.01, max_lr: 0.1, step_size_up: 10}  # LR305
    - {name: ExponentialLR, gamma: 0.95}
steps: 100
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler: {name: OneCycleLR, max_lr: 1e-3, total_steps: 100, pct_start: 0.1}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.01, momentum: 0.9}
scheduler:
  name: SequentialLR
  milestones: [40]
  schedulers:
    - {name: CyclicLR, base_lr: 0.01, max_lr: 0.1, step_size_up: 10}
    - {name: ExponentialLR, gamma: 0.95}
steps: 100
```

## References

- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
- https://github.com/pytorch/pytorch/blob/v2.13.0/torch/optim/lr_scheduler.py
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.owners import OWNERS, assigns, first_rate, keeps_base_rates
from lrviz.rules.saying import where_known
from lrviz.sentences import NotKnown
from lrviz.site import Site
from schedules.formula import SCALAR


def check(site: Site) -> Iterator[Remark]:
    losses = [(sibling, owner) for sibling, owner in _losses(site) if not keeps_base_rates(owner)]
    if not losses:
        return
    sibling, owner = losses[0]
    names = list(dict.fromkeys(each.name for each, by in losses if by is owner))
    rate = "max_lr / div_factor" if owner.name == "OneCycleLR" else "base_lr"
    yield owner.remark(
        "name",
        f"{owner.name} puts its own first rate, `{rate}`, into the optimizer, and {' and '.join(names)} "
        f"{'go' if len(names) > 1 else 'goes'} by that{where_known(lambda: _says_begin(sibling, owner), ': ')}",
        "use OneCycleLR alone, with its own warm-up"
        if owner.name == "OneCycleLR"
        else f"set optimizer.lr to {rate} if that is meant, or use CyclicLR alone",
    )


def _losses(site: Site) -> Iterator[tuple[Site, Site]]:
    """Each scheduler that does not go by the rate of the optimizer, and the one by whose first rate it goes."""
    # what the first one has noted, CyclicLR leaves alone
    owners = [
        child for child in site.children if child.name == "OneCycleLR" or (child.name in OWNERS and not child.index)
    ]
    for child in site.children:
        before = [owner for owner in owners if owner.index < child.index]
        if child.name in OWNERS:
            continue
        if before and (child.spec.multiplies or assigns(child.spec)):
            yield child, before[-1]
        elif owners and child.index == 0 and child.spec.multiplies:
            yield child, owners[-1]


def _says_begin(sibling: Site, owner: Site) -> str:
    """The rate with which the sibling begins."""
    if owner.setting.base_rates is None or owner.parent is not owner.root or not owner.root.whole:
        raise NotKnown("rate")
    begin = sibling.spec.as_later_child() if sibling.index else sibling.spec
    rate = float(begin.for_group(0).rate(0, first_rate(owner, 0), SCALAR))
    return f"at {owner.unit} {sibling.start:,} the rate is {owner.says_rate(rate)}"


RULE = Rule("warning", check=check, schedulers=("SequentialLR",))
