"""The run hangs in timm.

## What happens

With `noise_range_t`, timm's schedulers draw a normal number of deviation `noise_std`, and draw again until it is
smaller than `noise_pct`. With a `noise_pct` of 0 or less no number ever is, and with one that is far smaller than
`noise_std` hardly any.

timm's cosine and polynomial compute `t_initial ** k_decay` at every tick. With two whole numbers that is a whole
number, which in Python has as many digits as it takes.

## Why it is bad

The run hangs, at the first tick with noise or the first one after the warm-up, at full load, without an error and
without a message.

## Bad

```yaml
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 100
  noise_range_t: 50
  noise_pct: 0  # LR111
```

```yaml
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 100
  noise_range_t: [50, 90]
  noise_std: 1000  # LR111
```

```yaml
scheduler:
  name: timm_PolyLRScheduler
  t_initial: 100
  k_decay: 1000000000  # LR111
```

## Good

```yaml
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 100
  noise_range_t: [50, 90]
  noise_pct: 0.1
```

Without `noise_range_t` there is no noise, whatever `noise_pct` says.

```yaml
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 100
  noise_pct: 0
```

## References

- https://github.com/huggingface/pytorch-image-models/blob/main/timm/scheduler/scheduler.py
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="never-ends")
