"""Schedulers are nested too deep.

## What happens

ChainedScheduler and SequentialLR can hold each other. The factory refuses more than 50 levels of them, and more than
500 schedulers in one config, more than anybody writes. lrviz looks at no more than 1,000 curves, one for each scheduler
and parameter group.

## Why it is bad

Reading such a config would not come to an end, or end with RecursionError.

## Bad

A ChainedScheduler in a ChainedScheduler in a ChainedScheduler, and so on, 51 times. A file of that kind is met by the
bound on the depth of YAML first, and comes this far with `--max-depth` alone. In Python it takes one line:

```python
config["schedulers"].append(config)
```

## Good

```yaml
scheduler:
  name: ChainedScheduler
  schedulers:
    - name: ChainedScheduler
      schedulers:
        - {name: StepLR, step_size: 30, gamma: 0.5}
        - {name: ExponentialLR, gamma: 0.99}
```

The same is said flatly: factors multiply.

```yaml
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: StepLR, step_size: 30, gamma: 0.5}
    - {name: ExponentialLR, gamma: 0.99}
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="too-deep")
