"""A SequentialLR hands over at its start, and its first scheduler never runs.

## What happens

A scheduler runs up to its milestone, so with a milestone of 0 or less nothing is left for the one before it: the
schedule begins with the next one. Before torch 2.13 it does not even begin there: the factor that the first scheduler
has put on the rate when it was built stays in the first rate.

## Why it is bad

The warm-up that is written is not done. Which rate the run begins with depends on the version of torch.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: SequentialLR
  milestones: [0]  # LR309
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 20}
    - {name: CosineAnnealingLR, T_max: 200}
steps: 200
```

```yaml
scheduler:
  name: SequentialLR
  milestones:
    - -1  # LR309
    - 30
  schedulers:
    - {name: ConstantLR, factor: 0.1, total_iters: 5}
    - {name: ConstantLR, factor: 1.0, total_iters: 30}
    - {name: ExponentialLR, gamma: 0.9}
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: SequentialLR
  milestones: [20]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 20}
    - {name: CosineAnnealingLR, T_max: 180}
steps: 200
```

```yaml
scheduler:
  name: SequentialLR
  milestones: [1]
  schedulers:
    - {name: ConstantLR, factor: 0.1, total_iters: 1}
    - {name: ExponentialLR, gamma: 0.9}
```

## References

- https://github.com/pytorch/pytorch/issues/185872
- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.milestones import is_written_out
from lrviz.rules.saying import where_known
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    milestones = site["milestones"]
    begun = len(list(takewhile(lambda milestone: milestone <= 0, milestones)))
    if not begun or len(site["schedulers"]) != len(milestones) + 1:
        return
    names = [type(child).__name__ for child in site["schedulers"]]
    begins = "" if site.parent else where_known(site.says_begin, ": ")
    yield site.remark(
        "milestones",
        f"`{site.source('milestones', 0)}` in `milestones` leaves nothing for {' and '.join(names[:begun])}, and the "
        f"schedule begins with {names[begun]}{begins}",
        f"write the {site.unit} at which {names[1]} is to take over, or take {names[0]} out",
        _to_end_of_warmup(site),
        index=0,
    )


def _to_end_of_warmup(site: Site) -> Fix | None:
    """Hand over when the warm-up is done, where that is before the next hand-over."""
    ramp, milestones = getattr(site["schedulers"][0], "total_iters", 0), site["milestones"]
    if ramp < 1 or any(milestone <= ramp for milestone in milestones[1:]) or not is_written_out(site, "milestones", 0):
        return None
    return Fix((Edit("value", site.path_of("milestones", 0), str(ramp)),), f"set the first milestone to {ramp}")


RULE = Rule("error", check=check, schedulers=("SequentialLR",))
