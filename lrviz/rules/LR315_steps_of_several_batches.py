"""Batches that are gathered into one update are not counted apart.

## What happens

With gradient accumulation one update is made of several batches, and with several processes each of them sees a part of
the batches. A scheduler counts updates. A `steps_per_epoch` that is the length of the data loader counts batches, and a
schedule that is as long as that comes to its end only after several runs. Some launchers, such as accelerate, step the
scheduler once for each process instead.

This is found where the run is said in epochs and steps an epoch, the scheduler is stepped after each update, and a key
beside it names more than one batch an update, or more than one process.

## Why it is bad

The run is over when the schedule is at a half or a quarter of its way. With the accumulation counted twice, the
schedule is over as early.

## Bad

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler: {name: CosineAnnealingLR, T_max: 12000}
epochs: 3
steps_per_epoch: 4000
gradient_accumulation_steps: 8  # LR315
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler: {name: OneCycleLR, max_lr: 1e-3, total_steps: 5000}
epochs: 10
steps_per_epoch: 500
world_size: 4  # LR315
```

## Good

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler: {name: CosineAnnealingLR, T_max: 1500}
steps: 1500
gradient_accumulation_steps: 8
```

```yaml
optimizer: {name: AdamW, lr: 1e-3}
scheduler: {name: CosineAnnealingLR, T_max: 12000}
epochs: 3
steps_per_epoch: 4000
gradient_accumulation_steps: 1
```

## References

- https://github.com/huggingface/accelerate/issues/2318
- https://github.com/huggingface/accelerate/issues/963
- https://github.com/huggingface/transformers/pull/24088
- https://github.com/huggingface/diffusers/issues/4387
- https://github.com/huggingface/accelerate/issues/1398
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.sentences import NotKnown
from lrviz.site import Site

ACCUMULATION = (
    "gradient_accumulation_steps",
    "accumulate_grad_batches",
    "grad_accum_steps",
    "grad_accumulation_steps",
    "accumulation_steps",
    "accum_iter",
)
PROCESSES = ("num_processes", "world_size")


def check(site: Site) -> Iterator[Remark]:
    if site.parent is not None or site.unit != "step" or _is_said_in_updates(site):
        return
    per_epoch = site.steps_per_epoch
    for keys, what in ((ACCUMULATION, "batches make one update"), (PROCESSES, "processes share the batches")):
        try:
            path, number = site.beside(*keys)
        except NotKnown:
            continue
        if not isinstance(number, int) or isinstance(number, bool) or number < 2 or path[:-1] == site.path:
            continue
        written = f"`{path[-1]}: {number}`"
        left = f", {per_epoch:,} / {number} = {per_epoch // number:,}" if per_epoch % number == 0 else ""
        yield Remark(
            path,
            "value",
            f"{written}: if `steps_per_epoch: {per_epoch}` counts batches, there are fewer updates in an epoch{left}, "
            "and the schedule is not at its end when the run is",
            f"{number} {what}: count updates in `steps_per_epoch` and in the schedule",
        )
        return


def _is_said_in_updates(site: Site) -> bool:
    if site.setting.counts_updates:
        return True
    try:
        site.beside("steps")
    except NotKnown:
        return False
    return True


RULE = Rule("info", check=check)
