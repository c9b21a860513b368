"""A value does not fit its tag, or is a sign that YAML keeps for itself.

## What happens

`!!int thirty` is no integer, and a bare `=` or `<<` is no text in YAML 1.1. OmegaConf refuses the file.

## Why it is bad

The run ends before its first step, with an error of the parser.

## Bad

```yaml
scheduler:
  name: StepLR
  step_size: !!int thirty  # LR008
```

```yaml
scheduler: {name: StepLR, step_size: 30}
separator: =  # LR008
```

## Good

```yaml
scheduler:
  name: StepLR
  step_size: !!int "30"
```

```yaml
scheduler: {name: StepLR, step_size: 30}
separator: "="
```

## References

- https://yaml.org/type/value.html
- https://yaml.org/type/merge.html
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="scalar")
