"""OneCycleLR overwrites the rate or the momentum that the optimizer is given.

## What happens

OneCycleLR sets the rate of every parameter group from its own `max_lr` and `div_factor`, and with `cycle_momentum`,
which is the default, the momentum or Adam's first beta from `base_momentum` and `max_momentum`. What the optimizer is
given does not matter. With one `max_lr` for all, groups that were to have rates of their own get the same.

Silent where the rate is `max_lr`, or that of the first step, and where the momentum lies between the two bounds; and
where the optimizer is left to its defaults.

## Why it is bad

It is not bad, but worth knowing: whoever changes `lr` in this config changes nothing.

## Bad

```yaml
optimizer:
  name: SGD
  lr: 0.1  # LR218
scheduler: {name: OneCycleLR, max_lr: 0.01, total_steps: 100}
steps: 100
```

```yaml
optimizer:
  name: SGD
  lr: 0.1
  momentum: 0.99  # LR218
  groups:
    - params: 'backbone.*'
      lr: 1e-3  # LR218
scheduler: {name: OneCycleLR, max_lr: 0.1, total_steps: 100}
steps: 100
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler: {name: OneCycleLR, max_lr: 0.1, total_steps: 100}
steps: 100
```

```yaml
optimizer:
  name: AdamW
  lr: 4e-3
  groups:
    - {params: 'backbone.*', lr: 1e-3}
scheduler: {name: OneCycleLR, max_lr: [0.1, 1e-3], total_steps: 100, base_momentum: 0.9}
steps: 100
```

## References

- https://github.com/pytorch/pytorch/issues/127649
- https://github.com/pytorch/pytorch/issues/73305
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from lrviz.rules.base import Remark, Rule
from lrviz.rules.saying import called, where_known
from lrviz.site import Site
from schedules.problems import Path

SAME = 1e-6
"""Rates that differ by no more than this part are the same."""


def check(site: Site) -> Iterator[Remark]:
    if site.parent is not None:
        return
    yield from _rate(site)
    yield from _momentum(site)


def _rate(site: Site) -> Iterator[Remark]:
    highest, divisor = site["max_lr"], site["div_factor"]
    if isinstance(highest, list | tuple) and len(highest) != len(site.setting.base_rates or ()):
        # the check says so, where all that it asks for is known
        return
    for group, rate in enumerate(site.setting.base_rates or ()):
        peak = highest[group] if isinstance(highest, list | tuple) else highest
        if any(math.isclose(rate, used, rel_tol=SAME) for used in (peak, peak / divisor)):
            continue
        path = _place_of_rate(site, group)
        if path is not None:
            begins = where_known(site.says_begin, ": ") + " and" if group == 0 else ": the rate of the group"
            index = group if isinstance(highest, list | tuple) else None
            top = called(site, "max_lr")
            goes_up = f"goes up to `{top}: {site.source('max_lr', index)}`"
            message = f"{_written(site, path)} is overwritten{begins} {goes_up}"
            yield Remark(path, "value", message, f"the rate is set by {top}, one for all groups or a list")


def _place_of_rate(site: Site, group: int) -> Path | None:
    """Where the config gives the rate of a group."""
    optimizer = site.setting.optimizer_path
    places: list[Path] = []
    if group > 0 and optimizer is not None:
        places = [(*optimizer, "groups", group - 1, key) for key in ("lr", "lr_factor")]
    elif group == 0:
        places = [(*optimizer, "lr")] if optimizer is not None else [(*site.path, "lr")]
    return next((path for path in places if path in site.setting.document.sources), None)


def _momentum(site: Site) -> Iterator[Remark]:
    optimizer = site.setting.optimizer_path
    if optimizer is None or not site["cycle_momentum"]:
        return
    for key in ("momentum", "betas"):
        path: Path = (*optimizer, key)
        given = getattr(site.optimizer, key, None)
        if given is None or path not in site.setting.document.places:
            continue
        low, high = (_first(site[name]) for name in ("base_momentum", "max_momentum"))
        if not low <= _first(given) <= high:
            down = f"`base_momentum: {site.source('base_momentum')}` and `max_momentum: {site.source('max_momentum')}`"
            message = f"{_written(site, path)} is overwritten: it moves between {down}"
            yield Remark(path, "value", message, "use cycle_momentum: false to keep it")


def _first(value: float | Sequence[float]) -> float:
    return value[0] if isinstance(value, list | tuple) else float(value)  # type: ignore[arg-type]


def _written(site: Site, path: Path) -> str:
    source = site.setting.document.sources.get(path)
    return f"`{path[-1]}: {source}`" if source else f"`{path[-1]}`"


RULE = Rule("info", check=check, schedulers=("OneCycleLR",))
