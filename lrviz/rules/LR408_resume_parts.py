"""A run that is resumed goes on with other rates.

## What happens

With `--build --resume-at N`, lrviz runs the schedule to update N, writes the `state_dict` of optimizer and scheduler
with `torch.save`, builds both anew, reads the states back with `torch.load`, goes on, and compares every rate, and the
momentum where it moves, with the run that was never interrupted. The message names the first update at which they part.
`--resume-at-epoch E` does the same after whole epochs.

Both are built first and loaded then, as torch asks for. In which order the two states are loaded makes no difference.

With torch 2.13 and timm 1.0.31 one class of theirs parts, `PlateauLRScheduler` of timm: its `state_dict` holds the best
metric and the epoch. The bad epochs that it has counted, the cooldown and, with noise, the rate to go back to are left
out. Its rate is cut later than it would have been. `Stepper.state_dict()` holds them too.

Silent without `--resume-at`.

## Why it is bad

Two runs of one config are no longer the same run: the one that was preempted ends with other rates, and so with another
model, and nothing says so.

## Bad

Saved after 2 epochs, one bad epoch is forgotten, and the cut at step 12 comes an epoch later:

```text
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: timm_PlateauLRScheduler, patience_t: 1, mode: min}
monitor: val_loss
epochs: 5
steps_per_epoch: 4
```

With `--build --resume-at-epoch 2`: "at step 12 the rate is 0.1 and not 0.01, and other values follow up to step 15".

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: ReduceLROnPlateau, patience: 1}
monitor: val_loss
epochs: 5
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: timm_CosineLRScheduler, t_initial: 90}
epochs: 90
```

## References

- https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html
- https://github.com/huggingface/pytorch-image-models/blob/v1.0.31/timm/scheduler/plateau_lr.py
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("warning", kind="resume-parts")
