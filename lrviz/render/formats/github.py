"""For GitHub Actions: workflow commands, which the runner shows as annotations of the lines.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrviz.finding import Finding
from lrviz.paths import from_here
from lrviz.reading import STDIN
from lrviz.render.formats.machine import file_name
from lrviz.render.formats.shown import first, rest
from lrviz.rules import all_rules

if TYPE_CHECKING:
    from lrviz.checking import Checked

COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(checked: Checked, _colour: bool) -> str:
    """One command for each finding that is shown, and for each config that could not be read."""
    lines: list[str] = []
    for report in checked.reports:
        lines += map(_command, first(report))
        lines += [f"::notice title=lrviz::{_data(said)}" for said in filter(None, [rest(report)])]
    return "\n".join([*lines, *(f"::error title=lrviz::{_data(error.message)}" for error in checked.unreadable)])


def _command(finding: Finding) -> str:
    properties: dict[str, object] = {"title": f"{finding.code} {all_rules()[finding.code].name}"}
    message = finding.message
    if finding.from_command_line:
        message = f"--set {finding.key}: {message}"
    elif finding.file != STDIN:
        properties["file"] = file_name(from_here(finding.file))
    if span := finding.span:
        properties |= {"line": span.line, "endLine": span.end_line}
        if span.line == span.end_line:
            # columns are only understood within one line, and the last one is part of it
            properties |= {"col": span.column, "endColumn": max(span.column, span.end_column - 1)}
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    help_line = f"\nhelp: {finding.hint}" if finding.hint else ""
    return f"::{COMMANDS[finding.severity]} {listed}::{_data(message + help_line)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
