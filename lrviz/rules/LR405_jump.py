"""The rate jumps where nothing in the config says so.

## What happens

From one step to the next the rate changes by more than 30 % of its peak, and at that place there is no restart, no
milestone and no end of a ConstantLR: mostly a warm-up that ends below the base rate, where the next scheduler of a
SequentialLR begins at the base rate. `end_factor` is where the LinearLR ends, and not where the others go on from.

Silent where the ramp itself moves in such steps, where a SequentialLR cuts it short (LR308) or stands inside another
(LR304), and where timm cuts it out of the decay (LR214).

## Why it is bad

A warm-up is there so that the rate does not jump. Large models do not always come back from one.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: SequentialLR
  milestones: [100]  # LR405
  schedulers:
    - {name: LinearLR, start_factor: 0.01, end_factor: 0.1, total_iters: 100}
    - {name: CosineAnnealingLR, T_max: 900}
steps: 1000
```

```yaml
scheduler:
  name: SequentialLR
  milestones:
    - 20
    - 40  # LR405
  schedulers:
    - {name: LinearLR, start_factor: 0.01, end_factor: 0.5, total_iters: 20}
    - {name: LinearLR, start_factor: 0.5, end_factor: 0.6, total_iters: 20}
    - {name: ExponentialLR, gamma: 0.97}
steps: 200
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: SequentialLR
  milestones: [100]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, end_factor: 0.8, total_iters: 100}
    - {name: CosineAnnealingLR, T_max: 900}
steps: 1000
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: SequentialLR
  milestones: [1]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 1}
    - {name: CosineAnnealingLR, T_max: 9}
epochs: 10
interval: epoch
```

```yaml
scheduler:
  name: SequentialLR
  milestones: [20, 120]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 20}
    - {name: CosineAnnealingLR, T_max: 100}
    - {name: CosineAnnealingLR, T_max: 100}
steps: 220
```

## References

- https://github.com/deepseek-ai/DeepSpec/issues/32
- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LinearLR.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.causes import is_named
from lrviz.rules.saying import where_known
from lrviz.site import Site

LARGE = 0.3
"""The part of the peak by which the rate may change in a tick."""

STEEP = 3
"""How many times more than the tick before a jump has to be, not to be a part of a steep curve."""


def check(site: Site) -> Iterator[Remark]:
    if site.parent is not None or not site.shape.is_finite:
        return
    shape = site.shape
    changes = {tick: after - before for tick, before, after in shape.jumps()}
    for tick, change in changes.items():
        is_large = abs(change) > LARGE * shape.peak and abs(change) > STEEP * abs(changes.get(tick - 1, 0.0))
        if not is_large or _is_declared(site, tick, change):
            continue
        if not is_named(site, "LR214", "LR304", "LR308", "LR402"):
            yield _remark(site, tick)
        return


def _is_declared(site: Site, tick: int, change: float) -> bool:
    """Whether the config says that something happens at a tick of a scheduler."""
    if site.name == "SequentialLR":
        begun = [child for child in site.children if child.start <= site.start + tick and child.length > 0]
        if not begun:
            return True
        here = site.start + tick - begun[-1].start
        if here == 0 and len(begun) > 1:
            return change < 0 or not _rises(begun[-2]) or _goes_on(begun[-2], site.start + tick)
        return _is_declared(begun[-1], here, change)
    if site.children:
        return any(_is_declared(child, tick, change) for child in site.children)
    if site.spec.formula_ends() < 0:
        # it follows a metric or chance, or is the user's own: nobody knows where it may jump
        return True
    return site.name == "ExponentialLR" or any(abs(turn - tick) <= 1 for turn in site.spec.turns(tick + 1))


def _goes_on(ramp: Site, tick: int) -> bool:
    """Whether the rate of the run is not far from where a ramp would have got to."""
    root = ramp.root
    return root.rate(tick) - ramp.rate(tick - ramp.start) <= LARGE * root.shape.peak


def _rises(site: Site) -> bool:
    return bool(site.name == "LinearLR" and site["start_factor"] < site["end_factor"])


def _remark(site: Site, tick: int) -> Remark:
    change = where_known(lambda: site.says_change(tick), ": ")
    milestones = site["milestones"] if site.name == "SequentialLR" else []
    if tick not in milestones:
        return site.remark("name", f"the rate jumps{change}")
    index = milestones.index(tick)
    ramp = site.children[index]
    return site.remark(
        "milestones",
        f"the warm-up ends at `end_factor: {ramp.source('end_factor')}`, and the next scheduler does not go on from "
        f"there{change}",
        "use end_factor: 1.0, or give the next scheduler the same factor to begin with",
        index=index,
    )


RULE = Rule("warning", check=check)
