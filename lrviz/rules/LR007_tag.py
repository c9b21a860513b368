"""A tag is not read.

## What happens

A tag such as `!Length` or `!!python/name:math.pi` asks the reader to make an object. OmegaConf knows no such tag and
refuses the file. lrviz reads `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!binary`, `!!seq` and `!!map`, and
never runs what another tag stands for.

## Why it is bad

Some tags run Python code when the file is read, from whomever the file comes.

## Bad

```yaml
scheduler:
  name: StepLR
  step_size: !!python/name:math.pi  # LR007
```

```yaml
scheduler:
  name: StepLR
  step_size: !Length 30  # LR007
```

## Good

```yaml
scheduler:
  name: StepLR
  step_size: !!int "30"
```

```yaml
scheduler:
  name: StepLR
  step_size: 30
```

## References

- https://yaml.org/spec/1.1/
- https://github.com/yaml/pyyaml/wiki/PyYAML-yaml.load(input)-Deprecation
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="tag")
