"""Cycles are described, but cycle_limit lets there be only one.

## What happens

`cycle_mul` and `cycle_decay` say how each cycle differs from the one before. timm's `cycle_limit` says how many there
are, and is 1 where it is not given: after the first cycle the rate stays at `lr_min` for the rest of the run.

## Why it is bad

Instead of the warm restarts that the file describes, the run goes on at `lr_min`, which is 0 by default.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 30
  lr_min: 1e-3
  cycle_mul: 2  # LR123
epochs: 90
```

```yaml
scheduler:
  name: timm_TanhLRScheduler
  t_initial: 50
  cycle_limit: 1
  cycle_decay: 0.5  # LR123
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 30
  lr_min: 1e-3
  cycle_mul: 2
  cycle_limit: 2
epochs: 90
```

```yaml
scheduler:
  name: timm_TanhLRScheduler
  t_initial: 50
  cycle_mul: 1
  cycle_decay: 1.0
```

## References

- https://github.com/huggingface/pytorch-image-models/issues/353
- https://huggingface.co/docs/timm/reference/schedulers
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.saying import is_met
from lrviz.rules.timm_common import CYCLES, where_rates_follow
from lrviz.sentences import NotKnown
from lrviz.site import Site

MOST_CYCLES = 100
"""A fix that needs more cycles than these is none."""


def check(site: Site) -> Iterator[Remark]:
    useless = [name for name in ("cycle_mul", "cycle_decay") if site[name] != 1]
    if not useless or site["cycle_limit"] > 1:
        return
    name = useless[0]
    needed = _cycles_of_run(site)
    yield site.remark(
        name,
        f"`{name}: {site.source(name)}` does nothing, as `cycle_limit: {site.source('cycle_limit')}` lets there be one "
        f"cycle and no restart{where_rates_follow(site, lambda: _rests(site))}",
        f"use cycle_limit: {needed}" if needed else f"add the number of cycles as cycle_limit, or take {name} out",
        Fix((_edit(site, name, needed),), f"set cycle_limit to {needed}") if needed else None,
    )


def _edit(site: Site, beside: str, cycles: int) -> Edit:
    if site.gives("cycle_limit"):
        return Edit("value", site.path_of("cycle_limit"), str(cycles))
    return Edit("insert", site.path_of(beside), f"cycle_limit: {cycles}")


def _first_end(site: Site) -> float:
    """The tick at which the first cycle is over."""
    return float(site["t_initial"] + (site["warmup_t"] if site["warmup_prefix"] else 0))


def _rests(site: Site) -> str:
    """How the run goes on after the first cycle, where there is anything of it left."""
    end = math.ceil(_first_end(site))
    if not is_met(site, end + 1):
        raise NotKnown("rest")
    return f"{site.says_rate_at(end)}, and {site.says_end()}"


def _cycles_of_run(site: Site) -> int:
    """How many cycles the run has room for, or 0 where that is not known or there is no need of a second one."""
    try:
        left = site.length - _first_end(site)
    except NotKnown:
        return 0
    cycles, length = 1, site["t_initial"]
    while left > 0 and cycles <= MOST_CYCLES:
        length *= site["cycle_mul"]
        left -= length
        cycles += 1
    return cycles if 1 < cycles <= MOST_CYCLES else 0


RULE = Rule("warning", check=check, schedulers=CYCLES)
