"""Parameters contradict each other.

## What happens

Each value is right by itself, and together the class refuses them, or divides by zero at a step that follows from
them. The message names the step.

## Why it is bad

The constructor stops the run, or the run fails at a step that may be hours away.

## Bad

```yaml
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  epochs: 10  # LR106
```

```yaml
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  total_steps: 100
  pct_start: 0.01  # LR106
```

```yaml
scheduler:
  name: ConstantLR
  factor: 0  # LR106
  total_iters: 5
```

```yaml
scheduler:
  name: timm_TanhLRScheduler
  t_initial: 100
  lb: 3.0  # LR106
  ub: -7.0
```

```yaml
optimizer:
  name: SGD
  lr: 0.1
  nesterov: true  # LR106
scheduler: {name: StepLR, step_size: 30}
```

## Good

```yaml
scheduler: {name: OneCycleLR, max_lr: 0.1, epochs: 10, steps_per_epoch: 10}
```

```yaml
scheduler: {name: OneCycleLR, max_lr: 0.1, total_steps: 100, pct_start: 0.02}
```

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9, nesterov: true}
scheduler: {name: StepLR, step_size: 30}
```

## References

- https://github.com/pytorch/pytorch/pull/180187
- https://github.com/pytorch/pytorch/pull/195853
- https://github.com/openvinotoolkit/model_preparation_algorithm/pull/113
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="conflict")
