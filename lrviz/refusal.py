"""Why nothing can be drawn of a config, and what to do."""

from __future__ import annotations

from lrviz.dialects import hydra
from lrviz.document import Document
from lrviz.errors import LrvizError
from lrviz.finding import Finding
from lrviz.plan import Plan
from lrviz.planning.draft import Draft
from lrviz.report import Report
from lrviz.text import printable
from lrviz.unresolved import ONLY_THE_RUN_KNOWS, Unresolved
from lrviz.values import option_of
from schedules.problems import dotted


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
        return list(self.report.findings)

    def __str__(self) -> str:
        return "\n".join([self.line, *(f"  {finding}" for finding in self.findings)])


def only_plan(report: Report) -> Plan:
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
    if draft.obstacle is not None and not draft.fails and not draft.unresolved:
        return Refused(report, f"{name}: {draft.obstacle.message}", draft.obstacle.hint)
    if draft.fails or len(unknown) < len(draft.unresolved) or not unknown:
        return Refused(report, f"{name}: no curve can be drawn")
    options_to_give = " ".join(dict.fromkeys(option_for(item, draft.document) for item in unknown))
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


def option_for(unresolved: Unresolved, document: Document) -> str:
    """The option that supplies a value that the file leaves open."""
    if unresolved.option:
        return _OPTIONS[unresolved.option]
    last = str(unresolved.path[-1]) if unresolved.path else ""
    # the rate of a group is its own
    if (last == "lr" and "groups" not in unresolved.path) or (last in _OPTIONS and len(unresolved.path) == 1):
        return _OPTIONS[last]
    meant = option_of(document.sources.get(unresolved.path, "").strip("'\""))
    return _OPTIONS[meant] if meant else f"--set {printable(dotted(unresolved.path))}=VALUE"
