"""The rate falls below 0.

## What happens

Nothing in torch checks a rate after the optimizer is built. A negative `eta_min` takes the rate below 0 at the end of
the way down. A negative `gamma` turns its sign with each decay.

Schedulers that share an optimizer can do it together. The way down of CosineAnnealingLR goes by the rate that is there:
where another has left that below `eta_min`, it is led away from there, and not towards it.

What rounding leaves below 0 is not meant: a LinearLR that ends at 0 ends at some -1e-18.

## Why it is bad

With a negative rate the optimizer goes uphill: each of these updates takes back what others have learned.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: CosineAnnealingLR
  T_max: 200
  eta_min: -0.001  # LR402
steps: 200
```

```yaml
scheduler:
  name: SequentialLR
  milestones: [10]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 10}
    - {name: StepLR, step_size: 30, gamma: -0.5}  # LR402
steps: 100
```

```yaml
name: ExponentialLR
gamma: -0.98  # LR402
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  - {name: StepLR, step_size: 4, gamma: 0.01, interval: step}
  - {name: CosineAnnealingLR, T_max: 13, eta_min: 0.05, interval: step}  # LR402
steps: 24
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ReduceLROnPlateau
  factor: -0.5  # LR128 LR402
  min_lr: -1.0
  patience: 0
  monitor: val_loss
steps: 50
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: CosineAnnealingLR, T_max: 200, eta_min: 0.0}
steps: 200
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: LinearLR, start_factor: 1.0, end_factor: 0.0, total_iters: 100}
steps: 101
```

## References

- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html
- https://github.com/pytorch/pytorch/blob/v2.13.0/torch/optim/lr_scheduler.py
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lrviz.joint import Joint
from lrviz.rules.base import Remark, Rule
from lrviz.rules.causes import everything
from lrviz.rules.lengths import has_cycles_of_one_tick
from lrviz.rules.owners import is_undone
from lrviz.rules.plateau import PLATEAUS, factor_name, says_first_cut
from lrviz.rules.saying import where_known
from lrviz.sentences import STANDING_IN, NotKnown
from lrviz.shape import Shape, shape_of
from lrviz.site import LOOKED_AT, Site
from schedules.problems import Path

ROUNDING = 1e-12
"""The part of the highest rate that rounding may leave below 0."""

ALWAYS = (
    "gamma",
    "decay_rate",
    "eta_min",
    "end_learning_rate",
    "max_lr",
    "div_factor",
    "final_div_factor",
)
"""The parameters that take the rate below 0 in any run that is long enough, if they are below 0 themselves."""

FACTORS = ("gamma", "decay_rate")

RATES = ("eta_min", "end_learning_rate")
"""The parameters that are rates to which others fall."""

AT_TIMES = ("cycle_decay", "lr_min", "warmup_lr_init", "base_lr")
HINT = "with a negative rate the optimizer goes uphill"


def check(site: Site) -> Iterator[Remark]:
    if site.parent is not None:
        return
    if site.setting.joint is not None:
        yield from _of_several(site, site.setting.joint)
        return
    known = _known_part(site)
    if known is not None:
        yield from _by_curve(*known)
    elif _begins_below(site):
        happens = "the warm-up begin with a negative rate, whatever the metric is"
        yield site.remark("warmup_lr_init", f"`warmup_lr_init: {site.source('warmup_lr_init')}` makes {happens}", HINT)
    elif site.name in PLATEAUS:
        yield from _by_cuts(site)
    else:
        yield from _by_parameters(site)


def _by_cuts(site: Site) -> Iterator[Remark]:
    """That a plateau scheduler cuts the rate to below 0, where the run can come to a cut."""
    floor = "min_lr" if site.name == "ReduceLROnPlateau" else "lr_min"
    lowest, factor = site[floor], factor_name(site)
    lowest = min(lowest) if isinstance(lowest, list | tuple) else lowest
    highest = max(site.setting.base_rates or (STANDING_IN,))
    if not site.setting.is_alone or site[factor] >= 0 or lowest >= -ROUNDING * highest or not highest:
        return
    happens = where_known(lambda: says_first_cut(site), ": ")
    if happens:
        said = f"`{factor}: {site.source(factor)}` and `{floor}: {site.source(floor)}`"
        yield site.remark(factor, f"{said} make the rate negative with the first cut{happens}", HINT)


def _known_part(site: Site) -> tuple[Site, tuple[Shape, ...]] | None:
    """The schedule and its curves, or the first of a sequence where only that is known, and goes below 0."""
    shapes = _shapes(site)
    if shapes is not None:
        return site, shapes
    first = next((child for child in site.children if child.index == 0), None) if site.name == "SequentialLR" else None
    # what begins with the run and sets the rate by itself is the curve of the run so far
    if first is None or not site.whole or first.spec.multiplies or not first.window[1]:
        return None
    found = _known_part(first)
    return found if found is not None and any(map(_is_below, found[1])) else None


def _by_curve(site: Site, shapes: tuple[Shape, ...]) -> Iterator[Remark]:
    below = next((index for index, shape in enumerate(shapes) if _is_below(shape)), None)
    if below is None:
        return
    place, makes = _cause([site], f"{site.name} makes")
    if below:
        happens = f"the rate of parameter group {below} negative"
    else:
        lowest = shapes[0].ticks[shapes[0].rates.index(shapes[0].lowest)]
        happens = f"the rate negative{where_known(lambda: site.says_at(lowest), ': ')}"
    yield Remark(place, "value", f"{makes} {happens}", HINT)


def _cause(sites: Sequence[Site], otherwise: str) -> tuple[Path, str]:
    """The place of the parameter that makes the rate negative, and how a sentence about it begins."""
    found = (_culprit(site, (*ALWAYS, *AT_TIMES)) for site in sites)
    culprit = next((each for each in found if each is not None), None)
    if culprit is None:
        return (*sites[-1].path, "name"), otherwise
    scheduler, name, index = culprit
    return scheduler.path_of(name, index), f"`{name}: {scheduler.source(name, index)}` makes"


def _of_several(site: Site, joint: Joint) -> Iterator[Remark]:
    """What schedulers that share an optimizer make of the rate; it is said with the first of them."""
    below = next((index for index, shape in enumerate(joint.shapes) if _is_below(shape)), None)
    if below is None or not joint.is_told_at(site):
        return
    place, makes = _cause(joint.sites, f"{joint.names()} make")
    of = f" of parameter group {below}" if below else ""
    shape = joint.shapes[below]
    tick = shape.ticks[shape.rates.index(shape.lowest)]
    yield Remark(place, "value", f"{makes} the rate{of} negative{joint.says_at(tick, shape.lowest)}", HINT)


def _shapes(site: Site) -> tuple[Shape, ...] | None:
    """The curve of each group, as far as it tells of what is below 0; None where it is not known.

    timm's noise adds a part of the rate, which is of the same sign as long as it is no more than the whole.
    """
    try:
        return site.shapes
    except NotKnown:
        # beside others it is not the curve of the run
        quiet = _without_noise(site) if site.setting.is_alone else None
    if quiet is None or (site["noise_pct"] > 1 and any(map(_is_below, quiet))):
        return None
    return quiet


def _begins_below(site: Site) -> bool:
    """Whether a schedule that goes by a metric has a warm-up from below 0."""
    if site.name != "timm_PlateauLRScheduler" or not {"warmup_t", "warmup_lr_init"} <= site.valid:
        return False
    least = -ROUNDING * max(site.setting.base_rates or (STANDING_IN,))
    return bool(site["warmup_t"] > 0 and site["warmup_lr_init"] < least)


def _without_noise(site: Site) -> tuple[Shape, ...] | None:
    """The curves without the noise that timm adds, where there is any."""
    if not {"noise_range_t", "noise_pct"} <= site.valid or not site.whole:
        return None
    quiet = site.spec.quiet()
    try:
        shapes = [shape_of(quiet, rate, site.length) for rate in site.setting.base_rates or (STANDING_IN,)]
    except NotKnown:
        return None
    known = tuple(shape for shape in shapes if shape is not None)
    return known if len(known) == len(shapes) else None


def _by_parameters(site: Site) -> Iterator[Remark]:
    """What is as good as certain where the curve is not known, as in a file that says nothing of the run."""
    # beside others that set the rate anew, or are not known, nothing is certain
    is_certain = site.whole and site.setting.is_alone
    if site.spec.needs_metric or (_is_length_known(site) and not is_certain):
        return
    rates = site.setting.base_rates
    # a part of nothing is nothing
    names = ALWAYS if rates is None or any(rates) else tuple(name for name in ALWAYS if name not in FACTORS)
    culprit = _culprit(site, names, among=_may_go_below)
    if culprit is not None:
        scheduler, name, index = culprit
        message = f"`{name}: {scheduler.source(name, index)}` makes the rate negative"
        yield scheduler.remark(name, message, HINT, index=index)


def _is_length_known(site: Site) -> bool:
    """Whether the run may be known to be too short for a parameter to matter."""
    return site.window[1] is not None


def _is_below(shape: Shape) -> bool:
    return shape.is_finite and shape.lowest < -ROUNDING * shape.largest


def _may_go_below(site: Site) -> bool:
    """Whether nothing is known by which its rates are not below 0 in its part of the run."""
    is_somewhere = site.window[1] is None and _is_length_known(site.root)
    if site.window[1] == 0 or is_somewhere or is_undone(site) or has_cycles_of_one_tick(site):
        return False
    try:
        return any(_is_below(shape) for shape in site.shapes)
    except NotKnown:
        return True


def _culprit(
    site: Site, names: tuple[str, ...], among: Callable[[Site], bool] = bool
) -> tuple[Site, str, int | None] | None:
    """The first parameter that is below 0, and which of its elements."""
    for each in filter(among, everything(site)):
        for name in names:
            if name not in each.valid or _is_without_effect(each, name):
                continue
            value = each[name]
            numbers = list(value) if isinstance(value, list | tuple) else [value]
            # a rate that is hardly below 0 is what rounding leaves
            highest = max(each.setting.base_rates or (STANDING_IN,))
            least = 0 if name not in RATES else -ROUNDING * highest
            index = next((index for index, number in enumerate(numbers) if number < least), None)
            if index is not None:
                return each, name, index if isinstance(value, list | tuple) else None
    return None


def _is_without_effect(site: Site, name: str) -> bool:
    """Whether nothing comes of the parameter, or need come of it."""
    if name == "end_learning_rate":
        # with a power of 0 the rate stays where it is
        return "power" in site.valid and site["power"] == 0
    if name not in FACTORS:
        return False
    if site.name == "CyclicLR":
        return bool(site["mode"] != "exp_range") or not _swings_below(site)
    times = [key for key in ("milestones", "decay_t") if key in type(site.spec).model_fields]
    return any(key not in site.valid or _are_even(site[key], ahead=key == "decay_t") for key in times)


def _are_even(decays: Any, ahead: bool) -> bool:
    """Whether decays are listed, and come in pairs, of which the second takes back the sign of the first.

    timm looks one tick ahead, and for the first time at its tick 1.
    """
    if not isinstance(decays, list | tuple):
        return False
    seen = [max(2, math.ceil(decay)) if ahead else decay for decay in decays]
    return all(count % 2 == 0 for count in Counter(seen).values())


def _swings_below(site: Site) -> bool:
    """Whether a CyclicLR is known to go below 0 when it runs for long, as one does whose waves are high enough."""
    if not site.whole:
        return False
    groups = range(len(site.setting.base_rates or (STANDING_IN,)))
    shapes = (shape_of(site.spec.for_group(group), STANDING_IN, LOOKED_AT) for group in groups)
    return any(shape is not None and _is_below(shape) for shape in shapes)


RULE = Rule("error", check=check)
