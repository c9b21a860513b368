"""Runs the command line and turns what it raises into an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import typer

from lrviz.cli import COMMANDS, application
from lrviz.console import Screen
from lrviz.errors import UNUSABLE, LrvizError
from lrviz.text import printable

# typer carries its own copy of click in newer versions, and uses click itself in older ones
_ClickError: Any = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")


def run_command_line() -> int:
    """Run the command that `sys.argv` asks for.

    Returns:
        The exit code. What nobody expected is raised.
    """
    try:
        result = application(_called(sys.argv[1:]))(standalone_mode=False)
    except typer.Exit as stop:
        return stop.exit_code
    except LrvizError as error:
        Screen().error(error)
        return error.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except _ClickError as error:
        message = printable(error.format_message(), 400).replace("Value error, ", "")
        sys.stderr.write(f"error: {message} (`{_place_of(error)} --help` shows what there is)\n")
        return UNUSABLE
    return result if isinstance(result, int) else 0


def _place_of(error: Any) -> str:
    """Of which command a usage error speaks."""
    name = getattr(getattr(error, "ctx", None), "info_name", None)
    return f"lrviz {name}" if name in COMMANDS else "lrviz"


def _called(arguments: Sequence[str]) -> str | None:
    """The command that is called, if any: the first word that is no option."""
    return next((argument for argument in arguments if not argument.startswith("-")), None)
