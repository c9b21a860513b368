"""No scheduler or optimizer has this name.

## What happens

The factory refuses the config. Schedulers of torch are called by the name of their class, those of timm by `timm_` and
the name of their class, and optimizers by the name of the class in `torch.optim`. Names are case-sensitive.

`lrviz list` shows every name. `--plugin MODULE` makes those known that a module of your own registers.

## Why it is bad

The run ends before its first step. Where a program falls back to a constant rate instead, it is worse.

## Bad

```yaml
scheduler:
  name: CosineAnnealingWarmRestart  # LR101
  T_0: 50
```

```yaml
scheduler:
  name: CosineLRScheduler  # LR101
  t_initial: 100
```

```yaml
optimizer: {name: Adamw, lr: 1e-3}  # LR101
scheduler: {name: StepLR, step_size: 30}
```

## Good

```yaml
scheduler: {name: CosineAnnealingWarmRestarts, T_0: 50}
```

```yaml
scheduler: {name: timm_CosineLRScheduler, t_initial: 100}
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler: {name: StepLR, step_size: 30}
```

## References

- https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
- https://huggingface.co/docs/timm/reference/schedulers
- https://github.com/lnccbrown/LANfactory/pull/124
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="unknown-name")
