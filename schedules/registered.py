"""Schedulers of the user's own, described by their signature."""

from __future__ import annotations

import inspect
import sys
import types
from collections.abc import Callable
from typing import Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin, get_type_hints, overload

from pydantic import Field, create_model

from schedules.catalog import NOT_COVERED, SCHEDULERS
from schedules.fields import Number
from schedules.spec import Spec

Scheduler = TypeVar("Scheduler", bound=Callable[..., Any])


class RegisteredSpec(Spec):
    """A scheduler that was registered. Its fields are called `p_<name>`, so that no name of theirs can clash."""

    foreign_keys: ClassVar[dict[str, str]] = {"optimizer": "the optimizer is given by the factory: leave it out"}
    target: ClassVar[Callable[..., Any]]

    @property
    def moves_momentum(self) -> bool:
        """It may: nobody can tell from its signature."""
        return True


@overload
def register(
    scheduler: Scheduler, name: str | None = None, *, interval: Literal["step", "epoch"] = ...
) -> Scheduler: ...


@overload
def register(
    *, name: str | None = None, interval: Literal["step", "epoch"] = ...
) -> Callable[[Scheduler], Scheduler]: ...


def register(
    scheduler: Scheduler | None = None, name: str | None = None, *, interval: Literal["step", "epoch"] = "step"
) -> Scheduler | Callable[[Scheduler], Scheduler]:
    """Make a scheduler available by name, to `build_scheduler` and to lrviz. It can be used as a decorator.

        @register
        class HalfLR(LRScheduler): ...

        @register(name="Half", interval="epoch")
        def make_half(optimizer, after: int = 10): ...

    Args:
        scheduler: A class, or a function that makes a scheduler. Its first parameter is the optimizer, called
            `optimizer` or `opt`, the others are the keys of the config, with their own defaults; any key goes with
            `**kwargs`. The annotations int, float, bool, str, None, `Literal` and unions of these are checked.
        name: The name in configs, by default that of the class. It takes the place of an earlier registration.
        interval: How often it is stepped where the config does not say.

    Returns:
        The scheduler itself, or the decorator where none is given.

    Raises:
        ValueError: If it has no name or that of a built-in scheduler, the first parameter is not the optimizer, a
            config could not give one of the others, or the interval is neither `step` nor `epoch`.

    Source: this package.
    """
    if scheduler is None:
        return lambda decorated: register(decorated, name, interval=interval)
    name = _name_of(scheduler, name)
    if interval not in ("step", "epoch"):
        raise ValueError(f"interval is 'step' or 'epoch', not {interval!r}")
    parameters = _parameters(scheduler, name)
    fields = _fields(scheduler, parameters, name)
    spec_class = create_model(name, __base__=RegisteredSpec, __doc__=inspect.getdoc(scheduler), **fields)
    spec_class.target = scheduler
    spec_class.default_interval = interval
    spec_class.chainable = _may_be_plain_torch(scheduler)
    spec_class.takes_any_key = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)
    SCHEDULERS.add(name, spec_class)
    return scheduler


def _name_of(scheduler: Callable[..., Any], name: str | None) -> str:
    name = name or getattr(scheduler, "__name__", "")
    if not callable(scheduler) or not name or name == "<lambda>":
        raise ValueError(f"{scheduler!r} has no name to go by: register(..., name='...')")
    if name in NOT_COVERED:
        raise ValueError(f"the name {name!r} is that of a scheduler of torch")
    return name


def _parameters(scheduler: Callable[..., Any], name: str) -> list[inspect.Parameter]:
    """The parameters that are keys of a config: all but the optimizer, which comes first."""
    parameters = list(inspect.signature(scheduler).parameters.values())
    by_position = [parameter.name for parameter in parameters if parameter.kind is not parameter.KEYWORD_ONLY]
    if by_position[:1] not in (["optimizer"], ["opt"]):
        raise ValueError(f"the first parameter of {name} is not `optimizer`")
    for parameter in parameters[1:]:
        if parameter.default is not parameter.empty:
            continue
        if parameter.kind is parameter.POSITIONAL_ONLY:
            raise ValueError(f"{name} takes `{parameter.name}` by position alone, and a config gives it by name")
        if parameter.name == "name":
            raise ValueError(f"{name} needs a `name`, and in a config that is the name of the scheduler")
    return [parameter for parameter in parameters[1:] if parameter.name != "name"]


def _fields(scheduler: Callable[..., Any], parameters: list[inspect.Parameter], name: str) -> dict[str, Any]:
    hints = _hints(scheduler)
    fields = {}
    for parameter in parameters:
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            continue
        default = ... if parameter.default is parameter.empty else parameter.default
        kind = _checked_type(hints.get(parameter.name, Any))
        described = Field(default, alias=parameter.name, description=f"a parameter of {name}", validate_default=False)
        fields[f"p_{parameter.name}"] = (kind, described)
    return fields


def _hints(scheduler: Callable[..., Any]) -> dict[str, Any]:
    """The annotations that can be read, each by itself: those of others can name anything."""
    made_by = scheduler.__init__ if isinstance(scheduler, type) else scheduler  # type: ignore[misc]
    names = getattr(made_by, "__globals__", {})
    hints = {}
    for name, annotation in getattr(made_by, "__annotations__", {}).items():
        try:
            hints.update(get_type_hints(types.SimpleNamespace(__annotations__={name: annotation}), names))
        except Exception:  # whatever it raises, it says nothing of the type
            continue
    return hints


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


def _may_be_plain_torch(scheduler: Callable[..., Any]) -> bool:
    """Whether it may be an LRScheduler that is stepped without a metric. What a function makes is not known."""
    if not isinstance(scheduler, type):
        return True
    # without torch no class can be one
    torch = sys.modules.get("torch.optim.lr_scheduler")
    if torch is None:
        return False
    return issubclass(scheduler, torch.LRScheduler) and not issubclass(scheduler, torch.ReduceLROnPlateau)
