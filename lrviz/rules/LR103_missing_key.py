"""A required parameter is missing.

## What happens

The constructor stops with TypeError, "missing 1 required positional argument". There is no default, as no length or
rate is right for every run.

## Why it is bad

The run ends before its first step.

## Bad

```yaml
scheduler:
  name: CosineAnnealingLR  # LR103
  eta_min: 1e-6
```

```yaml
scheduler:
  name: CyclicLR  # LR103
  base_lr: 1e-3
```

```yaml
scheduler:
  name: ChainedScheduler  # LR103
```

## Good

```yaml
scheduler:
  name: CosineAnnealingLR
  T_max: 100
```

`ReduceLROnPlateau` has a default for everything.

```yaml
scheduler:
  name: ReduceLROnPlateau
monitor: val_loss
```

## References

- https://github.com/bmaltais/kohya_ss/issues/3361
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="missing-key")
