"""Interrupts a run, goes on from what was saved, and compares that with the run that was never interrupted."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from lrviz.dummy import dummy_optimizer
from lrviz.metric import Metric, read_metric
from lrviz.options import Options
from lrviz.recorder import Recorder
from lrviz.stepping import describe_failure, go_on
from lrviz.surround import in_some_folder, overheard
from schedules.build import construct_scheduler
from schedules.stepper import Stepper

if TYPE_CHECKING:
    from lrviz.plan import Plan

Order = Literal["scheduler-first", "optimizer-first"]
"""Whether the new scheduler is built before the optimizer's state is loaded, as it has to be, or after."""

State = Literal["optimizer", "scheduler"]
"""What a training loop saves, and loads again, or forgets to."""

BOTH: tuple[State, ...] = ("optimizer", "scheduler")

ROUNDING = 1e-9
"""Up to which part of the peak two rates are the same."""


class Parting(NamedTuple):
    """The first update whose rate or momentum is another than in the run that was never interrupted.

    Attributes:
        step: The update.
        last: The last update that differs.
        group: Which parameter group, counted from 0.
        quantity: What differs.
        uninterrupted: Its value in the run that was never interrupted.
        resumed: Its value in the run that goes on.
    """

    step: int
    last: int
    group: int
    quantity: Literal["rate", "momentum"]
    uninterrupted: float
    resumed: float


class Resumed(NamedTuple):
    """How a run goes on after it was saved and loaded.

    Attributes:
        at: The updates that were done when the run was saved.
        updates: The updates of the whole run.
        parting: Where it parts when it is resumed as torch says: the scheduler is built, then both states are loaded.
        parting_with_stepper: The same where the state of the `Stepper` is saved in place of the scheduler's own.
        parting_in_wrong_order: Where it parts when the scheduler is built after the optimizer's state was loaded.
        failure: Why it cannot be resumed at all, or an empty string.
    """

    at: int
    updates: int
    parting: Parting | None = None
    parting_with_stepper: Parting | None = None
    parting_in_wrong_order: Parting | None = None
    failure: str = ""


class TrainingRun:
    """A run that is under way.

    Args:
        plan: What is run.
        file: What was saved, if the run is resumed.
        order: Whether the scheduler is built before the optimizer's state is loaded.
        loads: What is loaded. Where `scheduler` is not among it, the scheduler is a new one.
    """

    def __init__(
        self, plan: Plan, file: bytes = b"", order: Order = "scheduler-first", loads: Sequence[State] = BOTH
    ) -> None:
        self.plan = plan
        saved = _read(file) if file else {}
        self.optimizer = dummy_optimizer(plan)
        if saved and order == "optimizer-first" and "optimizer" in loads:
            self.optimizer.load_state_dict(saved["optimizer"])
        self.stepper = Stepper(construct_scheduler(self.optimizer, plan.spec), plan.interval)
        self.recorder = Recorder()
        if saved:
            self._load(saved, order, loads)
        self.recorder.watch(self.optimizer.param_groups, plan.moves_momentum)
        self.recorder.recording()()

    def _load(self, saved: Mapping[str, Any], order: Order, loads: Sequence[State]) -> None:
        if "stepper" in saved:
            self.stepper.load_state_dict(saved["stepper"])
        else:
            if "scheduler" in loads:
                self.stepper.scheduler.load_state_dict(saved["scheduler"])
            self.stepper.updates, self.stepper.epochs = saved["updates"], saved["epochs"]
        if order == "scheduler-first" and "optimizer" in loads:
            self.optimizer.load_state_dict(saved["optimizer"])

    def saved(self, with_stepper: bool) -> bytes:
        """What a training loop writes to its checkpoint.

        Args:
            with_stepper: Whether it saves the state of the `Stepper` in place of the scheduler's own.
        """
        import torch

        state: dict[str, Any] = {"optimizer": self.optimizer.state_dict()}
        if with_stepper:
            state["stepper"] = self.stepper.state_dict()
        else:
            state["scheduler"] = self.stepper.scheduler.state_dict()
            state |= {"updates": self.stepper.updates, "epochs": self.stepper.epochs}
        file = io.BytesIO()
        torch.save(state, file)
        return file.getvalue()

    def go_on(self, until: int, metric: Metric) -> None:
        """Go on up to this update, and note the rates.

        Args:
            until: The last update whose rate is noted, counted from 0.
            metric: What a plateau scheduler is fed.
        """
        go_on(self.plan, self.stepper, metric, self.recorder, until)


def _read(file: bytes) -> dict[str, Any]:
    import torch

    state: dict[str, Any] = torch.load(io.BytesIO(file))
    return state


def resume(plan: Plan, options: Options, at: int) -> Resumed:
    """Run a plan, interrupt it after an update, and go on from what was saved.

    Args:
        plan: What to run. It is known to run to its end.
        options: The metric.
        at: The updates that are done by then: at least one, and fewer than the run has.

    Returns:
        Where the run that goes on parts from the one that was never interrupted.
    """
    metric, last = read_metric(options.metric), plan.updates - 1
    with overheard(), in_some_folder():
        whole = TrainingRun(plan)
        whole.go_on(at, metric)
        try:
            # what a state holds, and what it does when it is loaded, is up to the class
            file, file_of_stepper = whole.saved(with_stepper=False), whole.saved(with_stepper=True)
            first, second = TrainingRun(plan, file), TrainingRun(plan, file_of_stepper)
            third = TrainingRun(plan, file, "optimizer-first")
            for run in (whole, first, second, third):
                run.go_on(last, metric)
        except Exception as error:
            return Resumed(at, plan.updates, failure=describe_failure(error))
    partings = [_parting(whole.recorder, run.recorder, at) for run in (first, second, third)]
    return Resumed(at, plan.updates, partings[0], partings[1], partings[2])


def _parting(whole: Recorder, resumed: Recorder, at: int) -> Parting | None:
    """The first difference in the order of the updates; in one update the rates come first, then the groups."""
    found = [
        *_differences("rate", whole.rates, resumed.rates, at),
        *_differences("momentum", whole.momenta, resumed.momenta, at),
    ]
    if not found:
        return None
    first = min(found, key=lambda parting: parting.step)
    return first._replace(last=max(parting.last for parting in found))


def _differences(quantity: Literal["rate", "momentum"], whole: Any, resumed: Any, at: int) -> list[Parting]:
    found = []
    for group, (before, after) in enumerate(zip(whole, resumed, strict=True)):
        bound = ROUNDING * max(map(abs, before), default=0.0)
        steps = [at + i for i, value in enumerate(after) if not _is_same(value, before[at + i], bound)]
        if steps:
            step = steps[0]
            found.append(Parting(step, steps[-1], group, quantity, before[step], after[step - at]))
    return found


def _is_same(value: float, other: float, bound: float) -> bool:
    # infinite ones are equal, and what is no number stays none
    return value == other or abs(value - other) <= bound or (value != value and other != other)
