"""With this k_decay timm has no curve.

## What happens

timm's cosine and polynomial bend the time axis: they go by `t ** k_decay / T ** k_decay`, where t is the tick within a
cycle of T ticks. That goes from 0 to 1 where `k_decay` is above 0. Below 0 it comes down to 1 from far above: the
polynomial takes roots of negative numbers, which are complex, and the cosine swings up and down. With a `k_decay` of 0
it is 1 from the beginning, and the rate is at `lr_min` at once.

A `k_decay` of some hundreds is more than floats can compute: `90.0 ** 300` stops with OverflowError. The polynomial
takes a whole `k_decay` of 300 all the same beside a whole `t_initial`, as whole numbers have no bound in Python. (One
that is so large that this takes for ever is told of by LR111.)

A `k_decay` that is not whole also fails beside a fractional `cycle_mul`. Where a cycle ends at a whole tick, rounding
makes t a bit less than 0 there, and its power is complex.

## Why it is bad

A complex rate is refused by the optimizer, one update after it was set. The others make a curve that nobody meant.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_PolyLRScheduler
  t_initial: 90
  k_decay: -0.5  # LR134
epochs: 90
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 10
  cycle_mul: 1.3
  cycle_limit: 4
  k_decay: 1.5  # LR134
epochs: 60
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 90
  k_decay: 0  # LR134
epochs: 90
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_PolyLRScheduler
  t_initial: 90
  k_decay: 300.0  # LR134
epochs: 90
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_PolyLRScheduler
  t_initial: 90
  k_decay: 0.5
epochs: 90
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: timm_CosineLRScheduler
  t_initial: 10
  cycle_mul: 1.3
  cycle_limit: 4
  k_decay: 2
epochs: 61
```

## References

- https://arxiv.org/abs/2004.05909
- https://github.com/huggingface/pytorch-image-models/blob/main/timm/scheduler/cosine_lr.py
- https://github.com/huggingface/pytorch-image-models/blob/main/timm/scheduler/poly_lr.py
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from itertools import pairwise

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.timm_common import where_rates_follow
from lrviz.sentences import NotKnown
from lrviz.site import Site
from schedules.formula import SCALAR

LOOKED_AT = 1000
"""How many ticks are looked at for one at which the rate rises."""


AT_ONCE = 0.25
"""A part of the way down after which a cycle that has just begun has not fallen evenly."""


def check(site: Site) -> Iterator[Remark]:
    bend = site["k_decay"]
    # noise is a part of the rate, and makes no number of what is none
    quiet = site.quiet()
    last = _last_tick(quiet) if site.whole else -1
    # the call after the last tick fails too
    failing = _first_without_rate(quiet, int(min(last + 1, quiet.spec.formula_ends()))) if site.whole else None
    if failing is None and (bend > 0 or _is_level(site) or (bend < 0 and _falls_evenly(site))):
        return
    written = f"`k_decay: {site.source('k_decay')}`"
    overflows = bend > 0 and _is_beyond_floats(site)
    if overflows:
        what = f"{written} makes timm compute `t_initial` to a power that is more than any float"
    elif bend > 0:
        what = f"{written} beside `cycle_mul: {site.source('cycle_mul')}` makes timm take a root of a negative number"
    elif bend == 0:
        what = f"{written} takes the curve to its end at once"
    else:
        what = f"{written} runs through the curve from far behind its end"
    if failing is None:
        message = what + where_rates_follow(site, lambda: _says(site, last))
    else:
        message = f"{what}: {site.says_no_rate(failing)}, and the run fails"
    if bend == 1:
        yield site.remark("cycle_mul", message, "use a whole cycle_mul")
        return
    hint = "use k_decay: 1.0" if bend <= 0 or overflows else "use k_decay: 1.0, or a whole cycle_mul"
    fix = Fix((Edit("value", site.path_of("k_decay"), "1.0"),), "set k_decay to 1.0")
    yield site.remark("k_decay", message, hint, fix)


def _is_beyond_floats(site: Site) -> bool:
    """Whether the length of the first cycle to this power is more than any float."""
    return bool(math.log(site["t_initial"]) * site["k_decay"] > math.log(sys.float_info.max))


def _is_level(site: Site) -> bool:
    """Whether the curve is known to be flat, however it is bent."""
    rates, lowest = site.setting.base_rates, site["lr_min"]
    if site.name == "timm_PolyLRScheduler" and site["power"] == 0:
        return True
    return rates is not None and all(rate == lowest for rate in rates)


def _falls_evenly(site: Site) -> bool:
    """Whether a cycle goes from its peak to its floor all the same, as a short one may with a small exponent."""
    length = site["t_initial"]
    ticks = range(1, min(math.ceil(length), LOOKED_AT))
    heights = [1.0, *(site.spec.wave(tick, length, SCALAR) for tick in ticks), 0.0]  # type: ignore[attr-defined]
    if not all(isinstance(height, float) and 0 <= height <= 1 for height in heights):
        return False
    return heights[1] >= 1 - AT_ONCE and all(after <= before for before, after in pairwise(heights))


def _says(site: Site, last: int) -> str:
    """How the curve goes astray, where there is anything to be seen of it."""
    first = max(1, math.ceil(site["warmup_t"]))
    if site["k_decay"] == 0 and first <= last:
        return site.says_rate_at(first)
    for tick in range(first, min(last, first + LOOKED_AT) + 1):
        before, after = site.rate(tick - 1), site.rate(tick)
        if after > before or after < 0:
            return site.says_change(tick)
    raise NotKnown("rise")


def _last_tick(site: Site) -> int:
    """The last tick of the run, or of the schedule itself where the run is not known."""
    try:
        last = site.length - 1
    except NotKnown:
        last = (site.spec.natural_ticks() or 1) - 1
    return int(min(last, site.spec.formula_ends()))


def _first_without_rate(site: Site, last: int) -> int | None:
    """The first tick at which the formula has no real value. They are where the curve turns, and at the beginning."""
    if last < 1:
        return None
    turns = (math.floor(turn) for turn in site.spec.turns(last) if math.isfinite(turn))
    ticks = {1, *(tick for turn in turns for tick in range(turn - 1, turn + 3))}
    try:
        return next((tick for tick in sorted(ticks) if 1 <= tick <= last and not math.isfinite(site.rate(tick))), None)
    except NotKnown:
        # beside another scheduler the rate is not that of this one
        return None


RULE = Rule("error", check=check, schedulers=("timm_CosineLRScheduler", "timm_PolyLRScheduler"))
