"""Findings as text: where, what, the line with a caret, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lrviz.document import Document
from lrviz.finding import Finding
from lrviz.render.frame import frame

STYLES = {"error": "31", "warning": "33", "info": "36"}


def full(finding: Finding, document: Document, colour: bool) -> str:
    """The line, the text it is about with a caret below, and the hint."""
    head = (
        f"{finding.place}: {_paint(f'{finding.severity} {finding.code}', finding.severity, colour)} {finding.message}"
    )
    return "\n".join([head, *_frame(finding, document, colour), *_help(finding)])


def _frame(finding: Finding, document: Document, colour: bool) -> Iterable[str]:
    if finding.span is None or finding.from_command_line:
        return []
    return frame(document.lines, finding.span, lambda carets: _paint(carets, finding.severity, colour))


def _help(finding: Finding) -> Sequence[str]:
    return [f"  = help: {finding.hint}"] if finding.hint else []


def _paint(text: str, severity: str, colour: bool) -> str:
    return f"\x1b[1;{STYLES[severity]}m{text}\x1b[0m" if colour else text
