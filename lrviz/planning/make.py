"""Make the draft of a plan, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lrviz.dialects.search import dialect_at, together
from lrviz.dialects.setup import Dialect, Scene, Setup, drops_last, surround_of, takes_parts_of_epochs
from lrviz.dialects.surroundings import surroundings
from lrviz.document import Document
from lrviz.horizon import Horizon, read_horizon
from lrviz.joint import joint_of
from lrviz.options import Options
from lrviz.parts import Part, rivals
from lrviz.plan import Plan
from lrviz.planning.draft import Draft, Work
from lrviz.planning.members import Member, members_at
from lrviz.planning.optimizer import plan_optimizer, translate
from lrviz.planning.scheduler import Around, plan_part
from lrviz.site import among_others, with_joint
from lrviz.unresolved import Unresolved
from lrviz.values import Values
from schedules.optimizer_base import OptimizerSpec
from schedules.problems import Path, Problem, dotted


def make_draft(document: Document, path: Path, options: Options) -> Draft:
    """Plan the run of the scheduler at a path of a document.

    Args:
        document: The config, in any shape.
        path: Where the scheduler stands in it, or the first of several.
        options: What the command line says, and the settings.
    """
    dialect = dialect_at(document, path, options.key is not None)
    assert dialect is not None
    work = Work(Draft(document), surroundings(document, path), dialect, options, Values(document, options))
    paths = together(document, path)
    if (surround := surround_of(dialect)) is not None:
        work.setup = _surround(work, surround)
    translate(work)
    optimizer = plan_optimizer(work)
    horizon = read_horizon(
        work.setup, options, work.values, work.problems, drops_last(dialect), takes_parts_of_epochs(dialect)
    )
    asks_for_samples = _note_epoch(work, horizon)
    members = members_at(work, paths, horizon, optimizer.base_rates)
    around = Around(optimizer, horizon, len(members) > 1)
    parts = [plan_part(work, member, around) for member in members]
    whole = [part for part in parts if part is not None]
    if around.has_several:
        _check_together(work, members, whole, horizon)
    if around.has_several or any(member.has_window for member in members):
        work.draft.sites = among_others(work.draft.sites)
    # once the samples of a batch are known, so is the length of an epoch
    known_then = "steps_per_epoch" if asks_for_samples else None
    work.draft.unresolved = [item for item in work.values.unresolved if item.option != known_then]
    if whole and len(whole) == len(parts) and optimizer.spec is not None and _can_run(work.draft):
        work.draft.plan = _plan(work, whole, optimizer.spec, around)
        if not work.draft.plan.is_plain:
            work.draft.sites = with_joint(work.draft.sites, joint_of(work.draft.sites, work.draft.plan))
    _give_a_reason(work)
    return work.draft


def _surround(work: Work, surround: Callable[[Setup, Scene], Setup]) -> Setup:
    """What surrounds the schedulers of a program that has keys of its own for that."""
    nothing = Horizon(None, None, None, False)
    scene = Scene(
        work.document, work.setup.scheduler.path, work.values, nothing, None, None, work.options, work.problems
    )
    return surround(work.setup, scene)


def _note_epoch(work: Work, horizon: Horizon) -> bool:
    """Say what the length of an epoch was worked out from. True where what is missing for that was asked for."""
    if horizon.note:
        work.notes.append(horizon.note)
    if not horizon.missing or work.options.dataset_size is None:
        return False
    message = "how many samples there are is said, and not how many are in a batch"
    work.values.unresolved.append(Unresolved(work.setup.scheduler.path, "missing", message, option=horizon.missing))
    return True


def _check_together(work: Work, members: Sequence[Member], parts: Sequence[Part], horizon: Horizon) -> None:
    """What only matters where several schedulers move one optimizer."""
    if len({part.unit for part in parts}) > 1 and horizon.said_steps_per_epoch is None:
        message = "one scheduler counts steps and another epochs: the length of an epoch is not in the file"
        path = work.setup.scheduler.path
        work.values.unresolved.append(Unresolved(path, "missing", message, option="steps_per_epoch"))
        return
    found = rivals(parts, horizon.steps_per_epoch) if len(parts) == len(members) else None
    if found is not None:
        one, other = (type(parts[index].spec).__name__ for index in found)
        message = f"{one} and {other} each set the rate anew: whichever is stepped last undoes the other"
        path = members[found[1]].setup.scheduler.path
        work.problems.append(Problem((*path, "name"), "value", "conflict", message, "leave one of them out"))


def _can_run(draft: Draft) -> bool:
    """Whether all is known, and nothing fails in a run of just this length."""
    return not (draft.unresolved or draft.fails or draft.obstacle)


def _plan(work: Work, parts: Sequence[Part], optimizer: OptimizerSpec, around: Around) -> Plan:
    horizon = around.horizon
    is_known = work.is_ours or all(around.known_updates(part) is not None for part in parts)
    said = horizon.updates if is_known else None
    updates = said or max(part.natural_updates(horizon.steps_per_epoch) for part in parts)
    if said is None:
        option = "--steps or --epochs" if horizon.updates is None else "--steps or --steps-per-epoch"
        work.notes.append(f"{updates:,} steps are shown, as the schedule needs; {option} sets the run")
    if not work.is_ours:
        work.notes.append(_read_as(work.dialect, work.setup))
    for part in parts:
        if part.spec.sets_rate:
            name = type(part.spec).__name__
            work.notes.append(f"{name} sets the rate itself; that of the optimizer is not used")
    return Plan(
        name=work.document.label or work.document.name,
        path=work.setup.scheduler.path,
        parts=tuple(parts),
        optimizer=optimizer,
        groups=around.optimizer.groups,
        base_rates=around.optimizer.base_rates,
        updates=updates,
        implied=said is None,
        steps_per_epoch=horizon.steps_per_epoch,
        has_epochs=(horizon.has_epochs and is_known) or any(part.interval == "epoch" for part in parts),
        notes=tuple(work.notes),
    )


def _read_as(dialect: Dialect, setup: Setup) -> str:
    """What was found in a config of another program, and where."""
    run = setup.steps or setup.epochs
    has_rate = setup.optimizer is not None and isinstance(setup.optimizer.value, dict) and "lr" in setup.optimizer.value
    found = {"optimizer": setup.optimizer, "rate": None if has_rate else setup.lr, "run": run}
    places = [f"{what}: `{dotted(item.path)}`" for what, item in found.items() if item is not None]
    where = f"`{dotted(setup.scheduler.path)}`" if setup.scheduler.path else "the whole file"
    return "; ".join([f"read as {dialect.TITLE}: {where}", *places])


def _give_a_reason(work: Work) -> None:
    """Say at least that something is not known, where there is no plan and nothing was said of why."""
    draft = work.draft
    # in our own shape nothing is worked out
    if work.is_ours or draft.plan is not None or draft.problems or draft.unresolved or draft.obstacle:
        return
    message = "what the schedule is worked out from is only known in the run"
    draft.unresolved.append(Unresolved(work.setup.scheduler.path, "missing", message))
