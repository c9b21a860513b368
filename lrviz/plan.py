"""Document to Plan: what will be run. The only place where ticks become updates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, cast

from lrviz.dialects import timm_arguments
from lrviz.dialects.graft import graft
from lrviz.dialects.keys import interval_by_key
from lrviz.dialects.optimizers import translate_optimizer
from lrviz.dialects.outdated import as_today
from lrviz.dialects.search import dialect_at, together
from lrviz.dialects.setup import Dialect, Found, Node, Scene, Setup, Surrounding
from lrviz.dialects.surroundings import surroundings
from lrviz.document import Document
from lrviz.horizon import Horizon, read_horizon
from lrviz.options import Interval, Options
from lrviz.parts import Part, rivals
from lrviz.site import Setting, Site, among_others, make_site
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

NOT_NEEDED = ("monitor", "frequency")
"""What stands beside the parameters and changes nothing of the curve."""

WINDOW = ("begin", "end")
"""What says when one of several schedulers is in force."""


class Plan(NamedTuple):
    """Everything that a simulation needs.

    Attributes:
        name: The config as it was typed, with what makes it a variant.
        path: Where in it the scheduler stands, or the first of several.
        parts: The schedulers, in the order in which they are built: one, or several that run together.
        optimizer: The optimizer, its `lr` included.
        groups: The parameter groups, or an empty list for a single one without a name.
        base_rates: The rate of each group before the scheduler is built.
        updates: The number N of optimizer updates.
        implied: Whether N follows from the schedule alone. Nothing is judged by it then.
        steps_per_epoch: Optimizer updates in an epoch.
        has_epochs: Whether an axis of epochs makes sense.
        notes: What was assumed, one line each.
    """

    name: str
    path: Path
    parts: tuple[Part, ...]
    optimizer: OptimizerSpec
    groups: tuple[GroupPlan, ...]
    base_rates: tuple[float, ...]
    updates: int
    implied: bool
    steps_per_epoch: int
    has_epochs: bool
    notes: tuple[str, ...]

    @property
    def spec(self) -> Spec:
        """The scheduler, or the first of several."""
        return self.parts[0].spec

    @property
    def interval(self) -> Interval:
        """How often the scheduler is stepped, or the first of several."""
        return self.parts[0].interval

    @property
    def is_plain(self) -> bool:
        """Whether there is one scheduler, from the first update to the last."""
        return len(self.parts) == 1 and not self.parts[0].has_window

    @property
    def needs_metric(self) -> bool:
        return any(part.spec.needs_metric for part in self.parts)

    @property
    def moves_momentum(self) -> bool:
        return any(part.spec.moves_momentum for part in self.parts)

    def labels(self) -> list[str]:
        """What each parameter group is called; an empty string where there is one alone."""
        return [printable(group.label(), 60) for group in self.groups] or [""]

    def used_ticks(self) -> int:
        """How many values of the schedule the run uses; that of a last epoch which is cut short counts.

        Where schedulers run together, a tick of theirs is an update.
        """
        if not self.is_plain:
            return self.updates
        return self.parts[0].used_ticks(self.updates, self.steps_per_epoch)


@dataclass
class Draft:
    """The outcome of planning one scheduler.

    Attributes:
        plan: The plan, or None where problems or unknown values leave none.
        problems: What would fail, with paths from the top of the document.
        tolerated: Those of them with which a curve can be drawn all the same.
        unresolved: Values that cannot be known, or must not be.
        obstacle: Why a run that is all right cannot be simulated, or None.
        sites: The schedulers as rules see them, as far as they are valid: one, or several that run together.
        document: The config in our own shape, in which the paths of all these lead to their places in the file.
    """

    document: Document
    plan: Plan | None = None
    problems: list[Problem] = field(default_factory=list)
    tolerated: list[Problem] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    obstacle: Problem | None = None
    sites: list[Site] = field(default_factory=list)


def make_draft(document: Document, path: Path, options: Options) -> Draft:
    """Plan the run of the scheduler at a path of a document."""
    dialect = dialect_at(document, path, options.key is not None)
    assert dialect is not None
    return _Planner(document, path, dialect, options).draft()


class _Planner:
    def __init__(self, document: Document, path: Path, dialect: Dialect, options: Options) -> None:
        self.document = document
        self.setup = surroundings(document, path)
        self.paths = together(document, path)
        self.dialect = dialect
        self.options = options
        self.result = Draft(document)
        self.notes: list[str] = []
        self.values = Values(document, options)
        # parameters of the optimizer that stand beside the scheduler
        self.elsewhere: dict[Path, Path] = {}
        self.assumes_rate = False
        self.refused: list[Path] = []
        self.has_several = False
        self.asks_for_samples = False

    def draft(self) -> Draft:
        is_timms = self.dialect is timm_arguments
        if isinstance(self.dialect, Surrounding):
            nothing = Horizon(None, None, None, False)
            scene = Scene(self.document, self.setup.scheduler.path, self.values, nothing, None, None, self.options)
            self.setup = self.dialect.surround(self.setup, scene)
        self._translate_optimizer()
        optimizer, groups, base_rates = self._optimizer()
        horizon = read_horizon(self.setup, self.options, self.values, self.problems, drops_last=is_timms)
        self._note_epoch(horizon)
        members = [member for path in self.paths for member in self._translate_scheduler(path, horizon, base_rates)]
        self.has_several = len(members) > 1
        parts = [self._part(member, optimizer, base_rates, horizon) for member in members]
        whole = [part for part in parts if part is not None]
        if self.has_several:
            self._check_together(members, whole, horizon)
        if any(member.has_window for member in members) or self.has_several:
            self.result.sites = among_others(self.result.sites)
        # once the samples of a batch are known, so is the length of an epoch
        known_then = "steps_per_epoch" if self.asks_for_samples else None
        self.result.unresolved = [item for item in self.values.unresolved if item.option != known_then]
        is_known = not self.result.unresolved and all(part is not None for part in parts)
        fails = any(
            problem.kind != "horizon-mismatch" for problem in self.problems if problem not in self.result.tolerated
        )
        if whole and is_known and not fails and optimizer is not None and self.result.obstacle is None:
            self.result.plan = self._plan(whole, optimizer, groups, base_rates, horizon)
        self._give_a_reason()
        return self.result

    def _give_a_reason(self) -> None:
        """Say at least that something is not known, where there is no plan and nothing was said of why."""
        result = self.result
        # in our own shape nothing is worked out
        if self.dialect.TITLE == "lrviz":
            return
        if result.plan is None and not (result.problems or result.unresolved or result.obstacle):
            message = "what the schedule is worked out from is only known in the run"
            result.unresolved.append(Unresolved(self.setup.scheduler.path, "missing", message))

    def _note_epoch(self, horizon: Horizon) -> None:
        """Say what the length of an epoch was worked out from, or ask for what is missing for that."""
        if horizon.note:
            self.notes.append(horizon.note)
        if horizon.missing and self.options.dataset_size is not None:
            message = "how many samples there are is said, and not how many are in a batch"
            path = self.setup.scheduler.path
            self.values.unresolved.append(Unresolved(path, "missing", message, option=horizon.missing))
            self.asks_for_samples = True

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

    def _translate_scheduler(self, path: Path, horizon: Horizon, base_rates: tuple[float, ...]) -> list[_Member]:
        """Write what stands at a path in our own shape: one scheduler, or several."""
        several = len(self.paths) > 1
        setup = self._surroundings(path, several)
        interval = self._interval(setup, several)
        dialect = dialect_at(self.document, path, is_said=True) or self.dialect
        base_rate = base_rates[0] if base_rates else None
        scene = Scene(self.document, path, self.values, horizon, base_rate, interval, self.options)
        translated = dialect.translate(scene)
        if translated.tree != setup.scheduler:
            self._see(graft(self.document, path, translated.tree))
            self.document.keeps_names = self.document.keeps_names and dialect.KEEPS_NAMES
        self.notes.extend(translated.notes)
        self.problems.extend(translated.problems)
        if translated.problems and not isinstance(self.document.get(path), list):
            self.refused.append(path)
        self.refused.extend(problem.path for problem in translated.problems)
        node = self.document.get(path)
        if isinstance(node, list) and isinstance(translated.tree, Node):
            setups = [self._surroundings((*path, index), True) for index in range(len(node))]
            return [_Member(below, self._interval(below, True), True) for below in setups]
        member = setup._replace(scheduler=Found(node, path))
        return [_Member(member, interval or translated.interval, several and isinstance(path[-1], int))]

    def _surroundings(self, path: Path, is_one_of_several: bool) -> Setup:
        """What surrounds a scheduler. An interval that is said for several at once is meant for none of them."""
        setup = surroundings(self.document, path)
        if is_one_of_several and setup.interval is not None and setup.interval.path[:-1] != path:
            return setup._replace(interval=None)
        return setup

    def _see(self, document: Document) -> None:
        self.document = self.result.document = document
        self.values.see(document)

    def _plan(
        self,
        parts: list[Part],
        optimizer: OptimizerSpec,
        groups: list[GroupPlan],
        base_rates: tuple[float, ...],
        horizon: Horizon,
    ) -> Plan:
        updates = horizon.updates or max(part.natural_updates(horizon.steps_per_epoch) for part in parts)
        if horizon.updates is None:
            self.notes.append(f"{updates:,} steps are shown, as the schedule needs; --steps or --epochs sets the run")
        if self.dialect.TITLE != "lrviz":
            self.notes.append(_read_as(self.dialect, self.setup))
        for part in parts:
            if part.spec.sets_rate:
                name = type(part.spec).__name__
                self.notes.append(f"{name} sets the rate itself; that of the optimizer is not used")
        return Plan(
            self.document.label or self.document.name,
            self.setup.scheduler.path,
            tuple(parts),
            optimizer,
            tuple(groups),
            base_rates,
            updates,
            horizon.updates is None,
            horizon.steps_per_epoch,
            horizon.has_epochs or any(part.interval == "epoch" for part in parts),
            tuple(self.notes),
        )

    def _part(
        self, member: _Member, optimizer: OptimizerSpec | None, base_rates: tuple[float, ...], horizon: Horizon
    ) -> Part | None:
        """Check one scheduler, and note its site; None where it cannot be run."""
        found = member.setup.scheduler
        if any(path[: len(found.path)] == found.path for path in self.refused):
            return None
        begin, end = self._window(found) if member.has_window else (0, None)
        resolved = self._resolved(found, WINDOW if member.has_window else ())
        # an interpolation may give the name alone, as the config itself may
        resolved = {"name": resolved} if isinstance(resolved, str) else resolved
        known = Run(
            base_rates=base_rates or None,
            groups=len(base_rates) or None,
            cycles_momentum=optimizer.cycles_momentum if optimizer else None,
        )
        window = Window(begin, end)
        checked, part = self._checked(found, resolved, known, member, horizon, window)
        self.problems.extend(problem.below(found.path) for problem in checked.problems)
        today = as_today(resolved) if self.dialect.TITLE != "lrviz" else resolved
        if today is not resolved:
            mended, drawn = self._checked(found, today, known, member, horizon, window)
            if not mended.problems:
                self._draw_as_it_was(found, checked)
                checked, part = mended, drawn
        if part is None or checked.spec is None:
            return None
        part = part._replace(spec=checked.spec)
        site = self._site(member, checked, part, optimizer, base_rates, horizon)
        self.result.sites.extend([site] if site else [])
        return part if checked.complete and not checked.problems else None

    def _checked(
        self, found: Found, resolved: Any, known: Run, member: _Member, horizon: Horizon, window: Window
    ) -> tuple[Checked, Part | None]:
        """Check one scheduler, and again with the ticks of its run: how often it is stepped its spec says."""
        quote = self.values.quote(found.path)
        checked = check(resolved, known, quote=quote)
        if checked.spec is None:
            return checked, None
        part = Part(checked.spec, member.interval or checked.spec.interval(), window.begin, window.end)
        updates = self._known_updates(part, horizon)
        if updates is not None:
            ticks = part.ticks(updates, horizon.steps_per_epoch)
            checked = check(resolved, Run(known.base_rates, known.groups, known.cycles_momentum, ticks), quote=quote)
        return checked, part

    def _draw_as_it_was(self, found: Found, checked: Checked) -> None:
        """Draw what a config for an older library means there, though the one of today would not take it."""
        self.result.tolerated.extend(problem.below(found.path) for problem in checked.problems)
        keys = ", ".join(f"`{problem.path[-1]}`" for problem in checked.problems if problem.kind == "unknown-key")
        self.notes.append(f"drawn as it is meant with {keys}: the version of today stops at that")
        if isinstance(found.value, dict) and found.value.get("cycle_limit") == 0:
            self.notes.append(
                "`cycle_limit: 0` was no limit to timm then, and is one cycle today; that `lr_min` fell with the "
                "cycles is not drawn"
            )

    def _known_updates(self, part: Part, horizon: Horizon) -> int | None:
        """The updates of the run; where nothing says how many an epoch has, one of several cannot rely on one."""
        if horizon.said_steps_per_epoch is not None or not self.has_several:
            return horizon.updates
        if part.unit == "epoch":
            return horizon.epochs
        return None if horizon.epochs else horizon.updates

    def _window(self, found: Found) -> tuple[int, int | None]:
        """The ticks between which one of several schedulers is stepped."""
        node = found.value if isinstance(found.value, dict) else {}
        begin, end = (self._tick(Found(node[key], (*found.path, key))) if key in node else None for key in WINDOW)
        if end is not None and end <= (begin or 0):
            message = f"`end: {end}` is not after the beginning, {begin or 0}: the scheduler is never in force"
            self.problems.append(Problem((*found.path, "end"), "value", "conflict", message))
        return begin or 0, end

    def _tick(self, found: Found) -> int | None:
        value = self.values.resolve(found)
        if value is UNKNOWN:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        shown = self.values.quote(())(found.path, value)
        message = f"`{found.path[-1]}: {shown}` is not a whole number of 0 or more"
        self.problems.append(Problem(found.path, "value", "wrong-type", message))
        return None

    def _check_together(self, members: list[_Member], parts: list[Part], horizon: Horizon) -> None:
        """What only matters where several schedulers move one optimizer."""
        if len({part.unit for part in parts}) > 1 and horizon.said_steps_per_epoch is None:
            message = "one scheduler counts steps and another epochs: the length of an epoch is not in the file"
            path = self.setup.scheduler.path
            self.values.unresolved.append(Unresolved(path, "missing", message, option="steps_per_epoch"))
            return
        found = rivals(parts, horizon.steps_per_epoch) if len(parts) == len(members) else None
        if found is not None:
            one, other = (type(parts[index].spec).__name__ for index in found)
            message = f"{one} and {other} each set the rate anew: whichever is stepped last undoes the other"
            path = members[found[1]].setup.scheduler.path
            self.problems.append(Problem((*path, "name"), "value", "conflict", message, "leave one of them out"))

    def _resolved(self, found: Found, left_out: tuple[str, ...] = ()) -> Any:
        """The scheduler with everything in it resolved, but for what only the program around it needs."""
        if not isinstance(found.value, dict):
            return self.values.resolve(found)
        others = {key: value for key, value in found.value.items() if key in NOT_NEEDED}
        needed = {key: value for key, value in found.value.items() if key not in (*NOT_NEEDED, *left_out)}
        return self.values.resolve(found._replace(value=needed)) | others

    def _site(
        self,
        member: _Member,
        checked: Checked,
        part: Part,
        optimizer: OptimizerSpec | None,
        base_rates: tuple[float, ...],
        horizon: Horizon,
    ) -> Site | None:
        """The scheduler as rules see it, with nothing that is only assumed."""
        said = member.setup.interval
        updates = self._known_updates(part, horizon)
        setting = Setting(
            document=self.document,
            interval=part.interval,
            interval_path=said.path if said and self.options.interval is None else None,
            updates=updates,
            epochs=horizon.epochs,
            steps_per_epoch=horizon.said_steps_per_epoch,
            base_rates=None if self.assumes_rate or not base_rates else base_rates,
            optimizer=optimizer,
            optimizer_path=self.setup.optimizer.path if self.setup.optimizer else None,
            counts_updates=bool(horizon.note),
        )
        used = updates and part.used_ticks(updates, horizon.steps_per_epoch)
        return make_site(checked, member.setup.scheduler.path, setting, used, part.begin)

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
        if self.setup.own_lr is not None:
            config["lr"] = self.values.resolve(self.setup.own_lr)
            self.elsewhere[("lr",)] = self.setup.own_lr.path
        elif self.options.lr is not None:
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

    def _interval(self, setup: Setup, is_one_of_several: bool) -> Interval | None:
        """How often a scheduler is stepped, where options or the config say it. One of several says it by itself."""
        if self.options.interval is not None and not is_one_of_several:
            return self.options.interval
        found = setup.interval
        if found is None:
            return interval_by_key(setup.scheduler.path, is_one_of_several) or self.options.defaults.interval
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
    has_rate = setup.optimizer is not None and isinstance(setup.optimizer.value, dict) and "lr" in setup.optimizer.value
    found = {"optimizer": setup.optimizer, "rate": None if has_rate else setup.lr, "run": run}
    places = [f"{what}: `{dotted(item.path)}`" for what, item in found.items() if item is not None]
    where = f"`{dotted(setup.scheduler.path)}`" if setup.scheduler.path else "the whole file"
    return "; ".join([f"read as {dialect.TITLE}: {where}", *places])


class Window(NamedTuple):
    """The ticks between which a scheduler is in force."""

    begin: int
    end: int | None


class _Member(NamedTuple):
    """One scheduler in our own shape.

    Attributes:
        setup: What surrounds it.
        interval: How often it is stepped, where that is known.
        has_window: Whether `begin` and `end` beside its parameters say when it is in force.
    """

    setup: Setup
    interval: Interval | None
    has_window: bool = False


def _cannot_step(spec: OptimizerSpec, found: Found) -> Problem:
    name = type(spec).__name__
    message = f"{name} needs {spec.needs_for_step} for each step, so its run cannot be simulated"
    hint = "the schedule is the same with SGD: --set optimizer.name=SGD"
    return Problem((*found.path, "name"), "value", "against-run", message, hint)
