"""A value is only known in the run.

## What happens

The value is `???`, an interpolation of something that is not in this file, or the result of a resolver that the
program registers. Checks that need the value are silent, all others are made.

`plot`, `table`, `compare` and `--build` need the value, and say which option supplies it: `--set`, `--steps`, `--lr`,
...

## Why it is bad

It is not: a group file of Hydra is full of such values. But what depends on it has not been checked.

## Bad

```yaml
scheduler:
  name: CosineAnnealingLR
  T_max: ${trainer.max_steps}  # LR012
```

```yaml
scheduler:
  name: CosineAnnealingLR
  T_max: ???  # LR012
```

## Good

```yaml
trainer: {max_steps: 1000}
scheduler:
  name: CosineAnnealingLR
  T_max: ${trainer.max_steps}
```

What no check needs may stay open.

```yaml
scheduler: {name: CosineAnnealingLR, T_max: 1000}
run_dir: ${hydra:runtime.output_dir}
```

## References

- https://omegaconf.readthedocs.io/en/latest/usage.html#variable-interpolation
- https://omegaconf.readthedocs.io/en/latest/usage.html#mandatory-missing-values
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("info", kind="unresolved")
