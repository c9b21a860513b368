"""A scheduler cannot stand inside this composite.

## What happens

SequentialLR and ChainedScheduler call `step()` of their children without arguments. ReduceLROnPlateau needs a metric
and timm's schedulers need a count, so they cannot be children; torch refuses them when the composite is built.

SequentialLR starts a later child at its milestone by a call that a SequentialLR or a ChainedScheduler does not take:
the run stops there with NotImplementedError without a text (torch 2.6 to 2.8: with TypeError; torch 2.4 refuses a
ChainedScheduler when it is built). LinearLR and PolynomialLR with a `total_iters` of 0 divide by it there.

Silent on a composite as the first child, and as a child that is never entered.

## Why it is bad

The run fails at the end of the warm-up, with an error that does not say why.

## Bad

```yaml
scheduler:
  name: SequentialLR
  milestones: [5]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 5}
    - name: ReduceLROnPlateau  # LR301
```

```yaml
scheduler:
  name: SequentialLR
  milestones: [5]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 5}
    - name: ChainedScheduler  # LR301
      schedulers:
        - {name: StepLR, step_size: 30, gamma: 0.5}
        - {name: ExponentialLR, gamma: 0.99}
```

## Good

```yaml
scheduler:
  name: SequentialLR
  milestones: [5, 50]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 5}
    - {name: StepLR, step_size: 15, gamma: 0.5}
    - {name: ExponentialLR, gamma: 0.99}
```

```yaml
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: StepLR, step_size: 30, gamma: 0.5}
    - {name: ExponentialLR, gamma: 0.99}
```

## References

- https://github.com/pytorch/pytorch/issues/68978
- https://github.com/pytorch/pytorch/issues/132745
- https://github.com/pytorch/pytorch/issues/196243
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="not-a-child")
