"""timm counts epochs where the config says steps, or the other way round.

## What happens

timm's schedulers have two calls, `step(epoch)` and `step_update(num_updates)`, and `t_in_epochs` says which of them
does something: the other one returns without a word. It is true where it is not given, and PlateauLRScheduler knows
epochs alone. A training loop that goes by `interval: step` calls `step_update` after each update, and where timm counts
epochs nothing ever happens: the rate stays where the constructor has put it. The other way round it is the same.

The Stepper of this package makes both calls, and so what is drawn goes by `t_in_epochs`.

## Why it is bad

With a warm-up, the rate that the constructor puts there is `warmup_lr_init`, which is 0 where it is not given: nothing
is trained at all. Without one, the rate never falls.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 300
  lr_min: 1e-5
epochs: 300
interval: step  # LR313
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_StepLRScheduler
  decay_t: 3000
  decay_rate: 0.1
  warmup_t: 500
  warmup_lr_init: 1e-6
  t_in_epochs: false  # LR313
steps: 10000
interval: epoch
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 30000
  lr_min: 1e-5
  t_in_epochs: false
steps: 30000
interval: step
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 300
  lr_min: 1e-5
epochs: 300
```

## References

- https://github.com/huggingface/pytorch-image-models/issues/2125
- https://github.com/Lightning-AI/pytorch-lightning/issues/5555
- https://github.com/huggingface/pytorch-image-models/blob/main/timm/scheduler/scheduler.py
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.saying import where_known
from lrviz.rules.timm_common import ALL
from lrviz.rules.units import counts_against_interval, set_interval
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    # inside of another it cannot be stepped at all, which is said already
    if site.parent is not None or not counts_against_interval(site):
        return
    # without a word in the config the interval is timm's own, so it was given here or by an option
    interval, path = site.interval, site.setting.interval_path
    said = f"`interval: {interval}`" if path else f"an interval of a {interval}"
    call, counts = ("step_update", "epochs") if interval == "step" else ("step", "updates")
    message = (
        f"a loop that goes by {said} calls `{call}` alone, which does nothing where timm counts {counts}: the rate "
        f"stays where it begins{where_known(lambda: site.says_rate_at(0), ', and ')}"
    )
    hint = f"`t_in_epochs: {'false' if interval == 'step' else 'true'}` makes timm count {interval}s"
    if "t_in_epochs" not in type(site.spec).model_fields:
        hint = f"{site.name} counts epochs alone: interval: epoch"
    if site.gives("t_in_epochs") or path is None:
        yield site.remark("t_in_epochs", message, hint, set_interval(site, site.spec.interval()))
    else:
        yield Remark(path, "value", message, hint, set_interval(site, site.spec.interval()))


RULE = Rule("error", check=check, schedulers=ALL)
