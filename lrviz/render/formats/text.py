"""For people: each finding with the line that it is about, a caret below it, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrviz.render.formats.shown import first, rest
from lrviz.render.report import full

if TYPE_CHECKING:
    from lrviz.checking import Checked


def render(checked: Checked, colour: bool) -> str:
    """All findings, file by file, as many as are shown of each."""
    lines = []
    for report in checked.reports:
        lines += [full(finding, report.document, colour) for finding in first(report)]
        lines += filter(None, [rest(report)])
    return "\n".join(lines)
