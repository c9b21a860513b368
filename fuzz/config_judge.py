"""Holds what the linter says of a config against what torch and timm make of it."""

from __future__ import annotations

import json
from typing import Literal, NamedTuple

from fuzz.config_inputs import Config
from fuzz.oracles import is_wrong
from fuzz.raw_runs import RawRun, run_raw
from lrviz.curve import Curve
from lrviz.document import read_document
from lrviz.errors import LrvizError
from lrviz.finding import Finding
from lrviz.lint import Report, lint
from lrviz.options import Options
from lrviz.plan import Plan
from lrviz.stepping import simulate

Verdict = Literal["ok", "error", "undecided"]


class Judged(NamedTuple):
    """What came of one config.

    Attributes:
        verdict: What the linter says without building anything.
        codes: The codes of its errors.
        disagreement: What is wrong with that, or an empty string.
    """

    verdict: Verdict
    codes: tuple[str, ...] = ()
    disagreement: str = ""


def judge(document: Config) -> Judged:
    """Lint a config, run it, and compare."""
    report = lint(read_document("x.yaml", json.dumps(document).encode()), Options())
    errors = [finding for finding in report.findings if finding.severity == "error"]
    codes = tuple(sorted({finding.code for finding in errors}))
    if errors:
        return Judged("error", codes, _of_an_error(document, errors))
    if any(draft.plan is None or draft.unresolved for draft in report.drafts):
        return Judged("undecided")
    return Judged("ok", (), _of_an_ok(document, report))


def _of_an_ok(document: Config, report: Report) -> str:
    """Whether the factory does not build it, does not end its run, or makes something else than torch."""
    (draft,) = report.drafts
    assert draft.plan is not None
    try:
        curve, _ = simulate(draft.plan, Options())
    except LrvizError as error:
        return f"ok, but the factory fails: {error}"
    raw = run_raw(_as_planned(document, draft.plan))
    if raw.failure:
        return f"ok, but torch fails: {raw.failure}"
    if raw.is_complex or raw.is_infinite or (raw.is_negative and not _is_noisy(draft.plan)):
        return f"ok, but the rates are not sound: {_some(raw)}"
    return "" if _is_same(curve, raw) else f"ok, but the factory has other rates than torch: {_some(raw)}"


def _is_noisy(plan: Plan) -> bool:
    """Whether timm draws numbers that decide on the sign of the rates: nobody knows them before the run."""
    return getattr(plan.spec, "noise_range_t", None) is not None and plan.spec.noise_pct > 1  # type: ignore[attr-defined]


def _as_planned(document: Config, plan: Plan) -> Config:
    """The config with the scheduler under its own name, which may be shortened, and the length that lrviz takes."""
    scheduler = {**document["scheduler"], "name": type(plan.spec).__name__}
    length = {"steps": plan.updates} if plan.implied else {}
    return {**document, "scheduler": scheduler, **length}


def _is_same(curve: Curve, raw: RawRun) -> bool:
    columns = zip(*raw.rates, strict=True)
    return [series.rates.tolist() for series in curve.series] == [list(map(float, column)) for column in columns]


def _some(raw: RawRun) -> str:
    return str(raw.rates[:3] + raw.rates[-1:])[:200]


def _of_an_error(document: Config, errors: list[Finding]) -> str:
    """Whether torch runs a config that is called an error, and not every oracle sees what is wrong with its rates."""
    if any(finding.code in HANGS for finding in errors):
        unseen = [
            finding for finding in errors if finding.code in HANGS and not is_wrong(finding, document, RawRun([]))
        ]
        return f"error, but it ends: {_named(unseen)}" if unseen else ""
    raw = run_raw(document)
    if not raw.is_sound:
        return ""
    unseen = [finding for finding in errors if not is_wrong(finding, document, raw)]
    return f"error, but it runs: {_named(unseen)}: {_some(raw)}" if unseen else ""


HANGS = ("LR111",)
"""What never comes to an end, so that its oracle has to do without a run."""


def _named(findings: list[Finding]) -> str:
    return ", ".join(f"{finding.code} at {finding.key}" for finding in findings)
