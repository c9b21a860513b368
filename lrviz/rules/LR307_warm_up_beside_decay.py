"""A warm-up and a decay in a ChainedScheduler run at the same time.

## What happens

A ChainedScheduler steps all its schedulers at every tick, and their factors multiply. A CosineAnnealingLR or a
PolynomialLR is on its way down from tick 0 on, while the LinearLR beside it is still on its way up. The rate never gets
to the base rate: its peak is where what the warm-up gains is what the decay takes.

Silent where the two together get to 95 % of the base rate, as with a warm-up that is short beside the decay.

## Why it is bad

Training runs at a lower rate than the one that was tuned. For a warm-up and then a decay there is SequentialLR. In a
chain, the factor of every tick is the product of all.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: ChainedScheduler  # LR307
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 300}
    - {name: CosineAnnealingLR, T_max: 1000}
steps: 1000
```

```yaml
scheduler:
  name: ChainedScheduler  # LR307
  schedulers:
    - {name: PolynomialLR, total_iters: 50}
    - {name: LinearLR, start_factor: 0.1, total_iters: 10}
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: SequentialLR
  milestones: [300]
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 300}
    - {name: CosineAnnealingLR, T_max: 700}
steps: 1000
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: LinearLR, start_factor: 0.01, total_iters: 100}
    - {name: CosineAnnealingLR, T_max: 1000}
steps: 1000
```

## References

- https://github.com/Noble-Lab/casanovo/pull/249
- https://github.com/pytorch/pytorch/issues/80308
- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Edit, Fix, Remark, Rule
from lrviz.rules.saying import where_known
from lrviz.site import Site

LENGTHS = {"CosineAnnealingLR": "T_max", "PolynomialLR": "total_iters"}
"""The decays that are meant to come after a warm-up, and how their length is called."""

NEARLY = 0.95
"""The part of the base rate that is as good as the whole."""

LOOKS = 64
"""At how many ticks of the warm-up the product is looked at."""


def check(site: Site) -> Iterator[Remark]:
    decay = next((child for child in site.children if child.name in LENGTHS), None)
    warmup = next((child for child in site.children if _warms_up(child)), None)
    if decay is None or warmup is None or _highest_factor(warmup, decay) >= NEARLY:
        return
    ramp = warmup["total_iters"]
    yield site.remark(
        "name",
        f"{decay.name} does not wait for LinearLR, whose warm-up ends at {site.unit} {ramp:,}: both go on at every "
        f"{site.unit}, and their factors multiply{'' if site.parent else where_known(site.says_peak, '; ')}",
        f"for one after the other use SequentialLR with milestones: [{ramp}]",
        _in_sequence(site, warmup, decay),
    )


def _warms_up(site: Site) -> bool:
    return bool(site.name == "LinearLR" and site["start_factor"] < site["end_factor"] == 1)


def _highest_factor(warmup: Site, decay: Site) -> float:
    """How far the two get together, of the way up to the base rate. It is in the warm-up or at its end."""
    ramp, base = warmup["total_iters"], decay.some_base_rate
    if base == 0:
        return 1.0
    ticks = (min(ramp, decay[LENGTHS[decay.name]]) * number / LOOKS for number in range(LOOKS + 1))
    return max(warmup.rate(tick) * decay.rate(tick) for tick in ticks) / base**2


def _is_written_out(site: Site, key: str) -> bool:
    """Whether the file has a key of a scheduler in our own shape, with a value of its own."""
    source = site.setting.document.sources.get((*site.path, key), "")
    return bool(source) and "$" not in source


def _in_sequence(site: Site, warmup: Site, decay: Site) -> Fix | None:
    name = LENGTHS[decay.name]
    left = decay[name] - warmup["total_iters"]
    is_written_out = _is_written_out(site, "name") and _is_written_out(decay, name)
    if site.children != [warmup, decay] or left < 1 or not is_written_out:
        return None
    edits = (
        Edit("value", (*site.path, "name"), "SequentialLR"),
        Edit("insert", (*site.path, "name"), f"milestones: [{warmup['total_iters']}]"),
        Edit("value", decay.path_of(name), f"{left}"),
    )
    return Fix(edits, f"make it a SequentialLR with {name}: {left} after the warm-up")


RULE = Rule("info", check=check, schedulers=("ChainedScheduler",))
