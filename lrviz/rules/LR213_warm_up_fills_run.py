"""The warm-up is as long as the run.

## What happens

The run ends while the rate is still on its way up: the first milestone of a SequentialLR that begins with a warm-up, or
`warmup_t` of timm's schedulers, `T_up` of CosineAnnealingWarmupReduceRestarts, or `warmup_steps` is not reached. The
rate that the optimizer is given never comes, and nothing that is to follow begins.

For a ramp alone, LinearLR with nothing after it, this is said where the run is shorter than nine tenths of it.

## Why it is bad

The whole run trains at a part of the rate that was chosen, and the decay does not take place. Mostly the warm-up counts
updates and the scheduler is stepped once an epoch, or a short run takes over the warm-up of a long one.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: SequentialLR
  milestones: [500]  # LR213
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 500}
    - {name: CosineAnnealingLR, T_max: 9500}
steps: 300
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 100
  warmup_t: 100  # LR213
  warmup_lr_init: 1e-6
  t_in_epochs: false
steps: 100
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler: {name: CosineAnnealingWarmupReduceRestarts, T_0: 100, T_up: 40, eta_min: 1e-6}  # LR213
steps: 30
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 2000}  # LR213
    - {name: ExponentialLR, gamma: 0.999}
steps: 1000
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: WarmupLinearLR
  warmup_steps: 500  # LR213
  total_steps: 500
steps: 500
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler: {name: WarmupLinearLR, warmup_steps: 100, total_steps: 500}
steps: 500
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: SequentialLR
  milestones: [99]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 99}
    - {name: ExponentialLR, gamma: 0.9}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 1.0}
scheduler: {name: LinearLR, start_factor: 1e-6, total_iters: 100}
steps: 100
```

## References

- https://github.com/PrimeIntellect-ai/prime-rl/issues/968
- https://github.com/deepmodeling/deepmd-kit/pull/5134
- https://github.com/Morizeyao/GPT2-Chinese/issues/60
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lrviz.rules.base import Remark, Rule
from lrviz.rules.floors import SAME
from lrviz.rules.lengths import (
    ENOUGH,
    TIMM_TIMED,
    ends_with_run,
    first_never_reached,
    is_unfinished_warmup,
    never_falls,
)
from lrviz.rules.milestones import element
from lrviz.rules.owners import is_undone
from lrviz.rules.saying import where_known
from lrviz.rules.units import is_mistaken
from lrviz.sentences import STANDING_IN, NotKnown
from lrviz.shape import Shape
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    if not ends_with_run(site) or is_mistaken(site) or _is_flat(site) or is_undone(site):
        return
    if site.name == "SequentialLR":
        yield from _in_sequence(site)
    elif site.name == "LinearLR":
        yield from _ramp(site)
    else:
        name = site.spec.warmup_key
        # this one is at the base rate a tick before its warm-up ends
        early = 1 if site.name == "NonzeroWarmupCosineLR" else 0
        if site[name] - early >= site.length:
            yield _remark(site, name, f"`{name}: {site.source(name)}`")


def _is_flat(site: Site) -> bool:
    """Whether the warm-up is known to begin at the rate to which it leads, in each group, or comes to it after all."""
    parts = {
        "NonzeroWarmupCosineLR": "warmup_lr_ratio",
        "WarmupMultiStepLR": "warmup_factor",
        "WarmupStableDecayLR": "min_lr_ratio",
    }
    if site.name in parts and site[parts[site.name]] == 1:
        return True
    rates = site.setting.base_rates
    first = _first_rate(site)
    # one that begins above it falls
    if rates and first is not None and all(rate <= first for rate in rates):
        return True
    # the others begin with a part of the base rate
    return (bool(rates) and not any(rates or ())) or _comes_to_base_rate(site, rates or (STANDING_IN,))


def _first_rate(site: Site) -> float | None:
    """The rate with which a warm-up begins, where that is no part of the base rate."""
    firsts = {"WarmupStableDecayLR": "min_lr", "CosineAnnealingWarmupReduceRestarts": "eta_min"}
    if site.name in (*TIMM_TIMED, "timm_PlateauLRScheduler"):
        return float(site["warmup_lr_init"])
    return site[firsts[site.name]] if site.name in firsts else None


def _comes_to_base_rate(site: Site, rates: tuple[float, ...]) -> bool:
    """Whether its part of the run is known to come to the base rate, by itself or by what the others of a chain do."""
    part = range(site.start, site.start + site.length)
    if not site.setting.is_alone:
        joint = site.setting.joint
        # what the others do is not known, and may be that
        return joint is None or _is_among_others(site) or _come_up_to(joint.shapes, range(site.updates), rates)
    for each, ticks in ((site, range(site.length)), (site.root, part)):
        try:
            shapes = each.shapes
        except NotKnown:
            if each is not site and _is_among_others(site):
                return True
            continue
        if _come_up_to(shapes, ticks, rates):
            return True
    return False


def _come_up_to(shapes: Sequence[Shape], ticks: range, rates: tuple[float, ...]) -> bool:
    """Whether the curve of each group is at its base rate at one of these ticks."""
    tops = (max(rate for tick, rate in zip(shape.ticks, shape.rates, strict=True) if tick in ticks) for shape in shapes)
    return all(top >= rate * (1 - SAME) for top, rate in zip(tops, rates, strict=True))


def _is_among_others(site: Site) -> bool:
    """Whether a chain around it has other children, or may have some."""
    if site.parent is None:
        return False
    is_alone = site.parent.name != "ChainedScheduler" or (len(site.parent.children) == 1 and site.parent.whole)
    return not is_alone or _is_among_others(site.parent)


def _in_sequence(site: Site) -> Iterator[Remark]:
    index = first_never_reached(site)
    # children that are not valid are not among them
    warmup = next((child for child in site.children if child.index == index), None)
    if index is None or warmup is None or is_mistaken(warmup):
        return
    if is_unfinished_warmup(warmup) and never_falls(site):
        yield _remark(site, "milestones", f"{element(site, 'milestones', index)}, where the warm-up ends,", index)


def _ramp(site: Site) -> Iterator[Remark]:
    alone = site.parent is None or (site.parent.parent is None and site.parent.name == "ChainedScheduler")
    if alone and is_unfinished_warmup(site) and site.length < ENOUGH * site["total_iters"]:
        yield _remark(site, "total_iters", f"`total_iters: {site.source('total_iters')}`, where the warm-up ends,")


def _remark(site: Site, name: str, what: str, index: int | None = None) -> Remark:
    return site.remark(
        name,
        f"{what} is not reached in {site.says_run()}{where_known(site.says_peak, ': ')}",
        f"a warm-up is a small part of a run, here of {site.length} {site.unit}s",
        index=index,
    )


RULE = Rule("error", check=check, schedulers=("SequentialLR", "LinearLR"), key="warmup_key")
