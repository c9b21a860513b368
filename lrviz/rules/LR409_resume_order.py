"""Built after the optimizer's state was loaded, the scheduler changes the rate.

## What happens

The constructor of a scheduler does a first step: it writes the rate of tick 0 into the optimizer. That is meant for a
new one. Where the optimizer's state was loaded before, it is the rate of the run that is overwritten, and the state of
the scheduler, which is loaded last, holds no rate that would be put back.

What comes then was measured with torch 2.13 and timm 1.0.31, by the way in which a class computes its next rate:

- StepLR, MultiStepLR, ExponentialLR, PolynomialLR, CosineAnnealingLR and ReduceLROnPlateau write nothing at tick 0, and
  go on as if nothing had happened.
- LinearLR and ConstantLR multiply the rate that they find by their first factor, and later rates are made from the one
  before. All of them are too small, up to the end of the run, also long after the warm-up.
- ChainedScheduler does what its children do, and SequentialLR writes the rate of tick 0 of its first child. Where the
  child that is in force multiplies, the run goes on from there up to its end, or until a later child takes over.
- CosineAnnealingWarmRestarts, CyclicLR, OneCycleLR and the schedulers of this package compute each rate from the base
  rate: one tick has the first rate of the run, and the momentum of it, and then all is well.
- timm's schedulers do so too; with `t_in_epochs` a tick is an epoch, of which the rest has the first rate, which with a
  warm-up is `warmup_lr_init`. PlateauLRScheduler with a warm-up keeps that rate.

`initial_lr`, from which the base rate is read, is in the optimizer's state, so that the base rate is right in both
orders.

The finding says what happens to this schedule when it is resumed at the update of `--build --resume-at N`. Silent
without it, and where nothing happens.

## Why it is bad

It is no fault of the config, and so an info: the training code decides. A run that comes back with a tenth of its rate
looks like one that has converged.

## Bad

```text
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: LinearLR, start_factor: 0.1, total_iters: 4}
steps: 20
```

With `--build --resume-at 6`: "at step 6 the rate is 0.01 and not 0.1, and other values follow up to the end".

## Good

This order is right, for every scheduler:

```text
optimizer = build_optimizer(model, config.optimizer)
scheduler = build_scheduler(optimizer, config.scheduler)
optimizer.load_state_dict(checkpoint["optimizer"])
scheduler.load_state_dict(checkpoint["scheduler"])
```

And with these schedules both orders are:

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: CosineAnnealingLR, T_max: 20}
steps: 20
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: StepLR, step_size: 5}
steps: 20
```

## References

- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LRScheduler.html
- https://github.com/pytorch/pytorch/blob/v2.13.0/torch/optim/lr_scheduler.py
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("info", kind="resume-order")
