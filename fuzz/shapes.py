"""Writes a config in our own shape as other programs would, for the linter to read it there too."""

from __future__ import annotations

from typing import Any

from schedules.catalog import SCHEDULERS
from schedules.checker import BESIDE

Config = dict[str, Any]


def in_hydra(document: Config) -> Config | None:
    """The config with `_target_`, or None where it cannot be said so: an unknown name, or what stands beside ours."""
    return _with_scheduler(document, lambda path, parameters: {"_target_": path, **parameters})


def in_lightning(document: Config) -> Config | None:
    """The same with `class_path` and `init_args`."""
    return _with_scheduler(document, lambda path, parameters: {"class_path": path, "init_args": parameters})


def _with_scheduler(document: Config, write: Any) -> Config | None:
    scheduler = document.get("scheduler")
    if not isinstance(scheduler, dict) or any(key in scheduler for key in BESIDE):
        return None
    written = _written(scheduler, write)
    return None if written is None else {**document, "scheduler": written}


def _written(node: Any, write: Any) -> Any:
    name = node.get("name") if isinstance(node, dict) else None
    if not isinstance(name, str) or name not in SCHEDULERS:
        return None
    parameters = {key: value for key, value in node.items() if key != "name"}
    if isinstance(parameters.get("schedulers"), list):
        children = [_written(child, write) for child in parameters["schedulers"]]
        if None in children:
            return None
        parameters["schedulers"] = children
    return write(SCHEDULERS.load(name).upstream or f"schedules.{name}", parameters)
