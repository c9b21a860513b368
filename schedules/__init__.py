"""Learning-rate schedulers and optimizers from a config, by one factory.

Importing this package does not import torch; building something does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schedules.build import build_optimizer as build_optimizer
    from schedules.build import build_scheduler as build_scheduler
    from schedules.checker import Checked as Checked
    from schedules.checker import check as check
    from schedules.libraries import MissingLibrary as MissingLibrary
    from schedules.problems import ConfigError as ConfigError
    from schedules.problems import Problem as Problem
    from schedules.registered import register as register
    from schedules.run import Run as Run
    from schedules.spec import Spec as Spec
    from schedules.stepper import Stepper as Stepper

_HOMES = {
    "Checked": "checker",
    "ConfigError": "problems",
    "MissingLibrary": "libraries",
    "Problem": "problems",
    "Run": "run",
    "Spec": "spec",
    "Stepper": "stepper",
    "build_optimizer": "build",
    "build_scheduler": "build",
    "check": "checker",
    "register": "registered",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    if name == "__all__":
        found: Any = sorted([*_HOMES, *_classes()])
    elif name in _HOMES:
        found = getattr(import_module(f"schedules.{_HOMES[name]}"), name)
    elif not name.startswith("_") and name in _classes(name):
        from schedules.upstream import formula_class

        found = formula_class(name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return list(__getattr__("__all__"))


def _classes(*names: str) -> list[str]:
    """The schedulers, of these or of all, whose class is made from their Spec: it can be imported from here."""
    from schedules.catalog import SCHEDULERS

    listed = SCHEDULERS.built_in()
    return [name for name in names or listed if name in listed and not SCHEDULERS.load(name).upstream]
