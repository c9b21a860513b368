"""A parameter that the class needs is not in the file, and is left to the program.

## What happens

`T_max` of CosineAnnealingLR, `total_steps` of OneCycleLR and the lengths of a few others are often given by the code
that builds the scheduler, as it knows how long the run is. lrviz takes the length of the run for it, and draws and
checks that. A program that does not give it stops with TypeError.

Silent in our own shape: the factory takes what is in the file alone, and without it the config is an error, LR103.

## Why it is bad

It is not bad, but worth knowing: what is shown is the schedule only if the program gives what is taken here.

## Bad

```yaml
optimizer: {_target_: torch.optim.SGD, lr: 0.1}
scheduler:
  _target_: torch.optim.lr_scheduler.CosineAnnealingLR  # LR136
  eta_min: 1e-5
trainer: {max_epochs: 90}
```

## Good

```yaml
optimizer: {_target_: torch.optim.SGD, lr: 0.1}
scheduler:
  _target_: torch.optim.lr_scheduler.CosineAnnealingLR
  T_max: ${trainer.max_epochs}
  eta_min: 1e-5
trainer: {max_epochs: 90}
```

```yaml
optimizer: {_target_: torch.optim.SGD, lr: 0.1}
scheduler:
  _target_: torch.optim.lr_scheduler.CosineAnnealingLR
  T_max: 90
trainer: {max_epochs: 90}
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html
- https://hydra.cc/docs/advanced/instantiate_objects/overview/
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("info", kind="left-to-program")
