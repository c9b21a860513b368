"""Which findings of a config are shown: those of rules that are on, and that no comment in it ignores."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from lrviz.document import Document
from lrviz.finding import Finding
from lrviz.planning.draft import Draft
from lrviz.rules import all_rules
from lrviz.rules.base import Check, Rule
from lrviz.selection import Selection
from lrviz.suppressions import Suppressions, read_suppressions
from schedules.spec import Spec

_FOUND_BY_BUILDING = ("run-fails", "resume-parts", "resume-order", "resume-fails")
"""The kinds of what is found with `--build` alone."""

_NOT_FOUND_WITH_IF_ANY = ("no-schedule", "unread-shape")


class Sieve:
    """Keeps back findings of one config.

    What keeps a config from being read at all is never kept back, as nothing else is known of it then.

    Args:
        document: The config.
        selection: The rules that are on.
    """

    def __init__(self, document: Document, selection: Selection) -> None:
        self._document = document
        self._selection = selection
        self._suppressions = Suppressions() if document.is_broken else read_suppressions(document.text)

    @property
    def checks(self) -> Checks:
        """The rules that are on and look at a scheduler."""
        return _checks(self._selection.on)

    def settled(self) -> Sieve:
        """One for all configs with these rules, which still knows what is on; what a config ignores is forgotten."""
        return _settled(self._selection.on)

    def looks_for(self, code: str) -> bool:
        """Whether a rule is on, so that what it does not find is not there. What building alone finds may be."""
        rule = all_rules().get(code)
        return code in self._selection.on and rule is not None and rule.kind not in _FOUND_BY_BUILDING

    def rated(self, finding: Finding) -> Finding:
        """The finding as severe as it is to be."""
        severity = self._selection.severities.get(finding.code, finding.severity)
        return finding if severity == finding.severity else replace(finding, severity=severity)

    def keeps_back(self, finding: Finding) -> bool:
        """Whether a finding is not to be shown."""
        if self._document.is_broken:
            return False
        return finding.code not in self._selection.on or self._suppressions.meet(finding)

    def remarks(self, drafts: Sequence[Draft], silent: Collection[str], if_any: bool) -> Iterator[Finding]:
        """What is to be said of the comments that ignore, after all other findings.

        Args:
            drafts: The schedulers of the config.
            silent: The codes of the rules that lacked something that they need to know.
            if_any: Whether the config need not hold a schedule.
        """
        planned = all(draft.plan is not None for draft in drafts)
        judged = all(draft.plan is not None and not draft.plan.implied for draft in drafts)
        whole = all(draft.sites and all(site.whole for site in draft.sites) for draft in drafts)

        def decided(code: str) -> bool:
            if self._document.set_here:
                return False
            if not code:
                return judged and whole
            kind = all_rules()[code].kind
            if kind in _FOUND_BY_BUILDING or (if_any and kind in _NOT_FOUND_WITH_IF_ANY):
                return False
            if kind:
                return judged if code.startswith("LR2") else planned
            return whole and code not in silent

        yield from self._suppressions.remarks(self._document.name, self._selection, decided)


class Checks:
    """Rules that look at schedulers, sorted out by these.

    Args:
        rules: The rules. Those that do not look at a scheduler are left out.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._pairs = [(rule, rule.check) for rule in rules if rule.check]
        self._about: dict[type[Spec], list[tuple[Rule, Check]]] = {}

    def about(self, scheduler: type[Spec]) -> Sequence[tuple[Rule, Check]]:
        """Those that look at a scheduler, each with its check."""
        if scheduler not in self._about:
            self._about[scheduler] = [pair for pair in self._pairs if pair[0].is_about(scheduler)]
        return self._about[scheduler]


@cache
def _checks(on: frozenset[str]) -> Checks:
    return Checks(rule for code, rule in all_rules().items() if code in on)


@cache
def _settled(on: frozenset[str]) -> Sieve:
    return Sieve(Document(""), Selection(on, {}))
