"""Steps and epochs speak of different lengths.

## What happens

The file gives the length of the run twice, as `steps` and as `epochs` times `steps_per_epoch`, and the two differ.
lrviz takes `steps`.

Silent where an option says the length, or where only one of the two is given.

## Why it is bad

One of them was changed and the other forgotten. The schedule fits one of them, and the run takes one of them, not
always the same.

## Bad

```yaml
scheduler: {name: CosineAnnealingLR, T_max: 1000}
steps: 1000  # LR203
epochs: 20
steps_per_epoch: 100
```

## Good

```yaml
scheduler: {name: CosineAnnealingLR, T_max: 2000}
steps: 2000
epochs: 20
steps_per_epoch: 100
```

```yaml
scheduler: {name: CosineAnnealingLR, T_max: 2000}
epochs: 20
steps_per_epoch: 100
```

## References

- https://github.com/pytorch/pytorch/issues/38170
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("warning", kind="horizon-mismatch")
