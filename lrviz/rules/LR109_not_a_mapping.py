"""A scheduler or an optimizer is not a mapping.

## What happens

A scheduler is a mapping with `name` and parameters, also as a child of another. The factory refuses a bare name in a
list, a list or a number. At the top, `scheduler: NAME` and `optimizer: NAME` are read as a name without parameters.

## Why it is bad

The run ends before its first step.

## Bad

```yaml
scheduler:
  name: SequentialLR
  milestones: [5]
  schedulers:
    - LinearLR  # LR109
    - {name: CosineAnnealingLR, T_max: 95}
```

```yaml
optimizer: [SGD, 0.1]  # LR109
scheduler: {name: StepLR, step_size: 30}
```

## Good

```yaml
scheduler:
  name: SequentialLR
  milestones: [5]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 5}
    - {name: CosineAnnealingLR, T_max: 95}
```

```yaml
optimizer: SGD
scheduler: ReduceLROnPlateau
monitor: val_loss
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="not-a-mapping")
