"""Document to Plan: what will be run. The only place where ticks become updates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, cast

from lrviz.dialects.graft import graft
from lrviz.dialects.optimizers import translate_optimizer
from lrviz.dialects.search import dialect_at
from lrviz.dialects.setup import Dialect, Found, Scene, Setup
from lrviz.dialects.surroundings import surroundings
from lrviz.document import Document
from lrviz.horizon import Horizon, read_horizon
from lrviz.options import Interval, Options
from lrviz.site import Setting, Site, make_site
from lrviz.text import printable
from lrviz.unresolved import Unresolved
from lrviz.values import Values
from schedules.build import ASSUMED_OPTIMIZER, inspect_optimizer
from schedules.checker import UNKNOWN, Checked, check
from schedules.optimizer_base import OptimizerSpec
from schedules.parameter_groups import GroupPlan
from schedules.problems import Path, Problem, dotted
from schedules.run import Run
from schedules.spec import Spec

FALLBACK_RATE = 0.1
"""The base rate where neither a file nor an option nor a class says one."""

FALLBACK_UPDATES = 1000
NOT_NEEDED = ("monitor", "frequency")
"""What stands beside the parameters and changes nothing of the curve."""

LONGEST_IMPLIED = 1_000_000
"""The most updates that a schedule itself can ask for; a longer run has to be said."""


class Plan(NamedTuple):
    """Everything that a simulation needs.

    Attributes:
        name: The config as it was typed.
        path: Where in it the scheduler stands.
        spec: The scheduler.
        optimizer: The optimizer, its `lr` included.
        groups: The parameter groups, or an empty list for a single one without a name.
        base_rates: The rate of each group before the scheduler is built.
        updates: The number N of optimizer updates.
        implied: Whether N follows from the schedule alone. Nothing is judged by it then.
        steps_per_epoch: Optimizer updates in an epoch.
        has_epochs: Whether an axis of epochs makes sense.
        interval: How often the scheduler is stepped.
        notes: What was assumed, one line each.
    """

    name: str
    path: Path
    spec: Spec
    optimizer: OptimizerSpec
    groups: tuple[GroupPlan, ...]
    base_rates: tuple[float, ...]
    updates: int
    implied: bool
    steps_per_epoch: int
    has_epochs: bool
    interval: Interval
    notes: tuple[str, ...]

    def labels(self) -> list[str]:
        """What each parameter group is called; an empty string where there is one alone."""
        return [printable(group.label(), 60) for group in self.groups] or [""]

    def used_ticks(self) -> int:
        """How many values of the schedule the run uses; that of a last epoch which is cut short counts."""
        return _used_ticks(self.spec, self.interval, self.updates, self.steps_per_epoch)


@dataclass
class Draft:
    """The outcome of planning one scheduler.

    Attributes:
        plan: The plan, or None where problems or unknown values leave none.
        problems: What would fail, with paths from the top of the document.
        unresolved: Values that cannot be known, or must not be.
        obstacle: Why a run that is all right cannot be simulated, or None.
        site: The scheduler as rules see it, as far as it is valid.
        document: The config in our own shape, in which the paths of all these lead to their places in the file.
    """

    document: Document
    plan: Plan | None = None
    problems: list[Problem] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    obstacle: Problem | None = None
    site: Site | None = None


def make_draft(document: Document, path: Path, options: Options) -> Draft:
    """Plan the run of the scheduler at a path of a document."""
    dialect = dialect_at(document, path, options.key is not None)
    assert dialect is not None
    return _Planner(document, path, dialect, options).draft()


class _Planner:
    def __init__(self, document: Document, path: Path, dialect: Dialect, options: Options) -> None:
        self.document = document
        self.setup = surroundings(document, path)
        self.dialect = dialect
        self.options = options
        self.result = Draft(document)
        self.notes: list[str] = []
        self.values = Values(document, options)
        # parameters of the optimizer that stand beside the scheduler
        self.elsewhere: dict[Path, Path] = {}
        self.assumes_rate = False

    def draft(self) -> Draft:
        self._translate_optimizer()
        optimizer, groups, base_rates = self._optimizer()
        horizon = read_horizon(self.setup, self.options, self.values, self.problems)
        interval = self._translate_scheduler(horizon, base_rates)
        spec = self._scheduler(optimizer, base_rates, horizon, interval)
        self.result.unresolved = self.values.unresolved
        whole = not self.result.unresolved and not any(problem.kind != "horizon-mismatch" for problem in self.problems)
        if whole and spec is not None and optimizer is not None and self.result.obstacle is None:
            self.result.plan = self._plan(spec, optimizer, groups, base_rates, horizon, interval)
        return self.result

    @property
    def problems(self) -> list[Problem]:
        return self.result.problems

    def _translate_optimizer(self) -> None:
        """Write the optimizer in our own shape, where it is in another."""
        found = self.setup.optimizer
        if found is None:
            return
        tree, note = translate_optimizer(found, lenient=self.dialect.TITLE != "lrviz")
        if tree is None:
            return
        self._see(graft(self.document, found.path, tree))
        self.setup = self.setup._replace(optimizer=Found(self.document.get(found.path), found.path))
        if note:
            self.notes.append(note)

    def _translate_scheduler(self, horizon: Horizon, base_rates: tuple[float, ...]) -> Interval | None:
        """Write the scheduler in our own shape.

        Returns:
            How often it is stepped, where that is known.
        """
        interval = self._interval()
        path = self.setup.scheduler.path
        base_rate = base_rates[0] if base_rates else None
        scene = Scene(self.document, path, self.values, horizon, base_rate, interval)
        translated = self.dialect.translate(scene)
        if translated.tree != self.setup.scheduler:
            self._see(graft(self.document, path, translated.tree))
            self.document.keeps_names = self.dialect.KEEPS_NAMES
            self.setup = self.setup._replace(scheduler=Found(self.document.get(path), path))
        self.notes.extend(translated.notes)
        return interval or translated.interval

    def _see(self, document: Document) -> None:
        self.document = self.result.document = document
        self.values.see(document)

    def _plan(
        self,
        spec: Spec,
        optimizer: OptimizerSpec,
        groups: list[GroupPlan],
        base_rates: tuple[float, ...],
        horizon: Horizon,
        interval: Interval | None,
    ) -> Plan:
        stepped = interval or spec.interval()
        updates = horizon.updates or _natural_updates(spec, stepped, horizon.steps_per_epoch)
        if horizon.updates is None:
            self.notes.append(f"{updates:,} steps are shown, as the schedule needs; --steps or --epochs sets the run")
        if self.dialect.TITLE != "lrviz":
            self.notes.append(_read_as(self.dialect, self.setup))
        if spec.sets_rate:
            self.notes.append(f"{type(spec).__name__} sets the rate itself; that of the optimizer is not used")
        return Plan(
            self.document.name,
            self.setup.scheduler.path,
            spec,
            optimizer,
            tuple(groups),
            base_rates,
            updates,
            horizon.updates is None,
            horizon.steps_per_epoch,
            horizon.has_epochs or stepped == "epoch",
            stepped,
            tuple(self.notes),
        )

    def _scheduler(
        self,
        optimizer: OptimizerSpec | None,
        base_rates: tuple[float, ...],
        horizon: Horizon,
        interval: Interval | None,
    ) -> Spec | None:
        path = self.setup.scheduler.path
        resolved = self._resolved(self.setup.scheduler)
        # an interpolation may give the name alone, as the config itself may
        resolved = {"name": resolved} if isinstance(resolved, str) else resolved
        known = Run(
            base_rates=base_rates or None,
            groups=len(base_rates) or None,
            cycles_momentum=optimizer.cycles_momentum if optimizer else None,
        )
        quote = self.values.quote(path)
        checked = check(resolved, known, quote=quote)
        if checked.spec is not None and horizon.updates is not None:
            # how often it is stepped is only known once the spec is
            stepped = interval or checked.spec.interval()
            ticks = _ticks(checked.spec, stepped, horizon.updates, horizon.steps_per_epoch)
            checked = check(resolved, Run(known.base_rates, known.groups, known.cycles_momentum, ticks), quote=quote)
        self.problems.extend(problem.below(path) for problem in checked.problems)
        self.result.site = self._site(checked, optimizer, base_rates, horizon, interval)
        return checked.spec if checked.complete and not checked.problems else None

    def _resolved(self, found: Found) -> Any:
        """The scheduler with everything in it resolved, but for what only the program around it needs."""
        if not isinstance(found.value, dict):
            return self.values.resolve(found)
        others = {key: value for key, value in found.value.items() if key in NOT_NEEDED}
        needed = {key: value for key, value in found.value.items() if key not in NOT_NEEDED}
        return self.values.resolve(found._replace(value=needed)) | others

    def _site(
        self,
        checked: Checked,
        optimizer: OptimizerSpec | None,
        base_rates: tuple[float, ...],
        horizon: Horizon,
        interval: Interval | None,
    ) -> Site | None:
        """The scheduler as rules see it, with nothing that is only assumed."""
        if checked.spec is None:
            return None
        stepped = interval or checked.spec.interval()
        said_in_file = self.setup.interval is not None and self.options.interval is None
        setting = Setting(
            document=self.document,
            interval=stepped,
            interval_path=self.setup.interval.path if self.setup.interval and said_in_file else None,
            updates=horizon.updates,
            epochs=horizon.epochs,
            steps_per_epoch=horizon.said_steps_per_epoch,
            base_rates=None if self.assumes_rate or not base_rates else base_rates,
            optimizer=optimizer,
            optimizer_path=self.setup.optimizer.path if self.setup.optimizer else None,
        )
        used = horizon.updates and _used_ticks(checked.spec, stepped, horizon.updates, horizon.steps_per_epoch)
        return make_site(checked, self.setup.scheduler.path, setting, used)

    def _optimizer(self) -> tuple[OptimizerSpec | None, list[GroupPlan], tuple[float, ...]]:
        found = self.setup.optimizer or Found(None, ())
        value = found.value
        if isinstance(value, dict) and self.options.lr is not None:
            value = {key: item for key, item in value.items() if key != "lr"}
        value = self.values.resolve(Found(value, found.path))
        if value is UNKNOWN:
            return None, [], ()
        config: Any = (
            {"name": value} if isinstance(value, str) else dict(value) if isinstance(value, Mapping) else value
        )
        if config is None:
            config = dict(ASSUMED_OPTIMIZER)
        if isinstance(config, dict):
            config = self._with_rate(config)
        checked, groups, problems = inspect_optimizer(config, self.values.quote(found.path, self.elsewhere))
        self.problems.extend(
            replace(problem, path=self.elsewhere.get(problem.path) or found.path + problem.path) for problem in problems
        )
        if problems or not checked.complete or not isinstance(checked.spec, OptimizerSpec):
            return None, [], ()
        if checked.spec.needs_for_step:
            self.result.obstacle = _cannot_step(checked.spec, found)
        rates = [group.options.get("lr", checked.spec.lr) for group in groups] or [checked.spec.lr]
        return checked.spec, groups, tuple(float(rate) for rate in rates)

    def _with_rate(self, config: dict[str, Any]) -> dict[str, Any]:
        """Put the base rate into the optimizer's config: option, else file, settings, what the class says."""
        named = "name" in config and self.setup.optimizer is not None
        beside = self.setup.lr
        if self.options.lr is not None:
            config["lr"] = self.options.lr
        elif "lr" not in config and beside is not None:
            config["lr"] = self.values.resolve(beside)
            self.elsewhere[("lr",)] = beside.path
        elif "lr" not in config and self.options.defaults.lr is not None:
            config["lr"] = self.options.defaults.lr
        elif "lr" not in config and self.setup.optimizer is None:
            config["lr"] = FALLBACK_RATE
            self.assumes_rate = True
        rate = f"lr {config['lr']}" if "lr" in config else "its own default rate"
        if self.setup.optimizer is None:
            self.notes.append(f"no optimizer is given: SGD with momentum 0.9 and {rate} stands for it")
        elif not named:
            self.notes.append(f"the optimizer has no name: SGD with momentum 0.9 and {rate} stands for it")
        elif "lr" not in config:
            self.notes.append(f"no rate is given: {printable(str(config['name']))} has a default of its own")
        return config

    def _interval(self) -> Interval | None:
        if self.options.interval is not None:
            return self.options.interval
        found = self.setup.interval
        if found is None:
            return self.options.defaults.interval
        value = self.values.resolve(found)
        if value is UNKNOWN:
            return None
        if value not in ("step", "epoch"):
            shown = self.values.quote(())(found.path, value)
            message = f"`interval: {shown}` is neither `step` nor `epoch`"
            self.problems.append(Problem(found.path, "value", "horizon", message))
            return None
        return cast(Interval, value)


def _read_as(dialect: Dialect, setup: Setup) -> str:
    """What was found in a config of another program, and where."""
    run = setup.steps or setup.epochs
    found = {"optimizer": setup.optimizer, "rate": setup.lr if setup.optimizer is None else None, "run": run}
    places = [f"{what}: `{dotted(item.path)}`" for what, item in found.items() if item is not None]
    where = f"`{dotted(setup.scheduler.path)}`" if setup.scheduler.path else "the whole file"
    return "; ".join([f"read as {dialect.TITLE}: {where}", *places])


def _cannot_step(spec: OptimizerSpec, found: Found) -> Problem:
    name = type(spec).__name__
    message = f"{name} needs {spec.needs_for_step} for each step, so its run cannot be simulated"
    hint = "the schedule is the same with SGD: --set optimizer.name=SGD"
    return Problem((*found.path, "name"), "value", "against-run", message, hint)


def _ticks(spec: Spec, interval: Interval, updates: int, steps_per_epoch: int) -> int:
    stepped = spec.interval() if spec.counts_itself else interval
    return updates if stepped == "step" else updates // steps_per_epoch


def _used_ticks(spec: Spec, interval: Interval, updates: int, steps_per_epoch: int) -> int:
    """How many values of the schedule the run uses; that of a last epoch which is cut short counts."""
    stepped = spec.interval() if spec.counts_itself else interval
    return updates if stepped == "step" else -(-updates // steps_per_epoch)


def _natural_updates(spec: Spec, interval: Interval, steps_per_epoch: int) -> int:
    """What shows the whole schedule, in updates."""
    stepped = spec.interval() if spec.counts_itself else interval
    ticks = spec.natural_ticks() or FALLBACK_UPDATES
    return max(1, min(ticks * (steps_per_epoch if stepped == "epoch" else 1), LONGEST_IMPLIED))
