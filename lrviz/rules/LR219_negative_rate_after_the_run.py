"""The last step of a straight OneCycleLR leaves a rate below 0.

## What happens

OneCycleLR has `total_steps` rates, and a loop that steps it after each of as many updates steps it once more than there
are rates. No update of the run uses what comes then. With `anneal_strategy: linear` it is the next point of the
straight line, below 0, and it stays in the optimizer. With the default, `cos`, it is a small rate above 0.

## Why it is bad

The run itself is as it should be. But the optimizer, its checkpoint and the last line of the log have a rate below 0,
and whoever goes on training from there, with one more update or with another scheduler, goes uphill.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  total_steps: 500  # LR219
  anneal_strategy: linear
steps: 500
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  epochs: 20  # LR219
  steps_per_epoch: 50
  anneal_strategy: linear
  three_phase: true
epochs: 20
steps_per_epoch: 50
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: OneCycleLR, max_lr: 0.1, total_steps: 501, anneal_strategy: linear}
steps: 500
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: OneCycleLR, max_lr: 0.1, total_steps: 500}
steps: 500
```

## References

- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.fixes import set_to
from lrviz.rules.lengths import one_cycle_length
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    name, whole = one_cycle_length(site)
    if site.parent is not None or site["anneal_strategy"] != "linear" or site.length != whole or _ends_early(site):
        return
    if site.rate(whole) >= 0:
        return
    yield site.remark(
        name,
        f"the step after the last update is one more than `{name}: {site.source(name)}` has: {site.says_left()}",
        f"no update of this run uses it; total_steps: {whole + 1} leaves a rate above 0",
        set_to(site, name, whole + 1) if name == "total_steps" else None,
    )


def _ends_early(site: Site) -> bool:
    """Whether the run stops within an epoch, at whose end the scheduler would be stepped."""
    return site.unit == "epoch" and site.updates % site.steps_per_epoch != 0


RULE = Rule("info", check=check, schedulers=("OneCycleLR",))
