"""The schedule leaves the rate as it is.

## What happens

A factor of 1, an exponent of 0, no milestones or two equal ends make a schedule that never moves. The most frequent
case is a default: `decay_rate` of timm_StepLRScheduler and timm_MultiStepLRScheduler is 1.0, where torch's `gamma` is
0.1, so that a config with `decay_t` alone never decays. LinearLR with `start_factor: 1` ends at the default
`end_factor` of 1, and CosineAnnealingWarmRestarts with `T_0: 1` starts again before it has moved.

Silent inside a SequentialLR, where such a scheduler holds the rate between two others, and where timm's `decay_rate: 1`
is written out beside a warm-up or noise.

## Why it is bad

The run trains at one rate from end to end while its config speaks of decays. For a constant rate on purpose,
`{name: ConstantLR, factor: 1.0}` says so.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_StepLRScheduler  # LR112
  decay_t: 30
epochs: 90
```

```yaml
name: LinearLR
start_factor: 1.0  # LR112
total_iters: 100
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler:
  name: CyclicLR
  base_lr: 0.01
  max_lr: 0.01  # LR112
  step_size_up: 25
steps: 100
```

```yaml
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 10}
    - name: StepLR
      step_size: 30
      gamma: 1.0  # LR112
steps: 100
```

```yaml
scheduler:
  name: MultiStepLR
  milestones: []  # LR112
steps: 100
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: timm_StepLRScheduler, decay_t: 30, decay_rate: 0.1}
epochs: 90
```

```yaml
name: LinearLR
start_factor: 1.0
end_factor: 0.99
total_iters: 100
steps: 100
```

```yaml
scheduler:
  name: SequentialLR
  milestones: [100, 500]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 100}
    - {name: LinearLR, start_factor: 1.0, end_factor: 1.0, total_iters: 400}
    - {name: LinearLR, start_factor: 1.0, end_factor: 0.0, total_iters: 500}
steps: 1000
```

## References

- https://github.com/huggingface/pytorch-image-models/blob/main/timm/scheduler/step_lr.py
- https://github.com/pytorch/pytorch/issues/47560
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.cyclic import bounds
from lrviz.rules.saying import where_known
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    if not _is_in_sequence(site):
        yield from LOOKS[site.name](site)


def _is_in_sequence(site: Site) -> bool:
    """Whether it can be meant to hold the rate between two others."""
    return site.sequence is not None or (site.parent is not None and _is_in_sequence(site.parent))


def _decay_rate(site: Site) -> Iterator[Remark]:
    if site["decay_rate"] != 1:
        return
    if not site.gives("decay_rate"):
        fix = Fix((Edit("insert", site.path_of("decay_t"), "decay_rate: 0.1"),), "add decay_rate: 0.1")
        why = "`decay_rate` is left at timm's default of `1.0`, so the rate never decays"
        yield site.remark("decay_rate", why + where_known(site.says_end, ": "), "add decay_rate: 0.1", fix)
    elif not site["warmup_t"] and site["noise_range_t"] is None:
        yield _flat(site, "decay_rate", "is no decay")


def _gamma(site: Site) -> Iterator[Remark]:
    if site["gamma"] == 1:
        yield _flat(site, "gamma", "is no decay")


def _milestones(site: Site) -> Iterator[Remark]:
    if site["milestones"] == []:
        yield _flat(site, "milestones", "names nothing to cut at")
    else:
        yield from _gamma(site)


def _power(site: Site) -> Iterator[Remark]:
    # the cycles of timm may still be steps of a stair
    falls_by_cycles = site.spec.counts_itself and site["cycle_decay"] != 1 and site["cycle_limit"] > 1
    if site["power"] == 0 and not falls_by_cycles:
        yield _flat(site, "power", "makes the way down flat")


def _factors(site: Site) -> Iterator[Remark]:
    if site["start_factor"] == site["end_factor"]:
        name, other = ("end_factor", "start_factor") if site.gives("end_factor") else ("start_factor", "end_factor")
        yield _flat(site, name, f"is also what `{other}` is")


def _bounds(site: Site) -> Iterator[Remark]:
    if all(low == high for low, high in bounds(site)):
        yield _flat(site, "max_lr", "is also what `base_lr` is")


def _cycle(site: Site) -> Iterator[Remark]:
    falls_by_cycles = site.name == "CosineAnnealingWarmupReduceRestarts" and site["gamma"] != 1
    if site["T_0"] == 1 and site["T_mult"] == 1 and not falls_by_cycles:
        yield _flat(site, "T_0", f"begins again at every {site.unit}")


def _flat(site: Site, name: str, why: str) -> Remark:
    if site.parent is not None:
        so = "so this part of the chain changes nothing"
    elif site.spec.counts_itself:
        so = "so the rate does not decay" + where_known(site.says_end)
    else:
        so = "so nothing changes" + where_known(site.says_stays, ": ")
    hint = "for a constant rate on purpose, use {name: ConstantLR, factor: 1.0}"
    return site.remark(name, f"`{name}: {site.source(name)}` {why}, {so}", hint)


LOOKS: Mapping[str, Callable[[Site], Iterator[Remark]]] = {
    "StepLR": _gamma,
    "MultiStepLR": _milestones,
    "ExponentialLR": _gamma,
    "LinearLR": _factors,
    "PolynomialLR": _power,
    "PolynomialLRDecay": _power,
    "CyclicLR": _bounds,
    "CosineAnnealingWarmRestarts": _cycle,
    "CosineAnnealingWarmupReduceRestarts": _cycle,
    "timm_StepLRScheduler": _decay_rate,
    "timm_MultiStepLRScheduler": _decay_rate,
    "timm_PolyLRScheduler": _power,
}

RULE = Rule("warning", check=check, schedulers=tuple(LOOKS))
