"""The scheduler does not go with the optimizer or the run.

## What happens

The scheduler is right by itself, and this optimizer or this run makes it fail: a list has not one value for each
parameter group; CyclicLR or OneCycleLR is to move a momentum that the optimizer does not have; a phase has no tick in
a run of this length. With `--build`, the optimizer needs more than a plain step, so that its run cannot be simulated.

Silent where the optimizer or the length of the run is not known.

## Why it is bad

torch refuses the pair when the scheduler is built, or the run fails at its last step.

## Bad

```yaml
optimizer:
  name: SGD
  lr: 0.1
  groups: [{params: "backbone.*", lr: 0.01}]
scheduler:
  name: ReduceLROnPlateau
  min_lr: [1e-6, 1e-6, 1e-6]  # LR201
```

```yaml
optimizer: {name: Adagrad}
scheduler:
  name: CyclicLR  # LR201
  base_lr: 0.01
  max_lr: 0.1
```

```yaml
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  total_steps: 100
  pct_start: 1.0  # LR201
steps: 100
```

With `--build` also an optimizer that cannot be stepped without a loss, such as LBFGS.

## Good

```yaml
optimizer:
  name: SGD
  lr: 0.1
  groups: [{params: "backbone.*", lr: 0.01}]
scheduler:
  name: ReduceLROnPlateau
  min_lr: [1e-6, 1e-6]
monitor: val_loss
```

```yaml
optimizer: {name: Adagrad}
scheduler:
  name: CyclicLR
  base_lr: 0.01
  max_lr: 0.1
  cycle_momentum: false
```

## References

- https://github.com/pytorch/pytorch/issues/73910
- https://github.com/pytorch/pytorch/issues/20400
- https://github.com/ivadomed/ivadomed/pull/87
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="against-run")
