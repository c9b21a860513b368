"""The run is over before CyclicLR has been up and down once.

## What happens

`step_size_up` is 2000 where nothing is given, and the way down takes as long. A run that is shorter than both together
stops on the way: on the way up it never gets to `max_lr`, on the way down it ends high above `base_lr`.

Silent where the run is just the way up, as in a range test, and where the rate has come down to a tenth of the way.

## Why it is bad

The method lives on going back and forth several times. A run that sees a part of one triangle is a slow warm-up, or a
high rate to the end.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: CyclicLR  # LR217
  base_lr: 0.001
  max_lr: 0.1
steps: 500
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: CyclicLR
  base_lr: 0.001
  max_lr: 0.1
  step_size_up: 60  # LR217
steps: 100
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: CyclicLR, base_lr: 1e-6, max_lr: 0.1, step_size_up: 500}
steps: 500
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler: {name: CyclicLR, base_lr: 0.001, max_lr: 0.1, step_size_up: 60, step_size_down: 43}
steps: 100
```

## References

- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CyclicLR.html
- https://arxiv.org/abs/1506.01186
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.cyclic import bounds
from lrviz.rules.lengths import ends_with_run, written
from lrviz.rules.saying import where_known
from lrviz.rules.units import is_mistaken
from lrviz.site import Site

LIMIT = 0.1
"""A rate that has come down to this part of the way is low."""


def check(site: Site) -> Iterator[Remark]:
    up, down = site["step_size_up"], site["step_size_down"]
    down = up if down is None else down
    last = site.length - 1
    # a run that is the way up alone is a range test
    if not ends_with_run(site) or is_mistaken(site) or last + 1 >= up + down or last <= up <= last + 1:
        return
    low, high = bounds(site)[0]
    rising = last < up
    if high <= low or not (rising or (site.shape.final - low) / (high - low) > LIMIT):
        return
    size = written(site, "step_size_up")
    if rising:
        what = f"{size} is not reached in {site.says_run()}{where_known(site.says_peak, ': ')}"
    else:
        what = f"{size} leaves too little of {site.says_run()} for the way down{where_known(site.says_end, ': ')}"
    yield site.remark("step_size_up", what, _hint(site))


def _hint(site: Site) -> str:
    quarter = site.length // 4
    return f"with step_size_up: {quarter} it goes up and down twice" if quarter else "use a smaller step_size_up"


RULE = Rule("warning", check=check, schedulers=("CyclicLR",))
