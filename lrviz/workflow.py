"""From the configs that were typed to curves: what `plot`, `table` and `compare` have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lrviz.building import ResumeAt
from lrviz.control import Controls
from lrviz.document import Document
from lrviz.lint import lint
from lrviz.metric import describe_metric
from lrviz.options import Engine, Options
from lrviz.plan import Plan
from lrviz.refusal import only_plan
from lrviz.report import Report, any_fails
from lrviz.text import printable
from lrviz.variants import NONE, Variation, assumed_keys, read_all

if TYPE_CHECKING:
    from lrviz.curve import Curve
    from lrviz.resume import Resumed
    from lrviz.stepping import Progress
    from lrviz.variants import Config

ProgressFor = Callable[[str, int], "Progress | None"]
"""Makes a progress callback for a config and its number of updates."""


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
        return any_fails(self.reports)


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
    from lrviz.engines import choose

    documents = read_all(configs, options.sets, options.limits, variation)
    outcome = Outcome()
    outcome.reports, plans = _reports_and_plans(documents, options)
    if same_run and (shared := _shared_updates(plans)):
        outcome.reports, plans = _reports_and_plans(documents, options._replace(steps=shared))
        outcome.notes.append(f"{shared:,} steps are run of every config, as those that say a length agree on it")
    engine = choose(plans, options.engine)
    for plan in plans:
        progress = progress_for(plan.name, plan.updates) if progress_for else None
        outcome.curves.append(_curve(plan, options, engine, progress))
    outcome.notes += _notes(documents, outcome.curves)
    return outcome


def simulate_plan(plan: Plan, options: Options) -> Curve:
    """Run what was planned.

    Raises:
        LrvizError: If the run is too long, or fails.
    """
    from lrviz.engines import choose

    return _curve(plan, options, choose([plan], options.engine))


def _curve(plan: Plan, options: Options, engine: Engine, progress: Progress | None = None) -> Curve:
    from lrviz.engines import compute

    curve, warnings = compute(plan, options, engine, progress)
    return replace(curve, notes=(*plan.notes, *_metric_note(plan, options), *warnings))


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
        plans.append(only_plan(report))
    return reports, plans


def _shared_updates(plans: Sequence[Plan]) -> int | None:
    """The one length on which the plans that say one agree, where there are others that say none."""
    said = {plan.updates for plan in plans if not plan.implied}
    return said.pop() if len(said) == 1 and any(plan.implied for plan in plans) else None


def _metric_note(plan: Plan, options: Options) -> list[str]:
    if not plan.needs_metric:
        return []
    return [f"the curve depends on a metric; it is fed {describe_metric(options.metric)} (--metric changes it)"]
