"""The optimizer of a plan, with its parameter groups and their base rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from lrviz.dialects.graft import graft
from lrviz.dialects.optimizers import translate_optimizer
from lrviz.dialects.setup import Found, optimizer_names
from lrviz.planning.draft import Work
from lrviz.text import printable
from schedules.build import ASSUMED_OPTIMIZER, inspect_optimizer
from schedules.checker import UNKNOWN, is_unknown
from schedules.optimizer_base import OptimizerSpec
from schedules.parameter_groups import GroupPlan
from schedules.problems import Path, Problem

FALLBACK_RATE = 0.1
"""The base rate where neither a file nor an option nor a class says one."""


class PlannedOptimizer(NamedTuple):
    """The optimizer of a plan, as far as it is known.

    Attributes:
        spec: Its parameters, or None where problems or unknown values leave none.
        groups: The parameter groups, or an empty list for a single one without a name.
        base_rates: The rate of each group before the scheduler is built; none where there is no Spec.
        is_assumed: Whether nothing says the rate, so that nothing must be judged by it.
    """

    spec: OptimizerSpec | None = None
    groups: tuple[GroupPlan, ...] = ()
    base_rates: tuple[float, ...] = ()
    is_assumed: bool = False


def translate(work: Work) -> None:
    """Write the optimizer in our own shape, where it is in another."""
    found = work.setup.optimizer
    if found is None:
        return
    tree, note, problem = translate_optimizer(found, not work.is_ours, optimizer_names(work.dialect))
    if problem is not None:
        work.problems.append(problem)
    if tree is None:
        return
    work.see(graft(work.document, found.path, tree))
    work.setup = work.setup._replace(optimizer=Found(work.document.get(found.path), found.path))
    if note:
        work.notes.append(note)


def plan_optimizer(work: Work) -> PlannedOptimizer:
    """Check the optimizer, which is in our own shape, or take the one that is assumed."""
    found = work.setup.optimizer or Found(None, ())
    value = found.value
    if isinstance(value, dict) and work.options.lr is not None:
        value = {key: item for key, item in value.items() if key != "lr"}
    value = work.values.resolve(Found(value, found.path))
    if value is UNKNOWN:
        return PlannedOptimizer()
    config: Any = {"name": value} if isinstance(value, str) else dict(value) if isinstance(value, Mapping) else value
    if config is None:
        config = dict(ASSUMED_OPTIMIZER)
    # a rate that stands elsewhere in the file is spoken of where it stands
    elsewhere: dict[Path, Path] = {}
    is_assumed = False
    if isinstance(config, dict):
        is_assumed = _give_rate(work, config, elsewhere)
        _note_assumptions(work, config)
    checked, groups, problems = inspect_optimizer(config, work.values.quote(found.path, elsewhere))
    work.problems.extend(
        replace(problem, path=elsewhere.get(problem.path) or found.path + problem.path) for problem in problems
    )
    is_complete = checked.complete and not any(
        is_unknown(value) for group in groups for value in group.options.values()
    )
    if problems or not is_complete or not isinstance(checked.spec, OptimizerSpec):
        return PlannedOptimizer(is_assumed=is_assumed)
    if checked.spec.needs_for_step:
        work.draft.obstacle = _cannot_step(checked.spec, found)
    rates = [group.options.get("lr", checked.spec.lr) for group in groups] or [checked.spec.lr]
    return PlannedOptimizer(checked.spec, tuple(groups), tuple(map(float, rates)), is_assumed)


def _give_rate(work: Work, config: dict[str, Any], elsewhere: dict[Path, Path]) -> bool:
    """Put the base rate into the config: option, else file, settings, what the class says. True where it is assumed."""
    setup, options = work.setup, work.options
    if setup.own_lr is not None:
        config["lr"] = work.values.resolve(setup.own_lr)
        elsewhere[("lr",)] = setup.own_lr.path
    elif options.lr is not None:
        config["lr"] = options.lr
    elif "lr" in config:
        pass
    elif setup.lr is not None:
        config["lr"] = work.values.resolve(setup.lr)
        elsewhere[("lr",)] = setup.lr.path
    elif options.defaults.lr is not None:
        config["lr"] = options.defaults.lr
    elif setup.optimizer is None:
        config["lr"] = FALLBACK_RATE
        return True
    return False


def _note_assumptions(work: Work, config: dict[str, Any]) -> None:
    rate = f"lr {config['lr']}" if "lr" in config else "its own default rate"
    if work.setup.optimizer is None:
        work.notes.append(f"no optimizer is given: SGD with momentum 0.9 and {rate} stands for it")
    elif "name" not in config:
        work.notes.append(f"the optimizer has no name: SGD with momentum 0.9 and {rate} stands for it")
    elif "lr" not in config:
        work.notes.append(f"no rate is given: {printable(str(config['name']))} has a default of its own")


def _cannot_step(spec: OptimizerSpec, found: Found) -> Problem:
    name = type(spec).__name__
    message = f"{name} needs {spec.needs_for_step} for each step, so its run cannot be simulated"
    hint = "the schedule is the same with SGD: --set optimizer.name=SGD"
    return Problem((*found.path, "name"), "value", "against-run", message, hint)
