"""The class behind a Spec: torch's own, timm's own, or the LRScheduler that is made from our formula."""

from __future__ import annotations

import inspect
import sys
import threading
from collections.abc import Callable
from functools import cache
from typing import Any

from schedules.catalog import SCHEDULERS
from schedules.formula import SCALAR
from schedules.libraries import MissingLibrary as MissingLibrary
from schedules.libraries import import_library
from schedules.problems import ConfigError, Problem
from schedules.spec import Spec
from schedules.timm_package import timm_scheduler as timm_scheduler


def upstream_class(spec_class: type[Spec]) -> Callable[..., Any]:
    """The class that a Spec describes, or the function that was registered.

    Imports torch, and for timm's schedulers `timm.scheduler` alone.

    Raises:
        MissingLibrary: If torch or timm is not installed.
        ConfigError: If the installed version does not have the class.
    """
    target: Callable[..., Any] | None = getattr(spec_class, "target", None)
    if target is not None:
        return target
    if not spec_class.upstream:
        return formula_class(spec_class.__name__)
    module_name, _, class_name = spec_class.upstream.rpartition(".")
    module = timm_scheduler() if module_name == "timm.scheduler" else import_library("torch", module_name)
    found: Callable[..., Any] | None = getattr(module, class_name, None)
    if found is None:
        library = module_name.partition(".")[0]
        version = getattr(sys.modules.get("torch"), "__version__", "") if library == "torch" else _timm_version()
        message = f"{library} {version} has no {class_name}"
        raise ConfigError([Problem(("name",), "value", "unknown-name", message, f"install a newer {library}")])
    return found


def _timm_version() -> str:
    from importlib.metadata import version

    return version("timm")


def formula_class(name: str) -> type:
    """The `LRScheduler` subclass of one of our own schedulers, made from its Spec.

    It takes the optimizer and the parameters of the Spec, works without the factory, keeps each group's own base rate,
    pickles, and round-trips through `state_dict`.

    Args:
        name: A scheduler whose Spec has a formula and no upstream class.

    Returns:
        The class, the same object at every call, which is also `schedules.<name>`.

    Raises:
        MissingLibrary: If torch is not installed.
    """
    # a cache alone would let two threads make two classes
    with _CLASS_LOCK:
        return _make_formula_class(name)


_CLASS_LOCK = threading.Lock()


@cache
def _make_formula_class(name: str) -> type:
    spec_class = SCHEDULERS.load(name)
    scheduler_base = import_library("torch", "torch.optim.lr_scheduler").LRScheduler
    # torch counts its steps in `last_epoch`, which so is state and no parameter
    fields = spec_class.model_fields
    parameters = [key for key in fields if key != "last_epoch"]
    signature = _constructor_signature(spec_class)

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        given = _bind(spec_class, signature, self, *args, **kwargs)
        optimizer, last_epoch = given.pop("optimizer"), given.pop("last_epoch", -1)
        self._spec = spec_class(**given)
        vars(self).update({key: getattr(self._spec, key) for key in parameters})
        scheduler_base.__init__(self, optimizer, last_epoch)

    def get_lr(self: Any) -> list[float]:
        return [self._spec.rate(self.last_epoch, base, SCALAR) for base in self.base_lrs]

    def state_dict(self: Any) -> dict[str, Any]:
        return {key: value for key, value in vars(self).items() if key not in ("optimizer", "_spec")}

    def load_state_dict(self: Any, state: dict[str, Any]) -> None:
        found = {key: state.get(key, getattr(self, key)) for key in parameters}
        # of two keys of which one may be given, the other stands in the state with its default
        self._spec = spec_class(**{key: value for key, value in found.items() if value != fields[key].default})
        vars(self).update(state)

    __init__.__signature__ = signature  # type: ignore[attr-defined]
    members = {
        "__doc__": spec_class.__doc__,
        "__module__": "schedules",
        "__qualname__": name,
        "__init__": __init__,
        "get_lr": get_lr,
        "state_dict": state_dict,
        "load_state_dict": load_state_dict,
    }
    return type(name, (scheduler_base,), members)


def _bind(spec_class: type[Spec], signature: inspect.Signature, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """The arguments of a constructor call by their names.

    Raises:
        ConfigError: If a keyword is none of the class's own; it says which is meant.
        TypeError: If arguments are missing or too many.
    """
    if not set(kwargs) <= set(signature.parameters):
        spec_class(**{key: value for key, value in kwargs.items() if key != "optimizer"})
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError as error:
        raise TypeError(f"{spec_class.__name__}: {error}") from None
    return {key: value for key, value in bound.arguments.items() if key != "self"}


def _constructor_signature(spec_class: type[Spec]) -> inspect.Signature:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [inspect.Parameter("self", kind), inspect.Parameter("optimizer", kind)]
    # what is required comes first, wherever a base class has it
    for name, info in sorted(spec_class.model_fields.items(), key=lambda item: not item[1].is_required()):
        default = inspect.Parameter.empty if info.is_required() else info.default
        parameters.append(inspect.Parameter(name, kind, default=default))
    return inspect.Signature(parameters)
