"""timm's plateau takes a higher metric for a better one where mode is not given.

## What happens

timm_PlateauLRScheduler wraps torch's ReduceLROnPlateau, but its `mode` is `max` by default, and torch's is `min`. Given
a loss that falls, it counts each epoch as a bad one.

Silent where `monitor` names a metric that is better when it is higher, such as `val_acc`.

## Why it is bad

Whoever comes from torch and gives it a loss sees the rate cut again and again while the model gets better.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_PlateauLRScheduler  # LR127
  patience_t: 5
epochs: 50
```

```yaml
scheduler: {name: timm_PlateauLRScheduler, decay_rate: 0.5}  # LR127
monitor: val_score
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_PlateauLRScheduler
  patience_t: 5
  mode: min
monitor: val_loss
epochs: 50
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_PlateauLRScheduler
  patience_t: 5
monitor: val_acc
epochs: 50
```

## References

- https://github.com/huggingface/pytorch-image-models/blob/main/timm/scheduler/plateau_lr.py
- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.metric_words import better_when
from lrviz.rules.plateau import leaves_mode_open, named_metric, says_first_cut
from lrviz.rules.saying import where_known
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    named = named_metric(site)
    if not leaves_mode_open(site) or (named and better_when(named[1])):
        return
    yield site.remark(
        "mode",
        "`mode` is `max` where timm's plateau is not told otherwise, and torch's is `min`: given a loss, it takes each "
        f"{site.unit} in which the loss falls for a bad one{where_known(lambda: says_first_cut(site))}",
        "write mode: min for a loss, or mode: max for an accuracy",
    )


RULE = Rule("warning", check=check, schedulers=("timm_PlateauLRScheduler",))
