"""`lrviz schema`."""

from __future__ import annotations

from typing import Annotated

import typer

from lrviz.cli_options import Plugins
from lrviz.commands.arguments import Force
from lrviz.console import Screen


def schema(
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="PATH", help="Write it to a file.")] = None,
    check: Annotated[
        str | None, typer.Option("--check", metavar="PATH", help="Exit with 1 if this file is not the schema of today.")
    ] = None,
    force: Force = False,
    plugins: Plugins = None,
) -> None:
    """Print the JSON Schema of configs. Editors complete and check from it."""
    from lrviz.limits import LIMITS
    from lrviz.outputs import check_output, write_text
    from lrviz.plugins import load_plugins
    from lrviz.reading import read_bytes
    from lrviz.schema import check_schema, schema_text

    load_plugins(plugins or ())
    if check is not None:
        check_schema(check, read_bytes(check, LIMITS.file_bytes))
    if output is not None:
        check_output(output, (), force)
        write_text(output, schema_text())
    if output is None and check is None:
        Screen().line(schema_text().rstrip("\n"))
