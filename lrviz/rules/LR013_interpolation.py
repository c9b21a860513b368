"""An interpolation cannot be resolved by anyone.

## What happens

The interpolation leads back to itself, is not well-formed, or goes through more others than any config needs.
OmegaConf raises an error as soon as the value is read.

## Why it is bad

In the run the value is often read late: after the data has been loaded and the model has been built.

## Bad

```yaml
scheduler:
  name: CosineAnnealingLR
  T_max: ${scheduler.T_max}  # LR013
```

```yaml
steps: 1000
scheduler:
  name: CosineAnnealingLR
  T_max: ${steps  # LR013
```

## Good

```yaml
steps: 1000
scheduler:
  name: CosineAnnealingLR
  T_max: ${steps}
```

```yaml
steps: 1000
length: ${steps}
scheduler:
  name: CosineAnnealingLR
  T_max: ${length}
```

## References

- https://omegaconf.readthedocs.io/en/latest/usage.html#variable-interpolation
- https://omegaconf.readthedocs.io/en/latest/grammar.html
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="interpolation")
