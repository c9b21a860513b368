"""The application: its commands, in the order of the help."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from lrviz.command import Command
from lrviz.console import Screen

COMMANDS = {
    "plot": "plot",
    "table": "table",
    "compare": "compare",
    "validate": "validate",
    "explain": "explain",
    "new": "new",
    "list": "list_all",
    "check-log": "check_log",
    "schema": "schema",
}
"""Each command, and the function in the module of the same name that runs it."""


def application(called: str | None = None) -> typer.Typer:
    """The application.

    Args:
        called: The command that is called, which then is the only one: typer builds every option of every command.
            Where it is None or no command, as with `--help`, all of them are there.
    """
    app = typer.Typer(
        add_completion=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help="See, compare and lint the learning-rate schedule that a training config really builds.",
    )
    app.callback(invoke_without_command=True)(start)
    for name in [called] if called in COMMANDS else COMMANDS:
        function = COMMANDS[name]
        app.command(name=name, cls=Command)(getattr(import_module(f"lrviz.commands.{function}"), function))
    return app


def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Raise errors instead of reporting them.")] = False,  # noqa: ARG001
) -> None:
    """See, compare and lint the learning-rate schedule that a training config really builds."""
    if version:
        from importlib.metadata import version as version_of

        Screen().line(f"lrviz {version_of('lrviz')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        Screen().line(context.get_help())
