"""From files to reports: what `validate` does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from lrviz.building import Building, ResumeAt
from lrviz.control import Control, Controls
from lrviz.document import Document, read_document
from lrviz.errors import LrvizError, NotPlottable
from lrviz.finding import Finding
from lrviz.fixes_wanted import Fixing
from lrviz.lint import add_curve_findings, add_failed_run, add_obstacle, add_remarks, lint
from lrviz.options import WORST_METRIC, Options
from lrviz.paths import Source
from lrviz.reading import read_bytes
from lrviz.report import Report, any_fails
from lrviz.variants import parsed, written

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from lrviz.mending import MendedFile

NO_FIXING = Fixing()
NO_BUILDING = Building()


@dataclass
class Checked:
    """What `validate` found.

    Attributes:
        reports: One for each file that could be read.
        unreadable: One error for each that could not be read, or not be run.
        excluded: How many were not to be checked.
        known: How many findings are not shown, as they are in the baseline.
        mended: The files that were fixed, or would be.
    """

    reports: list[Report] = field(default_factory=list)
    unreadable: list[LrvizError] = field(default_factory=list)
    excluded: int = 0
    known: int = 0
    mended: list[MendedFile] = field(default_factory=list)

    def findings(self) -> list[Finding]:
        return [finding for report in self.reports for finding in report.findings]

    @property
    def fails(self) -> bool:
        """Whether any finding is so severe that the command fails."""
        return any_fails(self.reports)


def validate(
    sources: Sequence[Source],
    controls: Controls,
    if_any: bool = False,
    building: Building = NO_BUILDING,
    fixing: Fixing = NO_FIXING,
    given: Sequence[Mapping[str, Any] | DictConfig] = (),
) -> Checked:
    """Lint every file, and go on after a bad one.

    Args:
        sources: The files.
        controls: What holds for each.
        if_any: Whether a named file without a schedule is no finding either.
        building: Whether to build each config with the real factory and run it too, where its horizon is known.
        fixing: Whether files are fixed first, and which fixes are made.
        given: Configs that stand in no file. No settings hold for them but those that were named.

    Raises:
        UsageProblem: If an override fits no file, or what is asked for cannot be fixed.
    """
    fixing.check((source.path for source in sources), controls.options.sets)
    checked = Checked()
    documents: Iterable[tuple[Document, Control, bool]] = chain(
        _documents(checked, sources, controls, if_any, fixing),
        ((document, controls.of_document(document), if_any) for document in map(written, given)),
    )
    if controls.options.sets:
        from lrviz.overrides import apply_overrides

        # a value that is set has to fit one of all the files
        documents = list(documents)
        apply_overrides([document for document, _, _ in documents], controls.options.sets)
    for document, control, optional in documents:
        report = lint(document, control.options, optional, control.selection)
        report.fail_on = control.fail_on
        checked.reports.append(report)
        if building.build:
            checked.unreadable.extend(_build(report, control.options, building.resume_at))
        report.settle()
    # what is missing is missing for every file
    checked.unreadable = list({error.message: error for error in checked.unreadable}.values())
    return checked


def _documents(
    checked: Checked, sources: Sequence[Source], controls: Controls, if_any: bool, fixing: Fixing
) -> Iterator[tuple[Document, Control, bool]]:
    """Read, and fix, one config after the other; what cannot be read is noted.

    Yields:
        The config, what holds for it, and whether it may hold no schedule.
    """
    for source in sources:
        try:
            if controls.excludes(source.name):
                checked.excluded += 1
                continue
            control = controls.of(source.name)
            optional = if_any or not source.named
            content = read_bytes(source.path, control.options.limits.file_bytes)
            document = parsed(source.name, content, control.options.limits)
            if fixing.mode is not None:
                document = _fix(checked, document, source, control, optional, fixing)
        except LrvizError as error:
            checked.unreadable.append(error)
        else:
            yield document, control, optional


def _fix(
    checked: Checked, document: Document, source: Source, control: Control, optional: bool, fixing: Fixing
) -> Document:
    """The document with its fixes made, if the file is written; what was done is noted in either case."""
    from lrviz.mending import mend_file

    def find(document: Document) -> Sequence[Finding]:
        return lint(document, control.options, optional, control.selection).findings

    mended = mend_file(document, find, fixing.unsafe, control.options.limits)
    if mended is None:
        return document
    written = None if fixing.mode == "diff" else mended.write(source.path)
    # only now: what could not be written is not fixed
    checked.mended.append(mended)
    return document if written is None else read_document(document.name, written, control.options.limits)


def _build(report: Report, options: Options, resume_at: ResumeAt | None) -> Iterator[LrvizError]:
    """Build every plan, run those with a known horizon, add what fails, and give what kept a run from being tried."""
    from lrviz.engines import compute
    from lrviz.resume import resume
    from lrviz.resume_words import resume_remarks

    for draft in report.drafts:
        if draft.obstacle is not None:
            add_obstacle(report, draft.obstacle)
        if draft.plan is None:
            continue
        try:
            # a run whose length nobody said is built, and not judged
            plan = draft.plan._replace(updates=1) if draft.plan.implied else draft.plan
            curve, _ = compute(plan, options, "factory")
            # a metric that stands in for the true one says nothing of the true curve
            if not plan.implied and (not plan.needs_metric or options.metric != WORST_METRIC):
                add_curve_findings(report, draft, curve.by_tick())
            if resume_at is not None:
                resumed = resume(draft.plan, options, resume_at.within(draft.plan))
                add_remarks(report, resume_remarks(draft.plan, resumed))
        except NotPlottable as error:
            add_failed_run(report, draft.plan.path, error)
        except LrvizError as error:
            yield error
