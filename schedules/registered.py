"""Schedulers of the user's own, described by their signature."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable
from typing import Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import Field, create_model

from schedules.catalog import SCHEDULERS
from schedules.fields import Number
from schedules.spec import Spec

Scheduler = TypeVar("Scheduler", bound=Callable[..., Any])


class RegisteredSpec(Spec):
    """A scheduler that was registered. Its fields are called `p_<name>`, so that no name of theirs can clash."""

    target: ClassVar[Callable[..., Any]]

    @property
    def moves_momentum(self) -> bool:
        """It may: nobody can tell from its signature."""
        return True


def register(
    scheduler: Scheduler, name: str | None = None, *, interval: Literal["step", "epoch"] = "step"
) -> Scheduler:
    """Make a scheduler available by name, to `build_scheduler` and to lrviz. It can be used as a decorator.

    Args:
        scheduler: A class, or a function that makes a scheduler. Its first parameter is the optimizer, the others are
            the keys of the config; defaults and the annotations int, float, bool and str are checked.
        name: The name in configs, by default that of the class.
        interval: How often it is stepped where the config does not say.

    Returns:
        The scheduler itself.

    Raises:
        ValueError: If the name is that of a built-in scheduler, or the first parameter is not the optimizer.
    """
    name = name or scheduler.__name__
    fields = _fields(scheduler, name)
    spec_class = create_model(name, __base__=RegisteredSpec, __doc__=inspect.getdoc(scheduler), **fields)
    spec_class.target = scheduler
    spec_class.default_interval = interval
    spec_class.chainable = _is_plain_torch(scheduler)
    SCHEDULERS.add(name, spec_class)
    return scheduler


def _fields(scheduler: Callable[..., Any], name: str) -> dict[str, Any]:
    parameters = list(inspect.signature(scheduler).parameters.values())
    if not parameters or parameters[0].name not in ("optimizer", "opt"):
        raise ValueError(f"the first parameter of {name} is not `optimizer`")
    hints = _hints(scheduler)
    fields = {}
    for parameter in parameters[1:]:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        default = ... if parameter.default is parameter.empty else parameter.default
        kind = _checked_type(hints.get(parameter.name, Any))
        described = Field(default, alias=parameter.name, description=f"a parameter of {name}", validate_default=False)
        fields[f"p_{parameter.name}"] = (kind, described)
    return fields


def _hints(scheduler: Callable[..., Any]) -> dict[str, Any]:
    made_by = scheduler.__init__ if isinstance(scheduler, type) else scheduler  # type: ignore[misc]
    try:
        return get_type_hints(made_by)
    except Exception:  # annotations of others can name anything
        return {}


def _checked_type(hint: Any) -> Any:
    """The annotation where it is simple enough to check, else anything."""
    if hint is float:
        return Number
    if hint in (int, bool, str, type(None)):
        return hint
    if get_origin(hint) is Literal:
        return hint
    if get_origin(hint) in (Union, types.UnionType):
        members = tuple(_checked_type(member) for member in get_args(hint))
        return Any if Any in members else Union[members]  # noqa: UP007 - the members are only known here
    return Any


def _is_plain_torch(scheduler: Callable[..., Any]) -> bool:
    """Whether it is an LRScheduler that is stepped without a metric. Without torch nothing can be."""
    import sys

    torch = sys.modules.get("torch.optim.lr_scheduler")
    if torch is None or not isinstance(scheduler, type):
        return False
    return issubclass(scheduler, torch.LRScheduler) and not issubclass(scheduler, torch.ReduceLROnPlateau)
