"""A key is given twice.

## What happens

OmegaConf refuses a mapping that has a key twice. PyYAML alone keeps the last value without a word.

## Why it is bad

Someone changed one of the two and looks at the other. Which of them holds depends on the program that reads the file.

## Bad

```yaml
scheduler:
  name: StepLR
  step_size: 30
  gamma: 0.5
  gamma: 0.1  # LR002
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: StepLR, step_size: 30}
optimizer: {name: AdamW, lr: 1e-3}  # LR002
```

## Good

```yaml
scheduler:
  name: StepLR
  step_size: 30
  gamma: 0.1
```

The same key in two mappings is no duplicate, nor is one that is merged and then written.

```yaml
decay: &decay {gamma: 0.5}
scheduler:
  <<: *decay
  name: StepLR
  step_size: 30
  gamma: 0.1
```

## References

- https://yaml.org/spec/1.1/
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="duplicate-key")
