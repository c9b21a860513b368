"""A warm-up of timm is described, but has no length.

## What happens

timm's warm-up lasts `warmup_t` ticks, and `warmup_t` is 0 where it is not given. Without it `warmup_lr_init` and
`warmup_prefix` do nothing; timm does not even look at their values.

Silent where `warmup_t: 0` is written out, which turns a warm-up off on purpose, and where the value is the default.

## Why it is bad

The file speaks of a warm-up, and the first update is made at the full rate.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 90
  lr_min: 1e-5
  warmup_lr_init: 1e-6  # LR120
epochs: 90
```

```yaml
scheduler:
  name: timm_PolyLRScheduler
  t_initial: 40
  warmup_prefix: true  # LR120
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 85
  lr_min: 1e-5
  warmup_t: 5
  warmup_lr_init: 1e-6
  warmup_prefix: true
epochs: 90
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 90
  lr_min: 1e-5
  warmup_t: 0
  warmup_lr_init: 1e-6
epochs: 90
```

## References

- https://huggingface.co/docs/timm/reference/schedulers
- https://github.com/huggingface/pytorch-image-models/blob/main/timm/scheduler/cosine_lr.py
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.saying import where_known
from lrviz.rules.timm_common import ALL
from lrviz.sentences import NotKnown
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    if site.gives("warmup_t") or site["warmup_t"]:
        return
    for name in ("warmup_lr_init", "warmup_prefix"):
        if site.gives(name) and site[name] != type(site.spec).model_fields[name].default:
            begins = where_known(lambda: _begins(site))
            yield site.remark(
                name,
                f"`{name}: {site.source(name)}` does nothing: without `warmup_t` there is no warm-up{begins}",
                f"add `warmup_t:` with the {site.unit}s of warm-up, or take {name} out",
            )


def _begins(site: Site) -> str:
    if site.setting.base_rates is None:
        raise NotKnown("base_rate")
    return site.says_rate_at(0)


RULE = Rule("info", check=check, schedulers=ALL)
