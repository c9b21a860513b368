"""The file holds more than one document.

## What happens

A line of `---` begins another document in the same file. OmegaConf refuses a file with more than one.

## Why it is bad

Two variants in one file look handy, but no reader of configs has a way to say which of them is meant.

## Bad

```yaml
name: StepLR
step_size: 30
---  # LR005
name: StepLR
step_size: 10
```

## Good

A single document may begin with `---`.

```yaml
---
name: StepLR
step_size: 30
```

```yaml
long: {scheduler: {name: StepLR, step_size: 30}}
short: {scheduler: {name: StepLR, step_size: 10}}
```

## References

- https://yaml.org/spec/1.1/
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="documents")
