"""Recognises schedules that are written for other programs."""

from __future__ import annotations

from typing import Any

MARKS = {
    "_target_": "Hydra (`_target_`)",
    "_component_": "torchtune (`_component_`)",
    "_name_": "a registry (`_name_`)",
    "_name": "fairseq (`_name`)",
    "class_path": "LightningCLI (`class_path`)",
    "class_name": "a class name with parameters (`class_name`)",
    "CLASS_NAME": "a class name with parameters (`CLASS_NAME`)",
    "class": "a class name with parameters (`class`)",
    "target": "latent diffusion (`target`)",
    "scheduler_type": "a type with parameters (`scheduler_type`)",
    "type": "a type with parameters (`type`)",
    "key": "torchdistill (`key`)",
    "__import__": "a part of another file (`__import__`)",
}
"""Keys that tell a shape, each with how it is called."""

PARAMETERS = ("args", "params", "kwargs", "init_args", "PARAMS")
"""Keys under which other programs put the parameters of what a `name` names."""


def name_of(node: Any) -> str:
    """What shape a scheduler is written in that is not read, or an empty string."""
    if not isinstance(node, dict):
        return ""
    if "name" in node:
        below = next((key for key in PARAMETERS if isinstance(node.get(key), dict)), "")
        return f"a name with its parameters below (`{below}`)" if below else ""
    return next((shape for mark, shape in MARKS.items() if mark in node), "")
