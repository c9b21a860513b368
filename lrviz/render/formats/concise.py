"""For editors and `grep`: one line for each finding, `path:line:col: CODE severity message`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrviz.checking import Checked


def render(checked: Checked, _colour: bool) -> str:
    """All findings, file by file."""
    return "\n".join(map(str, checked.findings()))
