"""Plan to Curve, by the factory: a new optimizer, `build_scheduler`, and the Stepper of the training loop."""

from __future__ import annotations

import logging
import os
import warnings
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any

from lrviz.dummy import dummy_optimizer
from lrviz.errors import MissingExtra, NotPlottable
from lrviz.metric import Metric, read_metric
from lrviz.options import Options
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
            raise MissingExtra("this", "torch")
    with overheard() as said, _in_some_folder():
        recorder = _run(plan, read_metric(options.metric), progress)
    return recorder.curve(plan), list(dict.fromkeys(printable(text, 300) for text in said()))


@contextmanager
def overheard() -> Iterator[Callable[[], list[str]]]:
    """Keep what torch and timm say meanwhile from standard error.

    Yields:
        A function that gives what was said so far.
    """
    with warnings.catch_warnings(record=True) as caught, _logged() as logged:
        warnings.simplefilter("always")
        # the optimizer of a simulation has nothing to update
        warnings.filterwarnings("ignore", r"Detected call of `lr_scheduler.step\(\)` before `optimizer.step\(\)`")
        yield lambda: [*(str(warning.message) for warning in caught), *(record.getMessage() for record in logged)]


@contextmanager
def _in_some_folder() -> Iterator[None]:
    """Be in a folder that is there meanwhile: where it was deleted, libraries of torch end the process."""
    try:
        os.getcwd()
    except OSError:
        gone = os.open(".", os.O_RDONLY)
        os.chdir(os.sep)
        try:
            yield
        finally:
            os.fchdir(gone)
            os.close(gone)
    else:
        yield


@contextmanager
def _logged() -> Iterator[list[logging.LogRecord]]:
    """What timm writes to its log meanwhile, in place of standard error."""
    records: list[logging.LogRecord] = []
    handler, logger = logging.Handler(), logging.getLogger("timm")
    handler.emit = records.append  # type: ignore[method-assign, assignment]
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield records
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates


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


class Recorder:
    """Notes the rate of each group, and the momentum where it can move, eight bytes a value."""

    def __init__(self) -> None:
        self.groups: list[dict[str, Any]] = []
        self.rates: list[array[float]] = []
        self.momenta: list[array[float]] = []
        self.momentum_of: Callable[[dict[str, Any]], float] | None = None

    def watch(self, groups: list[dict[str, Any]], with_momentum: bool) -> None:
        """Note what these groups have, from now on."""
        self.groups = groups
        self.rates = [array("d") for _ in groups]
        self.momenta = [array("d") for _ in groups]
        if with_momentum and "betas" in groups[0]:
            self.momentum_of = lambda group: group["betas"][0]
        elif with_momentum and "momentum" in groups[0]:
            self.momentum_of = lambda group: group["momentum"]

    @property
    def done(self) -> int:
        """How many updates have been noted."""
        return len(self.rates[0]) if self.rates else 0

    def recording(self, updates: int = 1) -> Callable[[], None]:
        """What notes the values of one tick, for this many updates, as fast as it goes."""
        if updates > 1 or (self.momentum_of is not None and len(self.groups) > 1):
            return partial(self._record, updates)
        pairs = [(rates.append, group) for rates, group in zip(self.rates, self.groups, strict=True)]
        ((append, only),) = pairs[:1]
        momentum_of, append_momentum = self.momentum_of, self.momenta[0].append

        def note_rate() -> None:
            append(only["lr"])

        def note_rates() -> None:
            for append_rate, group in pairs:
                append_rate(group["lr"])

        def note_rate_and_momentum() -> None:
            append(only["lr"])
            append_momentum(momentum_of(only))  # type: ignore[misc]

        if len(pairs) > 1:
            return note_rates
        return note_rate if momentum_of is None else note_rate_and_momentum

    def _record(self, updates: int) -> None:
        for group, rates, momenta in zip(self.groups, self.rates, self.momenta, strict=True):
            rates.extend(array("d", [group["lr"]]) * updates)
            if self.momentum_of is not None:
                momenta.extend(array("d", [self.momentum_of(group)]) * updates)

    def curve(self, plan: Plan) -> Curve:
        """Everything that was noted."""
        import numpy as np

        from lrviz.curve import Curve, Series

        series = []
        for label, rates, momenta in zip(plan.labels(), self.rates, self.momenta, strict=True):
            moving = np.frombuffer(momenta) if momenta else None
            if moving is not None and (moving == moving[0]).all():
                moving = None
            series.append(Series(label, np.frombuffer(rates), moving))
        return Curve(plan.name, plan, tuple(series), "factory")
