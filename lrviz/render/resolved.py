"""The config that a plan amounts to, in our own shape: what was resolved, translated and assumed is written out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import yaml

from schedules.spec import Spec

if TYPE_CHECKING:
    from lrviz.parts import Part
    from lrviz.plan import Plan


def resolved(plan: Plan) -> dict[str, Any]:
    """The config of a plan, as plain data: read again, it gives the same curve.

    Args:
        plan: What is run.

    Returns:
        `optimizer`, with its groups, `scheduler`, `steps`, `steps_per_epoch` and `interval`. Only the parameters that
        somebody gave are there; of the rate there is always one.
    """
    several = len(plan.parts) > 1 or plan.parts[0].has_window
    config: dict[str, Any] = {
        "optimizer": _optimizer(plan),
        "scheduler": [_part(part) for part in plan.parts] if several else _named(plan.spec),
        "steps": plan.updates,
        "steps_per_epoch": plan.steps_per_epoch,
    }
    if not several:
        config["interval"] = plan.interval
    return config


def resolved_text(plan: Plan) -> str:
    """The config of a plan as YAML."""
    return yaml.dump(resolved(plan), Dumper=_Dumper, sort_keys=False, width=100)


def _optimizer(plan: Plan) -> dict[str, Any]:
    optimizer = {**_named(plan.optimizer), "lr": plan.optimizer.lr}
    if plan.groups:
        # the first group is what the others leave
        optimizer["groups"] = [{"params": list(group.patterns), **_plain(group.options)} for group in plan.groups[1:]]
    return optimizer


def _part(part: Part) -> dict[str, Any]:
    """One of several schedulers, with when it is stepped and in force."""
    window = {"begin": part.begin or None, "end": part.end}
    said = {key: value for key, value in window.items() if value is not None}
    return {**_named(part.spec), "interval": part.interval, **said}


def _named(spec: Spec) -> dict[str, Any]:
    return {"name": type(spec).__name__, **_plain(spec.parameters())}


def _plain(value: Any) -> Any:
    """A value of a Spec as a config has it."""
    if isinstance(value, Spec):
        return _named(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


class _Dumper(yaml.SafeDumper):
    """Writes each list out where it is: an alias says less."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - of every value
        return True
