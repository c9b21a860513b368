"""A number that PyYAML reads as text.

## What happens

YAML 1.1, and with it PyYAML, takes a number with an exponent for one only where it has a point before the `e` and a
sign after it: `1e-6` and `1.0e6` are text, `1.0e-6` is a number. OmegaConf, Hydra, ruamel.yaml and lrviz read all three
as numbers.

The rule is off unless it is selected: most programs read the numbers anyhow. Of those of which it is known that they do
not, LR021 speaks.

## Why it is bad

With a program that uses plain PyYAML and converts nothing, torch is given text in place of a rate. Some schedulers
refuse it when they are built, others stop with a TypeError at the first step or at the first decay, hours into a run.

## Bad

```yaml
optimizer: {name: AdamW, lr: 3e-4}  # LR016
scheduler:
  name: CosineAnnealingLR
  T_max: 100
  eta_min: 1e-6  # LR016
steps: 100
```

```yaml
name: timm_CosineLRScheduler
t_initial: 1.5e2  # LR016
lr_min: 1.0e-6
```

## Good

```yaml
optimizer: {name: AdamW, lr: 3.0e-4}
scheduler: {name: CosineAnnealingLR, T_max: 100, eta_min: 1.0e-6}
steps: 100
```

```yaml
name: CosineAnnealingLR
T_max: 100
eta_min: !!float 1e-6
```

## References

- https://yaml.org/type/float.html
- https://github.com/rbgirshick/yacs/issues/46
- https://github.com/hiyouga/LlamaFactory/issues/4014
- https://github.com/huggingface/trl/pull/1450
- https://github.com/salesforce/ALBEF/issues/128
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.pyyaml import texts
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    if not site.setting.pyyaml_program:
        yield from texts(site, "is a number here, but text to PyYAML: a run that reads the file with it fails on this")


RULE = Rule("info", check=check, enabled=False)
