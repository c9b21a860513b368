"""The name of an optimizer is that of none, and like that of one.

## What happens

In configs of other programs an optimizer that torch does not have is taken for one of theirs, and another stands for
it. A name like `adammw` is rather misspelt. mmengine looks names up as they are written, and has no `Adamw`. The
trainer of Hugging Face has a list of its own for `optim`, with `adamw_torch` and without `adam`.

Silent for the names of other libraries. In our own shape it is an error, LR101.

## Why it is bad

The program stops before its first step, often after the data and the model are loaded.

## Bad

```yaml
optimizer: {type: adammw, lr: 0.1}  # LR138
scheduler: {type: StepLR, step_size: 30}
epochs: 90
```

```yaml
lr_scheduler_type: cosine
optim: adam  # LR138
learning_rate: 2.0e-5
max_steps: 100
```

## Good

```yaml
optimizer: {type: adamw, lr: 0.1}
scheduler: {type: StepLR, step_size: 30}
epochs: 90
```

```yaml
lr_scheduler_type: cosine
optim: adamw_torch
learning_rate: 2.0e-5
max_steps: 100
```

## References

- https://huggingface.co/docs/transformers/main_classes/trainer
- https://mmengine.readthedocs.io/en/latest/advanced_tutorials/registry.html
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("warning", kind="misspelt-optimizer")
