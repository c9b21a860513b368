"""From the files that were typed to curves or reports: what the commands have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from lrviz.building import Building, ResumeAt
from lrviz.control import Control, Controls
from lrviz.dialects import hydra
from lrviz.document import Document, read_document
from lrviz.errors import LrvizError, NotPlottable
from lrviz.finding import Finding
from lrviz.lint import Report, add_curve_findings, add_failed_run, add_obstacle, add_remarks, lint
from lrviz.mending import Fixing, MendedFile, mend_file
from lrviz.metric import describe_metric
from lrviz.options import WORST_METRIC, Options
from lrviz.overrides import apply_overrides
from lrviz.paths import Source
from lrviz.plan import Plan
from lrviz.planning.draft import Draft
from lrviz.reading import read_bytes
from lrviz.text import printable
from lrviz.unresolved import ONLY_THE_RUN_KNOWS, Unresolved
from lrviz.values import option_of
from lrviz.variants import NONE, Variation, assumed_keys, parsed, read_all, written
from schedules.problems import dotted

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from lrviz.curve import Curve
    from lrviz.resume import Resumed
    from lrviz.stepping import Progress
    from lrviz.variants import Config

ProgressFor = Callable[[str, int], "Progress | None"]
"""Makes a progress callback for a config and its number of updates."""


NO_FIXING = Fixing()
NO_BUILDING = Building()


@dataclass
class Outcome:
    """What `plot`, `table` and `compare` work on.

    Attributes:
        curves: One for each config, in the order in which they were typed.
        reports: What was found in each.
        notes: What was assumed, and what torch or timm warned of.
    """

    curves: list[Curve] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def fails(self) -> bool:
        """Whether a config that was drawn has an error."""
        return _any_fails(self.reports)


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
        return _any_fails(self.reports)


def _any_fails(reports: Iterable[Report]) -> bool:
    return any(report.fails_for(finding) for report in reports for finding in report.findings)


class Refused(LrvizError):
    """A config from which nothing can be drawn, with the findings that say why. As text: a line for each."""

    def __init__(self, report: Report, message: str, hint: str = "", exit_code: int = 1) -> None:
        super().__init__(message, hint)
        # what keeps it from being drawn may be what is commonly not to be shown
        report.reveal()
        self.report = report
        self.exit_code = exit_code

    @property
    def findings(self) -> list[Finding]:
        """What was found in the config."""
        return self.report.findings

    def __str__(self) -> str:
        return "\n".join([self.line, *(f"  {finding}" for finding in self.findings)])


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

    def find(document: Document) -> list[Finding]:
        return lint(document, control.options, optional, control.selection).findings

    mended = mend_file(document, find, fixing.unsafe, control.options.limits)
    if mended is None:
        return document
    checked.mended.append(mended)
    if fixing.mode == "diff":
        return document
    return read_document(document.name, mended.write(source.path), control.options.limits)


def plan_all(configs: Sequence[Config], options: Options) -> list[Plan]:
    """Read every config, and work out the run that it describes.

    Raises:
        Refused: If a config has problems, or values that are not known.
        LrvizError: If a file or its settings cannot be read.
    """
    return _reports_and_plans(read_all(configs, options.sets, options.limits), options)[1]


def simulate_all(
    configs: Sequence[Config],
    options: Options,
    progress_for: ProgressFor | None = None,
    same_run: bool = False,
    variation: Variation = NONE,
) -> Outcome:
    """Read, plan and run every config.

    Args:
        configs: The paths of configs as they were typed, or configs themselves.
        options: What the command line says of the run.
        progress_for: Makes a progress callback for a config.
        same_run: Whether configs that say no length are run as long as the others, where those agree on one.
        variation: What is made of them: variants, and earlier versions.

    Returns:
        The curves, the findings and what was assumed.

    Raises:
        Refused: If a config has problems, or values that are not known.
        LrvizError: If a file or its settings cannot be read, or a run fails.
    """
    from lrviz.engines import choose, compute

    documents = read_all(configs, options.sets, options.limits, variation)
    outcome = Outcome()
    outcome.reports, plans = _reports_and_plans(documents, options)
    if same_run and (shared := _shared_updates(plans)):
        outcome.reports, plans = _reports_and_plans(documents, options._replace(steps=shared))
        outcome.notes.append(f"{shared:,} steps are run of every config, as those that say a length agree on it")
    engine = choose(plans, options.engine)
    for plan in plans:
        progress = progress_for(plan.name, plan.updates) if progress_for else None
        curve, warnings = compute(plan, options, engine, progress)
        curve = replace(curve, notes=(*plan.notes, *_metric_note(plan, options), *warnings))
        outcome.curves.append(curve)
    outcome.notes += _notes(documents, outcome.curves)
    return outcome


def _notes(documents: Sequence[Document], curves: Sequence[Curve]) -> list[str]:
    """What was assumed, each once: what does not hold for all configs says for which it does."""
    notes = []
    for document in {document.name: document for document in documents}.values():
        if keys := assumed_keys(document):
            name = printable(document.name)
            notes.append(f"{name} is no file: an example stands for it, with {', '.join(keys)}; --set changes them")
    for curve in curves:
        for note in curve.notes:
            for_all = all(note in other.notes for other in curves)
            notes.append(note if for_all else f"{printable(curve.name)}: {note}")
    return list(dict.fromkeys(notes))


def resume_one(config: Config, at: int, options: Options) -> Resumed:
    """Interrupt a run after so many updates, resume it from what was saved, and compare it with one that went on.

    Raises:
        LrvizError: If the config cannot be read, has problems or fails, or the run does not last that long.
    """
    from lrviz.engines import compute
    from lrviz.resume import resume

    (plan,) = plan_all([config], options)
    updates = ResumeAt(at).within(plan)
    compute(plan, options, "factory")
    return resume(plan, options, updates)


def _reports_and_plans(documents: Sequence[Document], options: Options) -> tuple[list[Report], list[Plan]]:
    reports, plans = [], []
    controls = Controls(options)
    for document in documents:
        control = controls.of_document(document)
        report = lint(document, control.options, selection=control.selection)
        reports.append(report)
        plans.append(_only_plan(report))
    return reports, plans


def _shared_updates(plans: Sequence[Plan]) -> int | None:
    """The one length on which the plans that say one agree, where there are others that say none."""
    said = {plan.updates for plan in plans if not plan.implied}
    return said.pop() if len(said) == 1 and any(plan.implied for plan in plans) else None


def _only_plan(report: Report) -> Plan:
    name = printable(report.document.name)
    if len(report.drafts) > 1:
        keys = ", ".join(f"`{dotted(path)}`" for path in report.paths)
        raise Refused(report, f"{name} holds {len(report.drafts)} schedulers: {keys}", "pick one with --key", 2)
    if not report.drafts and all(finding.severity == "info" for finding in report.findings):
        # of a part of a config it is no mistake to have no schedule
        raise Refused(report, f"{name}: there is no schedule in this part of a config", _whole_config(), 2)
    if not report.drafts:
        raise Refused(report, f"{name}: there is no schedule to show")
    draft = report.drafts[0]
    if draft.plan is None:
        raise _refusal(report, draft)
    return draft.plan


def _refusal(report: Report, draft: Draft) -> Refused:
    name = printable(report.document.name)
    unknown = [item for item in draft.unresolved if item.kind in ONLY_THE_RUN_KNOWS]
    if draft.obstacle is not None and not draft.problems and not draft.unresolved:
        return Refused(report, f"{name}: {draft.obstacle.message}", draft.obstacle.hint)
    fails = any(problem not in draft.tolerated for problem in draft.problems)
    if fails or len(unknown) < len(draft.unresolved) or not unknown:
        return Refused(report, f"{name}: no curve can be drawn")
    options_to_give = " ".join(dict.fromkeys(_option_for(item, draft.document) for item in unknown))
    hint = f"give them: {options_to_give}"
    if hydra.is_a_part(draft.document.as_read or draft.document):
        hint += f"; or {_whole_config()}"
    return Refused(report, f"{name}: some values are only known in the run", hint, 2)


def _whole_config() -> str:
    return f"give it the whole: {hydra.COMPOSED}"


_OPTIONS = {
    "lr": "--lr X",
    "steps": "--steps STEPS",
    "epochs": "--epochs EPOCHS",
    "steps_per_epoch": "--steps-per-epoch STEPS_PER_EPOCH",
    "interval": "--interval INTERVAL",
    "dataset_size": "--dataset-size SAMPLES",
    "batch_size": "--batch-size SAMPLES",
    "grad_accum": "--grad-accum BATCHES",
    "world_size": "--world-size PROCESSES",
}


def _option_for(unresolved: Unresolved, document: Document) -> str:
    """The option that supplies a value that the file leaves open."""
    if unresolved.option:
        return _OPTIONS[unresolved.option]
    last = str(unresolved.path[-1]) if unresolved.path else ""
    if last == "lr" or (last in _OPTIONS and len(unresolved.path) == 1):
        return _OPTIONS[last]
    meant = option_of(document.sources.get(unresolved.path, "").strip("'\""))
    return _OPTIONS[meant] if meant else f"--set {printable(dotted(unresolved.path))}=VALUE"


def _metric_note(plan: Plan, options: Options) -> list[str]:
    if not plan.needs_metric:
        return []
    return [f"the curve depends on a metric; it is fed {describe_metric(options.metric)} (--metric changes it)"]


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
