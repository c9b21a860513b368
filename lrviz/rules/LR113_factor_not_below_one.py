"""A factor of decay is above 1, or is 0.

## What happens

`gamma` and `decay_rate` are what the rate is multiplied by at each decay, and `cycle_decay` is the same for the peak of
each cycle. Above 1 the rate grows, without bound. With 0 there is no rate left after the first decay.

Silent where the factor is never used: beyond the end of the run, in a single cycle, in another mode of CyclicLR. A
factor below 0 is another rule's.

## Why it is bad

`gamma: 10` in the belief that the rate is divided by it makes the loss diverge at the first decay. With a rate of 0 the
run goes on to its end and learns nothing. A rate that is meant to grow, as in a range test, can say so with
`# lrviz: ignore[LR113]` on the line.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: StepLR
  step_size: 30
  gamma: 10  # LR113
steps: 90
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: MultiStepLR
  milestones: [60, 80]
  gamma: 0.0  # LR113
steps: 90
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 30
  cycle_limit: 3
  cycle_decay: 1.5  # LR113
epochs: 90
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: WarmupMultiStepLR
  warmup_steps: 5
  milestones: [60, 80]
  gamma: 10.0  # LR113
steps: 90
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: ExponentialLR, gamma: 0.99}
steps: 90
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler: {name: timm_CosineLRScheduler, t_initial: 30, cycle_limit: 3, cycle_decay: 0.5}
epochs: 90
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html
- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.milestones import acts_at
from lrviz.rules.saying import change_in_run, is_met, where_known
from lrviz.site import Site


class _Factor(NamedTuple):
    """A factor of a scheduler.

    Attributes:
        name: The parameter.
        grows: What a factor above 1 does.
        is_gone: What a factor of 0 does.
        acts: The tick at which the factor is used first; infinity where it never is.
    """

    name: str
    grows: str
    is_gone: str
    acts: Callable[[Site], float]


def check(site: Site) -> Iterator[Remark]:
    factor = FACTORS[site.name]
    value, first = site[factor.name], factor.acts(site)
    if value < 0 or 0 < value <= 1 or first == math.inf or not is_met(site, first):
        return
    # the peak of growing triangles may lie beside the ticks at which the curve is looked at
    sentence = site.says_end if value == 0 or site.name == "CyclicLR" else site.says_peak
    comes = where_known(sentence, ": ") or change_in_run(site, math.ceil(first))
    happens = factor.is_gone if value == 0 else factor.grows
    shown = site.source(factor.name)
    inverse = f"{1 / value:.4g}" if value >= 2 and "$" not in shown else ""
    divide = Fix((Edit("value", site.path_of(factor.name), inverse),), f"set {factor.name} to {inverse}")
    hint = f"to divide by it, write {inverse}" if inverse else "use a factor between 0 and 1"
    message = f"`{factor.name}: {shown}` {happens}{comes}"
    yield site.remark(factor.name, message, hint, divide if inverse else None)


def _first_milestone(site: Site) -> float:
    milestones = site["milestones" if site.name == "MultiStepLR" else "decay_t"]
    return min((acts_at(site, milestone) for milestone in milestones if milestone > 0), default=math.inf)


def _first_tick_of_milestones(site: Site) -> float:
    # those before the run are met at its beginning
    return max(0.0, min(site["milestones"], default=math.inf))


def _prefix(site: Site) -> float:
    return float(max(0, site["warmup_t"])) if site["warmup_prefix"] else 0.0


def _second_cycle(site: Site) -> float:
    return site["t_initial"] + _prefix(site) if site["cycle_limit"] > 1 else math.inf


def _scaled_triangle(site: Site) -> float:
    return 1 if site["mode"] == "exp_range" else math.inf


def _first_tick(_: Site) -> float:
    return 1


_DECAY = ("makes the rate grow with each decay", "leaves no rate after the first decay")
_TRIANGLE = ("lets the triangle grow over `max_lr`", "leaves nothing of the triangle")
_CYCLE = ("makes the peak grow with each cycle", "leaves nothing of the second cycle")

FACTORS: Mapping[str, _Factor] = {
    "StepLR": _Factor("gamma", *_DECAY, lambda site: site["step_size"]),
    "MultiStepLR": _Factor("gamma", *_DECAY, _first_milestone),
    "WarmupMultiStepLR": _Factor("gamma", *_DECAY, _first_tick_of_milestones),
    "ExponentialLR": _Factor("gamma", *_DECAY, _first_tick),
    "CyclicLR": _Factor("gamma", *_TRIANGLE, _scaled_triangle),
    "CosineAnnealingWarmupReduceRestarts": _Factor("gamma", *_CYCLE, lambda site: site["T_0"]),
    "timm_StepLRScheduler": _Factor("decay_rate", *_DECAY, lambda site: site["decay_t"] + _prefix(site)),
    "timm_MultiStepLRScheduler": _Factor("decay_rate", *_DECAY, _first_milestone),
    "timm_CosineLRScheduler": _Factor("cycle_decay", *_CYCLE, _second_cycle),
    "timm_PolyLRScheduler": _Factor("cycle_decay", *_CYCLE, _second_cycle),
    "timm_TanhLRScheduler": _Factor("cycle_decay", *_CYCLE, _second_cycle),
}

RULE = Rule("warning", check=check, schedulers=tuple(FACTORS))
