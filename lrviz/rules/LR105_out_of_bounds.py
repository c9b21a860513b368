"""A value is outside what the class takes.

## What happens

The constructor refuses the value, or the first step divides by it. The message says which, and where the limit lies.
timm often stops with an AssertionError that has no text.

`last_epoch` is always -1: with any other value torch looks for `initial_lr` in a new optimizer and stops with
KeyError. To go on with a run, load the `state_dict` of the scheduler.

## Why it is bad

The run ends at its first step, or, for a length of 0, at the first step of the scheduler, after a whole epoch.

## Bad

```yaml
scheduler:
  name: CosineAnnealingLR
  T_max: 0  # LR105
```

```yaml
scheduler:
  name: LinearLR
  start_factor: 0  # LR105
  total_iters: 5
```

```yaml
scheduler:
  name: ReduceLROnPlateau
  mode: minimum  # LR105
  factor: 1.0  # LR105
```

```yaml
scheduler:
  name: StepLR
  step_size: 30
  last_epoch: 50  # LR105
```

```yaml
optimizer: {name: AdamW, lr: -1e-3}  # LR105
scheduler: {name: StepLR, step_size: 30}
```

## Good

```yaml
scheduler: {name: CosineAnnealingLR, T_max: 1}
```

```yaml
scheduler:
  name: LinearLR
  start_factor: 1e-8
  total_iters: 5
```

```yaml
scheduler: {name: ReduceLROnPlateau, mode: min, factor: 0.99}
monitor: val_loss
```

## References

- https://github.com/pytorch/pytorch/issues/86454
- https://github.com/pytorch/pytorch/issues/162591
- https://github.com/pytorch/torchtitan/pull/1010
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="out-of-bounds")
