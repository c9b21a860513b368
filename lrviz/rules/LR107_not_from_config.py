"""The scheduler takes a Python function.

## What happens

LambdaLR and MultiplicativeLR are given a function of the step. A config cannot hold one, and lrviz runs no code of a
config. torch stops with TypeError, "'str' object is not callable"; MultiplicativeLR does so only at its first step in
torch before 2.8.

## Why it is bad

The run fails. Programs that evaluate such text run whatever a config says.

## Bad

```yaml
scheduler:
  name: LambdaLR  # LR107
  lr_lambda: "lambda epoch: 0.95 ** epoch"
```

```yaml
scheduler:
  name: MultiplicativeLR  # LR107
  lr_lambda: "lambda epoch: 0.95"
```

## Good

```yaml
scheduler: {name: ExponentialLR, gamma: 0.95}
```

```yaml
scheduler: {name: MultiStepLR, milestones: [30, 60], gamma: 0.1}
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="not-from-config")
