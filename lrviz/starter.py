"""Finds a scheduler by its name, and makes a config to begin with."""

from __future__ import annotations

from typing import Any

from lrviz.errors import UsageProblem
from lrviz.render.starter import starter_text
from lrviz.scheduler_names import listed, near
from lrviz.text import printable
from schedules.catalog import NOT_COVERED, SCHEDULERS
from schedules.checker import check
from schedules.spec import Spec

RATE = 0.1
"""The base rate of an example."""


def starter(name: str) -> str:
    """A config of a scheduler, as YAML with comments. `validate` finds nothing in it.

    Args:
        name: The scheduler, in whatever case it is written.

    Raises:
        UsageProblem: If there is none of this name; it lists those that are near.
    """
    known = {known.lower(): known for known in SCHEDULERS.names()}
    if name.lower() not in known:
        raise _no_such(name)
    spec_class = SCHEDULERS.load(known[name.lower()])
    return starter_text(spec_class, example_config(spec_class))


def example_config(spec_class: type[Spec]) -> dict[str, Any]:
    """A whole config of a scheduler, with an optimizer and, where it is known, a length that shows all of it."""
    example = spec_class.example()
    config: dict[str, Any] = {} if spec_class.sets_rate else {"optimizer": {"name": "SGD", "lr": RATE}}
    config["scheduler"] = example
    spec = check(example).spec
    if spec is not None and (ticks := spec.natural_ticks()):
        config["epochs" if spec.interval() == "epoch" else "steps"] = ticks
    return config | ({"monitor": "val_loss"} if spec_class.needs_metric else {})


def _no_such(name: str) -> UsageProblem:
    shown = printable(name, 60)
    if name in NOT_COVERED:
        return UsageProblem(f"{name} {NOT_COVERED[name]}", "`lrviz list` shows the others")
    meant = near(name)
    hint = f"did you mean {listed(meant)}?" if meant else "`lrviz list` shows every name"
    return UsageProblem(f"there is no scheduler called `{shown}`", hint)
