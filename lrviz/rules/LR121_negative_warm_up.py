"""A warm-up of timm has a length below 0, and still sets the first rate.

## What happens

timm takes any `warmup_t` but 0 for a warm-up, and sets the rate to `warmup_lr_init` when the scheduler is built. With
a length below 0 no tick is part of the warm-up: the first tick runs at `warmup_lr_init`, 0 by default, and the second
at the full rate. With `warmup_prefix` the curve is moved forward by as many ticks.

timm_PlateauLRScheduler only ever multiplies the rate that is there, and so never gets away from `warmup_lr_init`.

timm_TanhLRScheduler refuses a length below 0.

## Why it is bad

With `t_in_epochs`, the default, a tick is an epoch: one whole epoch is trained at a rate of 0, and changes nothing. The
plateau scheduler trains at 0 to the end.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_StepLRScheduler
  decay_t: 30
  decay_rate: 0.1
  warmup_lr_init: 1e-4
  warmup_t: -1  # LR121
epochs: 90
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_PlateauLRScheduler
  mode: min
  warmup_lr_init: 1e-5
  warmup_t: -1  # LR121
  monitor: val_loss
epochs: 90
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_StepLRScheduler
  decay_t: 30
  decay_rate: 0.1
  warmup_t: 0
epochs: 90
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_StepLRScheduler
  decay_t: 30
  decay_rate: 0.1
  warmup_t: 1
  warmup_lr_init: 1e-4
epochs: 90
```

## References

- https://github.com/huggingface/pytorch-image-models/blob/main/timm/scheduler/cosine_lr.py
- https://github.com/huggingface/pytorch-image-models/blob/main/timm/scheduler/plateau_lr.py
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.timm_common import ALL, where_rates_follow
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    if site["warmup_t"] >= 0:
        return
    first = f"`warmup_lr_init: {site.source('warmup_lr_init')}`"
    if site.name == "timm_PlateauLRScheduler":
        happens = f"the rate is set to {first}, and never gets up to that of the optimizer"
    else:
        happens = f"the first {site.unit} runs at {first}{where_rates_follow(site, lambda: site.says_change(1))}"
    yield site.remark(
        "warmup_t",
        f"`warmup_t: {site.source('warmup_t')}` is no warm-up, but {happens}",
        "use warmup_t: 0",
        Fix((Edit("value", site.path_of("warmup_t"), "0"),), "set warmup_t to 0"),
    )


RULE = Rule("warning", check=check, schedulers=tuple(name for name in ALL if name != "timm_TanhLRScheduler"))
