"""The rate has vanished long before the run is over.

## What happens

For more than the last tenth of the run the rate is 0, or less than a hundred-millionth of its peak. A factor that is
right for every epoch does that when it is applied at every step: 0.95 makes a hundredth in 90 ticks, and nothing that
counts in 400. So does a decay to 0 that is over before the run is.

Silent where another rule names the cause, as for PolynomialLR (LR215) and for a length in the wrong unit (LR312).

## Why it is bad

Updates at such a rate change nothing: the rest of the run costs its time and leaves the model as it is.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: ExponentialLR
  gamma: 0.95  # LR404
steps: 5000
```

```yaml
scheduler:
  name: SequentialLR
  milestones: [50]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 50}
    - {name: LinearLR, start_factor: 1.0, end_factor: 0.0, total_iters: 500}  # LR404
steps: 1000
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 200  # LR404
epochs: 300
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: WarmupLinearLR
  warmup_steps: 50
  total_steps: 500  # LR404
steps: 1000
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler: {name: ExponentialLR, gamma: 0.999}
steps: 5000
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler: {name: timm_CosineLRScheduler, t_initial: 272}
epochs: 300
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler: {name: timm_CosineLRScheduler, t_initial: 200, lr_min: 1e-5}
epochs: 300
```

## References

- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html
- https://github.com/huggingface/pytorch-image-models/blob/main/timm/scheduler/cosine_lr.py
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from lrviz.rules.base import Remark, Rule
from lrviz.rules.causes import in_force, is_named
from lrviz.rules.saying import where_known
from lrviz.shape import Shape
from lrviz.site import Site

NOTHING = 1e-8
"""A rate of less than this part of the peak changes nothing."""

TOO_LONG = 0.1
"""The part of a run that may go on without a rate."""

CAUSES = ("LR113", "LR123", "LR134", "LR213", "LR215", "LR312", "LR402")
"""The rules that say why there is no rate."""

FACTORS = {
    "ExponentialLR": "gamma",
    "MultiStepLR": "gamma",
    "StepLR": "gamma",
    "WarmupMultiStepLR": "gamma",
    "timm_MultiStepLRScheduler": "decay_rate",
    "timm_StepLRScheduler": "decay_rate",
}
"""The parameter that takes the rate down to nothing, of those whose Spec names no end of a decay."""


def check(site: Site) -> Iterator[Remark]:
    if site.parent is not None:
        return
    dead = [_last_alive(shape) for shape in site.shapes]
    group = next((index for index, alive in enumerate(dead) if site.length - 1 - alive > TOO_LONG * site.length), None)
    if group is None or is_named(site, *CAUSES):
        return
    cause = in_force(site, site.length - 1)
    name = cause.spec.decay_key or FACTORS.get(cause.name, "name")
    written = cause.name if name == "name" else f"`{name}: {cause.source(name)}`"
    if group:
        of, first = f" of parameter group {group}", ""
    else:
        of, first = "", where_known(lambda: site.says_at(_first_dead(site, dead[0])), ": ")
    yield cause.remark(
        name,
        f"{written} takes the rate{of} down to nothing long before {site.says_run()} is over{first}",
        _hint(cause, name),
    )


def _last_alive(shape: Shape) -> int:
    """The last tick that was looked at with a rate, or the last of the run where there is never any."""
    if not shape.is_finite or shape.peak <= 0:
        return shape.last_tick
    gone = list(takewhile(lambda rate: abs(rate) < NOTHING * shape.peak, reversed(shape.rates)))
    return shape.ticks[len(shape.ticks) - 1 - len(gone)]


def _first_dead(site: Site, alive: int) -> int:
    """The first tick without a rate, behind the last one that was looked at with a rate."""
    peak, ticks = site.shape.peak, site.shape.ticks
    dead = ticks[ticks.index(alive) + 1]
    while dead - alive > 1:
        middle = (alive + dead) // 2
        if abs(site.rate(middle)) < NOTHING * peak:
            dead = middle
        else:
            alive = middle
    return dead


def _hint(cause: Site, name: str) -> str:
    if cause.name == "ExponentialLR":
        return f"gamma: {0.01 ** (1 / cause.length):.6g} takes it down to a hundredth"
    if name in ("name", "gamma", "decay_rate"):
        return "decay less often, or by less"
    return f"let it last as long as the run, or its part of it: {name}: {cause.length}"


RULE = Rule("warning", check=check)
