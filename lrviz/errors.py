"""What ends a command: one line for the user, and an exit code."""

from __future__ import annotations

FINDINGS = 1
"""A file says something wrong."""

UNUSABLE = 2
"""Usage, settings, what a path is, an output that cannot be written, a missing extra."""


class LrvizError(Exception):
    """What lrviz raises: it ends the command with one line. As text: `message (hint)`.

    Attributes:
        message: What is wrong, in one sentence.
        exit_code: What the process returns.
        hint: What to do about it, or an empty string.
    """

    exit_code = UNUSABLE

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(message)

    @property
    def line(self) -> str:
        """What is wrong, and what to do about it."""
        return f"{self.message} ({self.hint})" if self.hint else self.message

    def __str__(self) -> str:
        return self.line


class UsageProblem(LrvizError):
    """An option or an argument that makes no sense."""


class UnreadablePath(LrvizError):
    """A path that is missing, no regular file, too large, or may not be read."""


class UnwritableOutput(LrvizError):
    """An output that cannot be written, or must not be."""


class NotPlottable(LrvizError):
    """A config from which no curve can be drawn, for what it says."""

    exit_code = FINDINGS


class UnreadableLog(LrvizError):
    """A log that holds no rates, or holds something else."""

    exit_code = FINDINGS


class MissingExtra(LrvizError):
    """A library that this command needs is not installed."""

    def __init__(self, command: str, extra: str, library: str = "") -> None:
        super().__init__(f'{command} needs {library or extra}; install it with: pip install "lrviz[{extra}]"')
