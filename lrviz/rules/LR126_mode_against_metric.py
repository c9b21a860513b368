"""A plateau scheduler looks for the wrong end of its metric.

## What happens

`mode` says whether a lower or a higher metric is better. With `mode: min`, torch's default, an accuracy that rises is
a metric that gets worse: after `patience` of such epochs the rate is cut, and again after as many more. With
`mode: max`, timm's default, the same befalls a loss that falls.

Silent where the name of the metric does not tell what is better. A `dice_loss` is a loss.

## Why it is bad

The better the model gets, the sooner the rate is gone, and only a metric that stops getting better would have kept it.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: ReduceLROnPlateau, patience: 5}
monitor: val_acc  # LR126
epochs: 50
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_PlateauLRScheduler
  mode: max  # LR126
  patience_t: 5
  monitor: val/loss
epochs: 50
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: ReduceLROnPlateau, patience: 5, mode: max}
monitor: val_acc
epochs: 50
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: ReduceLROnPlateau, patience: 5}
monitor: heatmap_loss
epochs: 50
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html
- https://github.com/md-mohaiminul/ViS4mer/issues/4
- https://github.com/FunctionLab/selene/issues/115
- https://github.com/facebookresearch/fairseq/issues/2205
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.metric_words import better_when
from lrviz.rules.plateau import PLATEAUS, named_metric, says_first_cut
from lrviz.rules.saying import where_known
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    named, mode = named_metric(site), site["mode"]
    better = better_when(named[1]) if named else None
    if named is None or better is None or (better == "higher") == (mode == "max"):
        return
    path, metric = named
    right = "max" if better == "higher" else "min"
    given = site.gives("mode")
    said = f"`mode: {mode}`" if given else f"the default of `mode: {mode}`"
    yield Remark(
        site.path_of("mode") if given else path,
        "value",
        f"`{path[-1]}: {metric}` is better when it is {better}, but with {said} each better {site.unit} "
        f"counts as a bad one{where_known(lambda: says_first_cut(site), ': ')}",
        f"use mode: {right}",
        Fix((_edit(site, right),), f"set mode to {right}"),
    )


def _edit(site: Site, mode: str) -> Edit:
    if site.gives("mode"):
        return Edit("value", site.path_of("mode"), mode)
    return Edit("insert", site.path_of("mode"), f"mode: {mode}")


RULE = Rule("warning", check=check, schedulers=PLATEAUS)
