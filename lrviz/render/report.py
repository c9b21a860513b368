"""Findings as text: where, what, the line with a caret, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lrviz.document import Document
from lrviz.finding import Finding
from lrviz.text import printable, printable_line

WIDEST = 160
"""How much of a line is shown."""

STYLES = {"error": "31", "warning": "33", "info": "36"}


def concise(finding: Finding) -> str:
    """One line: `path:line:col: CODE severity message`."""
    return f"{place(finding)}: {finding.code} {finding.severity} {finding.message}"


def full(finding: Finding, document: Document, colour: bool) -> str:
    """The line, the text it is about with a caret below, and the hint."""
    head = (
        f"{place(finding)}: {_paint(f'{finding.severity} {finding.code}', finding.severity, colour)} {finding.message}"
    )
    return "\n".join([head, *_frame(finding, document, colour), *_help(finding)])


def place(finding: Finding) -> str:
    """Where a finding stands: `path:line:col`."""
    file = printable(finding.file)
    if finding.from_command_line:
        return f"{file}: --set {printable(finding.key)}"
    return f"{file}:{finding.span.line}:{finding.span.column}" if finding.span else file


def _frame(finding: Finding, document: Document, colour: bool) -> Iterable[str]:
    span = finding.span
    lines = document.text.splitlines()
    if span is None or finding.from_command_line or span.line > len(lines):
        return []
    number = str(span.line)
    margin = " " * len(number)
    shown = [f"{margin} |"]
    if span.line > 1 and lines[span.line - 2].strip():
        shown.append(f"{span.line - 1!s:>{len(number)}} | {_clip(lines[span.line - 2])}")
    shown.append(f"{number} | {_clip(lines[span.line - 1])}")
    if span.column <= WIDEST:
        start = len(printable_line(lines[span.line - 1][: span.column - 1]))
        end = span.end_column - 1 if span.end_line == span.line else len(lines[span.line - 1])
        marked = printable_line(lines[span.line - 1][span.column - 1 : end].rstrip()) or " "
        carets = "^" * min(len(marked), max(1, WIDEST - start))
        shown.append(f"{margin} | {' ' * start}{_paint(carets, finding.severity, colour)}")
    return shown


def _help(finding: Finding) -> Sequence[str]:
    return [f"  = help: {finding.hint}"] if finding.hint else []


def _clip(line: str) -> str:
    line = printable_line(line.rstrip())
    return line if len(line) <= WIDEST else line[: WIDEST - 3] + "..."


def _paint(text: str, severity: str, colour: bool) -> str:
    return f"\x1b[1;{STYLES[severity]}m{text}\x1b[0m" if colour else text
