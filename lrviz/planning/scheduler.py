"""One scheduler of a plan: checked, with the ticks of its run, and as rules see it."""

from __future__ import annotations

from typing import Any, NamedTuple

from lrviz.dialects.outdated import as_today
from lrviz.dialects.setup import Found, pyyaml_program
from lrviz.horizon import Horizon
from lrviz.parts import Part
from lrviz.planning.bounds import too_much
from lrviz.planning.draft import Work
from lrviz.planning.members import Member
from lrviz.planning.optimizer import PlannedOptimizer
from lrviz.site import Setting, make_site
from schedules.checker import UNKNOWN, Checked, check
from schedules.problems import Problem
from schedules.run import Run

NOT_NEEDED = ("monitor", "frequency")
"""What stands beside the parameters and changes nothing of the curve."""

WINDOW = ("begin", "end")
"""What says when one of several schedulers is in force."""


class Around(NamedTuple):
    """What the schedulers of a plan have in common."""

    optimizer: PlannedOptimizer
    horizon: Horizon
    has_several: bool

    def known_updates(self, part: Part) -> int | None:
        """The updates of the run, or None where only its epochs are known and the scheduler counts updates.

        What nobody says to be stepped after each update is stepped as often as the run is counted, if it is alone.
        """
        horizon = self.horizon
        if horizon.said_steps_per_epoch is not None:
            return horizon.updates
        if part.unit == "epoch" and self.has_several:
            return horizon.epochs
        counts_updates = part.unit == "step" and (part.is_said or self.has_several)
        return None if counts_updates and horizon.epochs else horizon.updates

    def as_run(self, ticks: int | None = None) -> Run:
        """What the factory knows of the run."""
        spec, base_rates = self.optimizer.spec, self.optimizer.base_rates
        if spec is None:
            return Run(ticks=ticks)
        return Run(base_rates or None, len(base_rates) or None, spec.cycles_momentum, ticks, spec.divides_by_beta)


class _Window(NamedTuple):
    """The ticks between which a scheduler is in force."""

    begin: int = 0
    end: int | None = None


def plan_part(work: Work, member: Member, around: Around) -> Part | None:
    """Check one scheduler, and note its site; None where it cannot be run."""
    if member.is_refused:
        return None
    found = member.setup.scheduler
    window = _window(work, found) if member.has_window else _Window()
    resolved = _resolved(work, found, WINDOW if member.has_window else ())
    # an interpolation may give the name alone, as the config itself may
    resolved = {"name": resolved} if isinstance(resolved, str) else resolved
    if (problem := too_much(resolved, len(around.optimizer.groups))) is not None:
        work.problems.append(problem.below(found.path))
        return None
    checked, part = _checked(work, member, resolved, window, around)
    work.problems.extend(problem.below(found.path) for problem in checked.problems)
    today = resolved if work.is_ours else as_today(resolved)
    if today is not resolved:
        mended, drawn = _checked(work, member, today, window, around)
        if not mended.problems:
            _draw_as_it_was(work, found, checked)
            checked, part = mended, drawn
    if part is None or checked.spec is None:
        return None
    part = part._replace(spec=checked.spec)
    _note_site(work, member, checked, part, around)
    return part if checked.complete and not checked.problems else None


def _checked(work: Work, member: Member, resolved: Any, window: _Window, around: Around) -> tuple[Checked, Part | None]:
    """Check one scheduler, and again with the ticks of its run: how often it is stepped its spec says."""
    quote = work.values.quote(member.setup.scheduler.path)
    checked = check(resolved, around.as_run(), quote=quote)
    if checked.spec is None:
        return checked, None
    part = Part(
        checked.spec, member.interval or checked.spec.interval(), window.begin, window.end, member.interval is not None
    )
    updates, epochs = around.known_updates(part), around.horizon.epochs
    if updates is not None:
        ticks = part.ticks(updates, around.horizon.steps_per_epoch)
        checked = check(resolved, around.as_run(ticks), quote=quote)
    elif epochs is not None:
        run = around.as_run()._replace(fewest_ticks=part.ticks(epochs, steps_per_epoch=1))
        checked = check(resolved, run, quote=quote)
    return checked, part


def _draw_as_it_was(work: Work, found: Found, checked: Checked) -> None:
    """Draw what a config for an older library means there, though the one of today would not take it."""
    work.draft.tolerated.extend(problem.below(found.path) for problem in checked.problems)
    keys = ", ".join(f"`{problem.path[-1]}`" for problem in checked.problems if problem.kind == "unknown-key")
    work.notes.append(f"drawn as it is meant with {keys}: the version of today stops at that")
    if isinstance(found.value, dict) and found.value.get("cycle_limit") == 0:
        work.notes.append(
            "`cycle_limit: 0` was no limit to timm then, and is one cycle today; that `lr_min` fell with the "
            "cycles is not drawn"
        )


def _resolved(work: Work, found: Found, left_out: tuple[str, ...]) -> Any:
    """The scheduler with everything in it resolved, but for what only the program around it needs."""
    if not isinstance(found.value, dict):
        return work.values.resolve(found)
    others = {key: value for key, value in found.value.items() if key in NOT_NEEDED}
    needed = {key: value for key, value in found.value.items() if key not in (*NOT_NEEDED, *left_out)}
    return work.values.resolve(found._replace(value=needed)) | others


def _window(work: Work, found: Found) -> _Window:
    """The ticks between which one of several schedulers is stepped."""
    node = found.value if isinstance(found.value, dict) else {}
    begin, end = (_tick(work, Found(node[key], (*found.path, key))) if key in node else None for key in WINDOW)
    if end is not None and end <= (begin or 0):
        message = f"`end: {end}` is not after the beginning, {begin or 0}: the scheduler is never in force"
        work.problems.append(Problem((*found.path, "end"), "value", "conflict", message))
    return _Window(begin or 0, end)


def _tick(work: Work, found: Found) -> int | None:
    value = work.values.resolve(found)
    if value is UNKNOWN:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    shown = work.values.quote(())(found.path, value)
    message = f"`{found.path[-1]}: {shown}` is not a whole number of 0 or more"
    work.problems.append(Problem(found.path, "value", "wrong-type", message))
    return None


def _note_site(work: Work, member: Member, checked: Checked, part: Part, around: Around) -> None:
    """Note the scheduler as rules see it, with nothing that is only assumed."""
    said = member.setup.interval
    horizon, optimizer = around.horizon, around.optimizer
    updates = around.known_updates(part)
    setting = Setting(
        document=work.document,
        interval=part.interval,
        interval_path=said.path if said and work.options.interval is None else None,
        updates=updates,
        epochs=horizon.epochs,
        steps_per_epoch=horizon.said_steps_per_epoch,
        base_rates=None if optimizer.is_assumed or not optimizer.base_rates else optimizer.base_rates,
        optimizer=optimizer.spec,
        optimizer_path=work.setup.optimizer.path if work.setup.optimizer else None,
        counts_updates=bool(horizon.note),
        rate_path=work.setup.lr.path if work.setup.lr else None,
        pyyaml_program=pyyaml_program(work.dialect),
    )
    used = updates and part.used_ticks(updates, horizon.steps_per_epoch)
    site = make_site(checked, member.setup.scheduler.path, setting, used, part.begin)
    if site:
        work.draft.sites.append(site)
