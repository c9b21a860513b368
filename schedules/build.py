"""The factory: from a config to the real scheduler or optimizer object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from schedules.checker import Checked, check_optimizer, in_order
from schedules.composite import Composite
from schedules.config import Plain, check_as_given
from schedules.optimizer_base import OptimizerSpec
from schedules.optimizers import OPTIMIZERS
from schedules.parameter_groups import GroupPlan, plan_groups, split_parameters
from schedules.problems import ConfigError, Problem
from schedules.run import Run
from schedules.spec import Spec
from schedules.upstream import upstream_class
from schedules.wording import Quote, with_article

if TYPE_CHECKING:
    from omegaconf import DictConfig
    from torch import nn
    from torch.optim import Optimizer


def build_scheduler(
    optimizer: Optimizer, config: Mapping[str, Any] | DictConfig | Spec, *, ticks: int | None = None
) -> Any:
    """Build a learning-rate scheduler from its config.

    Args:
        optimizer: The optimizer whose rate is scheduled. The constructors of most schedulers change its rate,
            `initial_lr` and momentum, so it should be new.
        config: `name` and the parameters of the class, under its own names, in its own units (ticks are calls of
            `step`) and with its own defaults. A composite takes a list of such configs as `schedulers`. Beside them may
            stand `lr`, `steps`, `epochs`, `steps_per_epoch`, `interval`, `monitor` and `frequency`, which are for
            others and are ignored where the class has no such parameter. Interpolations are resolved. It is not
            changed.
        ticks: How often the scheduler is stepped in the whole run: N updates make N, or N epochs. With it, what fails
            at a step that the run never comes to is no problem, and what fails as the run is too long or too short is
            one; that is what `lrviz validate` says of a config with that length. By default the run may be of any
            length.

    Returns:
        The real object: a `torch.optim.lr_scheduler.LRScheduler`, a `timm.scheduler.scheduler.Scheduler`, or what a
        registered class makes. Drive it yourself or with `Stepper`.

    Raises:
        ConfigError: If the class would refuse the config, now or at some step, or an interpolation cannot be resolved;
            it lists every problem, and shows no value that was interpolated. It is a `ValueError`.
        MissingLibrary: If torch, or timm for one of its schedulers, is not installed. It is an `ImportError`.
        TypeError: If the optimizer is none.

    Source: the classes of `torch.optim.lr_scheduler` and `timm.scheduler`, and the two of this package.
    """
    checked = check_as_given(config, run_of(optimizer)._replace(ticks=ticks))
    if checked.problems:
        raise ConfigError(checked.problems)
    assert checked.spec is not None
    return construct_scheduler(optimizer, checked.spec)


def build_optimizer(
    parameters: nn.Module | Iterable[Any], config: Mapping[str, Any] | DictConfig | OptimizerSpec | None = None
) -> Optimizer:
    """Build an optimizer from its config.

    Args:
        parameters: A module, or an iterable of parameters, of (name, parameter) pairs or of group dicts.
        config: `name`, a class of `torch.optim`, and its parameters, with its own defaults; by default, and where there
            is no `name`, SGD with momentum 0.9. `groups` is a list of mappings with `params`, a glob or a list of globs
            on parameter names, and what differs in it: `lr` or `lr_factor` (a factor on the optimizer's own `lr`),
            `weight_decay`, ... A parameter goes to the first group that matches, the rest makes up the first group of
            the optimizer. It is not changed.

    Returns:
        The real `torch.optim` object.

    Raises:
        ConfigError: If the class would refuse the config, an interpolation cannot be resolved, or a group matches no
            parameter; it lists every problem, and shows no value that was interpolated. It is a `ValueError`.
        MissingLibrary: If torch is not installed. It is an `ImportError`.
        ValueError: What torch says of the parameters themselves, such as of an empty list.

    Source: the classes of `torch.optim`.
    """
    plain = Plain({} if config is None else config)
    checked, groups, problems = inspect_optimizer(plain.values, plain.quote)
    if plain.problems or problems:
        raise ConfigError(in_order([*plain.problems, *problems], plain.values))
    assert isinstance(checked.spec, OptimizerSpec)
    members = split_parameters(parameters, groups, plain.quote) if groups else _parameters(parameters)
    return construct_optimizer(checked.spec, members)


def inspect_optimizer(config: Any, quote: Quote) -> tuple[Checked, list[GroupPlan], list[Problem]]:
    """Check an optimizer's config and its groups, and list every problem of both."""
    groups = None
    if isinstance(config, Mapping):
        groups = config.get("groups")
        assumed = {} if "name" in config else ASSUMED_OPTIMIZER
        config = {key: value for key, value in {**assumed, **config}.items() if key != "groups"}
    checked = check_optimizer(config, OPTIMIZERS, quote=quote)
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
    # imported here, as a check has no need of it
    from schedules.registered import RegisteredSpec

    if isinstance(spec, RegisteredSpec):
        # its first parameter is the optimizer, whatever it is called
        return upstream_class(type(spec))(optimizer, **arguments)
    return upstream_class(type(spec))(optimizer=optimizer, **arguments)


def construct_optimizer(spec: OptimizerSpec, parameters: Any) -> Optimizer:
    """Call the optimizer class behind a checked Spec."""
    optimizer: Optimizer = upstream_class(type(spec))(parameters, **spec.parameters())
    return optimizer


def _divides_by_beta(name: str) -> bool | None:
    """Whether an optimizer of this class does, or None for one that is not torch's."""
    spec_class = OPTIMIZERS.load(name) if name in OPTIMIZERS else None
    return spec_class.divides_by_beta if spec_class and issubclass(spec_class, OptimizerSpec) else None


def run_of(optimizer: Optimizer) -> Run:
    """What an optimizer tells of the run.

    Raises:
        TypeError: If it is no optimizer.
    """
    if not isinstance(getattr(optimizer, "param_groups", None), list):
        raise TypeError(f"{with_article(type(optimizer).__name__)} is not an optimizer")
    return Run(
        base_rates=tuple(float(group["lr"]) for group in optimizer.param_groups),
        groups=len(optimizer.param_groups),
        cycles_momentum="momentum" in optimizer.defaults or "betas" in optimizer.defaults,
        divides_by_beta=_divides_by_beta(type(optimizer).__name__),
    )


def _parameters(parameters: nn.Module | Iterable[Any]) -> Iterable[Any]:
    own = getattr(parameters, "parameters", None)
    return own() if callable(own) else parameters  # type: ignore[return-value]
