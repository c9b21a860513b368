"""The first cut of a plateau scheduler leaves nothing of the rate.

## What happens

Each cut multiplies the rate by `factor` (timm: `decay_rate`), but not below `min_lr` (timm: `lr_min`). torch refuses a
factor of 1 or more, but not one of 0 or less: the first cut sets the rate to `min_lr`, which is 0 by default.

## Why it is bad

After the first plateau the model does not train any more, and the run goes on to its end.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ReduceLROnPlateau
  factor: 0  # LR128
  min_lr: 1e-5
monitor: val_loss
epochs: 50
```

```yaml
scheduler:
  name: timm_PlateauLRScheduler
  mode: min
  decay_rate: -0.1  # LR128
monitor: val_loss
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ReduceLROnPlateau
  factor: 0.01
  min_lr: 1e-5
monitor: val_loss
epochs: 50
```

```yaml
scheduler:
  name: timm_PlateauLRScheduler
  mode: min
  decay_rate: 0.1
monitor: val_loss
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html
- https://github.com/huggingface/pytorch-image-models/blob/main/timm/scheduler/plateau_lr.py
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.plateau import PLATEAUS, factor_name, says_first_cut
from lrviz.rules.saying import where_known
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    name = factor_name(site)
    if site[name] > 0:
        return
    lowest = "min_lr" if site.name == "ReduceLROnPlateau" else "lr_min"
    cut = where_known(lambda: says_first_cut(site), "; where the metric does not improve, ")
    yield site.remark(
        name,
        f"`{name}: {site.source(name)}` keeps nothing of the rate: the first cut sets it to "
        f"`{lowest}: {site.source(lowest)}`{cut}",
        f"use a {name} between 0 and 1",
    )


RULE = Rule("warning", check=check, schedulers=PLATEAUS)
