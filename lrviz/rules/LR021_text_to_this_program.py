"""A number that the program of this config reads as text.

## What happens

mmengine reads its YAML with PyYAML, and so does the argument parser of transformers. To these a number with an exponent
is one only where it has a point before the `e` and a sign after it: `1e-3` is text, `1.0e-3` a number.

Silent for programs of which nothing is known: LR016 speaks of those where it is selected.

## Why it is bad

The optimizer is given text in place of a rate, and stops with a TypeError.

## Bad

```yaml
optim_wrapper: {optimizer: {type: SGD, lr: 1e-2}}  # LR021
param_scheduler: {type: CosineAnnealingLR, T_max: 12}
train_cfg: {max_epochs: 12}
```

```yaml
lr_scheduler_type: cosine
learning_rate: 2e-5  # LR021
max_steps: 100
```

## Good

```yaml
optim_wrapper: {optimizer: {type: SGD, lr: 1.0e-2}}
param_scheduler: {type: CosineAnnealingLR, T_max: 12}
train_cfg: {max_epochs: 12}
```

```yaml
lr_scheduler_type: cosine
learning_rate: 2.0e-5
max_steps: 100
```

## References

- https://yaml.org/type/float.html
- https://github.com/hiyouga/LlamaFactory/issues/4014
- https://mmengine.readthedocs.io/en/latest/advanced_tutorials/config.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.pyyaml import texts
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    program = site.setting.pyyaml_program
    if program:
        yield from texts(site, f"is text to PyYAML, with which {program} reads the file: it is given no number")


RULE = Rule("warning", check=check)
