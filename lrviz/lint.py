"""Runs the checks over a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lrviz.dialects import search
from lrviz.document import Document
from lrviz.errors import LrvizError
from lrviz.finding import Finding
from lrviz.hidden import Hidden
from lrviz.joint import of_real_rates
from lrviz.lookup import locate
from lrviz.no_schedule import is_mistyped, no_schedule, shape_findings, speaks_of_schedules
from lrviz.options import Options
from lrviz.placing import finding_at
from lrviz.planning.draft import Draft
from lrviz.planning.make import make_draft
from lrviz.problem_fixes import fix_of
from lrviz.report import Report
from lrviz.rules import rules_by_kind
from lrviz.rules.base import Remark
from lrviz.selection import Selection, default_selection
from lrviz.sentences import NotKnown
from lrviz.shape import Rates
from lrviz.sieve import Checks, Sieve
from lrviz.site import Site, with_joint, with_real_rates
from lrviz.text import printable
from lrviz.unresolved import ONLY_THE_RUN_KNOWS, Unresolved
from schedules.problems import Path, Problem, dotted


def lint(document: Document, options: Options, if_any: bool = False, selection: Selection | None = None) -> Report:
    """Check every scheduler of a document.

    Args:
        document: What was read, overrides applied.
        options: What the command line says of the run.
        if_any: Whether a file without a schedule is no finding, as with a folder or a hook.
        selection: The rules that are on; those that are on by default where it is None.

    Returns:
        The report.
    """
    report = Report(document, Sieve(document, selection or default_selection()))
    paths = _paths(document, options, if_any)
    report.paths = [path for path in paths if search.dialect_at(document, path, options.key is not None)]
    report.drafts = [make_draft(document, path, options) for path in report.paths]
    names = options.allow_env if document.reads_environment else ()
    report.kept_back = Hidden(names, [draft.plan for draft in report.drafts], document, options)
    of_shapes = list(shape_findings(document, paths, if_any))
    findings = [*_text_findings(document), *of_shapes]
    silent: set[str] = set()
    for draft in report.drafts:
        findings.extend(_draft_findings(draft, report.sieve.checks, silent))
    if not paths and not document.is_broken and (not if_any or is_mistyped(document)):
        findings.append(no_schedule(document, options))
    # one that is written for another program is as good as none where none need be there
    if report.paths or of_shapes or not if_any or is_mistyped(document) or speaks_of_schedules(document):
        # several schedulers of one file share an optimizer and a horizon, and so their findings
        report.add(findings)
        report.add(report.sieve.remarks(report.drafts, silent, if_any))
    report.passed_over = not report.drafts and not report.findings and not report.hidden
    return report


def _paths(document: Document, options: Options, if_any: bool) -> list[Path]:
    if options.key is None:
        return search.find(document, need_not_be=if_any)
    path = locate(document.data, options.key)
    return [] if path is None or document.get(path) is None else [path]


def add_failed_run(report: Report, path: Path, error: LrvizError) -> None:
    """Add what happened when the scheduler at a path was built and run."""
    document = report.document
    # the place says already which file it is
    message = error.message.removeprefix(f"{printable(document.name)}: ")
    remark = Remark((*path, "name"), "value", message, error.hint)
    report.add([finding_at(document, rules_by_kind()["run-fails"], remark)])


def add_remarks(report: Report, remarks: Iterable[tuple[str, Remark]]) -> None:
    """Add what was found elsewhere, each with the kind of its rule."""
    report.add([finding_at(report.document, rules_by_kind()[kind], remark) for kind, remark in remarks])


def add_obstacle(report: Report, problem: Problem) -> None:
    """Add why a scheduler cannot be built and run here."""
    remark = Remark(problem.path, problem.at, problem.message, problem.hint)
    report.add([finding_at(report.document, rules_by_kind()[problem.kind], remark)])


def add_curve_findings(report: Report, draft: Draft, rates: tuple[Rates, ...]) -> None:
    """Run the rules over the real curve too, and add what they find there and have not found by the formulas.

    Args:
        report: What was found so far.
        draft: The scheduler that was built and run.
        rates: The rate of each tick for each parameter group.
    """
    if draft.plan is None or not draft.sites:
        return
    if draft.plan.is_plain:
        sites = [with_real_rates(draft.sites[0], rates)]
    else:
        # the curve of several is that of none of them
        sites = with_joint(draft.sites, of_real_rates(draft.sites, rates))
    # what is said of a place already has the same cause, though maybe other last digits
    spoken_of = {finding.key for finding in (*report.findings, *report.hidden)}
    found = [finding for site in sites for finding in site_findings(draft.document, site, report.sieve.checks)]
    report.add(finding for finding in found if finding.key not in spoken_of)


def _draft_findings(draft: Draft, rules: Checks, silent: set[str]) -> Iterator[Finding]:
    document = draft.document
    for problem in draft.problems:
        remark = Remark(problem.path, problem.at, problem.message, problem.hint, fix_of(document, problem))
        yield finding_at(document, rules_by_kind()[problem.kind], remark)
    for unresolved in draft.unresolved:
        yield _unresolved_finding(document, unresolved)
    for site in draft.sites:
        yield from site_findings(document, site, rules, silent)


def site_findings(document: Document, site: Site, rules: Checks, silent: set[str] | None = None) -> Iterator[Finding]:
    """What the rules find in a scheduler and in all below it.

    Args:
        document: The config.
        site: The scheduler.
        rules: The rules.
        silent: Takes the codes of those that read what is not known, and say no more then.
    """
    for rule, check in rules.about(type(site.spec)):
        try:
            for remark in check(site):
                yield finding_at(document, rule, remark)
        except (NotKnown, OverflowError):
            # a number that is beyond all floating-point numbers is as good as not known
            if silent is not None:
                silent.add(rule.code)
    for child in site.children:
        # what cannot stand there never runs, whatever its parameters are
        if child.spec.chainable:
            yield from site_findings(document, child, rules, silent)


def _unresolved_finding(document: Document, unresolved: Unresolved) -> Finding:
    kind = "unresolved" if unresolved.kind in ONLY_THE_RUN_KNOWS else "interpolation"
    kind = "environment" if unresolved.kind == "environment" else kind
    source = printable(document.sources.get(unresolved.path, dotted(unresolved.path)), 80)
    is_there = unresolved.path in document.sources and source != "???"
    message = f"{source}: {unresolved.message}" if is_there else unresolved.message
    return finding_at(document, rules_by_kind()[kind], Remark(unresolved.path, "value", message, unresolved.hint))


def _text_findings(document: Document) -> Iterator[Finding]:
    for trouble in document.troubles:
        code = rules_by_kind()[trouble.kind]
        hint, message = printable(trouble.hint), printable(trouble.message)
        yield Finding(document.name, code.code, code.severity, message, hint, trouble.span, "")
