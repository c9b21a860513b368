"""The rate is never cut within the run.

## What happens

A StepLR whose `step_size` is as long as the run, or a MultiStepLR whose first milestone is at its end or after it,
never gets to its first cut. The same goes for `decay_t` of timm's schedulers, for a ReduceLROnPlateau whose `patience`
outlasts the run, and for a SequentialLR whose run ends before the scheduler that would bring the rate down takes over.
In a SequentialLR, every scheduler counts from the milestone at which it takes over, up to the next one.

Silent where the factor is 1, where a warm-up takes up the whole run (LR213), where only some of the milestones lie
beyond the end (LR221), and where the number is in the wrong unit (LR312).

## Why it is bad

The schedule does nothing, and training goes on at the highest rate to the end. Most often the lengths are in updates
and the scheduler is stepped once an epoch, or they were written for a longer run.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: MultiStepLR
  milestones: [60000, 80000]  # LR206
epochs: 90
interval: epoch
```

```yaml
optimizer: {lr: 0.1}
scheduler:
  name: StepLR
  step_size: 30  # LR206
epochs: 30
interval: epoch
```

```yaml
optimizer: {lr: 0.1}
scheduler:
  name: SequentialLR
  milestones: [10]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 10}
    - name: MultiStepLR
      milestones: [95]  # LR206
steps: 100
```

```yaml
optimizer: {lr: 0.1}
scheduler:
  name: SequentialLR
  milestones: [10, 200]  # LR206
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 10}
    - {name: ConstantLR, factor: 1.0, total_iters: 190}
    - {name: LinearLR, start_factor: 1.0, end_factor: 0.0, total_iters: 50}
steps: 100
```

```yaml
optimizer: {lr: 0.1}
scheduler:
  name: ReduceLROnPlateau
  patience: 20  # LR206
epochs: 20
monitor: val_loss
```

```yaml
optimizer: {lr: 0.1}
scheduler:
  name: timm_StepLRScheduler
  decay_t: 28  # LR206
  decay_rate: 0.1
  warmup_t: 2
  warmup_lr_init: 1e-4
epochs: 30
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: StepLR, step_size: 29}
epochs: 30
interval: epoch
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: MultiStepLR, milestones: [30, 60, 90]}
epochs: 90
interval: epoch
```

```yaml
optimizer: {lr: 0.1}
scheduler: {name: ReduceLROnPlateau, patience: 17}
epochs: 20
monitor: val_loss
```

```yaml
optimizer: {lr: 0.1}
scheduler: {name: timm_MultiStepLRScheduler, decay_t: [900], decay_rate: 0.1, t_in_epochs: false}
steps: 900
```

## References

- https://github.com/bshall/Tacotron/issues/3
- https://github.com/cszn/KAIR/issues/101
- https://github.com/XPixelGroup/BasicSR/issues/731
- https://github.com/facebookresearch/detectron2/issues/2058
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.lengths import (
    ends_with_run,
    first_never_reached,
    is_cut_off,
    is_unfinished_warmup,
    never_falls,
    only_warms_up,
    warmup_before,
    written,
)
from lrviz.rules.milestones import LISTS, acts_at, element
from lrviz.rules.reach import says_never_begins, says_never_reached
from lrviz.rules.units import is_mistaken
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    if site.length < 1 or is_cut_off(site) or is_mistaken(site):
        return
    if site.name == "SequentialLR":
        yield from _next_never_begins(site)
    elif site.name in ("ReduceLROnPlateau", "timm_PlateauLRScheduler"):
        yield from _outlasting_patience(site)
    else:
        yield from _no_cut(site)


def _no_cut(site: Site) -> Iterator[Remark]:
    timm = site.name.startswith("timm_")
    if site["decay_rate" if timm else "gamma"] == 1 or (timm and only_warms_up(site)):
        return
    if site.name in LISTS:
        yield from _no_milestone(site)
        return
    name = "decay_t" if timm else "step_size"
    at = site[name] + (warmup_before(site) if timm else 0)
    if _is_missed(site, at):
        yield site.remark(name, says_never_reached(site, f"`{name}: {site.source(name)}`"), _hint(site, site[name]))


def _no_milestone(site: Site) -> Iterator[Remark]:
    name = LISTS[site.name][0]
    first = min(site[name], default=None)
    if first is None or not _is_missed(site, acts_at(site, first)):
        return
    index = site[name].index(first)
    yield site.remark(name, says_never_reached(site, element(site, name, index)), _hint(site, first), index=index)


def _is_missed(site: Site, tick: float) -> bool:
    """Whether a tick is not in the run.

    A cut at the very tick at which another scheduler takes over may be meant as that.
    """
    return tick >= site.length if ends_with_run(site) else tick > site.length


def _outlasting_patience(site: Site) -> Iterator[Remark]:
    name, delay = "patience", 0
    if site.name == "timm_PlateauLRScheduler":
        if only_warms_up(site):
            return
        name, delay = "patience_t", max(0, site["warmup_t"])
    # the first metric is the best so far, and the rate is cut by the step after those that are put up with; with a
    # threshold of 1 or more the first one is bad already
    if site[name] + delay + 2 < site.length or not 0 <= site["threshold"] < 1:
        return
    after = f" after `warmup_t: {site.source('warmup_t')}`" if delay else ""
    yield site.remark(
        name,
        f"{written(site, name)}{after} is not used up in {site.says_run()}, so the rate is never cut, "
        "however bad the metric is",
        _hint(site),
    )


def _next_never_begins(site: Site) -> Iterator[Remark]:
    index = first_never_reached(site)
    if index is None or not never_falls(site) or is_unfinished_warmup(site.children[index]):
        return
    yield site.remark("milestones", says_never_begins(site, index), _hint(site), index=index)


def _hint(site: Site, ticks: float = 0) -> str:
    if site.unit == "step":
        return "the scheduler is stepped after each update: use a smaller number, or leave the scheduler out"
    per_epoch = site.setting.steps_per_epoch or 1
    updates = f" ({ticks:,} updates are {ticks / per_epoch:,.4g} epochs)" if 1 < per_epoch <= ticks else ""
    return f"the scheduler is stepped after each epoch: use a smaller number{updates}, or leave the scheduler out"


RULE = Rule(
    "warning",
    check=check,
    schedulers=(
        "StepLR",
        "MultiStepLR",
        "SequentialLR",
        "ReduceLROnPlateau",
        "timm_StepLRScheduler",
        "timm_MultiStepLRScheduler",
        "timm_PlateauLRScheduler",
    ),
)
