"""mmengine: `param_scheduler`, one scheduler or a list of them on one optimizer, each between `begin` and `end`.

Each of its classes computes a rate from the one before, as torch's do, and only in its window; what is there when the
window begins is what it starts from. A scheduler of torch that is built at `begin`, and is not stepped from `end` on,
does the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lrviz.dialects.graft import plain
from lrviz.dialects.keys import MMENGINE
from lrviz.dialects.mmengine_checks import refusals
from lrviz.dialects.mmengine_entries import Entry, Refusal, Timetable, class_of
from lrviz.dialects.mmengine_kinds import KINDS, RULES, WINDOW_KEYS
from lrviz.dialects.mmengine_momentum import moves_momentum, refusals_of_momentum
from lrviz.dialects.numbers import number
from lrviz.dialects.setup import Computed, Found, Node, OptimizerNames, Scene, Translated, Tree
from lrviz.document import Document
from schedules.checker import UNKNOWN, check
from schedules.optimizers import OPTIMIZERS
from schedules.problems import Path, Problem

TITLE = "mmengine (`param_scheduler`)"
KEEPS_NAMES = False
READS_WITH_PYYAML = "mmengine"
OPTIMIZER_NAMES = OptimizerNames(tuple(OPTIMIZERS.names()))


def reads(document: Document, path: Path) -> bool:
    """Whether what stands at or below `param_scheduler` has a `type`, or is a list of what has."""
    node = document.get(path)
    entries = node if isinstance(node, list) else [node]
    is_there = MMENGINE in path and bool(entries)
    return is_there and all(isinstance(entry, dict) and isinstance(entry.get("type"), str) for entry in entries)


def translate(scene: Scene) -> Translated:
    """Write each entry as the scheduler of torch that it is, with the window in which it is in force."""
    return _Translator(scene).translated()


class _Translator:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.timetable = Timetable(scene, scene.document.get(scene.path[: scene.path.index(MMENGINE)]))
        self.notes: list[str] = []
        self.problems: list[Problem] = []
        self.items: list[Tree] = []

    def translated(self) -> Translated:
        node, path = self.scene.document.get(self.scene.path), self.scene.path
        values = enumerate(node) if isinstance(node, list) else [(None, node)]
        found = [Found(value, path if index is None else (*path, index)) for index, value in values]
        read = [self.timetable.read(item) for item in found if not moves_momentum(item)]
        for of_momentum in filter(moves_momentum, found):
            self._pass_over(of_momentum)
        entries = [entry for entry in read if isinstance(entry, Entry)]
        for item in read:
            if isinstance(item, Entry):
                self._add(item, [other for other in entries if other is not item])
            else:
                self._refuse(item.found, [item])
        self._ask_for_epochs(entries)
        if not self.items:
            problem = Problem(path, "key", "unread-shape", f"nothing in `{MMENGINE}` ever moves the learning rate")
            return Translated(Found(node, path), None, tuple(self.notes), (problem,))
        return self._for_the_whole_run() or Translated(
            Node(self.items, path), None, tuple(self.notes), tuple(self.problems)
        )

    def _for_the_whole_run(self) -> Translated | None:
        """The only scheduler, where it is in force from the first update to the last."""
        only = self.items[0].entries if len(self.items) == 1 and isinstance(self.items[0], Node) else {}
        if not isinstance(only, Mapping) or "interval" not in only or {"begin", "end"} & set(only):
            return None
        kept = {key: value for key, value in only.items() if key != "interval"}
        interval = only["interval"]
        assert isinstance(interval, Computed)
        return Translated(Node(kept, self.items[0].path), interval.value, tuple(self.notes))

    def _pass_over(self, found: Found) -> None:
        """Say that an entry moves no rate, and what mmengine stops at in it."""
        reasons = list(refusals_of_momentum(found, self.timetable))
        if reasons:
            self._refuse(found, reasons)
        else:
            self.notes.append(f"{class_of(found)} moves the momentum and not the rate: it is passed over")

    def _refuse(self, found: Found, reasons: Sequence[Refusal]) -> None:
        """Leave an entry as it is, and say why."""
        place = (*self.scene.path, len(self.items))
        self.items.append(found)
        for reason in reasons:
            path = (*place, reason.key if reason.key in found.value else "type")
            self.problems.append(Problem(path, "value", "unread-shape", reason.message, reason.hint))

    def _ask_for_epochs(self, entries: list[Entry]) -> None:
        """Ask how many iterations an epoch has, where something counts them and the run counts epochs."""
        counting = [entry for entry in entries if entry.interval == "step" and entry.scale == 1]
        if counting and self.scene.horizon.epochs is not None and self.scene.horizon.said_steps_per_epoch is None:
            message = f"{counting[0].type} counts iterations and the run epochs: how many an epoch has is not said"
            self.timetable.ask(counting[0].found, "steps_per_epoch", message)

    def _add(self, entry: Entry, others: list[Entry]) -> None:
        """Put an entry among the schedulers that run together."""
        reasons = list(refusals(entry, others, self.timetable))
        if reasons:
            self._refuse(entry.found, reasons)
            return
        at = f"{entry.type} counts epochs, and mmengine counts none in a run of iterations: it is never stepped"
        if not entry.is_stepped:
            self.notes.append(f"{at} (`by_epoch: false` counts iterations)")
        if not entry.is_stepped and entry.begin:
            self._check_unused(entry)
            return
        if entry.type == "CosineRestartLR":
            self._add_cycles(entry, self._parameters(entry))
        else:
            self._add_item(entry, self._parameters(entry), entry.begin, self._given_up(entry))

    def _check_unused(self, entry: Entry) -> None:
        """Refuse an entry that mmengine builds, and never steps, where it cannot be built."""
        given = {key: plain(value) for key, value in self._parameters(entry).items()}
        problems = check({"name": entry.kind.name, **given}).problems
        names = {name: key for key, name in entry.kind.keys.items()}
        reasons = [
            Refusal(entry.found, names.get(str(problem.path[0]), str(problem.path[0])), problem.message, problem.hint)
            for problem in problems
            if problem.path
        ]
        if reasons:
            self._refuse(entry.found, reasons)

    def _given_up(self, entry: Entry) -> int | None:
        """The tick from which on it must not be stepped, where it would go on by itself and the run does."""
        if not entry.is_stepped:
            return 1
        run = self.timetable.whole_run(entry.interval == "epoch")
        lasts = entry.end is None or (run is not None and entry.end >= run)
        return None if lasts or entry.kind.settles else entry.end

    def _add_item(self, entry: Entry, parameters: dict[str, Tree], begin: int | None, end: int | None) -> None:
        path = entry.found.path
        window: dict[str, Tree] = {"interval": Computed(entry.interval, self._place(entry, "by_epoch"))}
        if begin or self._is_odd(entry, "begin"):
            window["begin"] = self._bound(entry, "begin", begin)
        if end is not None or self._is_odd(entry, "end"):
            window["end"] = self._bound(entry, "end", end)
        self.items.append(Node({"name": Computed(entry.kind.name, (*path, "type")), **parameters, **window}, path))

    def _is_odd(self, entry: Entry, key: str) -> bool:
        """Whether a bound is given and is no number, so that the check has something to say of it."""
        return key in entry.found.value and entry.scale is not None and getattr(entry, key) is None

    def _bound(self, entry: Entry, key: str, ticks: int | None) -> Tree:
        if self._is_odd(entry, key):
            return Found(entry.found.value[key], (*entry.found.path, key))
        return Computed(ticks, self._place(entry, key))

    def _parameters(self, entry: Entry) -> dict[str, Tree]:
        parameters: dict[str, Tree] = {}
        for key, value in entry.found.value.items():
            found = Found(value, (*entry.found.path, key))
            if key in WINDOW_KEYS or (value is None and key in entry.kind.keys):
                continue
            if key in ("periods", "restart_weights") or (key == "eta_min" and entry.kind is KINDS["PolyLR"]):
                # the cycles are made of the first two, and a PolyLR of torch always ends at 0
                continue
            if key == "eta_min_ratio":
                parameters["eta_min"] = self._part_of_base(entry, found)
            elif key == "rule":
                rule = self.scene.values.resolve(found)
                is_known = isinstance(rule, str) and rule in RULES
                parameters["mode"] = Computed(RULES[rule], found.path) if is_known else found
            else:
                scaled = key in entry.kind.ticks and entry.scale != 1
                parameters[entry.kind.keys.get(key, key)] = self._scaled(found, entry.scale) if scaled else found
        if entry.kind.length and entry.kind.length not in parameters:
            parameters[entry.kind.length] = self._length(entry)
        if entry.type == "OneCycleLR":
            parameters["cycle_momentum"] = Computed(False, (*entry.found.path, "type"))
        return parameters

    def _length(self, entry: Entry) -> Computed:
        path = self._place(entry, "end")
        if entry.length is not None:
            return Computed(max(0, entry.length - entry.kind.short_of), path)
        if entry.scale is not None and not self._is_odd(entry, "begin") and not self._is_odd(entry, "end"):
            option = "epochs" if entry.interval == "epoch" or entry.scale != 1 else "steps"
            if option == "epochs" or self.scene.horizon.epochs is None:
                self.timetable.ask(
                    entry.found, option, f"{entry.type} has no `end`, and nothing says how long the run is"
                )
        return Computed(UNKNOWN, path)

    def _scaled(self, found: Found, scale: int | None) -> Tree:
        """Ticks of the file in those by which it is stepped."""
        value = self.scene.values.resolve(found)
        if isinstance(value, list):
            return Node(
                [self._scaled(Found(item, (*found.path, at)), scale) for at, item in enumerate(value)], found.path
            )
        if number(value) is None:
            return found
        return Computed(UNKNOWN if scale is None else value * scale, found.path)

    def _part_of_base(self, entry: Entry, found: Found) -> Tree:
        ratio, base = self.scene.values.resolve(found), self.scene.base_rate
        if number(ratio) is None:
            return found
        if base is None:
            self.timetable.ask(entry.found, "lr", "`eta_min_ratio` is a part of the base rate, which is not known")
        return Computed(UNKNOWN if base is None else base * ratio, found.path)

    def _add_cycles(self, entry: Entry, parameters: dict[str, Tree]) -> None:
        """The cosines of CosineRestartLR: as one scheduler where all are as long, else one after the other."""
        place, end = (*entry.found.path, "periods"), self._given_up(entry)
        periods = self.timetable.periods(entry.found)
        if entry.scale is None or len(set(periods)) == 1:
            first = UNKNOWN if entry.scale is None else periods[0] * entry.scale
            self._add_item(entry, {"T_0": Computed(first, (*place, 0)), **parameters}, entry.begin, end)
            return
        begin, run = entry.begin or 0, self.timetable.whole_run(entry.interval == "epoch")
        for index, period in enumerate(periods):
            stop = begin + period * entry.scale
            stop = stop if end is None else min(stop, end)
            if begin < stop:
                length = Computed(period * entry.scale, (*place, index))
                lasts = run is not None and stop >= run
                self._add_item(entry, {"T_0": length, **parameters}, begin, None if lasts else stop)
                if lasts:
                    # the run does not come to the others
                    return
            begin = stop

    def _place(self, entry: Entry, key: str) -> Path:
        return (*entry.found.path, key if key in entry.found.value else "type")
