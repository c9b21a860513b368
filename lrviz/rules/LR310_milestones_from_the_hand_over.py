"""A MultiStepLR in a SequentialLR counts its milestones from its own start.

## What happens

The scheduler that takes over in a SequentialLR counts its ticks from 0. A milestone of 60 in a MultiStepLR that takes
over at step 10 is met at step 70 of the run.

This is found where the numbers fit the run if they are counted from its beginning, and the last of them does not if
they are counted from where the scheduler takes over. Otherwise nobody can tell which was meant.

## Why it is bad

Every cut comes later than it looks in the file, by the length of the warm-up, and the last one never comes.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: SequentialLR
  milestones: [20]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 20}
    - {name: MultiStepLR, milestones: [120, 190]}  # LR310
steps: 200
```

```yaml
scheduler:
  name: SequentialLR
  milestones: [5, 30]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 5}
    - {name: ConstantLR, factor: 1.0, total_iters: 25}
    - name: MultiStepLR
      milestones:
        - 30
        - 60  # LR310
epochs: 90
interval: epoch
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: SequentialLR
  milestones: [20]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 20}
    - {name: MultiStepLR, milestones: [100, 170]}
steps: 200
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: SequentialLR
  milestones: [20]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 20}
    - {name: MultiStepLR, milestones: [120, 179]}
steps: 200
```

## References

- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html
- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.milestones import element, is_written_out
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    milestones, whole = site["milestones"], site.root.length
    start = site.start
    if not site.takes_over or not milestones or start + site.length != whole:
        return
    last = max(milestones)
    if not min(milestones) < site.length <= last < whole:
        return
    index = milestones.index(last)
    yield site.remark(
        "milestones",
        f"{element(site, 'milestones', index)} counts from {site.unit} {start:,} on, and {last:,} + {start:,} = "
        f"{last + start:,} is not in {site.root.says_run()}",
        f"if it is to count from the start of the run, subtract {start} from each of them",
        _counted_from_start(site, start),
        index=index,
    )


def _counted_from_start(site: Site, start: int) -> Fix | None:
    milestones = site["milestones"]
    if min(milestones) <= start or not all(is_written_out(site, "milestones", each) for each in range(len(milestones))):
        return None
    edits = (
        Edit("value", site.path_of("milestones", index), f"{milestone - start}")
        for index, milestone in enumerate(milestones)
    )
    return Fix(tuple(edits), f"subtract {start} from the milestones")


RULE = Rule("info", check=check, schedulers=("MultiStepLR",))
