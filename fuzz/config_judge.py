"""Holds what the linter says of a config against what torch and timm make of it."""

from __future__ import annotations

import json
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple

from fuzz.config_inputs import Config, Drawn
from fuzz.oracles import HANGS, hangs, is_wrong, path_of, without
from fuzz.raw_runs import NO_LENGTH, RawRun, class_of, has_length, new_optimizer, run_raw
from lrviz.curve import Curve
from lrviz.dialects import native
from lrviz.dialects.search import dialect_at
from lrviz.document import read_document
from lrviz.errors import LrvizError
from lrviz.finding import Finding
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.plan import Plan
from lrviz.report import Report
from lrviz.stepping import simulate
from schedules import ConfigError, build_scheduler
from schedules.spec import Spec

Verdict = Literal["ok", "error", "undecided"]

CPU_SECONDS = 5.0
"""After so much a config counts as one that never ends."""


MOST_UPDATES = 100_000
"""Longer runs are taken for granted."""

NOT_RUN = "not run"


class Judged(NamedTuple):
    """What came of one config.

    Attributes:
        verdict: What the linter says without building anything.
        codes: The codes of its errors.
        disagreement: What is wrong with that, or an empty string.
        raw: How the run by torch and timm themselves went, where there was one.
    """

    verdict: Verdict
    codes: tuple[str, ...] = ()
    disagreement: str = ""
    raw: str = NOT_RUN


def judge(drawn: Drawn) -> Judged:
    """Lint a config, run it, and compare. Whatever goes wrong on the way is a disagreement too."""
    codes: tuple[str, ...] = ()
    try:
        with in_time(), warnings.catch_warnings(action="ignore"):
            report = lint(read_document("x.yaml", json.dumps(drawn.document).encode()), Options())
            errors = [finding for finding in report.findings if finding.severity == "error"]
            codes = tuple(sorted({finding.code for finding in errors}))
            return _judge(drawn, report, errors, codes)
    except NeverEndsError:
        # timm can draw noise for ever, and what has another mistake in it besides is rightly called an error
        is_noise = bool(codes) and "noise_range_t" in drawn.filled["scheduler"]
        return Judged("error" if codes else "undecided", codes, "" if is_noise else "it never ends", "it never ends")
    except Exception as error:
        return Judged("undecided", codes, f"{type(error).__name__} on the way: {error}")


def _judge(drawn: Drawn, report: Report, errors: list[Finding], codes: tuple[str, ...]) -> Judged:
    if errors:
        # an error holds whatever is put in for a value that is left out
        return Judged("error", codes, *_of_an_error(drawn, errors))
    is_undecided = any(draft.plan is None or draft.unresolved for draft in report.drafts)
    if drawn.is_open or is_undecided:
        return Judged("undecided", (), *_of_an_undecided(drawn, is_undecided, report))
    return _of_an_ok(drawn.filled, report)


def _of_an_undecided(drawn: Drawn, is_undecided: bool, report: Report) -> tuple[str, str]:
    """Whether it was decided all the same, or could have been; and how the run went, if that needed one."""
    if not is_undecided:
        return "ok, but a value is left out", NOT_RUN
    if drawn.is_open or is_foreign(drawn.filled):
        # what other programs leave to themselves is not in the file either
        return "", NOT_RUN
    if any(draft.obstacle for draft in report.drafts):
        specs = [site.spec for draft in report.drafts for site in draft.sites]
        if any(_is_noisy(spec) or spec.needs_metric for spec in specs):
            # the metric of the run is not known
            return "", NOT_RUN
        # an optimizer that wants more than a step has been told of; the schedule is to be all right
        raw = run_raw(drawn.filled)
        said = f"only the optimizer is named, but torch fails: {raw.failure or _some(raw)}"
        # how far a run goes that has no length nobody knows
        is_fine = raw.is_sound or (bool(raw.rates) and not has_length(drawn.filled))
        return "" if is_fine else said, raw.outcome
    return "undecided, but nothing is left out", NOT_RUN


def _of_an_ok(document: Config, report: Report) -> Judged:
    """Whether the factory does not build it, does not end its run, or makes something else than torch."""
    (draft,) = report.drafts
    assert draft.plan is not None
    # of numbers that are drawn in the run nobody knows the sign before, nor how often a metric lowers the rate, nor how
    # far a run goes that has no length
    is_open = _is_noisy(draft.plan.spec) or draft.plan.needs_metric or draft.plan.implied
    verdict: Verdict = "undecided" if is_open else "ok"
    # what a schedule without a length needs to be seen whole may be millions of steps
    plan = draft.plan._replace(updates=min(draft.plan.updates, NO_LENGTH)) if draft.plan.implied else draft.plan
    if plan.updates > MOST_UPDATES:
        return Judged("undecided")
    planned = _as_planned(document, plan)
    raw = run_raw(planned)
    try:
        curve, _ = simulate(plan, Options())
        ticks = plan.updates // (1 if plan.interval == "step" else plan.steps_per_epoch)
        built = type(build_scheduler(new_optimizer(document["optimizer"]), planned["scheduler"], ticks=ticks))
    except (LrvizError, ConfigError) as error:
        is_news = not (draft.plan.implied and raw.failure)
        return Judged(verdict, (), f"ok, but the factory fails: {error}" if is_news else "", raw.outcome)
    meant = class_of(planned["scheduler"]["name"])
    return Judged(verdict, (), _of_a_run(raw, curve, verdict, built, meant), raw.outcome)


def _of_a_run(raw: RawRun, curve: Curve, verdict: Verdict, built: type, meant: type) -> str:
    """What torch does otherwise than the factory, of a config that is not called an error."""
    if raw.failure:
        return f"ok, but torch fails: {raw.failure}"
    if raw.is_complex or (verdict == "ok" and not raw.is_sound):
        return f"ok, but the rates are not sound: {_some(raw)}"
    if not _is_same(curve, raw):
        return f"ok, but the factory has other rates than torch: {_some(raw)}"
    return "" if built is meant else f"ok, but the factory makes a {built.__name__}"


def _is_noisy(spec: Spec) -> bool:
    """Whether timm draws numbers so large that they decide on the sign of the rates."""
    return getattr(spec, "noise_range_t", None) is not None and spec.noise_pct > 1  # type: ignore[attr-defined]


def is_foreign(document: Config) -> bool:
    """Whether it is read as that of another program: by a shortened name, or by a warm-up beside the parameters."""
    dialect = dialect_at(read_document("x.yaml", json.dumps(document).encode()), ("scheduler",))
    return dialect is not None and dialect.TITLE != native.TITLE


def _as_planned(document: Config, plan: Plan) -> Config:
    """The config with the length that is run where none can be read, and that of another program as it is meant."""
    planned = dict(document)
    if plan.implied:
        planned["steps"] = plan.updates
    if is_foreign(document):
        # another program counts in its own way
        planned["scheduler"] = _written(plan.spec)
        planned |= {"interval": plan.interval, "steps": plan.updates, "steps_per_epoch": plan.steps_per_epoch}
    return planned


def _written(spec: Spec) -> Config:
    """A scheduler as a config of ours has it."""
    parameters = spec.parameters()
    if "schedulers" in parameters:
        parameters["schedulers"] = [_written(child) for child in parameters["schedulers"]]
    return {"name": type(spec).__name__, **parameters}


def _is_same(curve: Curve, raw: RawRun) -> bool:
    columns = zip(*raw.rates, strict=True)
    return [series.rates.tolist() for series in curve.series] == [list(map(float, column)) for column in columns]


def _some(raw: RawRun) -> str:
    return str(raw.rates[:3] + raw.rates[-1:])[:200]


def _of_an_error(drawn: Drawn, errors: list[Finding]) -> tuple[str, str]:
    """Whether torch runs a config that is called an error, and not every oracle sees what is wrong with its rates."""
    document = drawn.filled
    endless = [finding for finding in errors if finding.code in HANGS]
    if endless:
        is_open = any(finding.code == "LR202" for finding in errors)
        any_length = _of_any_length(document) if is_open else document
        unseen = [finding for finding in endless if not hangs(finding, any_length)]
        return f"error, but it ends: {_named(unseen)}" if unseen else "", NOT_RUN
    raw = run_raw(document)
    if not raw.is_sound:
        return "", raw.outcome
    is_seen = _seer(drawn, raw, errors)
    unseen = [finding for finding in errors if not is_seen(finding)]
    return f"error, but it runs: {_named(unseen)}: {_some(raw)}" if unseen else "", raw.outcome


def _of_any_length(document: Config) -> Config:
    """The config without what says how long the run is, which is wrong."""
    lengths = ("steps", "epochs", "steps_per_epoch")
    scheduler = {key: value for key, value in document["scheduler"].items() if key not in lengths}
    return {key: value for key, value in document.items() if key not in lengths} | {"scheduler": scheduler}


ANY_RATE = 0.0731
"""A rate that no config has by chance."""


def _seer(drawn: Drawn, raw: RawRun, errors: list[Finding]) -> Callable[[Finding], bool]:
    """What tells whether a config fails or is wrong as a finding says, now or when the other errors are mended."""
    paths = {finding.key: path_of(finding.key) for finding in errors}
    # of an optimizer that is wrong or not known the linter has no rates, and speaks of any that it may have
    optimizer = drawn.document["optimizer"]
    has_no_rates = "???" in optimizer.values() or any(path[0] == "optimizer" for path in paths.values())
    has_no_length = any(finding.code == "LR202" for finding in errors)

    def is_seen(finding: Finding) -> bool:
        if is_wrong(finding, drawn.filled, raw):
            return True
        mended = drawn.filled
        for key, path in paths.items():
            if key != finding.key and path[0] != "optimizer":
                mended = without(mended, path)
        if has_no_rates:
            mended = {**mended, "optimizer": {"name": "SGD", "lr": ANY_RATE}}
        if mended == drawn.filled:
            return False
        # a run whose length is wrong may be of any
        lengths = [mended, _of_any_length(mended)] if has_no_length else [mended]
        runs = [(each, run_raw(each)) for each in lengths]
        return any(not run.is_sound or is_wrong(finding, each, run) for each, run in runs)

    return is_seen


def _named(findings: list[Finding]) -> str:
    return ", ".join(f"{finding.code} at {finding.key}" for finding in findings)


class NeverEndsError(BaseException):
    """Not an `Exception`: what catches those in a run must not catch this."""


@contextmanager
def in_time() -> Iterator[None]:
    """End what takes so much CPU that it never ends. It counts the CPU of this process, however many share it."""

    def stop(*_: object) -> None:
        raise NeverEndsError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
