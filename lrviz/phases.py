"""Phases: the stretches of a run in which the rate climbs, stays, or falls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np

from lrviz.curve import BLOCK, Curve, Values

Kind = Literal["warm-up", "hold", "decay", "rise", "restart"]

Ticks = np.ndarray[tuple[int], np.dtype[np.int64]]
Ups = np.ndarray[tuple[int], np.dtype[np.bool_]]

STILL = 1e-12
"""A change of no more than this part of the rate is rounding."""

SMALLEST_TURN = 0.01
"""A curve turns where it goes back by this part of the distance from its lowest to its highest rate."""

SHORTEST_HOLD = 1e-4
"""A level at a turn that is shorter than this part of the run is where a smooth curve turns, and no hold."""

LONG_STAIR = 0.01
"""A level on the way down, or up, is a hold where it takes this part of the run and more than others on the way do."""


class Phase(NamedTuple):
    """A stretch of the run.

    Attributes:
        kind: What the rate does in it.

            - `warm-up`: it climbs for the first time, or stays low before it does.
            - `hold`: it stays where it is.
            - `decay`: it falls, smoothly or in stairs.
            - `rise`: it climbs again, over several ticks.
            - `restart`: it has jumped up in one tick, and falls from there, or stays.
        start: The first update.
        end: The update after the last one.
    """

    kind: Kind
    start: int
    end: int


def phases_of(curve: Curve, group: int = 0) -> tuple[Phase, ...]:
    """Read the phases off the values of a parameter group.

    Only what the curve does counts, and not by which scheduler: LinearLR that falls is a decay. The update at which a
    curve turns belongs to the phase that it begins, and so a warm-up ends, and a decay begins, at the update with the
    highest rate. A decay that comes after a hold begins at the first update with a lower rate.

    Args:
        curve: The rates.
        group: Which parameter group.

    Returns:
        The phases, one after the other, from update 0 to the end of the run. There is always one.
    """
    every = curve.updates_of_a_tick
    values = curve.series[group].rates[::every]
    begun = phases_of_ticks(values)
    starts = [start * every for _, start in begun]
    return tuple(
        Phase(kind, start, end)
        for (kind, _), start, end in zip(begun, starts, [*starts[1:], curve.updates], strict=True)
    )


@np.errstate(invalid="ignore", over="ignore")
def phases_of_ticks(values: Values) -> list[tuple[Kind, int]]:
    """What begins at which tick, for the rate of each tick."""
    changes, ups = _changes(values)
    moves = _moves(values, changes, ups)
    shortest = max(2, round(SHORTEST_HOLD * len(values)))
    begun: list[tuple[Kind, int]] = []
    reached = 0
    for move in moves:
        level = move.leaves + 1 - reached
        if move.up and move is moves[0]:
            begun.append(("warm-up", 0))
        else:
            if level >= shortest:
                _begin(begun, "hold", reached)
            after_hold = level >= shortest or (move.is_jump and begun)
            kind: Kind = "decay" if not move.up else "restart" if move.is_jump else "rise"
            _begin(begun, kind, move.leaves + 1 if after_hold else reached)
        for start, end in _long_stairs(move, changes, len(values), shortest):
            kind = begun[-1][0]
            begun += [("hold", start), (kind, end)]
        reached = move.arrives
    if not moves or len(values) - reached >= shortest:
        _begin(begun, "hold", reached)
    return begun


class _Move(NamedTuple):
    """A way up, or a way down.

    Attributes:
        up: Whether it goes up.
        leaves: The last tick with the rate from which it goes.
        arrives: The first tick with the rate to which it goes.
    """

    up: bool
    leaves: int
    arrives: int

    @property
    def is_jump(self) -> bool:
        return self.arrives == self.leaves + 1


def _begin(begun: list[tuple[Kind, int]], kind: Kind, start: int) -> None:
    """Note that a phase begins. A jump takes no time, and so one that has just been noted takes in what follows."""
    if not begun or begun[-1][1] != start:
        begun.append((kind, start))
    elif kind == "rise":
        begun[-1] = (kind, start)


def _changes(values: Values) -> tuple[Ticks, Ups]:
    """The ticks after which the rate changes, and whether it goes up there.

    They are found block by block: what is small enough stays in the cache.
    """
    ticks, ups = [], []
    for start in range(0, max(1, len(values) - 1), BLOCK):
        block = values[start : start + BLOCK + 1]
        sizes, steps = np.abs(block), np.diff(block)
        found = np.flatnonzero(np.abs(steps) > STILL * np.maximum(sizes[1:], sizes[:-1]))
        ticks.append(found + start)
        ups.append(steps[found] > 0)
    return np.concatenate(ticks), np.concatenate(ups)


def _moves(values: Values, changes: Ticks, ups: Ups) -> list[_Move]:
    """The ways up and down that are worth a turn; what lies between two in one direction becomes a part of them."""
    if not changes.size:
        return []
    turns = np.flatnonzero(ups[1:] != ups[:-1])
    leaves, arrives = changes[np.append(0, turns + 1)], changes[np.append(turns, changes.size - 1)] + 1
    least = SMALLEST_TURN * float(np.max(values) - np.min(values))
    # every way there is, however short, in turns; plain lists, as noise can have one for each tick
    first, *ways = zip(
        ups[np.append(0, turns + 1)].tolist(), leaves.tolist(), arrives.tolist(), values[arrives].tolist(), strict=True
    )
    up, _, _, height = first
    kept = [_Move(*first[:3])]
    left: int | None = None
    for goes_up, leaving, arriving, rate in ways:
        left = leaving if left is None else left
        if goes_up == up and (rate > height) == up:
            kept[-1] = kept[-1]._replace(arrives=arriving)
        elif goes_up != up and abs(rate - height) >= least:
            kept.append(_Move(goes_up, left, arriving))
        else:
            continue
        up, height, left = goes_up, rate, None
    start = kept[0]
    if len(kept) > 1 and abs(float(values[start.arrives]) - float(values[start.leaves])) < least:
        kept[:2] = [kept[1]._replace(leaves=start.leaves)]
    return kept


def _long_stairs(move: _Move, changes: Ticks, ticks: int, shortest: int) -> Iterator[tuple[int, int]]:
    """The levels within a move that are holds: from which tick, and to which."""
    longest = max(shortest, LONG_STAIR * ticks)
    if move.arrives - move.leaves <= longest:
        return
    first, last = np.searchsorted(changes, [move.leaves, move.arrives])
    within = changes[first:last]
    lengths = np.diff(within)
    if not lengths.size or lengths.max() < longest:
        return
    usual = float(np.median(lengths))
    for index in np.flatnonzero((lengths >= longest) & (lengths > 3 * usual)).tolist():
        yield int(within[index]) + 1, int(within[index + 1]) + 1
