"""A warm-up stands beside a scheduler that has no such parameter.

## What happens

`warmup_epochs`, `warmup_steps` and the like beside the parameters of a class are for a program that makes the warm-up
itself, as many do. lrviz reads it so, and draws a linear one in front of the schedule. `build_scheduler` gives the
class what stands beside its name, and stops.

## Why it is bad

It is right for a program that reads these keys, and stops one that calls the factory.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: CosineAnnealingLR
  T_max: 95
  warmup_steps: 5  # LR137
steps: 100
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: WarmupCosineLR, warmup_steps: 5, total_steps: 100}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {type: CosineAnnealingLR, T_max: 95, warmup_steps: 5}
steps: 100
```

## References

- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html
- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("warning", kind="warm-up-beside-name")
