"""An argument of the trainer that its newest versions do not have.

## What happens

transformers 5.0 deprecates `warmup_ratio`, and its newest versions (5.23 has been looked at) do not have it: there
`TrainingArguments` stops with a TypeError. `warmup_steps` is a share of the run there where it is between 0 and 1.
Before 5.0 it was a whole number of steps, and `warmup_ratio` the only way to give a share.

Silent for axolotl, which has a `warmup_ratio` of its own.

## Why it is bad

It is right for the older versions, and the config of a run that stops after the next upgrade.

## Bad

```yaml
lr_scheduler_type: cosine
learning_rate: 2.0e-5
warmup_ratio: 0.03  # LR140
max_steps: 1000
```

## Good

```yaml
lr_scheduler_type: cosine
learning_rate: 2.0e-5
warmup_steps: 0.03
max_steps: 1000
```

```yaml
lr_scheduler_type: cosine
learning_rate: 2.0e-5
warmup_steps: 30
max_steps: 1000
```

## References

- https://github.com/huggingface/transformers/pull/41326
- https://github.com/huggingface/trl/pull/4983
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("info", kind="outdated-argument")
