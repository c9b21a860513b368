"""Two mappings that are merged have the same key, and the version decides.

## What happens

`<<: [*a, *b]` merges two mappings. Where both have a key, with values that are not the same, YAML takes that of the
first one, and so does PyYAML up to 6.0.3. PyYAML 6.0.4 takes that of the last one. lrviz reads the file as the PyYAML
does that is installed beside it.

Silent where the mapping itself has the key, which wins over both.

## Why it is bad

The same file is another schedule after an upgrade, without a word.

## Bad

```yaml
short: &short {gamma: 0.1, step_size: 30}
slow: &slow {gamma: 0.5}
scheduler:
  <<: [*short, *slow]  # LR020
  name: StepLR
```

## Good

```yaml
short: &short {gamma: 0.1, step_size: 30}
slow: &slow {gamma: 0.5}
scheduler:
  <<: [*short, *slow]
  gamma: 0.5
  name: StepLR
```

```yaml
short: &short {step_size: 30}
slow: &slow {gamma: 0.5}
scheduler:
  <<: [*short, *slow]
  name: StepLR
```

## References

- https://yaml.org/type/merge.html
- https://github.com/yaml/pyyaml
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("warning", kind="merge-order")
