"""The length of the last scheduler does not allow for those before it.

## What happens

In a SequentialLR each scheduler counts from the milestone at which it takes over. A decay that is as long as the whole
run begins after the warm-up all the same, and the run is over before the decay is.

Silent where the end that is missing is no more than a hundredth of the decay: 4 % of warm-up before a cosine change
nothing that matters.

## Why it is bad

The rate never gets down to what was asked for, and the lowest rates of the schedule, which let the loss settle, are
those that are left out.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: SequentialLR
  milestones: [15]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 15}
    - name: CosineAnnealingLR
      T_max: 100  # LR208
steps: 100
```

```yaml
optimizer: {lr: 0.1}
scheduler:
  name: SequentialLR
  milestones: [50]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 50}
    - {name: PolynomialLR, total_iters: 980, power: 1.0}  # LR208
steps: 1000
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: SequentialLR
  milestones: [15]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 15}
    - {name: CosineAnnealingLR, T_max: 85}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: SequentialLR
  milestones: [4]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 4}
    - {name: CosineAnnealingLR, T_max: 100}
epochs: 100
interval: epoch
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html
- https://github.com/wandb/senpai/pull/1526
- https://github.com/open-mmlab/mmengine/pull/361
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.fixes import set_to
from lrviz.rules.lengths import LITTLE, ends_with_run, fits_without_start, left_of_fall, written
from lrviz.rules.units import is_mistaken
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    if site.parent is None:
        return
    name, left = site.spec.decay_key, site.length
    whole = site[name]
    if (
        is_mistaken(site)
        or not fits_without_start(site)
        or not ends_with_run(site)
        or left_of_fall(site, whole) <= LITTLE
    ):
        return
    begins = f"{written(site, name)} counts from {site.unit} {site.start:,} on"
    yield site.remark(
        name,
        f"{begins} and is longer than {site.says_run()}: {site.says_end()}",
        f"for a decay that ends with the run use {name}: {left}",
        set_to(site, name, left),
    )


RULE = Rule("warning", check=check, key="decay_key")
