"""Plan to Curve, by the factory: a new optimizer, `build_scheduler`, and the Stepper of the training loop."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING

from lrviz.dummy import dummy_optimizer
from lrviz.errors import MissingExtra, NotPlottable
from lrviz.metric import Metric, read_metric
from lrviz.options import Options
from lrviz.recorder import Recorder
from lrviz.surround import in_some_folder, overheard
from lrviz.text import printable
from lrviz.together import Together
from schedules.build import construct_scheduler
from schedules.problems import ConfigError
from schedules.stepper import Stepper
from schedules.upstream import MissingLibrary

if TYPE_CHECKING:
    from lrviz.curve import Curve
    from lrviz.plan import Plan

Progress = Callable[[int], None]
"""Is told how many updates have been done."""

REPORT_EVERY = 4096


def simulate(plan: Plan, options: Options, progress: Progress | None = None) -> tuple[Curve, list[str]]:
    """Run a schedule and record the rate of every update.

    Args:
        plan: What to run.
        options: The metric.
        progress: Called now and then with the updates that are done.

    Returns:
        The curve, with the rates of updates 0 to N - 1, and the warnings that torch or timm gave, each once.

    Raises:
        NotPlottable: If torch or timm fails, now or at some step, or a rate is no real number.
        MissingExtra: If torch, timm or numpy is not installed.
    """
    for library in ("torch", "numpy"):
        if find_spec(library) is None:
            raise MissingExtra("this", "torch", library)
    with overheard() as said, in_some_folder():
        recorder = _run(plan, read_metric(options.metric), progress)
    return recorder.curve(plan), list(dict.fromkeys(printable(text, 300) for text in said()))


def _run(plan: Plan, metric: Metric, progress: Progress | None) -> Recorder:
    recorder = Recorder()
    try:
        optimizer = dummy_optimizer(plan)
        if plan.is_plain:
            stepper = Stepper(construct_scheduler(optimizer, plan.spec), plan.interval)
            recorder.watch(optimizer.param_groups, plan.moves_momentum)
            _drive(plan, stepper, metric, recorder, progress)
        else:
            together = Together(plan.parts, optimizer)
            recorder.watch(optimizer.param_groups, plan.moves_momentum)
            _by_parts(plan, together, metric, recorder, progress)
    except MissingLibrary as error:
        raise MissingExtra("this", error.extra) from None
    except ConfigError as error:
        raise NotPlottable(f"{printable(plan.name)}: {error.problems[0].message}", error.problems[0].hint) from None
    except FAILURES as error:
        raise _failure(plan, recorder.done, error) from error
    return recorder


FAILURES = (ArithmeticError, ValueError, TypeError, LookupError, AssertionError, RuntimeError)
"""What torch, timm and registered classes raise where a run fails."""


def _failure(plan: Plan, done: int, error: Exception) -> NotPlottable:
    said = "the rate becomes a complex number" if "complex" in str(error) else describe_failure(error)
    place = f"step {done}" if done else "the first step"
    return NotPlottable(f"{printable(plan.name)}: the run fails at {place}: {said}")


def describe_failure(error: Exception) -> str:
    """What an error says, with its type."""
    said = f"{type(error).__name__}: {error}" if str(error) else f"{type(error).__name__} without a text"
    return printable(said, 300)


def _drive(plan: Plan, stepper: Stepper, metric: Metric, recorder: Recorder, progress: Progress | None) -> None:
    """Step through the run. The rate stands still between two calls that can move it, so only these are made."""
    if not stepper.moves_after_step:
        _by_epochs(plan, stepper, metric, recorder, progress)
        return
    recorder.recording()()
    go_on(plan, stepper, metric, recorder, plan.updates - 1, progress)


def go_on(
    plan: Plan, stepper: Stepper, metric: Metric, recorder: Recorder, until: int, progress: Progress | None = None
) -> None:
    """Step on from where the Stepper is, and note the rate of each update that comes then.

    Args:
        plan: What is run.
        stepper: The Stepper. The rate of the update at which it stands has been noted already.
        metric: What a plateau scheduler is fed.
        recorder: Notes the rates.
        until: The last update whose rate is noted.
        progress: Called now and then with the updates that are done.
    """
    if plan.spec.needs_metric or stepper.moves_after_epoch:
        _by_updates(plan, stepper, metric, recorder, until, progress)
    else:
        _walk(stepper, recorder, until, progress)


def _by_epochs(plan: Plan, stepper: Stepper, metric: Metric, recorder: Recorder, progress: Progress | None) -> None:
    per_epoch, fed = plan.steps_per_epoch, plan.spec.needs_metric
    epochs, rest = divmod(plan.updates, per_epoch)
    record = recorder.recording(per_epoch)
    for epoch in range(epochs):
        if epoch:
            stepper.after_epoch(metric(epoch - 1, epochs) if fed else None)
        record()
        if progress is not None and epoch % REPORT_EVERY == 0:
            progress(epoch * per_epoch)
    if rest:
        if epochs:
            stepper.after_epoch(metric(epochs - 1, epochs) if fed else None)
        recorder.recording(rest)()


def _by_updates(
    plan: Plan, stepper: Stepper, metric: Metric, recorder: Recorder, until: int, progress: Progress | None
) -> None:
    per_epoch, fed = plan.steps_per_epoch, plan.spec.needs_metric
    evaluations = plan.updates if plan.interval == "step" else plan.updates // per_epoch
    record = recorder.recording()
    for done in range(stepper.updates + 1, until + 1):
        stepper.after_step(metric(done - 1, evaluations) if fed else None)
        if stepper.moves_after_epoch and done % per_epoch == 0:
            stepper.after_epoch(metric(stepper.epochs, evaluations) if fed else None)
        record()
        if progress is not None and done % REPORT_EVERY == 0:
            progress(done)


def _by_parts(plan: Plan, together: Together, metric: Metric, recorder: Recorder, progress: Progress | None) -> None:
    per_epoch, fed = plan.steps_per_epoch, plan.needs_metric
    record = recorder.recording()
    for done in range(1, plan.updates):
        record()
        together.after_step(metric(done - 1, plan.updates) if fed else None)
        if done % per_epoch == 0:
            epoch = done // per_epoch
            together.after_epoch(metric(epoch - 1, plan.updates // per_epoch) if fed else None)
        if progress is not None and done % REPORT_EVERY == 0:
            progress(done)
    record()


def _walk(stepper: Stepper, recorder: Recorder, until: int, progress: Progress | None) -> None:
    begin = stepper.updates
    record, walk = recorder.recording(), stepper.walk(until - begin)
    for start in range(begin, until, REPORT_EVERY):
        for _ in islice(walk, REPORT_EVERY):
            record()
        if progress is not None:
            progress(start)
    # what is left of a walk keeps the scheduler's own state up to date
    walk.close()
