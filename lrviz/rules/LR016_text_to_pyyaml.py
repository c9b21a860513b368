"""A number that PyYAML reads as text.

## What happens

YAML 1.1, and with it PyYAML, takes a number with an exponent for one only where it has a point before the `e` and a
sign after it: `1e-6` and `1.0e6` are text, `1.0e-6` is a number. OmegaConf, Hydra, ruamel.yaml and lrviz read all three
as numbers.

The rule is off unless it is selected: most programs read the numbers anyhow.

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

import re
from collections.abc import Iterator

import yaml

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.numerals import numerals
from lrviz.site import Site
from schedules.problems import Path

TEXT = "tag:yaml.org,2002:str"


def check(site: Site) -> Iterator[Remark]:
    for path, source, value in numerals(site):
        if not isinstance(value, float) or _tag_in_pyyaml(source) != TEXT or _is_not_plain(site, path):
            continue
        better = _with_point_and_sign(source)
        hint = f"write {better}" if better else ""
        fix = Fix((Edit("value", path, better),), f"write {better}", safe=True) if better else None
        message = f"`{source}` is a number here, but text to PyYAML: a run that reads the file with it fails on this"
        yield Remark(path, "value", message, hint, fix)


def _tag_in_pyyaml(source: str) -> str:
    resolver = yaml.resolver.Resolver()
    return str(resolver.resolve(yaml.ScalarNode, source, (True, False)))  # type: ignore[no-untyped-call]


def _is_not_plain(site: Site, path: Path) -> bool:
    """Whether it comes from the command line, or has a tag that says to every reader that it is a number."""
    place = site.setting.document.places.get(path)
    if place is None:
        return True
    line = site.setting.document.text.splitlines()[place.value.line - 1]
    return re.search(r"![^\s,]*\s+(?:&\S+\s+)?$", line[: place.value.column - 1]) is not None


def _with_point_and_sign(source: str) -> str:
    """The same number as every reader takes it for one, or nothing where this is not known."""
    match = re.fullmatch(r"([-+]?[0-9_]+)(\.[0-9_]*)?[eE]([-+]?)([0-9]+)", source)
    if not match:
        return ""
    before, after, sign, exponent = match.groups()
    return f"{before}{after or '.0'}e{sign or '+'}{exponent}"


RULE = Rule("info", check=check, enabled=False)
