"""The lowest rate is the one from which the schedule starts.

## What happens

A schedule goes from the optimizer's rate down to `eta_min`, `lr_min`, `end_learning_rate` or `min_lr`. Where both are
the same, there is nothing to go down: what is written as a decay is a constant rate.

Silent where it is so for some of the parameter groups only, which may be kept at their rate on purpose.

## Why it is bad

The run has no decay, and the config reads as if it had one. Most often one of the two was changed and the other was
forgotten.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: CosineAnnealingLR
  T_max: 100
  eta_min: 1e-3  # LR212
steps: 100
```

```yaml
optimizer: {name: AdamW, lr: 0.0001}
scheduler: {name: PolynomialLRDecay, max_decay_steps: 100}  # LR212
steps: 100
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler: {name: CosineAnnealingLR, T_max: 100, eta_min: 9.9e-4}
steps: 100
```

```yaml
optimizer:
  name: AdamW
  lr: 1e-3
  groups:
    - {params: 'backbone.*', lr: 1e-5}
scheduler: {name: CosineAnnealingLR, T_max: 100, eta_min: 1e-5}
steps: 100
```

## References

- https://github.com/jzhang38/TinyLlama/issues/27
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.floors import PLATEAUS, floors
from lrviz.rules.lengths import ends_with_run, written
from lrviz.rules.saying import where_known
from lrviz.sentences import NotKnown
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    found = list(floors(site))
    # a rate of 0 is not the fault of the schedule
    if not found or not all(floor.is_base and floor.base > 0 for floor in found) or _has_lower_cycles(site):
        return
    if site.name in PLATEAUS:
        so = "so the rate is never changed, however bad the metric is"
    else:
        so = f"so there is no decay{where_known(lambda: _says_end(site), ': ')}"
    name = site.spec.floor_key
    yield site.remark(
        name,
        f"{written(site, name, found[0].element)} is the base rate, {so}",
        f"use a lower {name}; a constant rate is {{name: ConstantLR, factor: 1.0}}",
        index=found[0].element,
    )


def _says_end(site: Site) -> str:
    if not ends_with_run(site):
        raise NotKnown("end")
    return site.says_end()


def _has_lower_cycles(site: Site) -> bool:
    """Whether later cycles start below the rate at which they end."""
    return site.name.startswith("timm_") and getattr(site.spec, "cycle_decay", 1) != 1


RULE = Rule("warning", check=check, key="floor_key")
