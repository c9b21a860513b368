"""Checks against the parameter groups and the momentum of an optimizer, shared by several schedulers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from schedules.run import Run
from schedules.spec import Conflict, Spec

Picked = TypeVar("Picked", bound=Spec)


def one_for_each_group(spec: Spec, run: Run, *fields: str) -> Iterator[Conflict]:
    """A list must have as many elements as the optimizer has parameter groups."""
    for field in fields:
        value = getattr(spec, field)
        if isinstance(value, list | tuple) and len(value) != run.groups:
            elements = "1 element" if len(value) == 1 else f"{len(value)} elements"
            groups = "1 parameter group" if run.groups == 1 else f"{run.groups} parameter groups"
            yield Conflict(
                field,
                f"`{field}` has {elements}, but the optimizer has {groups}: the scheduler refuses it",
                "give one number for all groups, or one for each",
            )


def pick(spec: Picked, index: int, *fields: str) -> Picked:
    """The Spec with the value of one parameter group in place of each list.

    A list that nothing reads, as `base_momentum` without `cycle_momentum`, may be too short, and stays.
    """
    lists = {field: getattr(spec, field) for field in fields if isinstance(getattr(spec, field), list | tuple)}
    own = {field: values[index] for field, values in lists.items() if index < len(values)}
    return spec.model_copy(update=own) if own else spec


def single(value: float | list[float]) -> float:
    """The value of one parameter group, of a Spec that `for_group` made."""
    return value[0] if isinstance(value, list | tuple) else value


def beta_of_one(cycle_momentum: bool, first: float | list[float], run: Run) -> Conflict | None:
    """The momentum with which a cycle begins must not be 1 where it becomes the first beta of one like Adam."""
    values = first if isinstance(first, list | tuple) else [first]
    if not cycle_momentum or not run.divides_by_beta or 1 not in values:
        return None
    return Conflict(
        "max_momentum",
        "`max_momentum: {max_momentum}` becomes the first beta of the optimizer, which divides by 1 - beta: the first "
        "step stops with ZeroDivisionError, or makes every parameter nan",
        "use a momentum below 1, or `cycle_momentum: false`",
    )


def momentum_to_cycle(cycle_momentum: bool, run: Run) -> Conflict | None:
    """The optimizer must have a momentum, or betas, where the scheduler moves it."""
    if not cycle_momentum or run.cycles_momentum:
        return None
    return Conflict(
        "cycle_momentum",
        "the optimizer has neither a momentum nor betas for `cycle_momentum` to move: torch refuses it",
        "add `cycle_momentum: false`",
    )
