"""The class has no such parameter.

## What happens

The constructor stops with TypeError, "got an unexpected keyword argument". Keys are case-sensitive.

Several keys come from somewhere else, and the hint says what they are called here: names of timm in a scheduler of
torch and the other way round, `verbose`, which torch deprecated in 2.2 and removed in 2.7, and `last_epoch` for
classes that do not take it, ReduceLROnPlateau, ChainedScheduler and all of timm.

Silent on what may stand beside a scheduler and is for others: `lr`, `steps`, `epochs`, `steps_per_epoch`, `interval`,
`monitor` and `frequency`. Beside Hydra's `_target_`, and below `init_args`, `params`, `kwargs` or `args`, nothing is
for others: the class is given all of it.

## Why it is bad

The run ends before its first step, and with `verbose` only after an upgrade of torch.

## Bad

```yaml
scheduler:
  name: CosineAnnealingLR
  t_max: 100  # LR102
```

```yaml
scheduler:
  name: CosineAnnealingLR
  T_max: 100
  lr_min: 1e-6  # LR102
```

```yaml
scheduler:
  name: StepLR
  step_size: 30
  verbose: true  # LR102
```

```yaml
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 100
  t_mul: 1.0  # LR102
  last_epoch: -1  # LR102
```

```yaml
optimizer:
  name: Adam
  lr: 1e-3
  momentum: 0.9  # LR102
scheduler: {name: StepLR, step_size: 30}
```

## Good

```yaml
scheduler:
  name: CosineAnnealingLR
  T_max: 100
  eta_min: 1e-6
  last_epoch: -1
```

```yaml
name: ReduceLROnPlateau
patience: 5
mode: min
monitor: val_loss
frequency: 1
```

## References

- https://github.com/opengeos/geoai/issues/182
- https://github.com/pytorch/pytorch/pull/147301
- https://github.com/fastai/timmdocs/issues/33
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="unknown-key")
