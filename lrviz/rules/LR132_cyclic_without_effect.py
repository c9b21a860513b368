"""A parameter of CyclicLR has no effect in its mode.

## What happens

`gamma` is used in the mode `exp_range` alone, where it multiplies the height of the triangle at each tick. Its default
is 1.0, so that `exp_range` without a `gamma` is the mode `triangular`. In the other modes `gamma` is not used at all.
`scale_mode` says what the function `scale_fn` is given, and a config cannot hold a function: each mode has a scale of
its own.

## Why it is bad

The cycles were meant to become smaller, and stay as high as the first to the end of the run.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler:
  name: CyclicLR
  base_lr: 0.01
  max_lr: 0.1
  step_size_up: 25
  mode: exp_range  # LR132
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler:
  name: CyclicLR
  base_lr: 0.01
  max_lr: 0.1
  step_size_up: 25
  gamma: 0.99  # LR132
  scale_mode: iterations  # LR132
steps: 100
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler: {name: CyclicLR, base_lr: 0.01, max_lr: 0.1, step_size_up: 25, mode: exp_range, gamma: 0.9999}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1, momentum: 0.9}
scheduler: {name: CyclicLR, base_lr: 0.01, max_lr: 0.1, step_size_up: 25, gamma: 1.0, scale_mode: cycle}
steps: 100
```

## References

- https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CyclicLR.html
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.saying import is_met, where_known
from lrviz.site import Site


def check(site: Site) -> Iterator[Remark]:
    mode, shown = site["mode"], site.source("mode")
    if mode == "exp_range" and site["gamma"] == 1:
        message = f"`mode: {shown}` with `gamma: {site.source('gamma')}` is the same as `triangular`{_second_top(site)}"
        yield site.remark("mode", message, "use a gamma a little below 1, such as 0.9999, or mode: triangular")
    if mode != "exp_range" and site["gamma"] != 1:
        message = f"`gamma: {site.source('gamma')}` is not used in the mode `{shown}`{_second_top(site)}"
        yield site.remark("gamma", message, "use mode: exp_range, or take gamma out", _exp_range(site))
    if mode != "exp_range" and site["scale_mode"] == "iterations":
        message = f"`scale_mode: {site.source('scale_mode')}` is not used without `scale_fn`, in the mode `{shown}`"
        yield site.remark("scale_mode", message, "take it out")


def _second_top(site: Site) -> str:
    up, down = site["step_size_up"], site["step_size_down"]
    tick = math.ceil(2 * up + (up if down is None else down))
    return where_known(lambda: site.says_rate_at(tick), ": ") if is_met(site, tick) else ""


def _exp_range(site: Site) -> Fix:
    if site.gives("mode"):
        return Fix((Edit("value", site.path_of("mode"), "exp_range"),), "set mode to exp_range")
    return Fix((Edit("insert", site.path_of("gamma"), "mode: exp_range"),), "add mode: exp_range")


RULE = Rule("warning", check=check, schedulers=("CyclicLR",))
