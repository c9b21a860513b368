"""A value is of the wrong type.

## What happens

The class does not take a value of this type. Some fail in the constructor, some only when the value is used: `min_lr`
of ReduceLROnPlateau as text stops the run with TypeError at the first reduction. And some never fail: MultiStepLR goes
through the text `"30,60"` character by character and never decays, and a fraction of a tick is a tick that never
comes.

A whole float such as `30.0` counts as a count where the class gives the same curve for it. CosineAnnealingWarmRestarts
and OneCycleLR refuse it, and OneCycleLR refuses the integer `1` as a fraction. `1e3` is a float. `true` is no number.
A quoted number is text, even though `1e-3` without quotes is a number to OmegaConf.

## Why it is bad

The run fails late, or trains at a rate that nobody wrote down.

## Bad

```yaml
optimizer: {name: AdamW, lr: "3e-4"}  # LR104
scheduler: {name: StepLR, step_size: 30}
```

```yaml
scheduler:
  name: MultiStepLR
  milestones: "30,60"  # LR104
```

```yaml
scheduler:
  name: MultiStepLR
  milestones: 30  # LR104
```

```yaml
scheduler:
  name: CosineAnnealingWarmRestarts
  T_0: 1e3  # LR104
```

```yaml
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  total_steps: 101
  pct_start: 1  # LR104
```

```yaml
scheduler:
  name: StepLR
  step_size: 2.5  # LR104
  gamma: yes  # LR104
```

```yaml
scheduler:
  name: CyclicLR
  base_lr: 0.01
  max_lr: 0.1
  scale_fn: "lambda x: 0.5 ** x"  # LR104
```

## Good

```yaml
optimizer: {name: AdamW, lr: 3e-4}
scheduler: {name: MultiStepLR, milestones: [30, 60]}
```

```yaml
scheduler: {name: StepLR, step_size: 30.0, gamma: 0.5}
```

```yaml
scheduler: {name: CosineAnnealingWarmRestarts, T_0: 1000}
```

## References

- https://github.com/pytorch/pytorch/issues/95122
- https://github.com/pytorch/pytorch/issues/42447
- https://github.com/huggingface/pytorch-image-models/pull/1251
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="wrong-type")
