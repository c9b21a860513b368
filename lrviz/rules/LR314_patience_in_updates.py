"""A plateau scheduler counts its patience in updates, and loses it in one epoch.

## What happens

`patience` counts calls of `step`. With `interval: step` that is updates: after `patience` of them without a better
metric the rate is cut, long before the epoch is over.

Silent where a `frequency` beside it makes the steps rarer than that.

## Why it is bad

The loss of single batches goes up and down, and mostly is no better than the best so far. The rate is cut several times
in the first epoch and is gone before the training has begun.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: ReduceLROnPlateau, patience: 10}
monitor: train_loss
interval: step  # LR314
steps_per_epoch: 500
epochs: 20
```

```yaml
scheduler:
  name: ReduceLROnPlateau
  factor: 0.5
  patience: 3
  monitor: train_loss
  interval: step  # LR314
  frequency: 10
steps_per_epoch: 200
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: ReduceLROnPlateau, patience: 10}
monitor: val_loss
interval: epoch
steps_per_epoch: 500
epochs: 20
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: ReduceLROnPlateau, patience: 500}
monitor: train_loss
interval: step
steps_per_epoch: 500
epochs: 20
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html
- https://lightning.ai/docs/pytorch/stable/api/lightning.pytorch.core.LightningModule.html#lightning.pytorch.core.LightningModule.configure_optimizers
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.plateau import says_first_cut
from lrviz.rules.saying import where_known
from lrviz.sentences import NotKnown
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    patience, every = int(site["patience"]), _frequency(site)
    if site.interval != "step" or patience * every >= site.steps_per_epoch:
        return
    path, fix = site.setting.interval_path, None
    if path is not None:
        fix = Fix((Edit("value", path, "epoch"),), "set interval to epoch")
    counts = f"`patience: {site.source('patience')}` counts updates here"
    if every > 1:
        counts += f", with `frequency: {every}` {patience} * {every} = {patience * every} of them"
    cut = where_known(lambda: says_first_cut(site), "; where the metric does not improve, ") if every == 1 else ""
    yield Remark(
        path or site.path_of("patience"),
        "value",
        f"{counts}, and an epoch has {site.steps_per_epoch:,}: the rate is cut within the epoch{cut}",
        "use interval: epoch",
        fix,
    )


def _frequency(site: Site) -> int:
    """How many updates there are to a step, where a `frequency` says so."""
    try:
        _, every = site.beside("frequency")
    except NotKnown:
        return 1
    if not isinstance(every, int) or every < 1:
        raise NotKnown("frequency")
    return every


RULE = Rule("warning", check=check, schedulers=("ReduceLROnPlateau",))
