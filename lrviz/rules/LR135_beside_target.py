"""Hydra hands the class what it does not take, or makes it without an optimizer.

## What happens

`hydra.utils.instantiate` calls the class with everything that stands beside `_target_`, but for what begins and ends
with an underscore. `interval`, `monitor`, `frequency`, a warm-up or a name are parameters of no scheduler of torch: the
constructor stops with TypeError, "got an unexpected keyword argument". A program may take them out before it calls
Hydra, and lrviz cannot see whether it does; it reads the schedule as if it did.

Lists are handed over too, as a ListConfig of OmegaConf: OneCycleLR, CyclicLR, ReduceLROnPlateau and timm's noise reckon
with theirs, and stop with TypeError. `_convert_: all` makes lists of Python of them.

The children of SequentialLR and ChainedScheduler are made first, and an `optimizer` that the program gives goes to the
outermost class alone: each child stops with TypeError, and is no scheduler yet where it has `_partial_: true`.

Other keys that the class does not have are errors, LR102.

## Why it is bad

The run ends before its first step, or the file can be read with this one program alone.

## Bad

```yaml
scheduler:
  _target_: torch.optim.lr_scheduler.StepLR
  step_size: 30
  gamma: 0.1
  interval: epoch  # LR135
```

```yaml
optimizer: {_target_: torch.optim.SGD, lr: 0.1}
scheduler:
  _target_: torch.optim.lr_scheduler.OneCycleLR
  max_lr: [0.1]  # LR135
  total_steps: 50
trainer: {max_steps: 50}
```

```yaml
scheduler:
  _target_: torch.optim.lr_scheduler.SequentialLR
  milestones: [5]
  schedulers:  # LR135
    - {_target_: torch.optim.lr_scheduler.LinearLR, start_factor: 0.1, total_iters: 5}
    - {_target_: torch.optim.lr_scheduler.CosineAnnealingLR, T_max: 85}
epochs: 90
```

## Good

```yaml
scheduler:
  _target_: torch.optim.lr_scheduler.StepLR
  step_size: 30
  gamma: 0.1
interval: epoch
```

```yaml
scheduler:
  class_path: torch.optim.lr_scheduler.StepLR
  init_args: {step_size: 30, gamma: 0.1}
  interval: epoch
```

## References

- https://hydra.cc/docs/advanced/instantiate_objects/overview/
- https://lightning.ai/docs/pytorch/stable/common/lightning_module.html#configure-optimizers
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("warning", kind="handed-over")
