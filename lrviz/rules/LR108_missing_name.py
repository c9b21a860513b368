"""No name says which scheduler is meant.

## What happens

The factory picks the class by `name`, and without one it refuses the config.

## Why it is bad

The run ends before its first step. Parameters alone do not tell: `gamma` is one of StepLR, MultiStepLR and
ExponentialLR.

## Bad

```yaml
scheduler:  # LR108
  T_max: 100
  eta_min: 1e-6
```

```yaml
scheduler:
  name: SequentialLR
  milestones: [10]
  schedulers:
    - {start_factor: 0.01, total_iters: 10}  # LR108
    - {name: CosineAnnealingLR, T_max: 90}
```

## Good

```yaml
scheduler:
  name: CosineAnnealingLR
  T_max: 100
  eta_min: 1e-6
```

```yaml
scheduler:
  name: SequentialLR
  milestones: [10]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 10}
    - {name: CosineAnnealingLR, T_max: 90}
```

## References

- https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="missing-name")
