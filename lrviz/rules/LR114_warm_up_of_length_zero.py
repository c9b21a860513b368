"""LinearLR or ConstantLR with `total_iters: 0` never gives the rate back.

## What happens

Both multiply the rate by their first factor when they are built, and lead it back in the steps up to `total_iters`.
With `total_iters: 0` there is no such step, and the rate stays where it is: at a third of the base rate if the factor
is left to its default.

Silent where the factor is 1, and for a ConstantLR that a SequentialLR enters later, where torch computes the first rate
in closed form.

## Why it is bad

A 0 is how a warm-up is switched off in most programs. Here it trains the whole run at the rate at which the warm-up
would have begun.

## Bad

```yaml
name: LinearLR
total_iters: 0  # LR114
steps: 100
```

```yaml
optimizer: {name: AdamW, lr: 3e-4}
scheduler:
  name: ChainedScheduler
  schedulers:
    - name: LinearLR
      start_factor: 0.01
      total_iters: 0  # LR114
    - {name: ExponentialLR, gamma: 0.999}
steps: 1000
```

## Good

```yaml
name: LinearLR
total_iters: 1
steps: 100
```

```yaml
name: LinearLR
start_factor: 1.0
end_factor: 0.5
total_iters: 0
steps: 100
```

## References

- https://github.com/pytorch/pytorch/issues/193682
- https://github.com/pytorch/pytorch/pull/192655
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.saying import change_in_run, where_known
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    factor, goal = ("start_factor", site["end_factor"]) if site.name == "LinearLR" else ("factor", 1)
    if site["total_iters"] != 0 or site[factor] in (1, goal) or site.takes_over:
        return
    milestone = _first_milestone(site)
    if milestone is not None and milestone <= 0:
        return
    last = site.path_of(factor) if site.gives(factor) else site.path_of("total_iters")
    edit = Edit("value", last, "1.0") if site.gives(factor) else Edit("insert", last, f"{factor}: 1.0")
    shown = site.source(factor) if site.gives(factor) else "1/3"
    follows = where_known(site.says_stays if site.parent is None else site.says_end, ": ")
    if site.sequence is not None and milestone is not None:
        follows = change_in_run(site.sequence, int(milestone))
    yield site.remark(
        "total_iters",
        f"`total_iters: {site.source('total_iters')}` leaves no step for taking `{factor}: {shown}` back{follows}",
        f"leave the scheduler out, or use {factor}: 1.0",
        Fix((edit,), f"set {factor} to 1.0"),
    )


def _first_milestone(site: Site) -> float | None:
    """Where the SequentialLR around it goes on to the next scheduler, if there is one."""
    milestones = site.sequence["milestones"] if site.sequence is not None else ()
    return milestones[0] if milestones else None


RULE = Rule("warning", check=check, schedulers=("LinearLR", "ConstantLR"))
