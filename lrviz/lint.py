"""Runs the checks over a document. The only place where a path becomes a line and a column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lrviz.dialects import hydra, native, search, shapes
from lrviz.dialects.entries import read_entry
from lrviz.dialects.keys import LOOKED_FOR
from lrviz.dialects.setup import Found
from lrviz.document import Document
from lrviz.edits import one_edit_apart
from lrviz.errors import LrvizError
from lrviz.finding import Finding
from lrviz.lookup import locate
from lrviz.options import Options
from lrviz.planning.draft import Draft
from lrviz.planning.make import make_draft
from lrviz.problem_fixes import fix_of
from lrviz.rules import rules_by_kind
from lrviz.rules.base import Fix, Remark, Rule, Severity
from lrviz.selection import Selection, default_selection
from lrviz.sentences import NotKnown
from lrviz.shape import Rates
from lrviz.sieve import Sieve
from lrviz.site import Site, with_real_rates
from lrviz.spans import Span
from lrviz.text import printable
from lrviz.unresolved import ONLY_THE_RUN_KNOWS, Unresolved
from schedules.catalog import SCHEDULERS
from schedules.problems import Path, Problem, dotted
from schedules.suggest import nearest
from schedules.wording import describe


@dataclass
class Report:
    """What was found in one document.

    Attributes:
        document: The document.
        sieve: Which findings are shown.
        fail_on: From which severity on a finding fails, or None where none does.
        findings: In the order of the text.
        hidden: Those that are not shown, as their rule is off or a comment ignores them.
        paths: Where a scheduler was found that can be read.
        drafts: One for each of these.
        passed_over: Whether it holds no schedule, and need not.
    """

    document: Document
    sieve: Sieve
    fail_on: Severity | None = "error"
    findings: list[Finding] = field(default_factory=list)
    hidden: list[Finding] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    passed_over: bool = False

    def add(self, findings: Iterable[Finding]) -> None:
        """Put findings among those that are shown or are not, each once."""
        rated = [self.sieve.rated(finding) for finding in findings]
        kept = {finding: self.sieve.keeps_back(finding) for finding in dict.fromkeys(rated)}
        self.hidden += [finding for finding, is_kept in kept.items() if is_kept]
        shown = dict.fromkeys([*self.findings, *(finding for finding, is_kept in kept.items() if not is_kept)])
        self.findings = sorted(shown, key=Finding.order)

    def fails_for(self, finding: Finding) -> bool:
        """Whether a finding is so severe that the command fails."""
        return self.fail_on is not None and finding.is_at_least(self.fail_on)

    def settle(self) -> None:
        """Let go of what only the checks needed: a thousand files weigh no more than what was found in them."""
        self.drafts = []
        self.document.settle(keep_text=bool(self.findings))

    def reveal(self) -> None:
        """Show what is hidden too."""
        self.findings = sorted(dict.fromkeys([*self.findings, *self.hidden]), key=Finding.order)


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
    findings = [*_text_findings(document), *_shape_findings(document, paths, if_any)]
    silent: set[str] = set()
    for draft in report.drafts:
        findings.extend(_draft_findings(draft, report.sieve.checks, silent))
    if not paths and not document.is_broken and (not if_any or _is_mistyped(document)):
        findings.append(_no_schedule(document, options))
    # one that is written for another program is as good as none where none need be there
    if report.paths or not if_any or _is_mistyped(document) or _speaks_of_schedules(document):
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
    report.add([_finding(document, rules_by_kind()["run-fails"], remark)])


def add_remarks(report: Report, remarks: Iterable[tuple[str, Remark]]) -> None:
    """Add what was found elsewhere, each with the kind of its rule."""
    report.add([_finding(report.document, rules_by_kind()[kind], remark) for kind, remark in remarks])


def add_obstacle(report: Report, problem: Problem) -> None:
    """Add why a scheduler cannot be built and run here."""
    remark = Remark(problem.path, problem.at, problem.message, problem.hint)
    report.add([_finding(report.document, rules_by_kind()[problem.kind], remark)])


def add_curve_findings(report: Report, draft: Draft, rates: tuple[Rates, ...]) -> None:
    """Run the rules over the real curve too, and add what they find there and have not found by the formulas.

    Args:
        report: What was found so far.
        draft: The scheduler that was built and run.
        rates: The rate of each tick for each parameter group.
    """
    if len(draft.sites) != 1 or draft.plan is None or not draft.plan.is_plain:
        # the curve of several is that of none of them
        return
    site = with_real_rates(draft.sites[0], rates)
    # what is said of a place already has the same cause, though maybe other last digits
    spoken_of = {finding.key for finding in (*report.findings, *report.hidden)}
    found = site_findings(draft.document, site, report.sieve.checks)
    report.add(finding for finding in found if finding.key not in spoken_of)


def _draft_findings(draft: Draft, rules: list[Rule], silent: set[str]) -> Iterator[Finding]:
    document = draft.document
    for problem in draft.problems:
        remark = Remark(problem.path, problem.at, problem.message, problem.hint, fix_of(document, problem))
        yield _finding(document, rules_by_kind()[problem.kind], remark)
    for unresolved in draft.unresolved:
        yield _unresolved_finding(document, unresolved)
    for site in draft.sites:
        yield from site_findings(document, site, rules, silent)


def site_findings(
    document: Document, site: Site, rules: Sequence[Rule], silent: set[str] | None = None
) -> Iterator[Finding]:
    """What the rules find in a scheduler and in all below it.

    Args:
        document: The config.
        site: The scheduler.
        rules: The rules.
        silent: Takes the codes of those that read what is not known, and say no more then.
    """
    for rule in rules:
        try:
            for remark in _remarks(rule, site):
                yield _finding(document, rule, remark)
        except (NotKnown, OverflowError):
            # a number that is beyond all floating-point numbers is as good as not known
            if silent is not None:
                silent.add(rule.code)
    for child in site.children:
        yield from site_findings(document, child, rules, silent)


def _remarks(rule: Rule, site: Site) -> Iterable[Remark]:
    if rule.check is None or (rule.schedulers and site.name not in rule.schedulers):
        return ()
    return rule.check(site)


def _unresolved_finding(document: Document, unresolved: Unresolved) -> Finding:
    kind = "unresolved" if unresolved.kind in ONLY_THE_RUN_KNOWS else "interpolation"
    kind = "environment" if unresolved.kind == "environment" else kind
    source = printable(document.sources.get(unresolved.path, dotted(unresolved.path)), 80)
    is_there = unresolved.path in document.sources and source != "???"
    message = f"{source}: {unresolved.message}" if is_there else unresolved.message
    return _finding(document, rules_by_kind()[kind], Remark(unresolved.path, "value", message, unresolved.hint))


def _text_findings(document: Document) -> Iterator[Finding]:
    for trouble in document.troubles:
        code = rules_by_kind()[trouble.kind]
        hint, message = printable(trouble.hint), printable(trouble.message)
        yield Finding(document.name, code.code, code.severity, message, hint, trouble.span, "")


def _shape_findings(document: Document, paths: list[Path], if_any: bool) -> Iterator[Finding]:
    for path in paths:
        node = document.get(path)
        shape = shapes.name_of(node)
        if not shape or if_any or search.dialect_at(document, path) is not None:
            continue
        entry = read_entry(node, path)
        message, hint = f"this schedule is written as in {shape}, which lrviz does not read", SHAPE_HINT
        if entry is not None and not shapes.mark_of(node):
            shown = printable(document.sources.get(entry.named.path, ""), 80)
            near = nearest(str(entry.named.value).rpartition(".")[2], SCHEDULERS.names())
            message = (
                f"`{entry.named.path[-1]}: {shown}` is no scheduler of torch or timm, and lrviz runs no code of others"
            )
            hint = f"did you mean `{near}`?" if near else SHAPE_HINT
        yield _finding(document, rules_by_kind()["unread-shape"], Remark(path, "key", message, hint))


SHAPE_HINT = "write it with `name` and its parameters"


def _no_schedule(document: Document, options: Options) -> Finding:
    rule = rules_by_kind()["no-schedule"]
    near, other = _nearly_a_key(document), search.passed_over(document)
    if options.key is not None:
        message = f"there is nothing at `{printable(options.key)}`"
        return _finding(document, rule, Remark((), "key", message, "say where the schedule is"))
    shape = None if near is not None else shapes.shape_of(document)
    if shape is not None:
        message = f"this schedule is written as in {printable(shape[1], 120)}, which lrviz does not read"
        return _finding(document, rules_by_kind()["unread-shape"], Remark(shape[0], "key", message, SHAPE_HINT))
    if other is not None:
        return _finding(document, rule, Remark(other.path, "value", *_no_scheduler(document, other)))
    if near is None and hydra.is_a_part(document):
        message = "no schedule in this file: Hydra puts the config together from those in `defaults`"
        return _finding(
            document,
            rules_by_kind()["unresolved"],
            Remark(("defaults",), "key", message, f"give it the whole: {hydra.COMPOSED}"),
        )
    names = ", ".join(f"`{key}`" for key in LOOKED_FOR)
    message = f"no schedule here: looked for {names} and for a `name` that is a scheduler"
    hint = f"did you mean `{near[1]}` by `{near[0]}`?" if near else "say where it is with --key"
    return _finding(document, rule, Remark((near[0],) if near else (), "key", message, hint))


def _no_scheduler(document: Document, other: Found) -> tuple[str, str]:
    """Why what stands under the right key is no scheduler, and what to do."""
    key = other.path[-1]
    if not isinstance(other.value, str):
        what = "an empty mapping" if other.value == {} else describe(other.value)
        return f"no schedule here: `{key}` is {what}, and not a mapping with `name` and parameters", ""
    near = nearest(other.value, SCHEDULERS.names())
    hint = f"did you mean `{near}`?" if near else "`lrviz list` shows every scheduler"
    shown = printable(document.sources.get(other.path, other.value), 80)
    return f"no schedule here: there is no scheduler called `{shown}`", hint


def _nearly_a_key(document: Document) -> tuple[str, str] | None:
    """A top key that was probably meant to be one under which a scheduler is searched, and that one."""
    for key, value in document.data.items() if isinstance(document.data, dict) else ():
        if isinstance(key, str) and native.may_be_scheduler(value) and key not in LOOKED_FOR:
            near = next((known for known in LOOKED_FOR if one_edit_apart(key, known)), "")
            near = near or nearest(key, LOOKED_FOR, cutoff=0.9)
            if near:
                return key, near
    return None


def _is_mistyped(document: Document) -> bool:
    """Whether a top key is one edit away from the right one, so that the file may not be passed over."""
    near = _nearly_a_key(document)
    return near is not None and one_edit_apart(*near)


def _speaks_of_schedules(document: Document) -> bool:
    """Whether a text that could not be read seems to hold a schedule, so that it may not be passed over."""
    if not document.is_broken:
        return False
    return any(key in document.text for key in LOOKED_FOR) or any(name in document.text for name in SCHEDULERS.names())


def _finding(document: Document, rule: Rule, remark: Remark) -> Finding:
    path = remark.path
    set_here = any(path[: len(place)] == place for place in document.set_here)
    return Finding(
        file=document.name,
        code=rule.code,
        severity=rule.severity,
        message=printable(remark.message, 400) + _in_its_words(document, path),
        hint=printable(remark.hint),
        span=None if set_here or not document.is_file else _span(document, path, remark.at, rule.kind),
        key=dotted(document.origin(path)),
        from_command_line=set_here,
        fix=_in_the_file(document, remark.fix),
    )


def _in_its_words(document: Document, path: Path) -> str:
    """What the file calls a parameter that has another name there."""
    ours, theirs = path[-1:], document.origin(path)[-1:]
    is_renamed = ours != theirs and ours != ("name",) and theirs and isinstance(theirs[0], str)
    return f" (`{ours[0]}` is what `{printable(str(theirs[0]), 60)}` gives)" if is_renamed else ""


def _in_the_file(document: Document, fix: Fix | None) -> Fix | None:
    """A fix in terms of the file, or None where the file does not say what the fix would change, or in other words."""
    if fix is None or document.as_read is None:
        return fix
    edits = []
    for edit in fix.edits:
        origin = document.origin(edit.path)
        is_named = edit.action in ("rename", "insert")
        if origin[-1:] != edit.path[-1:] or (is_named and not document.keeps_names):
            return None
        if document.get(edit.path) != document.as_read.get(origin):
            return None
        edits.append(edit._replace(path=origin))
    return fix._replace(edits=tuple(edits))


def _span(document: Document, path: Path, at: Literal["key", "value"], kind: str) -> Span | None:
    """Where a path stands: its key or its value, or else the nearest thing above it that stands anywhere."""
    if kind in _OF_THE_WHOLE and isinstance(document.get(path), dict):
        # it is about the mapping as a whole: its name is the best place to point at
        path = (*path, "name") if (*path, "name") in document.places else path
        at = "value" if path and path[-1] == "name" else "key"
    for end in range(len(path), -1, -1):
        place = document.places.get(path[:end])
        if place is None:
            continue
        if end == len(path) and at == "value" and not (place.key and place.value.end_line > place.value.line + 1):
            return place.value
        if end < len(path) and path[:end] in document.sources:
            # within what an interpolation became: there is nothing closer
            return place.value
        return place.key or _first_line(place.value)
    return None


_OF_THE_WHOLE = ("missing-key", "missing-name", "conflict", "against-run", "past-the-end", "not-a-child")
"""The kinds of problem that can be about a mapping as a whole."""


def _first_line(span: Span) -> Span:
    return span if span.line == span.end_line else Span(span.line, span.column, span.line, span.column + 1)
