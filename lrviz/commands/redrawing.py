"""`--watch`: do it again when a file is saved."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from contextlib import suppress

import typer

from lrviz.console import Held, Screen
from lrviz.errors import UNUSABLE, LrvizError, UsageProblem
from lrviz.options import Options
from lrviz.reading import STDIN
from lrviz.render.view import View
from lrviz.text import printable


def watched(configs: Sequence[str], options: Options, view: View) -> list[str]:
    """The files on which a drawing depends: the configs, the metric, and the settings where they are named.

    Raises:
        UsageProblem: If one of them is standard input, which can be read once, or a window is to be shown, for which
            everything else waits.
    """
    if view.show:
        raise UsageProblem("--watch and --show: nothing is watched while a window is open", "-o writes it anew instead")
    if STDIN in configs:
        raise UsageProblem("--watch: standard input is read once and cannot be watched", "give a file")
    besides = [name for name in (options.metric, options.settings) if name and os.path.isfile(name)]
    return [*configs, *besides]


def redraw(screen: Screen, files: Sequence[str], draw: Callable[[], None]) -> None:
    """Draw, and again whenever a file is saved, until the user interrupts it or reads no more.

    Args:
        screen: Where it is drawn. A terminal is cleared first.
        files: The files that are watched.
        draw: Prints to the screen, and writes outputs.

    Raises:
        LrvizError: If it cannot be drawn the first time, and no change to a config would help.
    """
    from lrviz.watching import saves

    # it is off, as a command that ends soon has no need of it
    gc.enable()
    names = ", ".join(printable(file, 60) for file in files)
    last: Held | None = None
    for saved in saves(files):
        if not screen.is_read:
            return
        if saved or last is None:
            last = _draw_or_keep(screen, draw, last)
            screen.note(f"watching {names}; Ctrl-C ends it")
            screen.flush()


def _draw_or_keep(screen: Screen, draw: Callable[[], None], last: Held | None) -> Held:
    """Show what is drawn anew; where that fails, what was drawn last, with what is wrong below it.

    Returns:
        What was drawn, now or last; nothing where it has failed from the beginning.
    """
    trouble = None
    with screen.holding() as held:
        try:
            # a config with an error in it is drawn, and its findings are below it
            with suppress(typer.Exit):
                draw()
        except LrvizError as error:
            trouble = error
    if trouble is not None and last is None and trouble.exit_code == UNUSABLE:
        screen.release(held)
        raise trouble
    screen.clear()
    if trouble is None:
        screen.release(held)
        return held
    if last:
        screen.release(last)
        screen.note("that was drawn last; now it fails:")
    screen.release(held)
    screen.error(trouble)
    return last or []
