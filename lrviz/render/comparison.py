"""The table of a comparison, as texts: whatever draws it draws the same rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from lrviz.curve import Curve
from lrviz.difference import Comparison, Difference
from lrviz.numbers import Numbers, numbers_of
from lrviz.render import words
from lrviz.text import printable

LETTERS = "ABCDEFGHIJKL"
"""What the configs of a comparison are called. A is the baseline."""

NONE = "-"

T = TypeVar("T", bound=Hashable)


class Row(NamedTuple):
    """One number of all configs.

    Attributes:
        label: What it is.
        cells: Its text for each config.
        differs: For each config, whether its text is another one than the baseline's.
        changes: For each config, how it differs from the baseline: `+61.8 %`, `-0.75 pp`, `+700`; an empty string where
            it does not, or cannot be said.
    """

    label: str
    cells: tuple[str, ...]
    differs: tuple[bool, ...]
    changes: tuple[str, ...]


class Section(NamedTuple):
    """The rows of one parameter group, or those of the whole run.

    Attributes:
        title: Which group; an empty string where there is one alone.
        rows: Its rows.
    """

    title: str
    rows: tuple[Row, ...]


class Sheet(NamedTuple):
    """The whole table.

    Attributes:
        letters: What each config is called.
        names: The configs as they were typed, in one line each.
        sections: What is said of the run, and of each parameter group.
        verdicts: A sentence on each config but the baseline, for each group.
    """

    letters: tuple[str, ...]
    names: tuple[str, ...]
    sections: tuple[Section, ...]
    verdicts: tuple[str, ...]


def sheet_of(comparison: Comparison) -> Sheet:
    """Everything that a comparison says, as text."""
    curves = comparison.curves
    groups = max(len(curve.series) for curve in curves)
    return Sheet(
        tuple(LETTERS[: len(curves)]),
        tuple(printable(curve.name) for curve in curves),
        (Section("", _run_rows(curves)), *(_group_section(comparison, group, groups > 1) for group in range(groups))),
        tuple(_verdicts(comparison)),
    )


def _run_rows(curves: Sequence[Curve]) -> tuple[Row, ...]:
    says: dict[str, Callable[[Curve], str]] = {
        "scheduler": lambda curve: words.schedule(curve.plan),
        "optimizer": lambda curve: type(curve.plan.optimizer).__name__,
        "run": lambda curve: words.run(curve.plan),
        "engine": lambda curve: curve.engine,
    }
    return tuple(_row(label, [text(curve) for curve in curves]) for label, text in says.items())


def _row(label: str, cells: Sequence[str], changes: Sequence[str] = ()) -> Row:
    differs = [cell != cells[0] for cell in cells]
    told = [change if other else "" for change, other in zip(changes or [""] * len(cells), differs, strict=True)]
    return Row(label, tuple(cells), tuple(differs), tuple(told))


def _group_section(comparison: Comparison, group: int, several: bool) -> Section:
    curves = comparison.curves
    read = [numbers_of(curve, group) if group < len(curve.series) else None for curve in curves]
    rows = [
        _row(line.label, [NONE if own is None else line.text(own) for own in read], _changes(line, read))
        for line in LINES
        if not line.optional or any(own is not None and line.value(own) is not None for own in read)
    ]
    found = [other.groups[group] if group < len(other.groups) else None for other in comparison.against]
    for label, text in AGAINST.items():
        # the baseline's own cell is empty, and not a text from which the others differ
        cells = ["", *(NONE if item is None else text(item) for item in found)]
        rows.append(Row(label, tuple(cells), (False, *(_is_other(item) for item in found)), ("",) * len(cells)))
    if not several:
        return Section("", tuple(rows))
    labels = dict.fromkeys(curve.series[group].label or "all" for curve in curves if group < len(curve.series))
    return Section(f"group {group}: {' / '.join(labels)}", tuple(rows))


def _is_other(found: Difference | None) -> bool:
    return found is None or found.first_step is not None


class _Line(NamedTuple):
    """How a number is shown.

    Attributes:
        label: What it is called.
        text: Its text.
        value: The number that is compared.
        change: How two values are compared, the baseline's first.
        optional: Whether it is left out where no config has it.
    """

    label: str
    text: Callable[[Numbers], str]
    value: Callable[[Numbers], float | None]
    change: Callable[[float, float], str]
    optional: bool = False


def _changes(line: _Line, read: Sequence[Numbers | None]) -> list[str]:
    values = [None if own is None else line.value(own) for own in read]
    before = values[0]
    return ["" if before is None or value is None else line.change(before, value) for value in values]


def _relative(before: float, after: float) -> str:
    """By which part of itself a number grew; by how many times it did where that says more."""
    if before == 0 or (before > 0) != (after > 0):
        return ""
    return f"x {after / before:.3g}" if after / before >= 10 else _signed(100 * (after - before) / before, "%")


def _points(before: float, after: float) -> str:
    return _signed(100 * (after - before), "pp")


def _signed(change: float, unit: str) -> str:
    text = f"{change:+.3g}"
    return "" if text in ("+0", "-0") or not math.isfinite(change) else f"{text} {unit}"


def _steps(before: float, after: float) -> str:
    return f"{round(after - before):+,}"


def _with_part(count: int | None, part: float | None) -> str:
    return NONE if count is None else f"{count:,} ({words.percent(part)})" if part is not None else f"{count:,}"


def _tail(read: Numbers) -> str:
    part = read.part_of_peak(read.tail_mean)
    return words.rate(read.tail_mean) if part is None else f"{words.rate(read.tail_mean)} ({words.percent(part)})"


def _jump(read: Numbers) -> str:
    if read.jump_step is None:
        return NONE
    part = read.part_of_peak(read.jump)
    size = f"{read.jump:+.3e}" if part is None else f"{100 * part:+.3g} %"
    return f"{size} at {read.jump_step:,}"


LINES = (
    _Line("first", lambda read: words.rate(read.first), lambda read: read.first, _relative),
    _Line("peak", lambda read: words.rate(read.peak), lambda read: read.peak, _relative),
    _Line("peak at step", lambda read: words.count(read.peak_step), lambda read: read.peak_step, _steps),
    _Line("warm-up", lambda read: _with_part(read.warm_up, read.warm_up_fraction), lambda read: read.warm_up, _steps),
    _Line(
        "decay start",
        lambda read: _with_part(read.decay_start, read.decay_fraction),
        lambda read: read.decay_start,
        _steps,
    ),
    _Line("final", lambda read: words.rate(read.final), lambda read: read.final, _relative),
    _Line("final / peak", lambda read: words.percent(read.final_over_peak), lambda read: read.final_over_peak, _points),
    _Line("area S1", lambda read: f"{read.area:.4g}", lambda read: read.area, _relative),
    _Line("S1 / (peak x N)", lambda read: words.percent(read.used), lambda read: read.used, _points),
    _Line("annealing area S2", lambda read: f"{read.annealing:.4g}", lambda read: read.annealing, _relative),
    _Line("half-life at step", lambda read: words.count(read.half_life), lambda read: read.half_life, _steps),
    _Line("above 90 % of peak", lambda read: words.percent(read.high), lambda read: read.high, _points),
    _Line("mean of last 10 %", _tail, lambda read: read.tail_mean, _relative),
    _Line("largest jump", _jump, lambda read: read.part_of_peak(read.jump), _points),
    _Line("restarts", lambda read: words.count(read.restarts), lambda read: read.restarts, _steps),
    _Line(
        "shrink by wd x S1", lambda read: words.percent(read.shrink), lambda read: read.shrink, _points, optional=True
    ),
)
"""The numbers of a parameter group, in the order in which they are shown."""


def _crossings(found: Difference) -> str:
    if not found.crossings:
        return "0"
    return f"{len(found.crossings):,}, first at {found.crossings[0]:,}"


AGAINST: dict[str, Callable[[Difference], str]] = {
    "differs from step": lambda found: words.count(found.first_step),
    "largest gap to A": lambda found: (
        NONE if found.first_step is None else f"{found.largest:+.3e} at {found.largest_step:,}"
    ),
    "crosses A": _crossings,
    "area between": lambda found: words.percent(found.area),
}
"""What lies between a config and the baseline."""


def alike(told: Iterable[tuple[str, T]]) -> list[tuple[str, T]]:
    """What is told of several configs, each once, with the letters of all of which it is told."""
    letters: dict[T, list[str]] = {}
    for letter, what in told:
        letters.setdefault(what, []).append(letter)
    return [(", ".join(whose), what) for what, whose in letters.items()]


def _verdicts(comparison: Comparison) -> list[str]:
    first, *others = comparison.curves
    told = []
    for group in range(max(len(other.groups) for other in comparison.against)):
        of_which = f", group {group}," if any(len(other.groups) > 1 for other in comparison.against) else ""
        for letter, curve, other in zip(LETTERS[1:], others, comparison.against, strict=False):
            if group < len(other.groups):
                found = other.groups[group]
                over = _over(comparison, first, curve, found)
                told.append((letter, f"{of_which} {_verdict(first, group, found)}{over}"))
    return [f"A and {letters}{text}" for letters, text in alike(told)]


def _over(comparison: Comparison, first: Curve, other: Curve, found: Difference | None) -> str:
    if found is None or first.updates == other.updates:
        return ""
    if comparison.align == "fraction":
        places = "1 place" if found.compared == 1 else f"{found.compared:,} places"
        return f" (at {places}, by the fraction of each run)"
    steps = "step" if found.compared == 1 else f"{found.compared:,} steps"
    return f" (over the first {steps} of each)"


def _verdict(first: Curve, group: int, found: Difference | None) -> str:
    if found is None:
        return f"cannot be compared: only {'A' if group < len(first.series) else 'the other one'} has this group"
    return "are the same at every step" if found.first_step is None else f"differ from step {found.first_step:,} on"
