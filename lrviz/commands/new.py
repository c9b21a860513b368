"""`lrviz new`."""

from __future__ import annotations

from typing import Annotated

import typer

from lrviz.cli_options import Plugins
from lrviz.commands.arguments import Force
from lrviz.completing import schedulers
from lrviz.console import Screen


def new(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="A scheduler; `lrviz list` shows them.", autocompletion=schedulers),
    ],
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file.")] = None,
    force: Force = False,
    plugins: Plugins = None,
) -> None:
    """Print a config of a scheduler to begin with. Every key stands there, with its default and what it is."""
    from lrviz.outputs import check_output, write_own
    from lrviz.plugins import load_plugins
    from lrviz.starter import starter

    load_plugins(plugins or ())
    screen, text = Screen(), starter(name)
    if output is None:
        screen.line(text.rstrip("\n"))
        return
    check_output(output, (), force)
    write_own(output, text)
    screen.note(f"wrote {output}")
