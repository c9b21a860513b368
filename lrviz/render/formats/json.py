"""For programs of one's own: everything that is known of each finding.

`schema_version` grows when a key is taken away or changes its meaning, and not when one is added. Lines and columns
count characters from 1, and the end is the place after the last one; they are null where a finding stands on no line. A
fix that is not safe is only likely to be what was meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lrviz.finding import Finding
from lrviz.render.formats.machine import dump, file_name
from lrviz.rules import all_rules

if TYPE_CHECKING:
    from lrviz.checking import Checked

SCHEMA_VERSION = 1


def render(checked: Checked, _colour: bool) -> str:
    """One document: the files, the findings, how many more are in the baseline, and what could not be read."""
    return dump(
        {
            "schema_version": SCHEMA_VERSION,
            "files": [file_name(report.document.name) for report in checked.reports],
            "findings": [_finding(finding) for finding in checked.findings()],
            "known": checked.known,
            "errors": [{"message": error.message, "hint": error.hint} for error in checked.unreadable],
        }
    )


def _finding(finding: Finding) -> dict[str, Any]:
    span = finding.span
    return {
        "code": finding.code,
        "name": all_rules()[finding.code].name,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        "path": file_name(finding.file),
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
        "key": finding.key,
        "from_command_line": finding.from_command_line,
        "fix": {"title": finding.fix.title, "safe": finding.fix.safe} if finding.fix else None,
    }
