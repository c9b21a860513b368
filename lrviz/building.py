"""Whether `validate` also builds and runs each config, and interrupts the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lrviz.errors import UsageProblem
from lrviz.text import printable

if TYPE_CHECKING:
    from lrviz.plan import Plan


class ResumeAt(NamedTuple):
    """When a run is interrupted: after so many updates, or after so many epochs."""

    updates: int | None = None
    epochs: int | None = None

    def option(self) -> str:
        """How it is written on the command line."""
        return f"--resume-at {self.updates}" if self.epochs is None else f"--resume-at-epoch {self.epochs}"

    def within(self, plan: Plan) -> int:
        """The updates after which the run of a plan is interrupted.

        Raises:
            UsageProblem: If nobody says how long the run is, it is over by then, or several schedulers share it.
        """
        name, per_tick = printable(plan.name), 1 if self.epochs is None else plan.steps_per_epoch
        ticks = (self.updates or 0) if self.epochs is None else self.epochs
        if plan.implied:
            message = f"{name}: nobody says how long the run is, so that {self.option()} may be after its end"
            raise UsageProblem(message, "say it with --steps, or with --epochs")
        if not plan.is_plain:
            message = f"{name}: {self.option()}: a run of several schedulers on one optimizer is not interrupted"
            raise UsageProblem(message, "leave the option out for this config")
        if 1 <= ticks * per_tick < plan.updates:
            return ticks * per_tick
        unit, latest = ("step", plan.updates - 1) if self.epochs is None else ("epoch", (plan.updates - 1) // per_tick)
        run = f"{plan.updates:,} step{'' if plan.updates == 1 else 's'}"
        if not latest:
            raise UsageProblem(f"{name}: {self.option()}: the run of {run} cannot be interrupted after a whole {unit}")
        message = f"{name}: {self.option()} leaves no step to go on with: the run has {run}"
        raise UsageProblem(message, "give 1" if latest == 1 else f"give a number from 1 to {latest:,}")


class Building(NamedTuple):
    """What is done with the real factory.

    Attributes:
        build: Whether each config is built, and run where its horizon is known.
        resume_at: When each run is also interrupted and resumed; None for never.
    """

    build: bool = False
    resume_at: ResumeAt | None = None
