"""A length is written in epochs and counted in steps, or the other way round.

## What happens

A scheduler counts the calls of its `step()`, and `interval` says how often that is: after each update, which is the
default, or once an epoch. timm's schedulers count epochs unless `t_in_epochs` is false. A `T_max: 100` that was meant
in epochs is over after the first hundred updates, and a cosine goes up and down hundreds of times in the run. A
`T_max: 50000` that was meant in updates hardly begins within a hundred epochs.

This is found where the config says how many epochs the run has and how many steps an epoch, and the length makes sense
in the other unit alone. Of several lengths the first is reported. What would follow from the wrong length itself is not
reported then (LR204, LR206, LR207).

## Why it is bad

The schedule has nothing to do with the one that was meant, and nothing fails.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: CosineAnnealingLR
  T_max: 90  # LR312
epochs: 90
steps_per_epoch: 400
interval: step
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: SequentialLR
  milestones: [5]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 5}
    - {name: MultiStepLR, milestones: [25, 55, 75]}  # LR312
epochs: 90
steps_per_epoch: 400
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 36000  # LR312
epochs: 90
steps_per_epoch: 400
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: StepLR
  step_size: 12000  # LR312
  gamma: 0.1
epochs: 90
steps_per_epoch: 400
interval: epoch
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: CosineAnnealingLR, T_max: 36000}
epochs: 90
steps_per_epoch: 400
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: StepLR, step_size: 30, gamma: 0.1}
epochs: 90
steps_per_epoch: 400
interval: epoch
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: StepLR, step_size: 90, gamma: 0.99}
epochs: 90
steps_per_epoch: 400
```

## References

- https://github.com/pytorch/pytorch/issues/65417
- https://github.com/Lightning-AI/pytorch-lightning/issues/6948
- https://github.com/Lightning-AI/pytorch-lightning/issues/5631
- https://github.com/microsoft/ClimaX/issues/25
- https://github.com/sthalles/SimCLR/issues/8
- https://github.com/bshall/Tacotron/issues/3
- https://github.com/vturrisi/solo-learn/issues/264
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.causes import everything
from lrviz.rules.saying import where_known
from lrviz.rules.units import is_mistaken, mistaken_length, set_interval
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    name = mistaken_length(site)
    if name is None or next(each for each in everything(site.root) if is_mistaken(each)) is not site:
        return
    other, counts = ("step", "`t_in_epochs: false`") if site.unit == "epoch" else ("epoch", "`t_in_epochs: true`")
    if not site.spec.counts_itself:
        counts = f"`interval: {other}`"
    yield site.remark(
        name,
        f"`{name}: {_written(site, name)}` counts {site.unit}s, in {site.root.says_run()}, and looks like {other}s"
        f"{where_known(site.says_end, ': ')}",
        f"{counts} makes it count {other}s",
        _fix(site, other),
    )


def _written(site: Site, name: str) -> str:
    """A length as the config writes it: of a list, all of its elements."""
    value = site[name]
    if not isinstance(value, list | tuple) or (*site.path, name) in site.setting.document.sources:
        return site.source(name)
    return f"[{', '.join(site.source(name, index) for index in range(len(value)))}]"


def _fix(site: Site, other: str) -> Fix | None:
    """Let it count in the other unit, where it is the only scheduler and the config says how it counts."""
    if site.parent is not None:
        return None
    interval = set_interval(site, other)
    if not site.spec.counts_itself:
        return interval
    if "$" in site.source("t_in_epochs") or (interval is None and site.setting.interval_path is not None):
        return None
    text = "true" if other == "epoch" else "false"
    if site.gives("t_in_epochs"):
        edit = Edit("value", site.path_of("t_in_epochs"), text)
    else:
        edit = Edit("insert", (*site.path, "name"), f"t_in_epochs: {text}")
    return Fix((edit, *(interval.edits if interval else ())), f"set t_in_epochs to {text}")


RULE = Rule("warning", check=check, key="length_key")
