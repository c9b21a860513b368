"""OneCycleLR is given two lengths that differ.

## What happens

The length of OneCycleLR is `total_steps`, or `epochs` times `steps_per_epoch`. With all three given, torch takes
`total_steps` and does not look at the others.

## Why it is bad

One of them was changed and the other forgotten. Where `total_steps` is the shorter one, the run stops one step after
it with "Tried to step ... times"; where it is the longer one, the run ends at a rate far above the last one.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  total_steps: 1000  # LR133
  epochs: 10
  steps_per_epoch: 200
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: OneCycleLR
  max_lr: 1e-3
  epochs: 30
  steps_per_epoch: 100
  total_steps: 3001  # LR133
steps: 3001
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler: {name: OneCycleLR, max_lr: 0.1, total_steps: 2000, epochs: 10, steps_per_epoch: 200}
```

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler: {name: OneCycleLR, max_lr: 0.1, total_steps: 2000, epochs: 10}
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.sentences import NotKnown
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    total, epochs, per_epoch = site["total_steps"], site["epochs"], site["steps_per_epoch"]
    if None in (total, epochs, per_epoch) or total == epochs * per_epoch:
        return
    both = f"`epochs: {site.source('epochs')}` times `steps_per_epoch: {site.source('steps_per_epoch')}`"
    product = f", which is {epochs} * {per_epoch} = {epochs * per_epoch}"
    yield site.remark(
        "total_steps",
        f"`total_steps: {site.source('total_steps')}` wins over {both}{product if _is_written_out(site) else ''}",
        "take out total_steps, or the other two",
        _fix(site, total, epochs * per_epoch),
    )


def _is_written_out(site: Site) -> bool:
    return not any("$" in site.source(name) for name in ("epochs", "steps_per_epoch"))


def _fix(site: Site, total: int, product: int) -> Fix | None:
    """Keep what fits the run, where that is known."""
    try:
        length = site.length
    except NotKnown:
        return None
    if length == product:
        return Fix((Edit("delete", site.path_of("total_steps")),), "delete total_steps")
    others = tuple(Edit("delete", site.path_of(name)) for name in ("epochs", "steps_per_epoch"))
    return Fix(others, "delete epochs and steps_per_epoch") if length == total else None


RULE = Rule("warning", check=check, schedulers=("OneCycleLR",))
