"""The length of timm's schedule does not allow for the warm-up before it.

## What happens

With `warmup_prefix: true`, and always in WSDLRScheduler, the warm-up comes before `t_initial`: the whole schedule has
`warmup_t` and `t_initial` ticks, one after the other. Where `t_initial` is the length of the run, the run is over
before the schedule is, and `lr_min` is never reached.

Silent where no more than a hundredth of the decay is missing, and where whole cycles do not fit into the run (LR216).

## Why it is bad

The lowest rates of the schedule, which let the loss settle, are those that are left out. The decay of a WSD schedule is
a small part at its end, and may be cut in half by a warm-up that is small itself.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 100  # LR209
  warmup_t: 15
  warmup_lr_init: 1e-6
  warmup_prefix: true
epochs: 100
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_WSDLRScheduler
  t_initial: 5000  # LR209
  decay_t: 500
  warmup_t: 250
  warmup_lr_init: 1e-6
  t_in_epochs: false
steps: 5000
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_WSDLRScheduler
  t_initial: 4750
  decay_t: 500
  warmup_t: 250
  warmup_lr_init: 1e-6
  t_in_epochs: false
steps: 5000
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 300
  warmup_t: 5
  warmup_lr_init: 1e-6
  warmup_prefix: true
epochs: 300
```

## References

- https://github.com/huggingface/pytorch-image-models/pull/2312
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Fix, Remark, Rule
from lrviz.rules.fixes import set_to
from lrviz.rules.lengths import LITTLE, TIMM_DECAYS, cycle_limit, cycles_end, left_of_fall, only_warms_up, warmup_before
from lrviz.rules.units import is_mistaken
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    warmup, body, length = warmup_before(site), cycles_end(site), site.length
    if warmup <= 0 or is_mistaken(site) or only_warms_up(site) or (cycle_limit(site) > 1 and body > length):
        return
    if warmup + body <= length or left_of_fall(site, warmup + body) <= LITTLE:
        return
    yield site.remark(
        "t_initial",
        f"`t_initial: {site.source('t_initial')}` begins after `warmup_t: {site.source('warmup_t')}` and so ends after "
        f"{site.says_run()}: {site.says_end()}",
        "`warmup_t` and `t_initial` together make the schedule: take the warm-up off `t_initial`",
        _fix(site, length - warmup),
    )


def _fix(site: Site, left: float) -> Fix | None:
    shortest = site["decay_t"] if site.name == "timm_WSDLRScheduler" else 1
    if cycle_limit(site) > 1 or left < shortest:
        return None
    return set_to(site, "t_initial", left)


RULE = Rule("warning", check=check, schedulers=TIMM_DECAYS)
