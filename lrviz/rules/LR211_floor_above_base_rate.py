"""The lowest rate is above the one from which the schedule starts.

## What happens

`eta_min`, `lr_min` and `end_learning_rate` are rates, and not factors: a schedule goes from the optimizer's rate to
them. Where the optimizer's rate is the lower one, the decay climbs. A plateau scheduler with such a `min_lr` never
changes the rate. Each parameter group has a rate of its own, and is compared by itself.

`end_learning_rate` of PolynomialLRDecay is 0.0001 where nothing is given, and so are rates below it.

## Why it is bad

The rate is highest at the end, where the run needs it lowest; a group that was to be trained gently, or to be frozen
with a rate of 0, is trained at many times its rate. Nothing fails.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-4}
scheduler:
  name: CosineAnnealingLR
  T_max: 100
  eta_min: 1e-3  # LR211
steps: 100
```

```yaml
optimizer: {name: AdamW, lr: 2e-5}
scheduler: {name: PolynomialLRDecay, max_decay_steps: 100}  # LR211
steps: 100
```

```yaml
optimizer:
  name: SGD
  lr: 0.1
  groups:
    - {params: 'backbone.*', lr: 1e-4}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 100
  lr_min: 1e-3  # LR211
epochs: 100
```

```yaml
optimizer: {name: SGD, lr: 0.01}
scheduler:
  name: ReduceLROnPlateau
  min_lr: 0.1  # LR211
monitor: val_loss
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler: {name: CosineAnnealingLR, T_max: 100, eta_min: 1e-4}
steps: 100
```

```yaml
optimizer:
  name: SGD
  lr: 0.1
  groups:
    - {params: 'backbone.*', lr: 1e-3}
scheduler: {name: timm_CosineLRScheduler, t_initial: 100, lr_min: 1e-3}
epochs: 100
```

## References

- https://github.com/PrimeIntellect-ai/prime-rl/pull/3091
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lrviz.rules.base import Remark, Rule
from lrviz.rules.fixes import set_to
from lrviz.rules.floors import PLATEAUS, SAME, Floor, floors, group_names
from lrviz.rules.lengths import has_cycles_of_one_tick, is_followed, written
from lrviz.rules.saying import where_known
from lrviz.sentences import NotKnown
from lrviz.shape import Shape, shape_of
from lrviz.site import LOOKED_AT, Site


def check(site: Site) -> Iterator[Remark]:
    if site.name in PLATEAUS and site.parent is not None:
        # inside of another it cannot be stepped at all, which is said already
        return
    name = site.spec.floor_key
    for found in _found(site):
        groups = group_names(site, [floor.group for floor in found])
        yield site.remark(
            name,
            f"{written(site, name, found[0].element)} is above the base rate{groups}, {_so(site, found[0])}",
            f"give {name} a rate below the optimizer's, such as 0; or are the two swapped?",
            None if site.gives(name) else set_to(site, name, 0),
            index=found[0].element,
        )


def _found(site: Site) -> list[list[Floor]]:
    """One number for all groups is one finding, with its groups; a list has a finding for each of its numbers."""
    above = [floor for floor in floors(site) if floor.is_above]
    if _is_over_before(site) or _never_falls(site) or not _climbs(site):
        return []
    if not above or above[0].element is None:
        return [above] if above else []
    return [[floor] for floor in above]


def _is_over_before(site: Site) -> bool:
    """Whether another is known to take over before it comes to where the rate goes up."""
    if _ends_with_warm_up(site):
        return True
    if site.name in PLATEAUS or not is_followed(site):
        return False
    if site.window[1] == 0:
        return True
    try:
        # a composite inside of another begins a tick early, which the whole curve knows
        return any(_stays_below(each.shapes, _base_rates(site)) for each in (site, site.root))
    except NotKnown:
        # it may be
        return True


def _ends_with_warm_up(site: Site) -> bool:
    """Whether a curve that is not known is over before its warm-up, after which alone it goes towards its floor."""
    if site.whole or "warmup_steps" not in site.valid or site.window[1] is None:
        return False
    top = site["warmup_steps"] - (1 if site.name == "NonzeroWarmupCosineLR" else 0)
    return bool(site.window[1] <= top + 1)


def _stays_below(shapes: Sequence[Shape | None], rates: tuple[float, ...]) -> bool:
    """Whether the curves are known, and none goes above its base rate."""
    return all(shape is not None and shape.peak <= rate * (1 + SAME) for shape, rate in zip(shapes, rates, strict=True))


def _climbs(site: Site) -> bool:
    """Whether the rate gets above where it began, as far as others of the chains around it let it."""
    chain, around = None, site.parent
    while around is not None:
        if around.name == "ChainedScheduler" and len(around.children) > 1:
            chain = around
        around = around.parent
    if chain is None:
        return True
    if not chain.whole:
        return False
    spec = chain.spec
    pairs = ((shape_of(spec.for_group(group), rate, LOOKED_AT), rate) for group, rate in enumerate(_base_rates(site)))
    return any(shape is not None and shape.peak > rate * (1 + SAME) for shape, rate in pairs)


def _never_falls(site: Site) -> bool:
    """Whether it alone is known to stay at what it begins with, however long it runs.

    So it does with a power of 0, with cycles of one tick, or with whole waves after which it is looked at. With a power
    below 0 it goes the other way, and one that is not known may be 0.
    """
    if "power" in type(site.spec).model_fields and ("power" not in site.valid or site["power"] <= 0):
        return True
    if site.name in PLATEAUS:
        return False
    if not site.whole:
        # bent so, a cycle goes down before it goes up
        is_bent_back = "k_decay" in site.valid and site["k_decay"] < 0
        return has_cycles_of_one_tick(site) or is_bent_back
    length = max(LOOKED_AT, site.window[1] or 0, site.spec.natural_ticks() or 0) + 1
    rates = _base_rates(site)
    return _stays_below([shape_of(site.spec.for_group(group), rate, length) for group, rate in enumerate(rates)], rates)


def _base_rates(site: Site) -> tuple[float, ...]:
    return site.setting.base_rates or ()


def _so(site: Site, floor: Floor) -> str:
    if site.name in PLATEAUS:
        return "so the rate is never changed, however bad the metric is"
    return f"so the rate goes up to it{where_known(lambda: _says_peak(site, floor), ': ')}"


def _says_peak(site: Site, floor: Floor) -> str:
    # a run may be over before it comes to that
    if not site.root.shapes[floor.group or 0].peak > floor.base:
        raise NotKnown("peak")
    return site.says_peak(floor.group or 0)


RULE = Rule("error", check=check, key="floor_key")
