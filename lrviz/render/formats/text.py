"""For people: each finding with the line that it is about, a caret below it, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrviz.render.report import full

if TYPE_CHECKING:
    from lrviz.checking import Checked


def render(checked: Checked, colour: bool) -> str:
    """All findings, file by file."""
    return "\n".join(
        full(finding, report.document, colour) for report in checked.reports for finding in report.findings
    )
