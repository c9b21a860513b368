"""The rise of OneCycleLR is shorter than one step.

## What happens

OneCycleLR rises for `pct_start * total_steps` ticks, of which the first is tick 0. Where that is less than one tick,
the rise is over before the first, which is on the way down already: the run begins near `max_lr`, and not at
`max_lr / div_factor`.

Silent where `pct_start: 0.0` is written, which asks for that. Exactly 1 is another matter: torch divides by zero.

## Why it is bad

The rise is there so that the first updates are small, and it does not take place. It mostly means that the length is
counted in the wrong unit: 3 epochs instead of their updates.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  total_steps: 3  # LR130
steps: 3
```

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  epochs: 5
  steps_per_epoch: 10
  pct_start: 0.01  # LR130
steps: 50
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  total_steps: 4
steps: 4
```

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  total_steps: 50
  pct_start: 0.0
steps: 50
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
- https://github.com/pytorch/pytorch/issues/42447
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.saying import called, where_known
from lrviz.sentences import NotKnown
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    part, (names, length) = site["pct_start"], _length(site)
    if part == 0 or part * length >= 1:
        return
    given = " times ".join(f"`{name}: {site.source(name)}`" for name in names)
    first = f"`{called(site, 'max_lr')} / div_factor`"
    begins = where_known(lambda: site.says_rate_at(0), ": ")
    yield site.remark(
        "pct_start" if site.gives("pct_start") else names[0],
        f"a rise of `pct_start: {site.source('pct_start')}` of {given} is shorter than one step, and the schedule does "
        f"not begin at {first}{begins}",
        "give the length in updates, or a larger pct_start",
    )


def _length(site: Site) -> tuple[tuple[str, ...], int]:
    """Which parameters say how long the schedule is, and how long they say it is."""
    if site["total_steps"] is not None:
        return ("total_steps",), site["total_steps"]
    epochs, per_epoch = site["epochs"], site["steps_per_epoch"]
    if epochs is None or per_epoch is None:
        raise NotKnown("total_steps")
    return ("epochs", "steps_per_epoch"), epochs * per_epoch


RULE = Rule("warning", check=check, schedulers=("OneCycleLR",))
