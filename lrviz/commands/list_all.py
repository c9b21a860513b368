"""`lrviz list`."""

from __future__ import annotations

from lrviz.cli_options import Plugins
from lrviz.console import Screen


def list_all(plugins: Plugins = None) -> None:
    """List the schedulers, the optimizers and the lint rules."""
    from lrviz.plugins import load_plugins
    from lrviz.render import listing

    load_plugins(plugins or ())
    screen = Screen()
    for line in listing.everything(screen.width):
        screen.line(line)
