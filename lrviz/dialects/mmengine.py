"""mmengine: `param_scheduler`, one scheduler or a list of them on one optimizer, each between `begin` and `end`.

Each of its classes computes a rate from the one before, as torch's do, and only in its window; what is there when the
window begins is what it starts from. A scheduler of torch that is built at `begin`, and is not stepped from `end` on,
does the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from lrviz.dialects.mmengine_kinds import KINDS, POLY_WITH_END, RULES, WINDOW_KEYS, Kind
from lrviz.dialects.setup import Computed, Found, Node, Scene, Translated, Tree
from lrviz.document import Document
from lrviz.options import Interval
from lrviz.unresolved import Unresolved
from schedules.catalog import SCHEDULERS
from schedules.checker import UNKNOWN
from schedules.problems import Path, Problem
from schedules.suggest import nearest

TITLE = "mmengine (`param_scheduler`)"
KEEPS_NAMES = False
KEY = "param_scheduler"


def reads(document: Document, path: Path) -> bool:
    """Whether what stands at or below `param_scheduler` has a `type`, or is a list of what has."""
    node = document.get(path)
    entries = node if isinstance(node, list) else [node]
    is_there = KEY in path and bool(entries)
    return is_there and all(isinstance(entry, dict) and isinstance(entry.get("type"), str) for entry in entries)


def translate(scene: Scene) -> Translated:
    """Write each entry as the scheduler of torch that it is, with the window in which it is in force."""
    return _Reader(scene).translated()


class _Entry(NamedTuple):
    """One entry of the list, with its times in the ticks by which it is stepped; what is not known is None.

    Attributes:
        found: What the file has.
        type: Its class in mmengine.
        kind: Which of ours it is.
        interval: What its ticks are.
        scale: Ticks for each of the file's; None where the length of an epoch is not known.
        begin: When it begins.
        end: When it ends, or None where nothing says so.
        is_stepped: Whether the run ever steps it.
    """

    found: Found
    type: str
    kind: Kind
    interval: Interval
    scale: int | None
    begin: int | None
    end: int | None
    is_stepped: bool

    @property
    def length(self) -> int | None:
        return None if self.begin is None or self.end is None else self.end - self.begin


class _Refusal(NamedTuple):
    """Why an entry is not read, and which of its keys is to be pointed at."""

    found: Found
    key: str
    message: str
    hint: str


class _Reader:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.horizon = scene.horizon
        self.loop = _loop(scene.document.get(scene.path[: scene.path.index(KEY)]))
        self.counts_iterations = _counts_iterations(self.loop)
        self.notes: list[str] = []
        self.refusals: list[_Refusal] = []
        self.items: list[Tree] = []

    def translated(self) -> Translated:
        node, path = self.scene.document.get(self.scene.path), self.scene.path
        values = enumerate(node) if isinstance(node, list) else [(None, node)]
        found = [Found(value, path if index is None else (*path, index)) for index, value in values]
        read = {item.path: self._entry(item) for item in found}
        entries = [entry for entry in read.values() if entry is not None]
        for item in found:
            entry = read[item.path]
            if entry is not None:
                self._add(entry, [other for other in entries if other is not entry])
            elif self._is_refused(item):
                self.items.append(item)
        self._ask_for_epochs(entries)
        only = self.items[0] if len(self.items) == 1 and not self.refusals else None
        if isinstance(only, Node) and isinstance(only.entries, Mapping) and not {"begin", "end"} & set(only.entries):
            # it is in force for the whole run
            kept = {key: value for key, value in only.entries.items() if key != "interval"}
            return Translated(Node(kept, only.path), entries[0].interval, tuple(self.notes))
        if not self.items:
            problem = Problem(path, "key", "unread-shape", f"nothing in `{KEY}` ever moves the learning rate")
            return Translated(Found(node, path), None, tuple(self.notes), (problem,))
        problems = tuple(self._problem(refusal) for refusal in self.refusals)
        return Translated(Node(self.items, path), None, tuple(self.notes), problems)

    def _ask_for_epochs(self, entries: list[_Entry]) -> None:
        """Ask how many iterations an epoch has, where something counts them and the run counts epochs."""
        counting = [entry for entry in entries if entry.interval == "step" and entry.scale == 1]
        if counting and self.horizon.epochs is not None and self.horizon.said_steps_per_epoch is None:
            message = f"{counting[0].type} counts iterations and the run epochs: how many an epoch has is not said"
            self._ask(counting[0].found, "steps_per_epoch", message)

    def _is_refused(self, found: Found) -> bool:
        return any(refusal.found is found for refusal in self.refusals)

    def _problem(self, refusal: _Refusal) -> Problem:
        """The refusal at the place that the entry has among the schedulers."""
        index = next(index for index, item in enumerate(self.items) if item is refusal.found)
        key = refusal.key if refusal.key in refusal.found.value else "type"
        path = (*self.scene.path, index, key)
        return Problem(path, "value", "unread-shape", refusal.message, refusal.hint)

    def _entry(self, found: Found) -> _Entry | None:
        """Read the class and the window of an entry; None where it moves no rate, or cannot be read."""
        written = str(found.value["type"])
        name = written.rpartition(".")[2]
        if "Momentum" in name:
            self.notes.append(f"{name} moves the momentum and not the rate: it is passed over")
            return None
        if name not in KINDS:
            near = nearest(name, KINDS)
            hint = f"did you mean `{near}`?" if near else "it is read where it is one of " + ", ".join(KINDS)
            self._refuse(found, "type", f"`type: {written[:60]}` is no learning-rate scheduler of mmengine", hint)
            return None
        kind = KINDS[name]
        if name == "PolyLR" and (self._value(found, "eta_min", 0) or 0) != 0:
            kind = POLY_WITH_END
        by_epoch, is_converted = (
            self._value(found, "by_epoch", True),
            self._value(found, "convert_to_iter_based", False),
        )
        if is_converted and not by_epoch:
            message = (
                "`convert_to_iter_based` is for schedulers that count epochs: mmengine stops with `by_epoch: false`"
            )
            self._refuse(found, "convert_to_iter_based", message, "leave one of them out")
            return None
        is_stepped = not (by_epoch and not is_converted and self.counts_iterations)
        scale = self.horizon.said_steps_per_epoch if is_converted else 1
        if scale is None:
            self._ask(found, "steps_per_epoch", f"{name} is converted to iterations: how many an epoch has is not said")
        begin = self._ticks(found, "begin", scale, 0)
        end = self._ticks(found, "end", scale, self._whole_run(bool(by_epoch)))
        if name == "CosineRestartLR" and begin is not None and end is not None and scale is not None:
            # after its cycles it changes nothing more
            end = min(end, begin + sum(self._periods(found)) * scale)
        return _Entry(found, name, kind, _interval(by_epoch, is_converted, is_stepped), scale, begin, end, is_stepped)

    def _whole_run(self, by_epoch: bool) -> int | None:
        """The `end` that mmengine gives where there is none."""
        if not by_epoch:
            # updates that are only epochs by another name are not known
            is_known = self.horizon.said_steps_per_epoch is not None or self.horizon.epochs is None
            return self.horizon.updates if is_known else None
        if self.counts_iterations:
            return 1
        updates = self.horizon.updates
        return self.horizon.epochs or (updates and updates // self.horizon.steps_per_epoch)

    def _ticks(self, found: Found, key: str, scale: int | None, otherwise: int | None) -> int | None:
        value = self._value(found, key, otherwise)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return int(value * scale) if is_number and scale is not None else None

    def _add(self, entry: _Entry, others: list[_Entry]) -> None:
        """Put an entry among the schedulers that run together."""
        parameters = self._parameters(entry)
        self._check(entry, others)
        if self._is_refused(entry.found):
            self.items.append(entry.found)
            return
        if not entry.is_stepped:
            at = f"{entry.type} counts epochs, and mmengine counts none in a run of iterations: it is never stepped"
            self.notes.append(f"{at} (`by_epoch: false` counts iterations)")
        if not entry.is_stepped and entry.begin:
            return
        if entry.type == "CosineRestartLR":
            self._add_cycles(entry, parameters)
        else:
            self._add_item(entry, parameters, entry.begin, self._given_up(entry))

    def _given_up(self, entry: _Entry) -> int | None:
        """The tick from which on it must not be stepped, where it would go on by itself and the run does."""
        if not entry.is_stepped:
            return 1
        run = self._whole_run(entry.interval == "epoch")
        lasts = entry.end is None or (run is not None and entry.end >= run)
        return None if lasts or entry.kind.settles else entry.end

    def _add_item(self, entry: _Entry, parameters: dict[str, Tree], begin: int | None, end: int | None) -> None:
        path = entry.found.path
        window: dict[str, Tree] = {"interval": Computed(entry.interval, self._place(entry, "by_epoch"))}
        if begin or self._is_odd(entry, "begin"):
            window["begin"] = self._bound(entry, "begin", begin)
        if end is not None or self._is_odd(entry, "end"):
            window["end"] = self._bound(entry, "end", end)
        self.items.append(Node({"name": Computed(entry.kind.name, (*path, "type")), **parameters, **window}, path))

    def _is_odd(self, entry: _Entry, key: str) -> bool:
        """Whether a bound is given and is no number, so that the check has something to say of it."""
        return key in entry.found.value and entry.scale is not None and getattr(entry, key) is None

    def _bound(self, entry: _Entry, key: str, ticks: int | None) -> Tree:
        if self._is_odd(entry, key):
            return Found(entry.found.value[key], (*entry.found.path, key))
        return Computed(ticks, self._place(entry, key))

    def _parameters(self, entry: _Entry) -> dict[str, Tree]:
        ours = SCHEDULERS.load(entry.kind.name).key_fields()
        parameters: dict[str, Tree] = {}
        for key, value in entry.found.value.items():
            found = Found(value, (*entry.found.path, key))
            if key in WINDOW_KEYS or (value is None and key in entry.kind.keys):
                continue
            if key not in entry.kind.keys and key in ours:
                self._refuse(entry.found, key, f"{entry.type} has no parameter `{key}` in mmengine", _keys(entry))
            elif key in ("periods", "restart_weights") or (key == "eta_min" and entry.kind is KINDS["PolyLR"]):
                # the cycles are made of the first two, and a PolyLR of torch always ends at 0
                continue
            elif key == "eta_min_ratio":
                parameters["eta_min"] = self._part_of_base(entry, found)
            elif key == "rule":
                rule = self.scene.values.resolve(found)
                parameters["mode"] = Computed(RULES[rule], found.path) if rule in RULES else found
            else:
                scaled = key in entry.kind.ticks and entry.scale != 1
                parameters[entry.kind.keys.get(key, key)] = self._scaled(found, entry.scale) if scaled else found
        if entry.kind.length and entry.kind.length not in parameters:
            parameters[entry.kind.length] = self._length(entry)
        if entry.type == "OneCycleLR":
            parameters["cycle_momentum"] = Computed(False, (*entry.found.path, "type"))
        return parameters

    def _length(self, entry: _Entry) -> Computed:
        path = self._place(entry, "end")
        if entry.length is not None:
            return Computed(max(0, entry.length - entry.kind.short_of), path)
        if entry.scale is not None and not self._is_odd(entry, "begin") and not self._is_odd(entry, "end"):
            option = "epochs" if entry.interval == "epoch" or entry.scale != 1 else "steps"
            if option == "epochs" or self.horizon.epochs is None:
                self._ask(entry.found, option, f"{entry.type} has no `end`, and how long the run is is not said")
        return Computed(UNKNOWN, path)

    def _scaled(self, found: Found, scale: int | None) -> Tree:
        """Ticks of the file in those by which it is stepped."""
        value = self.scene.values.resolve(found)
        if isinstance(value, list):
            return Node(
                [self._scaled(Found(item, (*found.path, at)), scale) for at, item in enumerate(value)], found.path
            )
        if isinstance(value, bool) or not isinstance(value, int | float):
            return found
        return Computed(UNKNOWN if scale is None else value * scale, found.path)

    def _part_of_base(self, entry: _Entry, found: Found) -> Tree:
        ratio, base = self.scene.values.resolve(found), self.scene.base_rate
        if entry.found.value.get("eta_min") is not None:
            message = "`eta_min` and `eta_min_ratio` are both given: mmengine takes one of them alone"
            self._refuse(entry.found, "eta_min_ratio", message, "leave one of them out")
        if isinstance(ratio, bool) or not isinstance(ratio, int | float):
            return found
        if base is None:
            self._ask(entry.found, "lr", "`eta_min_ratio` is a part of the base rate, which is not known")
        return Computed(UNKNOWN if base is None else base * ratio, found.path)

    def _add_cycles(self, entry: _Entry, parameters: dict[str, Tree]) -> None:
        """The cosines of CosineRestartLR: as one scheduler where all are as long, else one after the other."""
        scaled = self._scaled(Found(entry.found.value["periods"], (*entry.found.path, "periods")), entry.scale)
        assert isinstance(scaled, Node)
        periods = [tree for tree in scaled.entries if isinstance(tree, Computed)]
        lengths = [int(period.value) if period.value is not UNKNOWN else 0 for period in periods]
        limit = self._given_up(entry)
        if len(set(lengths)) == 1:
            periods, lengths = periods[:1], [sum(lengths)]
        begin = entry.begin or 0
        for period, length in zip(periods, lengths, strict=True):
            run, end = self._whole_run(entry.interval == "epoch"), begin + length
            end = min(end, limit) if limit is not None else end
            if begin < end:
                stops = None if run is not None and end >= run else end
                self._add_item(entry, {"T_0": period, **parameters}, begin, stops)
            begin = end

    def _check(self, entry: _Entry, others: list[_Entry]) -> None:
        """What cannot be written with the schedulers of torch, or what mmengine itself refuses."""
        if entry.length is not None and entry.length <= 0:
            message = f"{entry.type} begins at {entry.begin} and ends at {entry.end}: mmengine stops"
            self._refuse(entry.found, "end", message, "let `end` be after `begin`")
        if entry.type == "OneCycleLR" and others:
            message = "OneCycleLR beside another scheduler sets what the other takes for the base rate"
            self._refuse(entry.found, "type", message, "leave the others out")
        if entry.type == "ReduceOnPlateauLR":
            self._check_plateau(entry)
        if entry.type == "CosineRestartLR":
            self._check_cycles(entry)
            if not all(self._is_apart(entry, other) for other in others):
                message = "CosineRestartLR at the same time as another scheduler begins each cycle at the base rate"
                self._refuse(entry.found, "type", message, ALONE)
        if entry.kind is POLY_WITH_END and not all(self._leaves_base(entry, other) for other in others):
            message = "PolyLR with `eta_min` beside a scheduler that keeps the rate from the base rate"
            self._refuse(entry.found, "eta_min", message, ALONE)

    def _check_plateau(self, entry: _Entry) -> None:
        if self.counts_iterations or entry.interval != "epoch" or entry.begin or self.loop.get("val_interval", 1) != 1:
            message = (
                "ReduceOnPlateauLR counts evaluations, and is read where each epoch from the first on ends with one"
            )
            self._refuse(entry.found, "type", message, "")

    def _periods(self, found: Found) -> list[int]:
        """The lengths of the cycles of CosineRestartLR, or nothing where they are no such list."""
        periods = self._value(found, "periods", None)
        is_list = isinstance(periods, list) and bool(periods)
        return periods if is_list and all(isinstance(item, int) and item > 0 for item in periods) else []

    def _check_cycles(self, entry: _Entry) -> None:
        value = entry.found.value
        periods, weights = self._periods(entry.found), self._value(entry.found, "restart_weights", [1])
        if value.get("eta_min") is None and value.get("eta_min_ratio") is None:
            message = "CosineRestartLR needs `eta_min` or `eta_min_ratio`: mmengine stops"
            self._refuse(entry.found, "type", message, "add `eta_min: 0`")
        if not periods:
            message = "CosineRestartLR needs `periods`, a list of whole numbers: one for each cycle"
            self._refuse(entry.found, "periods", message, "")
        elif not isinstance(weights, list) or len(weights) != len(periods):
            message = "CosineRestartLR needs as many `restart_weights` as `periods`: mmengine stops"
            self._refuse(entry.found, "restart_weights", message, "give one for each")
        elif any(weight != 1 for weight in weights):
            message = "CosineRestartLR with `restart_weights` other than 1 is no schedule of torch"
            self._refuse(entry.found, "restart_weights", message, "")

    def _windows(self, *entries: _Entry) -> list[tuple[int, int]]:
        """The windows of two entries in the same unit, or nothing where they cannot be compared."""
        each = self.horizon.said_steps_per_epoch if len({entry.interval for entry in entries}) > 1 else 1
        windows = [
            (entry.begin * scale, entry.end * scale)
            for entry in entries
            if entry.begin is not None
            and entry.end is not None
            and (scale := each if entry.interval == "epoch" else 1) is not None
        ]
        return windows if len(windows) == len(entries) else []

    def _is_apart(self, entry: _Entry, other: _Entry) -> bool:
        """Whether two windows do not overlap, as far as it is known."""
        windows = sorted(self._windows(entry, other))
        return not windows or windows[0][1] <= windows[1][0]

    def _leaves_base(self, entry: _Entry, other: _Entry) -> bool:
        """Whether another scheduler is over before, at the base rate, or only begins after."""
        windows = self._windows(entry, other)
        if not windows or windows[0][1] <= windows[1][0]:
            return True
        is_warm_up = other.type == "ConstantLR" and (other.length or 0) > 1
        is_warm_up |= other.type == "LinearLR" and self._value(other.found, "end_factor", 1.0) == 1
        return is_warm_up and windows[1][1] <= windows[0][0]

    def _value(self, found: Found, key: str, otherwise: Any) -> Any:
        """What an entry says, resolved, or what mmengine takes where it says nothing."""
        if key not in found.value:
            return otherwise
        return self.scene.values.resolve(Found(found.value[key], (*found.path, key)))

    def _place(self, entry: _Entry, key: str) -> Path:
        return (*entry.found.path, key if key in entry.found.value else "type")

    def _ask(self, found: Found, option: str, message: str) -> None:
        self.scene.values.unresolved.append(Unresolved(found.path, "missing", message, option=option))

    def _refuse(self, found: Found, key: str, message: str, hint: str) -> None:
        self.refusals.append(_Refusal(found, key, message, hint))


ALONE = "it is read where it is alone, or after a warm-up that ends at the base rate"


def _loop(config: Any) -> Mapping[str, Any]:
    """What the config says of the loop of the run."""
    loop = config.get("train_cfg") if isinstance(config, dict) else None
    return loop if isinstance(loop, dict) else {}


def _counts_iterations(loop: Mapping[str, Any]) -> bool:
    """Whether the run is a loop of iterations, which to mmengine is a single epoch."""
    if isinstance(loop.get("type"), str):
        return "IterBased" in loop["type"]
    return loop.get("by_epoch") is False or ("max_iters" in loop and "max_epochs" not in loop)


def _interval(by_epoch: Any, is_converted: Any, is_stepped: bool) -> Interval:
    return "epoch" if by_epoch and not is_converted and is_stepped else "step"


def _keys(entry: _Entry) -> str:
    return "its keys are " + ", ".join([*entry.kind.keys, "begin", "end", "by_epoch", "convert_to_iter_based"])
