"""A comment ignores a rule that finds nothing there.

## What happens

`# lrviz: ignore[LR204]` stands on a line where LR204 finds nothing, or `# lrviz: ignore-file[LR204]` in a file where it
does. What it once ignored was mended, or moved to another line.

Silent where the rule is off, or where it could not tell: it needs the length of the run or another value that is not
known.

## Why it is bad

The comment says that something is wrong here, and nothing is. The next mistake of that kind on the line will go unseen.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: CosineAnnealingLR
  T_max: 100  # lrviz: ignore[LR204]  # LR019
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: CosineAnnealingLR
  # lrviz: ignore[LR204]  # LR019
  T_max: 50  # LR204
steps: 100
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: CosineAnnealingLR
  T_max: 50  # lrviz: ignore[LR204]
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: CosineAnnealingLR
  T_max: 50  # lrviz: ignore[LR204]  # the length of the run is said elsewhere
```

## References

- https://docs.astral.sh/ruff/rules/unused-noqa/
- https://eslint.org/docs/latest/use/command-line-interface#--report-unused-disable-directives
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("info", kind="unused-ignore")
