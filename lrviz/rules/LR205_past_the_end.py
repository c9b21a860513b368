"""The run steps the schedule past its end.

## What happens

The schedule has a last tick, and the run goes on after it. OneCycleLR stops the run with "Tried to step 91 times" one
tick after its `total_steps`. timm's cycles with a `cycle_mul` below 1 become shorter and shorter, all of them together
end at t_initial / (1 - cycle_mul), and there timm stops with "math domain error". CyclicLR in the mode `triangular2`
halves its height with each cycle, and fails with OverflowError in cycle 1025. CosineAnnealingLR with a `T_max` that is
not whole divides by zero at a bottom that it does not see: it knows one by a remainder of 0, which rounding may spoil.

Silent where the run has just as many ticks as OneCycleLR, and where the length of the run is not known.

## Why it is bad

The run fails near its end. It happens when epochs were added, when the loader has one batch more than was computed, or
when several processes step the same schedule.

## Bad

```yaml
scheduler:
  name: OneCycleLR
  max_lr: 0.1
  total_steps: 90  # LR205
steps: 100
```

```yaml
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 25
  cycle_mul: 0.5  # LR205
  cycle_limit: 5
epochs: 60
```

```yaml
scheduler:
  name: CyclicLR
  base_lr: 0.01
  max_lr: 0.1
  step_size_up: 1
  mode: triangular2  # LR205
steps: 3000
```

```yaml
scheduler:
  name: CosineAnnealingLR
  T_max: 4.2  # LR205
steps: 100
```

## Good

```yaml
scheduler: {name: OneCycleLR, max_lr: 0.1, total_steps: 100}
steps: 100
```

```yaml
scheduler:
  name: CyclicLR
  base_lr: 0.01
  max_lr: 0.1
  step_size_up: 500
  mode: triangular2
steps: 3000
```

## References

- https://github.com/pytorch/pytorch/issues/38170
- https://github.com/huggingface/accelerate/issues/843
- https://github.com/huggingface/pytorch-image-models/issues/353
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="past-the-end")
