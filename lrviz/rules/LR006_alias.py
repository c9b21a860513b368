"""An alias refers to nothing or to itself, or an anchor is given twice.

## What happens

`*name` repeats the node that `&name` has marked above it. With no such anchor before it, or with one that the alias is
a part of, there is no value, and OmegaConf refuses the file. It also refuses two anchors of one name.

## Why it is bad

The run ends before its first step, with an error of the parser.

## Bad

```yaml
scheduler:
  name: CosineAnnealingLR
  T_max: *length  # LR006
steps: &length 100
```

```yaml
defaults: &defaults
  parent: *defaults  # LR006
scheduler: {name: StepLR, step_size: 30}
```

```yaml
steps: &length 100
warmup: &length 10  # LR006
scheduler: {name: CosineAnnealingLR, T_max: 100}
```

## Good

```yaml
steps: &length 100
scheduler:
  name: CosineAnnealingLR
  T_max: *length
```

An interpolation looks in both directions, an alias only up.

```yaml
scheduler:
  name: CosineAnnealingLR
  T_max: ${steps}
steps: 100
```

## References

- https://yaml.org/spec/1.1/
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="alias")
