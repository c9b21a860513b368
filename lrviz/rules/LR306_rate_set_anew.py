"""A scheduler that sets the rate anew undoes the others of a ChainedScheduler.

## What happens

The schedulers of a chain work on one rate, one after the other. Most multiply what they find. OneCycleLR, CyclicLR,
CosineAnnealingWarmRestarts, PolynomialLRDecay and CosineAnnealingWarmupReduceRestarts compute the rate from their own
formula and put it in place of what is there. So at every step

- what those before it have done is lost, and they have no effect at all;
- what those behind it did at earlier steps is lost, and only what they do at this very step is left: ExponentialLR
  takes one `gamma` off and never a second one, StepLR lowers the rate for a single step, and a LinearLR that warms up
  raises it above the base rate.

## Why it is bad

A decay or a warm-up that is written is not done, and nothing fails.

## Bad

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: ExponentialLR, gamma: 0.98}
    - name: CosineAnnealingWarmRestarts  # LR306
      T_0: 25
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - name: PolynomialLRDecay  # LR306
      max_decay_steps: 100
    - {name: StepLR, step_size: 30, gamma: 0.5}
steps: 100
```

## Good

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: ExponentialLR, gamma: 0.98}
    - {name: StepLR, step_size: 25, gamma: 0.5}
steps: 100
```

```yaml
optimizer: {name: SGD, lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: CosineAnnealingWarmRestarts, T_0: 25}
steps: 100
```

## References

- https://github.com/pytorch/pytorch/issues/129565
- https://github.com/pytorch/pytorch/issues/82859
- https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lrviz.rules.base import Remark, Rule
from lrviz.rules.owners import ASSIGNING, STEPWISE
from lrviz.rules.saying import where_known
from lrviz.sentences import NotKnown
from lrviz.site import Site

INSTEAD = {
    "CosineAnnealingWarmRestarts": "; lower peaks from cycle to cycle: CosineAnnealingWarmupReduceRestarts with gamma",
    "OneCycleLR": "; OneCycleLR has a warm-up of its own",
    "PolynomialLRDecay": "; PolynomialLR multiplies, and goes into a chain",
}


def check(site: Site) -> Iterator[Remark]:
    setting = [child for child in site.children if child.name in ASSIGNING]
    if not setting or len(site["schedulers"]) < 2:
        return
    last = setting[-1]
    before = _names(child for child in site.children if child.index < last.index)
    behind = _names(child for child in site.children if child.index > last.index)
    lost = [f"{before} before it {'have' if ' and ' in before else 'has'} no effect"] if before else []
    lost += [f"of {behind} behind it no more is left than what it does at that very step"] if behind else []
    says_alone = "" if behind else where_known(lambda: _says_alone(last), ": ")
    yield last.remark(
        "name",
        f"{last.name} sets the rate anew at every step, so {' and '.join(lost)}{says_alone}",
        f"for one after the other use SequentialLR{INSTEAD.get(last.name, '')}",
    )


def _names(children: Iterator[Site]) -> str:
    return " and ".join(dict.fromkeys(child.name for child in children))


def _says_alone(site: Site) -> str:
    """The rate at the end of the run, which is that of this scheduler alone."""
    chain = site.parent
    # those that write into the optimizer when they are built change the rate from which the others start
    untouched = chain is site.root and all(child is site or child.name in STEPWISE for child in chain.children)
    if not untouched or site.setting.base_rates is None or site.length < 2:
        raise NotKnown("rate")
    end = site.length - 1
    return f"at {site.unit} {end:,} the rate is {site.says_rate(site.rate(end))}"


RULE = Rule("error", check=check, schedulers=("ChainedScheduler",))
