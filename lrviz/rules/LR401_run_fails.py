"""The run fails when it is tried.

## What happens

With `--build`, lrviz builds the scheduler with the real factory and steps it through the whole run. torch or timm
fails in it, and the message says at which step and with which error.

What is known to fail is found without `--build` and under a code of its own. This one is for the rest, such as a class
that the installed version of torch or timm does not have yet.

Silent without `--build`, and where the length of the run is not known.

## Why it is bad

The real run fails at the same step.

## Bad

Nothing is wrong with the file itself, and with timm 1.0.31 it runs:

```text
scheduler: {name: timm_WSDLRScheduler, t_initial: 100, decay_t: 20}
epochs: 100
```

With an older one, `--build` finds that "timm 1.0.30 has no WSDLRScheduler".

## Good

```yaml
scheduler: {name: CosineAnnealingLR, T_max: 100}
steps: 100
```

```yaml
scheduler: {name: timm_CosineLRScheduler, t_initial: 100}
epochs: 100
```

## References

- https://github.com/huggingface/pytorch-image-models/releases
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="run-fails")
