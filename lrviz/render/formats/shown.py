"""How many findings of a file people and annotations are shown: a small file may have very many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lrviz.text import printable

if TYPE_CHECKING:
    from lrviz.finding import Finding
    from lrviz.report import Report

MOST = 1_000


def first(report: Report) -> Sequence[Finding]:
    """The findings that are shown."""
    return report.findings[:MOST]


def rest(report: Report) -> str:
    """What is said of the others, or an empty string."""
    more = len(report.findings) - MOST
    if more <= 0:
        return ""
    findings = "1 more finding is" if more == 1 else f"{more:,} more findings are"
    return f"{printable(report.document.name)}: {findings} not shown; --format json has all"
