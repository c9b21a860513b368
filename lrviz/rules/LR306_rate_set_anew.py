"""A scheduler that sets the rate anew undoes the others of a ChainedScheduler.

## What happens

The schedulers of a chain work on one rate, one after the other. Most multiply what they find. OneCycleLR, CyclicLR,
CosineAnnealingWarmRestarts, PolynomialLRDecay and CosineAnnealingWarmupReduceRestarts compute the rate from their own
formula and put it in place of what is there. So at every step

- what those before it have done is lost, and they have no effect at all;
- what those behind it did at earlier steps is lost, and only what they do at this very step is left: ExponentialLR
  takes one `gamma` off and never a second one, StepLR lowers the rate for a single step, and a LinearLR that warms up
  raises it above the base rate.

## Why it is bad

A decay or a warm-up that is written is not done, and nothing fails.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: ExponentialLR, gamma: 0.98}
    - name: CosineAnnealingWarmRestarts  # LR306
      T_0: 25
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - name: PolynomialLRDecay  # LR306
      max_decay_steps: 100
    - {name: StepLR, step_size: 30, gamma: 0.5}
steps: 100
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: ExponentialLR, gamma: 0.98}
    - {name: StepLR, step_size: 25, gamma: 0.5}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: CosineAnnealingWarmRestarts, T_0: 25}
steps: 100
```

## References

- https://github.com/pytorch/pytorch/issues/129565
- https://github.com/pytorch/pytorch/issues/82859
- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.owners import assigns
from lrviz.rules.saying import where_known
from lrviz.sentences import STANDING_IN, NotKnown
from lrviz.shape import LOOKED_AT_WHOLE, looked_at, shape_of
from lrviz.site import LOOKED_AT, Site
from schedules.composite import Composite
from schedules.formula import SCALAR
from schedules.spec import Spec

INSTEAD = {
    "CosineAnnealingWarmRestarts": "; lower peaks from cycle to cycle: CosineAnnealingWarmupReduceRestarts with gamma",
    "OneCycleLR": "; OneCycleLR has a warm-up of its own",
    "PolynomialLRDecay": "; PolynomialLR multiplies, and goes into a chain",
}


LITTLE = 1e-6
"""A part of the rate that is no loss."""


def check(site: Site) -> Iterator[Remark]:
    setting = [child for child in site.children if _assigns(child)]
    # of what is not known, or never comes, nothing need be lost
    if not setting or not site.whole or site.window[1] == 0:
        return
    # an optimizer that is wrong may have a rate of 0, of which nothing is lost
    if site.setting.optimizer_path is not None and site.setting.optimizer is None:
        return
    if len(site["schedulers"]) < 2 or _is_product(site):
        return
    last = setting[-1]
    before = _names(child for child in site.children if child.index < last.index and not _is_inert(child))
    behind = _names(child for child in site.children if child.index > last.index and not _is_inert(child))
    if not before and not behind:
        return
    lost = [f"{before} before it {'have' if ' and ' in before else 'has'} no effect"] if before else []
    lost += [f"of {behind} behind it no more is left than what it does at that very step"] if behind else []
    says_alone = "" if behind else where_known(lambda: _says_alone(last), ": ")
    yield last.remark(
        "name",
        f"{last.name} sets the rate anew at every step, so {' and '.join(lost)}{says_alone}",
        f"for one after the other use SequentialLR{INSTEAD.get(last.name, '')}",
    )


def _assigns(site: Site) -> bool:
    """Whether it puts its own rate in place of what is there, as a composite of such schedulers does."""
    if site.name == "SequentialLR":
        return len(site.children) == len(site["schedulers"]) and all(map(_assigns, site.children))
    return assigns(site.spec) or any(map(_assigns, site.children))


def _is_product(site: Site) -> bool:
    """Whether the curve is known to be what the chain would be if all multiplied, so that nothing is lost."""
    if any(not any(_peaks(child)) for child in site.children if child.name == "OneCycleLR"):
        return True
    if not any(_rates(site)):
        return True
    last = _length(site) - 1
    ticks = looked_at(last, [turn for child in site.children for turn in child.spec.turns(last)])
    return all(_is_product_in(site, group, ticks) for group in range(len(_rates(site))))


def _is_product_in(site: Site, group: int, ticks: list[int]) -> bool:
    base = _rates(site)[group]
    courses = [_rates_at(each.spec.for_group(group), base, ticks) for each in (site, *site.children)]
    for rate, *others in zip(*courses, strict=False):
        product = base * math.prod(other / base for other in others) if base else 0.0
        if not math.isclose(rate, product, rel_tol=LITTLE, abs_tol=1e-12 * abs(base)):
            return False
    return all(courses)


def _rates_at(spec: Spec, base: float, ticks: list[int]) -> list[float]:
    """The rate at each of the ticks, by formula or step by step; none where it is not known so far."""
    if spec.formula_ends() >= ticks[-1]:
        return [float(spec.rate(tick, base, SCALAR)) for tick in ticks]
    is_short = isinstance(spec, Composite) and ticks[-1] < LOOKED_AT_WHOLE
    walked = spec.walk(base, ticks[-1] + 1) if is_short else None  # type: ignore[attr-defined]
    return [] if walked is None else [float(walked[tick]) for tick in ticks]


def _length(site: Site) -> int:
    """The ticks of its part of the run, or enough to tell what it does."""
    return site.window[1] or LOOKED_AT


def _rates(site: Site) -> tuple[float, ...]:
    return site.setting.base_rates or (STANDING_IN,)


def _peaks(site: Site) -> list[float]:
    """What a OneCycleLR makes the base rates of all that are built after it."""
    peaks = site["max_lr"]
    return list(peaks) if isinstance(peaks, list | tuple) else [peaks]


def _is_inert(site: Site) -> bool:
    """Whether a scheduler leaves the rate as it is, or may do so, and nothing of it need be lost."""
    if not site.whole:
        return True
    for group, base in enumerate(_rates(site)):
        shape = shape_of(site.spec.for_group(group), base, _length(site))
        if shape is None or any(not _is_same(rate, base) for rate in shape.rates):
            return False
    return True


def _is_same(rate: float, base: float) -> bool:
    # what is no number is for others to tell
    return math.isclose(rate, base, rel_tol=1e-9) or not math.isfinite(rate)


def _names(children: Iterator[Site]) -> str:
    return " and ".join(dict.fromkeys(child.name for child in children))


def _says_alone(site: Site) -> str:
    """The rate at the end of the run, which is that of this scheduler alone."""
    chain = site.parent
    # those that write into the optimizer when they are built change the rate from which the others start
    untouched = chain is site.root and all(child is site or child.spec.multiplies for child in chain.children)
    if not untouched or site.setting.base_rates is None or site.length < 2:
        raise NotKnown("rate")
    end = site.length - 1
    return f"at {site.unit} {end:,} the rate is {site.says_rate(site.rate(end))}"


RULE = Rule("error", check=check, schedulers=("ChainedScheduler",))
