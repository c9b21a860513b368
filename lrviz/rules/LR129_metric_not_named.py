"""A plateau schedule depends on a metric, and none is named.

## What happens

When the rate is cut depends on the metric alone that the training loop hands to `step`. What `plot`, `table` and
`compare` show is the curve for the metric that `--metric` says, by default one that never gets better: the earliest
cuts that there can be.

Silent where the config names the metric with `monitor`.

## Why it is bad

It is not bad, but worth knowing: the curve that is shown is not the one that the run will have. And a loop that hands
over nothing, or the training loss where the validation loss was meant, cannot be told from the file.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: ReduceLROnPlateau, patience: 5}  # LR129
epochs: 50
```

```yaml
name: timm_PlateauLRScheduler  # LR129
mode: min
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: ReduceLROnPlateau, patience: 5}
monitor: val_loss
epochs: 50
```

```yaml
name: timm_PlateauLRScheduler
mode: min
monitor: val_loss
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html
- https://github.com/junyanz/pytorch-CycleGAN-and-pix2pix/issues/495
- https://github.com/victoresque/pytorch-template/issues/89
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.plateau import PLATEAUS, leaves_mode_open, named_metric, says_first_cut
from lrviz.rules.saying import where_known
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    # where something fails, or the mode is left open, there is more to say than this
    if not site.whole or site.parent or named_metric(site) or leaves_mode_open(site):
        return
    cut = where_known(lambda: says_first_cut(site), "; with one that never gets better, ")
    yield Remark(
        (*site.path, "name"),
        "value",
        f"the curve depends on the metric that is handed to `step`, and nothing here names it{cut}",
        "name it with `monitor:`; --metric draws the curve for another",
    )


RULE = Rule("info", check=check, schedulers=PLATEAUS)
