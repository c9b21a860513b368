"""The noise of timm is not where, or not what, it seems to be.

## What happens

`noise_range_t` counts ticks: one number is the tick from which on the rate is noisy, two are the first such tick and
the one after the last. Fractions of the run are read by timm's `create_scheduler_v2` alone, which multiplies them out
before it builds the scheduler. Here 0.8 is passed at the second tick, and between 0.8 and 0.9 there is no tick at all.

The noise is a part of the rate: with a `noise_pct` above 1 it can take away more than there is. Silent where
`noise_std` is so small that it never gets that far.

## Why it is bad

Either there is no noise, or it shakes the run from its start. At a rate below zero each update makes the loss worse.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 90
  noise_range_t: [0.4, 0.9]  # LR125
epochs: 90
```

```yaml
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 90
  noise_range_t: 40
  noise_pct: 1.5  # LR125
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 90
  noise_range_t: [36, 81]
epochs: 90
```

```yaml
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 90
  noise_range_t: 1
  noise_pct: 1.0
```

## References

- https://huggingface.co/docs/timm/reference/schedulers
- https://github.com/huggingface/pytorch-image-models/blob/main/timm/scheduler/scheduler.py
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.timm_common import ALL
from lrviz.sentences import NotKnown
from lrviz.site import Site

MOST_DEVIATIONS = 4
"""Further below 0 than by so many standard deviations a normal number is once in 30,000 draws."""


def check(site: Site) -> Iterator[Remark]:
    given = site["noise_range_t"]
    if given is None:
        return
    ends = list(given[:2]) if isinstance(given, list | tuple) else [given]
    if all(0 <= end <= 1 for end in ends) and any(0 < end < 1 for end in ends):
        yield _of_fractions(site, ends)
    elif site["noise_pct"] > 1 and _gets_below_zero(site) and _is_noisy(site, ends):
        yield site.remark(
            "noise_pct",
            f"with `noise_pct: {site.source('noise_pct')}` the noise can take away more than the whole rate, which is "
            "below zero then",
            "noise_pct is a part of the rate: the default is 0.67",
        )


def _of_fractions(site: Site, ends: Sequence[float]) -> Remark:
    written = f"`noise_range_t: {site.source('noise_range_t')}` is counted in {site.unit}s and is no part of the run"
    happens = f"each {site.unit} but the first has noise"
    if len(ends) > 1:
        happens = f"there is no {site.unit} in it, and no noise at all"
    hint, fix = f"write it in {site.unit}s", None
    try:
        # as create_scheduler_v2 does it
        ticks = [round(end * site.length) for end in ends]
    except NotKnown:
        ticks = []
    if ticks:
        text = str(ticks if len(ticks) > 1 else ticks[0])
        hint = f"use noise_range_t: {text}"
        fix = Fix((Edit("value", site.path_of("noise_range_t"), text),), f"set noise_range_t to {text}")
    return site.remark("noise_range_t", f"{written}: {happens}", hint, fix)


def _gets_below_zero(site: Site) -> bool:
    if site.name == "timm_PlateauLRScheduler" and site["noise_type"] == "uniform":
        return True
    return bool(abs(site["noise_std"]) * MOST_DEVIATIONS > 1)


def _is_noisy(site: Site, ends: Sequence[float]) -> bool:
    """Whether a tick of the run has noise, as far as its length is known."""
    try:
        last = site.length - 1
    except NotKnown:
        last = None
    begins = max(1.0, *ends[:1])
    return (last is None or begins <= last) and (len(ends) == 1 or begins < ends[1])


RULE = Rule("warning", check=check, schedulers=ALL)
