"""For GitLab: a code quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lrviz.fingerprint import digests
from lrviz.paths import from_here
from lrviz.render.formats.machine import dump, file_name

if TYPE_CHECKING:
    from lrviz.checking import Checked
    from lrviz.report import Report

SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(checked: Checked, _colour: bool) -> str:
    """A list of all findings. The fingerprint of one stays when lines are moved."""
    return dump([issue for report in checked.reports for issue in _issues(report)])


def _issues(report: Report) -> Iterator[dict[str, Any]]:
    path = file_name(from_here(report.document.name))
    for finding, digest in zip(report.findings, digests(report.document, report.findings, path), strict=True):
        first = finding.span.line if finding.span else 1
        last = finding.span.end_line if finding.span else 1
        yield {
            "description": f"{finding.code} {finding.message}" + (f" ({finding.hint})" if finding.hint else ""),
            "check_name": finding.code,
            "fingerprint": digest,
            "severity": SEVERITIES[finding.severity],
            "location": {"path": path, "lines": {"begin": first, "end": last}},
        }
