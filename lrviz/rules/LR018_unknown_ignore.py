"""A comment that is to ignore findings is not understood.

## What happens

`# lrviz: ignore[LR204]` at the end of a line ignores what LR204 finds on that line, and `# lrviz: ignore-file[LR204]`
before the first key what it finds in the whole file. In the brackets stand codes, the beginnings of codes or the names
of rules, with commas between them. A comment that names no rule that there is, has no brackets around them or stands
in the wrong place ignores nothing.

## Why it is bad

The finding that was to be ignored is still reported, or, where the comment was written ahead of it, will be.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: StepLR
  step_size: 30  # lrviz: ignore[LR2004]  # LR018
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
# lrviz: ignore-file[LR2]  # LR018
scheduler: {name: StepLR, step_size: 30}
steps: 100
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: CosineAnnealingLR
  T_max: 50  # lrviz: ignore[LR204]  # down and up again, on purpose
steps: 100
```

```yaml
# lrviz: ignore-file[cosine-rebound]
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: CosineAnnealingLR, T_max: 50}
steps: 100
```

## References

- https://docs.astral.sh/ruff/rules/invalid-rule-code/
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("warning", kind="unknown-ignore")
