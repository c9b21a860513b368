"""The length of the run, or the interval, makes no sense.

## What happens

`steps`, `epochs` and `steps_per_epoch` are whole numbers of 1 or more, and `interval` is `step` or `epoch`. With
anything else there is no run to hold the schedule against, and the rules that need its length are silent.

## Why it is bad

Some programs take 0 or -1 for "until it is stopped" and others for no training at all; a schedule needs a number.

## Bad

```yaml
scheduler: {name: StepLR, step_size: 30}
steps: 0  # LR202
```

```yaml
scheduler: {name: StepLR, step_size: 30}
epochs: 2.5  # LR202
```

```yaml
scheduler: {name: StepLR, step_size: 30}
interval: batch  # LR202
```

## Good

```yaml
scheduler: {name: StepLR, step_size: 30}
interval: epoch
epochs: 90
```

```yaml
scheduler: {name: StepLR, step_size: 30}
steps: 90.0
```

## References

- https://lightning.ai/docs/pytorch/stable/common/trainer.html
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="horizon")
