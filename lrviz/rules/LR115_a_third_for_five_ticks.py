"""ConstantLR or LinearLR is left to its defaults, a third for five ticks.

## What happens

ConstantLR is no constant rate: it multiplies the rate by `factor`, 1/3 by default, for the first `total_iters` ticks, 5
by default, and then gives it back at once. LinearLR has the same defaults. It is the way up from a third to the whole
rate, and where `end_factor` makes it a way down, that too is over after 5 ticks.

Silent for a LinearLR of which the ramp is known: with `total_iters` alone it is a warm-up from a third, with
`start_factor` alone one over 5 ticks. Silent too where the scheduler is in force for no longer than that.

## Why it is bad

Who writes ConstantLR mostly wants a constant rate, and has one that triples at tick 5 or at `total_iters`. Who writes
LinearLR for a linear decay has none, or one that is over before the run has begun.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ConstantLR  # LR115
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: LinearLR  # LR115
  start_factor: 1.0
  end_factor: 0.1
steps: 100
```

```yaml
scheduler:
  name: SequentialLR
  milestones: [100]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 100}
    - name: ConstantLR  # LR115
      total_iters: 500
steps: 1000
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: ConstantLR, factor: 1.0}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: LinearLR, total_iters: 6}
steps: 100
```

```yaml
scheduler: {name: LinearLR, start_factor: 1.0, end_factor: 0.1, total_iters: 100}
steps: 100
```

## References

- https://github.com/pytorch/pytorch/issues/120716
- https://github.com/pytorch/pytorch/issues/68058
- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ConstantLR.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.saying import change_in_run, is_met, where_known
from lrviz.sentences import NotKnown
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    look = _constant if site.name == "ConstantLR" else _linear
    yield from look(site)


def _constant(site: Site) -> Iterator[Remark]:
    if site["total_iters"] == 0:
        return
    if not site.gives("factor"):
        message = f"without `factor`, ConstantLR multiplies the rate by `1/3`{_back(site)}"
        fix = Fix((Edit("insert", (*site.path, "name"), "factor: 1.0"),), "add factor: 1.0")
        yield site.remark("factor", message, "for a constant rate use factor: 1.0", fix)
    elif site["factor"] not in (0, 1) and _is_short(site):
        message = f"without `total_iters`, `factor: {site.source('factor')}` holds for `5` {site.unit}s{_back(site)}"
        yield site.remark("total_iters", message, "add `total_iters:` with the length that is meant")


def _linear(site: Site) -> Iterator[Remark]:
    start, end = site["start_factor"], site["end_factor"]
    # one that is followed by another, and too short for its part of the sequence, is not this matter
    followed = site.sequence is not None and site.index < len(site.sequence["milestones"])
    if followed or not _is_short(site):
        return
    if end < start:
        way_down = f"the way down to `end_factor: {site.source('end_factor')}`"
        message = f"without `total_iters`, {way_down} takes `5` {site.unit}s{_back(site)}"
        yield site.remark("total_iters", message, "add `total_iters:` with its length", _as_long_as(site))
    elif site.parent is None and not site.gives("start_factor") and not site.gives("end_factor"):
        message = f"without parameters, LinearLR is a warm-up from `1/3` over `5` {site.unit}s{_back(site)}"
        yield site.remark("start_factor", message, "say what is meant: start_factor, end_factor and total_iters")


def _is_short(site: Site) -> bool:
    """Whether the length is left to its default, and the scheduler in force for longer."""
    return not site.gives("total_iters") and is_met(site, site["total_iters"] + 1)


def _back(site: Site) -> str:
    return change_in_run(site, site["total_iters"]) or where_known(site.says_end, ": ")


def _as_long_as(site: Site) -> Fix | None:
    try:
        length = f"total_iters: {site.length}"
    except NotKnown:
        return None
    return Fix((Edit("insert", (*site.path, "name"), length),), f"add {length}")


RULE = Rule("warning", check=check, schedulers=("ConstantLR", "LinearLR"))
