"""A key cannot be read.

## What happens

A key of a config is text, a number, or true or false. OmegaConf refuses null, a list and a mapping as keys.

## Why it is bad

`null`, `~` and an empty key are null, so a key that was meant as a word is none.

## Bad

```yaml
scheduler: {name: StepLR, step_size: 30}
presets:
  null: {lr: 0.1}  # LR010
```

```yaml
scheduler: {name: StepLR, step_size: 30}
rates:
  [backbone, head]: 0.1  # LR010
```

## Good

```yaml
scheduler: {name: StepLR, step_size: 30}
presets:
  "null": {lr: 0.1}
```

```yaml
scheduler: {name: StepLR, step_size: 30}
rates:
  backbone: 0.1
  0: 0.1
```

## References

- https://omegaconf.readthedocs.io/en/latest/usage.html
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="key")
