"""For editors and `grep`: one line for each finding, `path:line:col: CODE severity message`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrviz.render.formats.shown import first, rest

if TYPE_CHECKING:
    from lrviz.checking import Checked


def render(checked: Checked, _colour: bool) -> str:
    """All findings, file by file, as many as are shown of each."""
    lines = []
    for report in checked.reports:
        lines += [*map(str, first(report)), *filter(None, [rest(report)])]
    return "\n".join(lines)
