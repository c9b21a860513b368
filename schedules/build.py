"""The factory: from a config to the real scheduler or optimizer object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from schedules.check import Checked, check, check_optimizer
from schedules.composite import Composite
from schedules.config import Plain
from schedules.optimizer_base import OptimizerSpec
from schedules.optimizers import OPTIMIZERS
from schedules.parameter_groups import GroupPlan, plan_groups, split_parameters
from schedules.problems import ConfigError, Problem
from schedules.run import Run
from schedules.spec import Spec
from schedules.upstream import upstream_class

if TYPE_CHECKING:
    from omegaconf import DictConfig
    from torch import nn
    from torch.optim import Optimizer


def build_scheduler(optimizer: Optimizer, config: Mapping[str, Any] | DictConfig | Spec) -> Any:
    """Build a learning-rate scheduler from its config.

    Args:
        optimizer: The optimizer whose rate is scheduled. The constructors of most schedulers change its rate,
            `initial_lr` and momentum, so it should be new.
        config: `name` and the parameters of the class. Beside them may stand `lr`, `steps`, `epochs`,
            `steps_per_epoch`, `interval`, `monitor` and `frequency`, which are for others and are ignored where the
            class has no such parameter. Interpolations are resolved. It is not changed.

    Returns:
        The real object: a `torch.optim.lr_scheduler.LRScheduler`, a `timm.scheduler.scheduler.Scheduler`, or what a
        registered class makes. Drive it yourself or with `Stepper`.

    Raises:
        ConfigError: If the class would refuse the config, now or at some step; it lists every problem.
        MissingLibrary: If torch, or timm for one of its schedulers, is not installed.
    """
    plain = Plain({"": config})
    checked = check(plain.values[""], run_of(optimizer), quote=_one_level_down(plain))
    return construct_scheduler(optimizer, _spec_or_raise(checked))


def build_optimizer(
    parameters: nn.Module | Iterable[Any], config: Mapping[str, Any] | DictConfig | OptimizerSpec | None = None
) -> Optimizer:
    """Build an optimizer from its config.

    Args:
        parameters: A module, or an iterable of parameters, of (name, parameter) pairs or of group dicts.
        config: `name`, a class of `torch.optim`, and its parameters; by default SGD with momentum 0.9. `groups` is a
            list of mappings with `params`, a glob or a list of globs on parameter names, and what differs in it:
            `lr` or `lr_factor`, `weight_decay`, ... A parameter goes to the first group that matches, the rest makes up
            the first group of the optimizer. It is not changed.

    Returns:
        The real `torch.optim` object.

    Raises:
        ConfigError: If the class would refuse the config, or a group matches no parameter; it lists every problem.
        MissingLibrary: If torch is not installed.
    """
    plain = Plain({"": {} if config is None else config})
    spec, groups = checked_optimizer(plain.values[""], _one_level_down(plain))
    return construct_optimizer(spec, split_parameters(parameters, groups) if groups else _parameters(parameters))


def checked_optimizer(config: Any, quote: Any) -> tuple[OptimizerSpec, list[GroupPlan]]:
    """The Spec and the parameter groups of an optimizer's config.

    Raises:
        ConfigError: With every problem of the config and of its groups.
    """
    checked, groups, problems = inspect_optimizer(config, quote)
    if problems:
        raise ConfigError(problems)
    assert isinstance(checked.spec, OptimizerSpec)
    return checked.spec, groups


def inspect_optimizer(config: Any, quote: Any) -> tuple[Checked, list[GroupPlan], list[Problem]]:
    """Check an optimizer's config and its groups, and list every problem of both."""
    if isinstance(config, OptimizerSpec):
        return Checked(config, ()), [], []
    if isinstance(config, Mapping):
        config = {**({} if "name" in config else ASSUMED_OPTIMIZER), **config}
    groups = config.get("groups") if isinstance(config, Mapping) else None
    own = {key: value for key, value in config.items() if key != "groups"} if isinstance(config, Mapping) else config
    checked = check_optimizer(own, OPTIMIZERS, quote=quote)
    if not isinstance(checked.spec, OptimizerSpec):
        return checked, [], list(checked.problems)
    planned, problems = plan_groups(checked.spec, groups, quote)
    return checked, planned, [*checked.problems, *problems]


ASSUMED_OPTIMIZER = {"name": "SGD", "momentum": 0.9}
"""What stands for an optimizer that a config does not name."""


def construct_scheduler(optimizer: Optimizer, spec: Spec) -> Any:
    """Call the class behind a checked Spec, children first and in order, all on the same optimizer."""
    arguments = spec.parameters()
    if isinstance(spec, Composite):
        arguments["schedulers"] = [construct_scheduler(optimizer, child) for child in spec.schedulers]
    return upstream_class(type(spec))(optimizer=optimizer, **arguments)


def construct_optimizer(spec: OptimizerSpec, parameters: Any) -> Optimizer:
    """Call the optimizer class behind a checked Spec."""
    optimizer: Optimizer = upstream_class(type(spec))(parameters, **spec.parameters())
    return optimizer


def run_of(optimizer: Optimizer) -> Run:
    """What an optimizer tells of the run."""
    return Run(
        base_rates=tuple(float(group["lr"]) for group in optimizer.param_groups),
        groups=len(optimizer.param_groups),
        cycles_momentum="momentum" in optimizer.defaults or "betas" in optimizer.defaults,
    )


def _spec_or_raise(checked: Checked) -> Spec:
    if checked.problems:
        raise ConfigError(checked.problems)
    assert checked.spec is not None
    return checked.spec


def _parameters(parameters: nn.Module | Iterable[Any]) -> Iterable[Any]:
    own = getattr(parameters, "parameters", None)
    return own() if callable(own) else parameters  # type: ignore[return-value]


def _one_level_down(plain: Plain) -> Any:
    """Quote by paths that begin below the one key under which the config was put."""

    def quote(path: Any, value: Any, key: bool = False) -> str:
        return plain.quote(("", *path), value, key)

    return quote
