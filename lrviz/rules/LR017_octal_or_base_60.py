"""A number that YAML reads in base 8 or in base 60.

## What happens

YAML 1.1 takes a whole number with a zero before it as octal, so that `010` is 8, and digits with colons between them as
base 60, like minutes and seconds, so that `1:30` is 90. OmegaConf and PyYAML do both.

Silent where the digits mean the same in base 10, as in `007`.

## Why it is bad

The run takes the number for granted: a decay comes at step 8 where the config says `010`. The zeros were mostly written
to line numbers up. Of three such numbers one may be octal and the next text, as `090` is, which has no octal digits.

## Bad

```yaml
name: StepLR
step_size: 010  # LR017
steps: 20
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: MultiStepLR
  milestones:
    - 030  # LR017
    - 060  # LR017
    - 090  # LR104
steps: 1:40  # LR017
```

## Good

```yaml
name: StepLR
step_size: 10
steps: 20
```

```yaml
optimizer: {name: SGD, lr: 00.1}
scheduler: {name: MultiStepLR, milestones: [003, 0x10]}
steps: 20
```

## References

- https://yaml.org/type/int.html
- https://yaml.org/type/float.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.numerals import Numeral, numerals
from lrviz.site import Site

OCTAL = re.compile(r"[-+]?0[0-7_]+")
BASE_60 = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")


def check(site: Site) -> Iterator[Remark]:
    for number in numerals(site):
        if OCTAL.fullmatch(number.source):
            yield from _octal(number)
        elif BASE_60.fullmatch(number.source):
            message = f"`{number.shown}` is base 60 to YAML, like a time, and means {number.value:,.10g}"
            yield Remark(number.path, "value", message, f"write {number.value:.10g}, or what is meant")


def _octal(number: Numeral) -> Iterator[Remark]:
    digits = number.source.replace("_", "")
    if int(digits) == number.value:
        return
    decimal = str(int(digits))
    message = f"`{number.shown}` is octal to YAML, and means {number.value:,.10g}"
    hint = f"write {decimal} without the zero, or {number.value:.10g} if that is meant"
    yield Remark(number.path, "value", message, hint, Fix((Edit("value", number.path, decimal),), f"write {decimal}"))


RULE = Rule("warning", check=check)
