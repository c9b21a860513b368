"""Plan to Curve, by the factory: a new optimizer, `build_scheduler`, and the Stepper of the training loop."""

from __future__ import annotations

import warnings
from array import array
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from lrviz.errors import LrvizError, MissingExtra, NotPlottable
from lrviz.metric import Metric, read_metric
from lrviz.options import Options
from lrviz.text import printable
from schedules.build import construct_optimizer, construct_scheduler
from schedules.problems import ConfigError
from schedules.stepper import Stepper
from schedules.upstream import MissingLibrary

if TYPE_CHECKING:
    from lrviz.curve import Curve
    from lrviz.plan import Plan

Progress = Callable[[int], None]
"""Is told how many updates have been done."""

REPORT_EVERY = 4096


def simulate(plan: Plan, options: Options, progress: Progress | None = None) -> tuple[Curve, list[str]]:
    """Run a schedule and record the rate of every update.

    Args:
        plan: What to run.
        options: The metric and the bound on steps.
        progress: Called now and then with the updates that are done.

    Returns:
        The curve, with the rates of updates 0 to N - 1, and the warnings that torch or timm gave, each once.

    Raises:
        NotPlottable: If torch or timm fails, now or at some step, or a rate is no real number.
        LrvizError: If the run is longer than the bound.
        MissingExtra: If torch, timm or numpy is not installed.
    """
    if plan.updates > options.limits.steps:
        message = f"{printable(plan.name)}: {plan.updates:,} steps are more than {options.limits.steps:,}"
        raise LrvizError(message, f"`--max-steps {plan.updates}` would run them, or show fewer with --steps")
    for library in ("torch", "numpy"):
        if find_spec(library) is None:
            raise MissingExtra("this", "torch")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        recorder = _run(plan, read_metric(options.metric), progress)
    notes = dict.fromkeys(printable(str(warning.message), 300) for warning in caught)
    return recorder.curve(plan), list(notes)


def _run(plan: Plan, metric: Metric, progress: Progress | None) -> _Recorder:
    done = 0
    try:
        optimizer = _dummy_optimizer(plan)
        stepper = Stepper(construct_scheduler(optimizer, plan.spec), plan.interval)
        recorder = _Recorder(optimizer.param_groups)
        # one real step keeps torch from warning of the wrong order; without gradients it changes nothing
        optimizer.step()
        evaluations = plan.updates if plan.interval == "step" else plan.updates // plan.steps_per_epoch
        for done in range(1, plan.updates + 1):
            recorder.record()
            if done == plan.updates:
                break
            stepper.after_step(metric(done - 1, evaluations) if plan.spec.needs_metric else None)
            if done % plan.steps_per_epoch == 0:
                stepper.after_epoch(metric(stepper.epochs, evaluations) if plan.spec.needs_metric else None)
            if progress is not None and done % REPORT_EVERY == 0:
                progress(done)
    except MissingLibrary as error:
        raise MissingExtra("this", error.extra) from None
    except ConfigError as error:
        raise NotPlottable(f"{printable(plan.name)}: {error.problems[0].message}", error.problems[0].hint) from None
    except (ArithmeticError, ValueError, TypeError, LookupError, AssertionError, RuntimeError) as error:
        said = f"{type(error).__name__}: {error}" if str(error) else f"{type(error).__name__} without a text"
        place = f"step {done}" if done else "the first step"
        raise NotPlottable(f"{printable(plan.name)}: the run fails at {place}: {printable(said, 300)}") from error
    return recorder


def _dummy_optimizer(plan: Plan) -> Any:
    """The optimizer of the plan, with one parameter of 1 x 1 in each group."""
    import torch

    def dummy() -> Any:
        return torch.nn.Parameter(torch.zeros(1, 1))

    options = [group.options for group in plan.groups] or [{}]
    return construct_optimizer(plan.optimizer, [{"params": [dummy()], **group} for group in options])


class _Recorder:
    """Notes the rate and the momentum of each group, eight bytes a value."""

    def __init__(self, groups: list[dict[str, Any]]) -> None:
        self.groups = groups
        self.rates = [array("d") for _ in groups]
        self.momentum = [array("d") for _ in groups]
        self.momentum_key = next((key for key in ("betas", "momentum") if key in groups[0]), "")

    def record(self) -> None:
        for group, rates, momentum in zip(self.groups, self.rates, self.momentum, strict=True):
            rate = group["lr"]
            if isinstance(rate, complex):
                raise ValueError(f"the rate becomes a complex number, {rate}")
            rates.append(rate)
            if self.momentum_key == "momentum":
                momentum.append(group["momentum"])
            elif self.momentum_key:
                momentum.append(group["betas"][0])

    def curve(self, plan: Plan) -> Curve:
        import numpy as np

        from lrviz.curve import Curve, Series

        labels = [group.label() for group in plan.groups] or [""]
        series = []
        for label, rates, momentum in zip(labels, self.rates, self.momentum, strict=True):
            moving = np.frombuffer(momentum) if momentum else None
            if moving is not None and (moving == moving[0]).all():
                moving = None
            series.append(Series(label, np.frombuffer(rates), moving))
        return Curve(plan.name, plan, tuple(series))
