"""ReduceLROnPlateau leaves a cut out because it is smaller than eps.

## What happens

ReduceLROnPlateau only writes a new rate where it is more than `eps` below the old one. `eps` is 1e-8 by default, and
so never matters at usual rates. It does where the rate itself is tiny, and where `eps` was taken for something else:
then a cut is passed over without a word, and so is each one after it.

Silent where only the last cuts before `min_lr` are lost, at rates far below the first.

## Why it is bad

The rate stays where it is, however long the plateau lasts, and `min_lr` is not reached.

## Bad

```yaml
optimizer: {name: SGD, lr: 1e-8}
scheduler:
  name: ReduceLROnPlateau  # LR220
  patience: 2
monitor: val_loss
epochs: 50
```

```yaml
optimizer: {name: AdamW, lr: 1e-5}
scheduler:
  name: ReduceLROnPlateau
  factor: 0.5
  patience: 2
  min_lr: 1e-7
  eps: 1e-6  # LR220
monitor: val_loss
epochs: 50
```

## Good

```yaml
optimizer: {name: SGD, lr: 1e-8}
scheduler:
  name: ReduceLROnPlateau
  patience: 2
  eps: 0
monitor: val_loss
epochs: 50
```

```yaml
optimizer: {name: AdamW, lr: 1e-5}
scheduler:
  name: ReduceLROnPlateau
  factor: 0.5
  patience: 2
  min_lr: 1e-7
monitor: val_loss
epochs: 50
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html
- https://github.com/joeynmt/joeynmt/pull/163
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.sentences import NotKnown
from lrviz.site import Site

MOST_CUTS = 1000
"""So many cuts are followed at the most."""

SEEN = 0.01
"""A rate that rests at no more than this part of the first is as good as gone."""


def check(site: Site) -> Iterator[Remark]:
    first, factor, eps, lowest = site.base_rate, site["factor"], site["eps"], site["min_lr"]
    rates = site.setting.base_rates or (first,)
    bounds = lowest if isinstance(lowest, list | tuple) else [lowest] * len(rates)
    if not 0 < factor < 1 or eps <= 0:
        return
    ends = [_rests_at(rate, factor, bound, eps) for rate, bound in zip(rates, bounds, strict=False)]
    if not all(_matters(*of_group) for of_group in zip(rates, bounds, ends, strict=False)):
        return
    rests = ends[0]
    which = "every cut" if rests == first else "each one from there on"
    yield site.remark(
        "eps",
        f"`eps: {site.source('eps')}` leaves out each cut that takes away no more than that, and with "
        f"`factor: {site.source('factor')}` that is {which}: {site.says_floor(rests)}",
        "use eps: 0.0",
        Fix((_edit(site),), "set eps to 0.0"),
    )


def _rests_at(rate: float, factor: float, lowest: float, eps: float) -> float:
    """The rate that is not cut any more."""
    for _ in range(MOST_CUTS):
        lower = max(rate * factor, lowest)
        if rate - lower <= eps:
            return rate
        rate = lower
    raise NotKnown("cuts")


def _matters(first: float, lowest: float, rests: float) -> bool:
    """Whether a rate rests well above the lowest one, and high enough to be of use."""
    if rests == first:
        return first > max(0, lowest)
    return 0 < 2 * lowest < rests and rests > SEEN * first


def _edit(site: Site) -> Edit:
    if site.gives("eps"):
        return Edit("value", site.path_of("eps"), "0.0")
    return Edit("insert", site.path_of("eps"), "eps: 0.0")


RULE = Rule("warning", check=check, schedulers=("ReduceLROnPlateau",))
