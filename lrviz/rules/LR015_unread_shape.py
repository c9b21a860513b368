"""The schedule is written in a shape that is not read.

## What happens

The file was written for a program that names its schedulers under another key. lrviz sees that there is a schedule,
does not know that shape, and checks nothing.

## Why it is bad

A file that was to be checked was not.

## Bad

```yaml
scheduler:  # LR015
  _name_: plateau
  factor: 0.2
  patience: 20
```

## Good

```yaml
scheduler:
  name: ReduceLROnPlateau
  factor: 0.2
  patience: 20
monitor: val_loss
```

```yaml
scheduler:
  name: StepLR
  step_size: 30
```

## References

- https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="unread-shape")
