"""The schedulers of a config, each in our own shape and with what surrounds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

from lrviz.dialects.graft import graft
from lrviz.dialects.keys import interval_by_key
from lrviz.dialects.search import dialect_at
from lrviz.dialects.setup import Found, Node, Scene, Setup
from lrviz.dialects.surroundings import surroundings
from lrviz.horizon import Horizon
from lrviz.options import Interval
from lrviz.planning.draft import Work
from schedules.checker import UNKNOWN
from schedules.problems import Path, Problem


class Member(NamedTuple):
    """One scheduler in our own shape.

    Attributes:
        setup: What surrounds it.
        interval: How often it is stepped, where that is known.
        has_window: Whether `begin` and `end` beside its parameters say when it is in force.
        is_refused: Whether something in it could not be put into our own shape.
    """

    setup: Setup
    interval: Interval | None
    has_window: bool = False
    is_refused: bool = False


def members_at(work: Work, paths: Sequence[Path], horizon: Horizon, base_rates: tuple[float, ...]) -> list[Member]:
    """Write what stands at some paths in our own shape: one scheduler, or several."""
    refused: list[Path] = []
    members = [
        member for path in paths for member in _members(work, path, len(paths) > 1, horizon, base_rates, refused)
    ]
    return [member._replace(is_refused=_holds_any(member.setup.scheduler.path, refused)) for member in members]


def _holds_any(path: Path, others: Sequence[Path]) -> bool:
    return any(other[: len(path)] == path for other in others)


def _members(
    work: Work, path: Path, several: bool, horizon: Horizon, base_rates: tuple[float, ...], refused: list[Path]
) -> list[Member]:
    """The schedulers at one path; what cannot be put into our own shape is added to `refused`."""
    setup = _surroundings(work, path, several)
    interval = _interval(work, setup, several)
    dialect = dialect_at(work.document, path, is_said=True) or work.dialect
    base_rate = base_rates[0] if base_rates else None
    scene = Scene(work.document, path, work.values, horizon, base_rate, interval, work.options, work.problems)
    translated = dialect.translate(scene)
    if translated.tree != setup.scheduler:
        work.see(graft(work.document, path, translated.tree))
        work.document.keeps_names = work.document.keeps_names and dialect.KEEPS_NAMES
    work.notes.extend(translated.notes)
    work.problems.extend(translated.problems)
    node = work.document.get(path)
    if translated.problems and not isinstance(node, list):
        refused.append(path)
    refused.extend(problem.path for problem in translated.problems)
    if isinstance(node, list) and isinstance(translated.tree, Node):
        setups = [_surroundings(work, (*path, index), True) for index in range(len(node))]
        return [Member(below, _interval(work, below, True), True) for below in setups]
    member = setup._replace(scheduler=Found(node, path))
    return [Member(member, interval or translated.interval, several and isinstance(path[-1], int))]


def _surroundings(work: Work, path: Path, is_one_of_several: bool) -> Setup:
    """What surrounds a scheduler. An interval that is said for several at once is meant for none of them."""
    setup = surroundings(work.document, path)
    if is_one_of_several and setup.interval is not None and setup.interval.path[:-1] != path:
        return setup._replace(interval=None)
    return setup


def _interval(work: Work, setup: Setup, is_one_of_several: bool) -> Interval | None:
    """How often a scheduler is stepped, where options or the config say it. One of several says it by itself."""
    if work.options.interval is not None and not is_one_of_several:
        return work.options.interval
    found = setup.interval
    if found is None:
        return interval_by_key(setup.scheduler.path, is_one_of_several) or work.options.defaults.interval
    value = work.values.resolve(found)
    if value is UNKNOWN:
        return None
    if value not in ("step", "epoch"):
        shown = work.values.quote(())(found.path, value)
        message = f"`interval: {shown}` is neither `step` nor `epoch`"
        work.problems.append(Problem(found.path, "value", "horizon", message))
        return None
    return cast(Interval, value)
