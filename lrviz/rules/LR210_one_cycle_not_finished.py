"""The run is over before OneCycleLR is.

## What happens

OneCycleLR spreads its rise and its fall over `total_steps`, or over `epochs` times `steps_per_epoch`. A run that steps
it less often stops somewhere on the way; with a scheduler that counts updates and is stepped once an epoch, that is
still within the first per cents of the rise.

Silent where the run is nine tenths of the schedule or more.

## Why it is bad

The policy gets its results from the whole cycle: the peak, and the fall far below the start after it. Stopped on the
rise, the run has trained at a fraction of `max_lr` and looks as if the rate were simply too low.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  epochs: 30  # LR210
  steps_per_epoch: 500
epochs: 30
steps_per_epoch: 500
interval: epoch
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  total_steps: 2000  # LR210
steps: 1500
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: OneCycleLR, max_lr: 0.1, epochs: 30, steps_per_epoch: 500}
epochs: 30
steps_per_epoch: 500
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: OneCycleLR, max_lr: 0.1, total_steps: 100}
steps: 90
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
- https://github.com/pytorch/pytorch/issues/65417
- https://github.com/Lightning-AI/pytorch-lightning/issues/6948
- https://github.com/Lightning-AI/pytorch-lightning/issues/20436
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.fixes import set_to
from lrviz.rules.lengths import ENOUGH, ends_with_run, one_cycle_length
from lrviz.rules.units import is_mistaken
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    name, whole = one_cycle_length(site)
    if site.length >= ENOUGH * whole or not ends_with_run(site) or is_mistaken(site):
        return
    written = f"`{name}: {site.source(name)}`"
    if name == "epochs":
        written += f" times `steps_per_epoch: {site.source('steps_per_epoch')}`"
    shape = site.root.shape
    ends = site.says_peak() if shape.peak_tick == shape.last_tick else site.says_end()
    message = f"{written} is more than {site.says_run()}: {ends}"
    yield site.remark(name, message, _hint(site), _fix(site, name, whole))


def _hint(site: Site) -> str:
    fits = f"total_steps: {site.length} fits the run"
    return f"interval: step steps it after each update; {fits} as it is" if site.interval == "epoch" else fits


def _fix(site: Site, name: str, whole: int) -> Fix | None:
    setting = site.setting
    if setting.updates == whole and setting.interval_path is not None:
        # the schedule is right, and it is stepped too seldom
        return Fix((Edit("value", setting.interval_path, "step"),), "set interval to step")
    if name == "epochs":
        return None
    return set_to(site, name, site.length)


RULE = Rule("warning", check=check, schedulers=("OneCycleLR",))
