"""Report: what was found in one config."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lrviz.document import Document
from lrviz.finding import Finding
from lrviz.hidden import Hidden
from lrviz.planning.draft import Draft
from lrviz.rules.base import Severity
from lrviz.sieve import Sieve
from schedules.problems import Path


@dataclass(slots=True)
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
        kept_back: What came from the environment, and is shown in no message.
    """

    document: Document
    sieve: Sieve
    fail_on: Severity | None = "error"
    findings: Sequence[Finding] = ()
    hidden: Sequence[Finding] = ()
    paths: Sequence[Path] = ()
    drafts: Sequence[Draft] = ()
    passed_over: bool = False
    kept_back: Hidden = field(default_factory=Hidden)

    def add(self, findings: Iterable[Finding]) -> None:
        """Put findings among those that are shown or are not, each once."""
        rated = [self.sieve.rated(self.kept_back.of(finding)) for finding in findings]
        kept = {finding: self.sieve.keeps_back(finding) for finding in dict.fromkeys(rated)}
        self.hidden = [*self.hidden, *(finding for finding, is_kept in kept.items() if is_kept)]
        shown = dict.fromkeys([*self.findings, *(finding for finding, is_kept in kept.items() if not is_kept)])
        self.findings = sorted(shown, key=Finding.order)

    def fails_for(self, finding: Finding) -> bool:
        """Whether a finding is so severe that the command fails."""
        return self.fail_on is not None and finding.is_at_least(self.fail_on)

    def settle(self) -> None:
        """Let go of what only the checks needed: a thousand files weigh no more than what was found in them."""
        self.paths, self.drafts = (), ()
        self.document = self.document.settled(keep_text=bool(self.findings))
        self.sieve = self.sieve.settled()
        # an empty list takes as much as a finding
        self.findings, self.hidden = self.findings or (), self.hidden or ()

    def reveal(self) -> None:
        """Show what is hidden too."""
        self.findings = sorted(dict.fromkeys([*self.findings, *self.hidden]), key=Finding.order)


def any_fails(reports: Iterable[Report]) -> bool:
    """Whether any finding is so severe that the command fails."""
    return any(report.fails_for(finding) for report in reports for finding in report.findings)
