"""The application: its commands, in the order of the help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from lrviz.command import Command
from lrviz.commands.check_log import check_log
from lrviz.commands.compare import compare
from lrviz.commands.explain import explain
from lrviz.commands.list_all import list_all
from lrviz.commands.new import new
from lrviz.commands.plot import plot
from lrviz.commands.schema import schema
from lrviz.commands.table import table
from lrviz.commands.validate import validate
from lrviz.console import Screen

app = typer.Typer(
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="See, compare and lint the learning-rate schedule that a training config really builds.",
)


@app.callback(invoke_without_command=True)
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


COMMANDS: dict[str, Callable[..., None]] = {
    "plot": plot,
    "table": table,
    "compare": compare,
    "validate": validate,
    "explain": explain,
    "new": new,
    "list": list_all,
    "check-log": check_log,
    "schema": schema,
}

for name, command in COMMANDS.items():
    app.command(name=name, cls=Command)(command)
