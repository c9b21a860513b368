"""`lrviz explain`."""

from __future__ import annotations

from typing import Annotated

import typer

from lrviz.cli_options import Plugins
from lrviz.completing import pages
from lrviz.console import Screen


def explain(
    name: Annotated[
        str,
        typer.Argument(metavar="CODE|NAME", help="A lint rule, a scheduler or an optimizer.", autocompletion=pages),
    ],
    plugins: Plugins = None,
) -> None:
    """Explain a lint rule or a scheduler. Its keys, its formula, an example and what that looks like."""
    from lrviz.explain import explain as page_of
    from lrviz.plugins import load_plugins

    load_plugins(plugins or ())
    screen = Screen()
    screen.page(page_of(name, screen.width, screen.unicode))
