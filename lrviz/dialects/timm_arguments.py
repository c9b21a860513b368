"""timm's training arguments: `sched` picks the schedule, the others shape it, as `create_scheduler_v2` does.

What is not in the file has the default that timm's own `scheduler_kwargs` gives it, and that is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lrviz.dialects.keys import TIMM
from lrviz.dialects.numbers import not_a_number, number, whole
from lrviz.dialects.setup import Computed, Found, Node, Scene, Setup, Translated, Tree
from lrviz.dialects.surroundings import RATE_KEYS
from lrviz.dialects.timm_cycles import epochs_of_cycles, with_a_point
from lrviz.dialects.timm_kinds import DEFAULTS, KINDS, Kind
from lrviz.document import Document
from lrviz.unresolved import Unresolved
from schedules.catalog import SCHEDULERS
from schedules.checker import UNKNOWN
from schedules.problems import Path, Problem
from schedules.suggest import nearest
from schedules.wording import is_interpolated

TITLE = "timm's training arguments (`sched`)"
KEEPS_NAMES = False
DROPS_LAST = True

TELLING = frozenset(DEFAULTS) - {"epochs", "seed", "eval_metric"} | {"opt", "lr_base"}
"""Of what stands beside `sched`, that by which these arguments are known."""

OF_NO_MATTER = ("lr", "lr_base", "lr_base_size", "lr_base_scale", "sched")
"""Arguments about the rate that do not bend the schedule."""

LIKE_ONE = ("lr_", "sched_", "warmup_", "decay_", "cooldown_")
"""How arguments begin that may bend a schedule."""


def reads(document: Document, path: Path) -> bool:
    """Whether it is a word under `sched`, with another of timm's arguments beside it."""
    if path[-1:] != (TIMM,) or not isinstance(document.get(path), str):
        return False
    return any(key in TELLING for key in document.get(path[:-1]))


def surround(setup: Setup, scene: Scene) -> Setup:
    """What timm's arguments say of the run, where it is not what their names say at first sight.

    The epochs are those of all cycles with the warm-up and the cooldown, and a rate may be left to the size of a batch.

    Args:
        setup: What was found around the schedule.
        scene: What surrounds it, without the horizon.
    """
    arguments = _Arguments(scene)
    optimizer = arguments.file("opt")
    rate = arguments.file("lr") or arguments.rate_by_batch(setup)
    if rate is None and setup.lr is not None and setup.lr.path[-1] != "lr":
        # `lr_base` is none of the keys of a rate, and timm knows no other
        setup = setup._replace(lr=None)
    total = arguments.all_epochs()
    epochs = setup.epochs if total is None else Found(total.value, total.path)
    return setup._replace(optimizer=optimizer or setup.optimizer, lr=rate or setup.lr, epochs=epochs)


def translate(scene: Scene) -> Translated:
    """Make the scheduler that `create_scheduler_v2` makes."""
    name = scene.values.resolve(Found(scene.document.get(scene.path), scene.path))
    if name is UNKNOWN:
        return Translated(Node({"name": Computed(UNKNOWN, scene.path)}, scene.path))
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        shown = scene.values.shown(Found(name, scene.path), name)
        near = "" if is_interpolated(shown) else nearest(str(name), KINDS)
        hint = f"did you mean `{near}`?" if near else "it has " + ", ".join(KINDS)
        problem = Problem(scene.path, "value", "unread-shape", f"timm has no `sched: {shown}`", hint)
        return Translated(Found(scene.document.get(scene.path), scene.path), problems=(problem,))
    arguments = _Arguments(scene)
    tree = arguments.scheduler(name, kind)
    return Translated(tree, None, tuple(arguments.notes()), tuple(arguments.problems))


OF_CYCLES = ("lr_cycle_mul", "lr_cycle_limit")


class _Arguments:
    """The arguments around `sched`."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.level: Mapping[Any, Any] = scene.document.get(scene.path[:-1])
        self.assumed: list[str] = []
        self.problems: list[Problem] = []
        self.by_updates = bool(self.value("sched_on_updates"))

    def file(self, key: str) -> Found | None:
        """What the file has; a null is nothing."""
        return None if self.level.get(key) is None else Found(self.level[key], (*self.scene.path[:-1], key))

    def get(self, key: str) -> Found | Computed:
        """An argument, or its default."""
        if key == "epochs" and self.scene.options.epochs is not None:
            found = self.file(key)
            return Computed(self.scene.options.epochs, found.path if found else self.scene.path)
        if key in self.level and not (key == "epochs" and self.level[key] is None):
            return Found(self.level[key], (*self.scene.path[:-1], key))
        if key == "epochs":
            message = "`epochs` is not in the file: the schedule is as long as the run"
            self.scene.values.unresolved.append(Unresolved(self.scene.path, "missing", message, option="epochs"))
            return Computed(UNKNOWN, self.scene.path)
        return Computed(DEFAULTS[key], self.scene.path)

    def value(self, key: str) -> Any:
        """The same, resolved, without a word of what is missing."""
        if key == "epochs" and self.scene.options.epochs is not None:
            return self.scene.options.epochs
        if key not in self.level:
            return DEFAULTS.get(key, UNKNOWN) if key != "epochs" else UNKNOWN
        return self.scene.values.resolve_if_possible(Found(self.level[key], (*self.scene.path[:-1], key)))

    def number(self, key: str) -> float | None:
        return number(self.value(key))

    def scheduler(self, name: str, kind: Kind) -> Node:
        """The scheduler with all its parameters."""
        entries: dict[str, Tree] = {"name": Computed(kind.name, self.scene.path)}
        if name == "plateau" and self.by_updates:
            self._refuse("sched_on_updates", "`sched: plateau` goes by epochs: with `sched_on_updates` timm stops")
            return Node(entries, self.scene.path)
        for key, argument in kind.keys.items():
            self._note_default(argument)
            if argument in self.level or self._shapes(kind, key, argument):
                entries[key] = self.get(argument)
        for key, argument in kind.ticks.items():
            self._note_default(argument)
            entries[key] = self._ticks(argument)
        entries.update({key: Computed(value, self.scene.path) for key, value in kind.given.items()})
        self._check_wholes(kind)
        self._check_epochs(kind)
        self._check_metric()
        if self.by_updates and "decay_milestones" not in kind.ticks.values():
            self._check_unused_milestones()
        if "cycle_mul" in kind.keys:
            self.check_cycles()
        if name in ("wsd", "rsqrt"):
            entries.update(self._stable_phase(name))
        if name == "plateau":
            entries["mode"] = self._mode()
        elif kind.name.startswith("timm_"):
            entries["t_in_epochs"] = Computed(not self.by_updates, self._place("sched_on_updates"))
        if "noise_pct" in kind.keys and self.value("lr_noise") is not None:
            entries["noise_range_t"] = self._noise()
        return Node(entries, self.scene.path)

    def _check_wholes(self, kind: Kind) -> None:
        """Say where the command line of timm's script takes a whole number, and the schedule does not look at it."""
        for key in ("cooldown_epochs", "warmup_epochs", "patience_epochs"):
            found = self.file(key)
            if key == "cooldown_epochs" and kind.has_cycles and key in self.level and found is None:
                message = f"`{key}` is empty (null), and timm's script adds it to the epochs"
                self._stops_with_type_error(key, message, "leave it out, or write 0")
            if found is None or key in (*kind.keys.values(), *kind.ticks.values()):
                continue
            wrong = not_a_number(found, self.value(key))
            self.problems.extend([] if wrong is None or found.value in (True, False) else [wrong])

    def _check_epochs(self, kind: Kind) -> None:
        """Say where the epochs of timm's script are no whole number to Python, and it counts through them."""
        key = with_a_point(kind, self.value)
        found = None if key is None else self.file(key)
        if found is None or key is None:
            return
        shown = self.scene.values.shown(found, self.value(key))
        message = f"`{key}: {shown}` makes the epochs a float, and timm's script counts them with `range`"
        self._stops_with_type_error(key, message, "write it without a point")

    def _check_metric(self) -> None:
        """Say where timm cannot look into the name of the metric, which it does for every schedule."""
        metric = self.value("eval_metric")
        if metric is None or isinstance(metric, bool | int | float):
            shown = self.scene.values.shown(Found(metric, self._place("eval_metric")), metric)
            message = f"`eval_metric: {shown}` is no name, and timm's `scheduler_kwargs` looks for `loss` in it"
            self._stops_with_type_error("eval_metric", message, "leave it out, or name a metric")

    def _check_unused_milestones(self) -> None:
        """Say where timm cannot multiply each milestone by the updates of an epoch, as it does for every schedule."""
        milestones = self.value("decay_milestones")
        is_one = milestones is None or isinstance(milestones, bool | int | float)
        if is_one or (isinstance(milestones, list) and any(item is None for item in milestones)):
            shown = self.scene.values.shown(Found(milestones, self._place("decay_milestones")), milestones)
            message = f"`decay_milestones: {shown}` is no list of numbers, and timm multiplies each by the updates"
            self._stops_with_type_error("decay_milestones", message, "leave it out, or write a list")

    def _stops_with_type_error(self, key: str, message: str, hint: str) -> None:
        self.problems.append(
            Problem(self._place(key), "value", "wrong-type", f"{message}: it stops with TypeError", hint)
        )

    def _shapes(self, kind: Kind, key: str, argument: str) -> bool:
        """Whether a default of timm's arguments makes the schedule another than without it."""
        if argument == "lr_cycle_decay" and self.value("lr_cycle_limit") == 1:
            return False
        field = SCHEDULERS.load(kind.name).model_fields[key]
        return bool(field.get_default() != DEFAULTS[argument])

    def _note_default(self, argument: str) -> None:
        matters = argument not in self.level and argument in ("warmup_epochs", "decay_epochs", "decay_milestones")
        warms = argument == "warmup_lr" and argument not in self.level and self.value("warmup_epochs")
        cycles = argument == "lr_cycle_decay" and argument not in self.level and self.value("lr_cycle_limit") != 1
        decays = argument == "decay_rate" and argument not in self.level
        if matters or warms or cycles or decays:
            self.assumed.append(f"`{argument}` {DEFAULTS[argument]}")

    def _place(self, key: str) -> Path:
        return (*self.scene.path[:-1], key) if key in self.level else self.scene.path

    def _updates_of_an_epoch(self) -> int | None:
        """How many ticks an epoch has, or None where that is asked for."""
        if not self.by_updates:
            return 1
        each = self.scene.horizon.said_steps_per_epoch
        if each is None:
            message = "`sched_on_updates` counts updates, and how many an epoch has is not in the file"
            self.scene.values.unresolved.append(
                Unresolved(self._place("sched_on_updates"), "missing", message, option="steps_per_epoch")
            )
        return each

    def _ticks(self, argument: str) -> Tree:
        """What is given in epochs, in ticks."""
        found = self.get(argument)
        if not self.by_updates:
            return found
        value = found.value if isinstance(found, Computed) else self.scene.values.resolve(found)
        numbers = value if isinstance(value, list) else [value]
        if any(number(item) is None for item in numbers):
            return found
        each = self._updates_of_an_epoch()
        if each is None:
            return Computed(UNKNOWN, found.path)
        return Computed([item * each for item in value] if isinstance(value, list) else value * each, found.path)

    def _noise(self) -> Tree:
        """The ticks with noise: a part of the whole, or two."""
        epochs, each, noise = self.number("epochs"), self._updates_of_an_epoch(), self.value("lr_noise")
        parts = noise if isinstance(noise, list) else [noise]
        if not parts or any(number(part) is None for part in parts):
            return self.get("lr_noise")
        if epochs is None:
            # what is missing is asked for
            self.get("epochs")
        if epochs is None or each is None:
            return Computed(UNKNOWN, self._place("lr_noise"))
        ticks = [part * (epochs * each) for part in parts]
        return Computed(ticks if len(ticks) > 1 else ticks[0], self._place("lr_noise"))

    def _mode(self) -> Computed:
        metric = self.value("eval_metric")
        return Computed(
            "min" if isinstance(metric, str | list) and "loss" in metric else "max", self._place("eval_metric")
        )

    def _stable_phase(self, name: str) -> dict[str, Tree]:
        """The stable phase and the decay after it: `epochs` less the warm-up, of which `decay_epochs` are the end."""
        shape = self.value("lr_decay_fn") or ("linear" if name == "rsqrt" else "1-sqrt")
        entries: dict[str, Tree] = {"decay_fn": Computed(shape, self._place("lr_decay_fn"))}
        if self.value("lr_stable_timescale") is not None:
            entries["stable_timescale"] = self._ticks("lr_stable_timescale")
        self.get("epochs")
        self._note_default("decay_epochs")
        for key in ("epochs", "warmup_epochs", "decay_epochs"):
            found = self.file(key)
            wrong = None if found is None else not_a_number(found, self.value(key))
            self.problems.extend([] if wrong is None else [wrong])
        epochs, warmup, decay = self.number("epochs"), self.number("warmup_epochs"), self.value("decay_epochs")
        # timm's own words for nothing said: a fifth
        decay = 0.2 if decay is None else number(decay)
        each = self._updates_of_an_epoch()
        if epochs is None or warmup is None or each is None or decay is None:
            unknown = Computed(UNKNOWN, self.scene.path)
            return {**entries, "t_initial": unknown, "decay_t": unknown}
        length = epochs * each if self.value("warmup_prefix") else epochs * each - warmup * each
        ticks = round(decay * length if 0 < decay < 1 else decay * each)
        if not 0 < ticks <= length:
            values, at = self.scene.values, Found(decay, self._place("decay_epochs"))
            whole = values.computed(Found(length, self._place("epochs")), length)
            said = f"`decay_epochs: {values.shown(at, decay)}` is a decay of {values.computed(at, ticks)} ticks"
            message = f"{said}, and the schedule has {whole}: timm stops"
            self._refuse("decay_epochs", message, "decay for less than `epochs` without the warm-up")
        entries["t_initial"] = Computed(length, self._place("epochs"))
        entries["decay_t"] = Computed(ticks, self._place("decay_epochs"))
        return entries

    def _refuse(self, key: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self._place(key), "value", "unread-shape", message, hint))

    def all_epochs(self) -> Computed | None:
        """The epochs that timm trains: all cycles, a warm-up before them, and the cooldown after a cyclic schedule."""
        found, kind = self.file("epochs"), KINDS.get(str(self.value("sched")))
        epochs, warmup = self.number("epochs"), self.number("warmup_epochs")
        if found is None or kind is None or epochs is None or warmup is None or with_a_point(kind, self.value):
            return None
        before = warmup if self.value("warmup_prefix") else 0
        if not kind.has_cycles:
            return Computed(epochs + before, found.path)
        if "cycle_mul" in kind.keys:
            return self._with_cycles(epochs, before, found.path)
        return self._cooled(epochs + before, found.path)

    def _with_cycles(self, epochs: float, before: float, path: Path) -> Computed | None:
        factor, limit = self.number("lr_cycle_mul"), self.number("lr_cycle_limit")
        if factor is None or limit is None:
            return None
        whole = epochs_of_cycles(epochs, factor, limit)
        return None if whole is None else self._cooled(whole + before, path)

    def check_cycles(self) -> None:
        """Refuse cycles of which timm cannot work out the length."""
        epochs, factor, limit = map(self.number, ("epochs", "lr_cycle_mul", "lr_cycle_limit"))
        if epochs is None or factor is None or limit is None or epochs_of_cycles(epochs, factor, limit) is not None:
            return
        shown = {key: self.scene.values.shown(Found("", self._place(key)), self.value(key)) for key in OF_CYCLES}
        said = " and ".join(f"`{key}: {value}`" for key, value in shown.items())
        message = f"{said} make more epochs than there are numbers: timm stops with OverflowError"
        self._refuse("lr_cycle_limit", message, "train fewer cycles")

    def _cooled(self, epochs: float, path: Path) -> Computed | None:
        cooldown = self.number("cooldown_epochs")
        return None if cooldown is None else Computed(epochs + cooldown, path)

    def rate_by_batch(self, setup: Setup) -> Found | None:
        """The rate that timm's training script works out from `lr_base`, where there is no `lr`."""
        base = self.file("lr_base")
        if base is None or self.scene.options.lr is not None:
            return None
        rate, size = self.scene.values.resolve_if_possible(base), self._said("lr_base_size", None, 256)
        batch = self._said("batch_size", self.scene.options.batch_size, None, setup.batch_size)
        processes = self._said("world_size", self.scene.options.world_size, 1, setup.world_size)
        together = self._said("grad_accum_steps", self.scene.options.grad_accum, 1, setup.grad_accum)
        rate = number(rate)
        if batch is None:
            message = "`lr_base` is the rate for `lr_base_size` samples, and how many a batch has is not in the file"
            self.scene.values.unresolved.append(Unresolved(base.path, "missing", message, option="batch_size"))
            return Found(UNKNOWN, base.path)
        if rate is None or None in (size, processes, together):
            return base
        ratio = batch * processes * together / size  # type: ignore[operator]
        scale = self.level.get("lr_base_scale") or self._scale_of_optimizer()
        return Found(rate * (ratio**0.5 if scale == "sqrt" else ratio), base.path)

    def _scale_of_optimizer(self) -> str:
        name = str(self.level.get("opt", "sgd")).lower()
        return "sqrt" if any(part in name for part in ("ada", "lamb")) else "linear"

    def _said(self, key: str, option: int | None, otherwise: int | None, found: Found | None = None) -> int | None:
        found = found or self.file(key)
        if option is not None or found is None:
            return option or otherwise
        value = whole(self.scene.values.resolve_if_possible(found))
        return value if value is not None and value > 0 else None

    def notes(self) -> list[str]:
        """What was assumed, and what is passed over."""
        notes: list[str] = []
        if self.assumed:
            notes.append("not in the file, and as timm's `scheduler_kwargs` has it: " + ", ".join(self.assumed))
        if self.file("lr_base") is not None and self.file("lr") is None:
            notes.append("there is no `lr`: it is `lr_base`, scaled by the samples of an update, as timm's script does")
        if self.level.get("layer_decay"):
            notes.append("`layer_decay` gives each layer a part of the rate: the rate of the last layer is drawn")
        known = (*DEFAULTS, *OF_NO_MATTER, *RATE_KEYS)
        for key, value in self.level.items():
            if isinstance(key, str) and key.startswith(LIKE_ONE) and key not in known and value:
                notes.append(f"`{key[:60]}` is none of timm's arguments: it is passed over")
        return notes
