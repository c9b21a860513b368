"""Reads the entries of mmengine's `param_scheduler`: what each is, and when it is in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from lrviz.dialects.mmengine_kinds import KINDS, POLY_WITH_END, Kind
from lrviz.dialects.numbers import number
from lrviz.dialects.setup import Found, Scene
from lrviz.options import Interval
from lrviz.unresolved import Unresolved
from schedules.suggest import nearest


class Entry(NamedTuple):
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


class Refusal(NamedTuple):
    """Why an entry is not read, and which of its keys is to be pointed at."""

    found: Found
    key: str
    message: str
    hint: str


class Timetable:
    """The run of mmengine around the entries, and what they say of time.

    Args:
        scene: What surrounds them.
        config: What the file has beside `param_scheduler`.

    Attributes:
        optimizer: The class of the optimizer, where it is one of torch, or an empty string.
    """

    def __init__(self, scene: Scene, config: Any) -> None:
        self.scene = scene
        self.horizon = scene.horizon
        loop = config.get("train_cfg") if isinstance(config, dict) else None
        self._loop: Mapping[str, Any] = loop if isinstance(loop, dict) else {}
        wrapper = config.get("optim_wrapper") if isinstance(config, dict) else None
        optimizer = wrapper.get("optimizer") if isinstance(wrapper, dict) else None
        # it is in our own shape by now, where it is one of torch
        self.optimizer = str(optimizer.get("name", "")) if isinstance(optimizer, dict) else ""

    @property
    def counts_iterations(self) -> bool:
        """Whether the run is a loop of iterations, which to mmengine is a single epoch."""
        if isinstance(self._loop.get("type"), str):
            return "IterBased" in self._loop["type"]
        return self._loop.get("by_epoch") is False or ("max_iters" in self._loop and "max_epochs" not in self._loop)

    @property
    def evaluates_each_epoch(self) -> bool:
        return not self.counts_iterations and self._loop.get("val_interval", 1) == 1

    def read(self, found: Found) -> Entry | Refusal:
        """Read the class and the window of an entry that is no momentum's."""
        name = class_of(found)
        if name not in KINDS:
            near = nearest(name, KINDS)
            hint = f"did you mean `{near}`?" if near else "it is read where it is one of " + ", ".join(KINDS)
            message = f"`type: {str(found.value['type'])[:60]}` is no learning-rate scheduler of mmengine"
            return Refusal(found, "type", message, hint)
        by_epoch = bool(self.value(found, "by_epoch", True))
        is_converted = bool(self.value(found, "convert_to_iter_based", False))
        if is_converted and not by_epoch:
            message = "`convert_to_iter_based` is for schedulers that count epochs: mmengine stops"
            return Refusal(found, "convert_to_iter_based", message, "leave it out, or `by_epoch: false`")
        has_end_rate = name == "PolyLR" and (self.value(found, "eta_min", 0) or 0) != 0
        kind = POLY_WITH_END if has_end_rate else KINDS[name]
        is_stepped = is_converted or not (by_epoch and self.counts_iterations)
        interval: Interval = "epoch" if by_epoch and not is_converted and is_stepped else "step"
        scale = self.horizon.said_steps_per_epoch if is_converted else 1
        if scale is None:
            self.ask(found, "steps_per_epoch", f"{name} is converted to iterations: how many an epoch has is not said")
        begin = self._ticks(found, "begin", scale, 0)
        end = self._ticks(found, "end", scale, self.whole_run(by_epoch))
        cycles = self.periods(found)
        if cycles and begin is not None and end is not None and scale is not None:
            # after its cycles it changes nothing more
            end = min(end, begin + sum(cycles) * scale)
        return Entry(found, name, kind, interval, scale, begin, end, is_stepped)

    def whole_run(self, by_epoch: bool) -> int | None:
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
        value = self.value(found, key, otherwise)
        ticks = number(value)
        return int(ticks * scale) if ticks is not None and scale is not None else None

    def periods(self, found: Found) -> list[int]:
        """The lengths of the cycles of CosineRestartLR, or nothing where they are no such list."""
        periods = self.value(found, "periods", None)
        is_list = isinstance(periods, list) and bool(periods)
        return periods if is_list and all(isinstance(item, int) and item > 0 for item in periods) else []

    def _windows(self, *entries: Entry) -> list[tuple[int, int]]:
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

    def is_apart(self, entry: Entry, other: Entry) -> bool:
        """Whether two windows do not overlap, as far as it is known."""
        windows = sorted(self._windows(entry, other))
        return not windows or windows[0][1] <= windows[1][0]

    def leaves_base(self, entry: Entry, other: Entry) -> bool:
        """Whether another scheduler is over before, at the base rate, or only begins after."""
        windows = self._windows(entry, other)
        if not windows or windows[0][1] <= windows[1][0]:
            return True
        is_warm_up = other.type == "ConstantLR" and (other.length or 0) > 1
        is_warm_up |= other.type == "LinearLR" and self.value(other.found, "end_factor", 1.0) == 1
        return is_warm_up and windows[1][1] <= windows[0][0]

    def value(self, found: Found, key: str, otherwise: Any) -> Any:
        """What an entry says, resolved, or what mmengine takes where it says nothing."""
        if key not in found.value:
            return otherwise
        return self.scene.values.resolve(Found(found.value[key], (*found.path, key)))

    def ask(self, found: Found, option: str, message: str) -> None:
        """Ask for what an option gives, and the file does not say."""
        self.scene.values.unresolved.append(Unresolved(found.path, "missing", message, option=option))


def class_of(found: Found) -> str:
    """The class of an entry, without the module that it may be written with."""
    return str(found.value["type"]).rpartition(".")[2]
