"""The state of the scheduler cannot be saved, or not be loaded.

## What happens

With `--build --resume-at N`, lrviz saves and loads the run as LR408 tells. Here that fails, and the message has the
error. A class that was registered may have something in its state that cannot be written. What `torch.save` writes may
be refused by `torch.load`, which takes numbers, text, lists, dicts and tensors, and no objects of other classes unless
`weights_only=False` says that the file can be trusted.

Silent without `--resume-at`.

## Why it is bad

The run cannot go on from its checkpoint, and that is found when it is needed.

## Bad

The state of an `LRScheduler` is all its attributes, and a function among them cannot be written:

```text
@register
class PolyLR(LRScheduler):
    def __init__(self, optimizer, power: int = 2):
        self.factor = lambda t: 0.99 ** (t * power)
        super().__init__(optimizer)

    def get_lr(self):
        return [base * self.factor(self.last_epoch) for base in self.base_lrs]
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: PolynomialLR, total_iters: 20, power: 2}
steps: 20
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: PolynomialLRDecay, max_decay_steps: 20, power: 2}
steps: 20
```

## References

- https://docs.pytorch.org/docs/stable/notes/serialization.html
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="resume-fails")
