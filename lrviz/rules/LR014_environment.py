"""The config reads the environment.

## What happens

`${oc.env:NAME}` takes a value of the environment. lrviz reads none unless `--allow-env NAME` names it, so that a
config from elsewhere cannot bring a secret of this machine into a report.

## Why it is bad

The same file trains differently on another machine, and nothing in the repository says how.

## Bad

```yaml
scheduler:
  name: CosineAnnealingLR
  T_max: ${oc.decode:${oc.env:STEPS}}  # LR014
```

```yaml
scheduler:
  name: CosineAnnealingLR
  T_max: ${oc.decode:${oc.env:STEPS,1000}}  # LR014
```

## Good

```yaml
steps: 1000
scheduler:
  name: CosineAnnealingLR
  T_max: ${steps}
```

What no check needs may come from the environment.

```yaml
scheduler: {name: CosineAnnealingLR, T_max: 1000}
data_dir: ${oc.env:DATA_DIR}
```

## References

- https://omegaconf.readthedocs.io/en/latest/custom_resolvers.html#oc-env
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="environment")
