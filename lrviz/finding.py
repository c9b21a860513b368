"""A finding: what is wrong, and where."""

from __future__ import annotations

from dataclasses import dataclass, field

from lrviz.rules.base import SEVERITIES, Fix, Severity
from lrviz.spans import Span
from lrviz.text import printable


@dataclass(frozen=True)
class Finding:
    """One thing that was found in one file. As text: `path:line:col: CODE severity message`.

    Attributes:
        file: The path as it was typed.
        code: The code, `LR102`.
        severity: `error`, `warning` or `info`.
        message: What is wrong and what will happen in the run.
        hint: What to do, or an empty string.
        span: Where it stands, or None where it stands in no file.
        key: The path of the key, dotted.
        from_command_line: Whether the value was given by an option.
        fix: What would mend it, or None.
    """

    file: str
    code: str
    severity: Severity
    message: str
    hint: str
    span: Span | None
    key: str
    from_command_line: bool = False
    fix: Fix | None = field(default=None, compare=False)

    def is_at_least(self, severity: Severity) -> bool:
        """Whether it is as bad as this, or worse."""
        return SEVERITIES.index(self.severity) >= SEVERITIES.index(severity)

    @property
    def place(self) -> str:
        """Where it stands: `path:line:col`, or the key where it stands in no file."""
        file, key = printable(self.file), printable(self.key)
        if self.from_command_line:
            return f"{file}: --set {key}"
        if self.span is None:
            return f"{file}: {key}" if key else file
        return f"{file}:{self.span.line}:{self.span.column}"

    def __str__(self) -> str:
        return f"{self.place}: {self.code} {self.severity} {self.message}"

    def order(self) -> tuple[int, int, str]:
        """Findings come in the order of the text."""
        return (self.span.line, self.span.column, self.code) if self.span else (0, 0, self.code)
