"""There is not one milestone between each two schedulers.

## What happens

A milestone of SequentialLR is the tick at which the next scheduler takes over, so there is one fewer than schedulers.
torch refuses any other number when the scheduler is built.

## Why it is bad

The run ends before its first step. Mostly the end of the run was written as a last milestone, or the beginning as a
first one.

## Bad

```yaml
scheduler:
  name: SequentialLR
  milestones: [5, 100]  # LR302
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 5}
    - {name: CosineAnnealingLR, T_max: 95}
```

```yaml
scheduler:
  name: SequentialLR
  milestones: []  # LR302
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 5}
    - {name: CosineAnnealingLR, T_max: 95}
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
scheduler:
  name: SequentialLR
  milestones: [5, 55]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 5}
    - {name: StepLR, step_size: 25, gamma: 0.5}
    - {name: ExponentialLR, gamma: 0.99}
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="milestone-count")
