"""The file holds no schedule.

## What happens

There is no `scheduler` or `lr_scheduler` in the file, down to four levels, and its top is no scheduler either, with a
`name` that lrviz knows. Nothing is checked.

Silent for files that are met while walking through a folder, and with `--if-any`, unless a key at the top is a typing
mistake away from the right one and holds what can only be a learning-rate schedule: the name of a scheduler, or a
parameter that nothing else has. Files that schedule jobs are passed over.

## Why it is bad

A file that was to be checked was not.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}  # LR011
steps: 100
```

```yaml
lr_sheduler: {name: StepLR, step_size: 30}  # LR011
```

## Good

```yaml
lr_scheduler: {name: StepLR, step_size: 30}
```

```yaml
train:
  stages:
    - scheduler: {name: StepLR, step_size: 30}
```

## References

- https://lightning.ai/docs/pytorch/stable/common/optimization.html
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="no-schedule")
