"""A milestone lies beyond the end of the run.

## What happens

Some of the milestones are met and others are not: those that lie beyond the end of the run, or of the part of it that a
SequentialLR leaves to the scheduler. In the milestones of a SequentialLR itself, the scheduler that is to take over
there never begins.

Silent where a milestone is the end itself, as in `[30, 60, 90]` for 90 epochs, which many write to say where the last
stage ends. Where no milestone is met at all, this is LR206 or LR213.

## Why it is bad

It may be no mistake: a short run of a long recipe looks just so. But the last cuts bring the best of the result in a
step schedule, and this run does not have them.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: MultiStepLR
  milestones: [30, 60, 120]  # LR221
epochs: 90
interval: epoch
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: SequentialLR
  milestones: [10, 60, 150]  # LR221
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 10}
    - {name: CosineAnnealingLR, T_max: 50, eta_min: 0.01}
    - {name: ConstantLR, factor: 1.0}
    - {name: ExponentialLR, gamma: 0.99}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_MultiStepLRScheduler
  decay_t: [3000, 6000, 9500]  # LR221
  decay_rate: 0.1
  warmup_t: 600
  warmup_lr_init: 1e-3
  t_in_epochs: false
steps: 10000
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: MultiStepLR, milestones: [30, 60, 90]}
epochs: 90
interval: epoch
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: MultiStepLR, milestones: [30, 60, 89]}
epochs: 90
interval: epoch
```

## References

- https://github.com/cszn/KAIR/issues/101
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.lengths import ends_with_run, first_never_reached, is_cut_off, never_falls
from lrviz.rules.milestones import LISTS, acts_at, element
from lrviz.rules.reach import says_never_begins, says_never_reached
from lrviz.rules.units import is_mistaken
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    if site.length < 1 or is_cut_off(site) or is_mistaken(site):
        return
    if site.name == "SequentialLR":
        yield from _next_never_begins(site)
    else:
        yield from _no_cut(site)


def _no_cut(site: Site) -> Iterator[Remark]:
    name, factor = LISTS[site.name]
    ticks = [(acts_at(site, milestone), index) for index, milestone in enumerate(site[name])]
    missed = [(tick, index) for tick, index in ticks if tick > site.length and not _is_the_end(site, name, index)]
    if site[factor] == 1 or not missed or min(ticks)[0] >= site.length or _counts_from_start(site):
        return
    index = min(missed)[1]
    message = says_never_reached(site, element(site, name, index))
    yield site.remark(name, message, "let the run go on to it, or leave it out", index=index)


def _is_the_end(site: Site, name: str, index: int) -> bool:
    """Whether a milestone says where the run ends."""
    return bool(site[name][index] == site.root.length)


def _counts_from_start(site: Site) -> bool:
    """Whether the milestones fit if they are counted from the start of the run, which is another mistake."""
    return site.takes_over and ends_with_run(site) and max(site[LISTS[site.name][0]]) < site.root.length


def _next_never_begins(site: Site) -> Iterator[Remark]:
    index = first_never_reached(site)
    if index is None or site["milestones"][index] == site.length or not ends_with_run(site) or never_falls(site):
        return
    hint = "let the run go on to it, or leave the scheduler out"
    yield site.remark("milestones", says_never_begins(site, index), hint, index=index)


RULE = Rule("info", check=check, schedulers=("SequentialLR", *LISTS))
