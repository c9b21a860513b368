"""A composite as the first scheduler of a SequentialLR is one tick ahead.

## What happens

SequentialLR sets the schedulers in it back to their start and makes the first of them take its first step anew. What
it does not know is that a SequentialLR or a ChainedScheduler is not at its start then:

- A SequentialLR inside it has counted one tick already. It hands over one tick before its milestone, and the last tick
  of its first scheduler is lost.
- In a ChainedScheduler the factor of the first tick is applied before tick 0: ExponentialLR begins at `gamma` times the
  base rate, PolynomialLR below it, and CosineAnnealingLR above it.

Silent on a ChainedScheduler of schedulers that begin with no factor of their own, such as StepLR and LinearLR. At any
other place torch refuses a composite (LR301).

## Why it is bad

The whole first phase is not the one that is written, by one step or by one epoch, and what torch makes of it differs
from version to version: torch 2.4 began with four times the base rate, and stopped at a ChainedScheduler, at whatever
place, with an AttributeError.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: SequentialLR
  milestones: [8]
  schedulers:
    - name: SequentialLR  # LR304
      milestones: [4]
      schedulers:
        - {name: LinearLR, start_factor: 0.25, total_iters: 4}
        - {name: ConstantLR, factor: 1.0, total_iters: 4}
    - {name: CosineAnnealingLR, T_max: 92}
steps: 100
```

```yaml
scheduler:
  name: SequentialLR
  milestones: [20]
  schedulers:
    - name: ChainedScheduler  # LR304
      schedulers:
        - {name: StepLR, step_size: 10, gamma: 0.5}
        - {name: ExponentialLR, gamma: 0.9}
    - {name: ConstantLR, factor: 0.1, total_iters: 100}
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: SequentialLR
  milestones: [4, 8]
  schedulers:
    - {name: LinearLR, start_factor: 0.25, total_iters: 4}
    - {name: ConstantLR, factor: 1.0, total_iters: 4}
    - {name: CosineAnnealingLR, T_max: 92}
steps: 100
```

```yaml
scheduler:
  name: SequentialLR
  milestones: [20]
  schedulers:
    - name: ChainedScheduler
      schedulers:
        - {name: StepLR, step_size: 10, gamma: 0.5}
        - {name: ConstantLR, factor: 0.5, total_iters: 5}
    - {name: ConstantLR, factor: 0.1, total_iters: 100}
```

## References

- https://github.com/pytorch/pytorch/issues/196243
- https://github.com/pytorch/pytorch/issues/132745
- https://github.com/pytorch/pytorch/pull/196242
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.site import Site

AHEAD = {
    "ExponentialLR": ("gamma", "is applied before the first step already"),
    "PolynomialLR": ("total_iters", "takes its first step down before the first step already"),
    "CosineAnnealingLR": ("T_max", "begins one step before its top, and so above the base rate"),
}
"""The schedulers that have a factor at every tick: the parameter that says which, and what becomes of it."""


def check(site: Site) -> Iterator[Remark]:
    milestones, first = site["milestones"], _first(site)
    if first is None or not milestones or milestones[0] < 1 or not first.children:
        return
    ahead = _ahead(first)
    if ahead is None:
        return
    message = f"SequentialLR makes the first step of a {first.name} inside it twice: "
    cut = _first(ahead)
    if cut is not None:
        early = ahead["milestones"][0] - 1
        if not 0 <= early < milestones[0]:
            return
        takes_over = f"the next scheduler takes over at {site.unit} {early + 1} - 1 = {early}"
        message += f"{cut.name} loses its last {site.unit}, and {takes_over}"
    else:
        name, what = AHEAD[ahead.name]
        message += f"`{name}: {ahead.source(name)}` of {ahead.name} {what}"
    yield first.remark("name", message, _hint(first, milestones))


def _first(site: Site) -> Site | None:
    """The first scheduler in a composite, where it is valid."""
    return next((child for child in site.children if child.index == 0), None)


def _ahead(site: Site) -> Site | None:
    """What is in force in it at the start and minds the step too many."""
    if site.name in AHEAD:
        name, _ = AHEAD[site.name]
        return None if site[name] == (1 if name == "gamma" else 0) else site
    first = _first(site)
    if site.name == "SequentialLR":
        return first and (site if site["milestones"] else _ahead(first))
    return next((found for child in site.children if (found := _ahead(child))), None)


def _hint(first: Site, milestones: list[int]) -> str:
    if first.name != "SequentialLR" or not first["milestones"]:
        return "use one plain scheduler for the first phase, or put the SequentialLR into the ChainedScheduler"
    merged = [*(each for each in first["milestones"] if each < milestones[0]), *milestones]
    return f"put its schedulers into the outer list, with milestones: {merged}"


RULE = Rule("warning", check=check, schedulers=("SequentialLR",))
