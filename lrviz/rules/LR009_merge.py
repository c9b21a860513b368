"""A merge key merges no mapping.

## What happens

`<<` takes over the keys of another mapping, or of a list of mappings. Given anything else there is nothing to take,
and OmegaConf refuses the file.

## Why it is bad

Mostly the star of an alias is missing: `<<: base` is the text "base", and `<<: *base` the mapping.

## Bad

```yaml
base: &base {gamma: 0.1}
scheduler:
  <<: base  # LR009
  name: StepLR
  step_size: 30
```

```yaml
base: &base {gamma: 0.1}
scheduler:
  <<: [*base, 0.5]  # LR009
  name: StepLR
  step_size: 30
```

## Good

```yaml
base: &base {gamma: 0.1}
scheduler:
  <<: *base
  name: StepLR
  step_size: 30
```

```yaml
base: &base {gamma: 0.1}
long: &long {step_size: 30}
scheduler:
  <<: [*base, *long]
  name: StepLR
```

## References

- https://yaml.org/type/merge.html
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="merge")
