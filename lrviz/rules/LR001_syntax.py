"""The file is not YAML.

## What happens

The parser stops here, so that nothing of the file is known, and the run ends before its first step with a message of
the parser that names a place a line or two further on.

## Why it is bad

Nobody reads the file any more, neither the run nor lrviz: what else is wrong in it shows when this is mended.

## Bad

```yaml
scheduler:
  name: StepLR
  step_size: 30
 gamma: 0.1  # LR001
```

```yaml
scheduler:
  name: MultiStepLR
  milestones: [30, 60  # LR001
  gamma: 0.1
```

```yaml
scheduler: {name: StepLR, step_size: 30}
note: decay: every 30 epochs  # LR001
```

## Good

```yaml
scheduler:
  name: MultiStepLR
  milestones: [30, 60]
  gamma: 0.1
```

```yaml
scheduler: {name: StepLR, step_size: 30}
note: "decay: every 30 epochs"
```

## References

- https://yaml.org/spec/1.1/
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="syntax")
