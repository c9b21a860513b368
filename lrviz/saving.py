"""Which files a command writes, and writing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO

from lrviz.errors import MissingExtra, UsageProblem
from lrviz.outputs import check_output, write_output
from lrviz.reading import STDIN
from lrviz.text import printable

if TYPE_CHECKING:
    from lrviz.curve import Curve
    from lrviz.render.view import View

PICTURES = ("png", "svg", "pdf")
PAGES = ("html",)
DATA = ("csv", "json")
ALL = (*PICTURES, *PAGES, *DATA)


class Saver:
    """Checks outputs before the work is done, and writes them after it.

    Args:
        outputs: The paths that were asked for; the suffix decides what is written.
        inputs: The configs, which are never written.
        force: Whether to overwrite files that lrviz did not make.
        others: What else is read, and never written either: the metric, the settings.

    Raises:
        UsageProblem: If a suffix is none that can be written.
        UnwritableOutput: If a path may not be written.
    """

    def __init__(
        self, outputs: Sequence[str], inputs: Sequence[str], force: bool, others: Sequence[str | None] = ()
    ) -> None:
        self.outputs = list(outputs)
        self.inputs = list(inputs)
        self._read = [*inputs, *(path for path in others if path)]
        self.force = force
        self.optional = False
        for output in self.outputs:
            if _suffix(output) not in ALL:
                kinds = ", ".join(f".{kind}" for kind in ALL)
                raise UsageProblem(f"--output {printable(output)}: the suffix decides what is written: {kinds}")
            check_output(output, self._read, force)

    def add_default_picture(self) -> None:
        """Save a picture in the current folder where no output was asked for."""
        single = len(self.inputs) == 1 and self.inputs[0] != STDIN
        name = f"{Path(self.inputs[0]).stem}.png" if single else "lrviz.png"
        check_output(name, self._read, self.force)
        self.outputs = [name]
        self.optional = True

    def save(self, curves: Sequence[Curve], view: View) -> list[str]:
        """Write all outputs.

        Args:
            curves: What they show.
            view: How pictures show it.

        Returns:
            A line for each, for the user.

        Raises:
            MissingExtra: If matplotlib or plotly is needed for an output that was asked for, and is not installed.
            UnwritableOutput: If a file cannot be written.
        """
        notes = []
        for output in self.outputs:
            suffix = _suffix(output)
            try:
                write = _WRITERS[suffix](curves, view, suffix)
            except MissingExtra as error:
                if not self.optional:
                    raise
                return [f"no picture is written: {error.message}"]
            write_output(output, write)
            notes.append(f"wrote {printable(output)}")
        return notes

    def idle(self, view: View) -> list[str]:
        """What was said of drawings that are not made, a line for each."""
        suffixes = {_suffix(output) for output in self.outputs}
        given = {"--size": view.size, "--dpi": view.dpi, "--title": view.title, "--style": view.style}
        options = [option for option, value in given.items() if value is not None]
        if view.show or suffixes & {*PICTURES}:
            of_dots = "--dpi" in options and not view.show and "png" not in suffixes
            return ["--dpi changes nothing: it is about .png, and none is written"] if of_dots else []
        if suffixes & {*PAGES}:
            options = [option for option in options if option != "--title"]
        if not options:
            return []
        return [f"{' and '.join(options)} {'change' if len(options) > 1 else 'changes'} nothing: no picture is written"]

    def show(self, curves: Sequence[Curve], view: View) -> None:
        """Show a picture in a window, until it is closed.

        Raises:
            MissingExtra: If matplotlib is not installed.
            UsageProblem: If there is no display.
        """
        library_of_pictures().show(curves, view)


def library_of_pictures() -> ModuleType:
    """What draws pictures.

    Raises:
        MissingExtra: If matplotlib is not installed.
    """
    if find_spec("matplotlib") is None:
        raise MissingExtra("a picture", "plot")
    from lrviz.render import figure

    return figure


Write = Callable[[BinaryIO], None]


def _picture(curves: Sequence[Curve], view: View, suffix: str) -> Write:
    figure = library_of_pictures()
    drawn = figure.draw(curves, view)
    return lambda file: figure.save(drawn, file, suffix)


def _page(curves: Sequence[Curve], view: View, _suffix: str) -> Write:
    if find_spec("plotly") is None or find_spec("jinja2") is None:
        raise MissingExtra("a page", "html")
    from lrviz.render.html import page

    content = page(curves, view).encode()

    def write(file: BinaryIO) -> None:
        file.write(content)

    return write


def _data(curves: Sequence[Curve], _view: View, suffix: str) -> Write:
    from lrviz.render import data

    writer = data.write_csv if suffix == "csv" else data.write_json

    def write(file: BinaryIO) -> None:
        text = TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="")
        writer(curves, text)
        text.flush()
        # it would close the file as it goes
        text.detach()

    return write


_WRITERS = {**dict.fromkeys(PICTURES, _picture), **dict.fromkeys(PAGES, _page), **dict.fromkeys(DATA, _data)}
"""What makes an output of each suffix ready to be written."""


def _suffix(path: str) -> str:
    return Path(path).suffix.lower().removeprefix(".")
