"""The configs that are simulated: the example of every scheduler, as long as the run."""

from __future__ import annotations

import json
from typing import Any


def names() -> list[str]:
    """Every scheduler of the catalogue."""
    from schedules.catalog import SCHEDULERS

    return SCHEDULERS.names()


def config(name: str, steps: int) -> dict[str, Any]:
    """The example of a scheduler, stepped with each update and long enough."""
    from schedules.catalog import SCHEDULERS

    found = {"name": name, **SCHEDULERS.load(name).example()}
    if name == "OneCycleLR":
        found["total_steps"] = steps
    if "t_in_epochs" in SCHEDULERS.load(name).key_fields():
        found["t_in_epochs"] = False
    return found


def plan(scheduler: dict[str, Any] | list[dict[str, Any]], steps: int, groups: int = 1) -> Any:
    """What `plot --steps` would run, with a base rate for each group. A list is mmengine's."""
    from lrviz.document import read_document
    from lrviz.lint import lint
    from lrviz.options import Options

    key = "param_scheduler" if isinstance(scheduler, list) else "scheduler"
    further = [{"params": f"{number}.*", "lr": 0.1 / (number + 2)} for number in range(groups - 1)]
    optimizer = {"name": "SGD", "lr": 0.1, "momentum": 0.9, "groups": further}
    text = json.dumps({key: scheduler, "optimizer": optimizer, "steps": steps})
    return lint(read_document("bench.yaml", text.encode()), Options()).drafts[0].plan
