"""The screen: what goes to stdout and stderr, and how."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

from lrviz.errors import LrvizError, UnwritableOutput
from lrviz.render import report as report_text
from lrviz.render.formats.shown import first, rest
from lrviz.streams import abandon, reason
from lrviz.text import printable, without_commands

if TYPE_CHECKING:
    from rich.console import Console

    from lrviz.checking import Checked
    from lrviz.curve import Curve
    from lrviz.finding import Finding
    from lrviz.render.view import View
    from lrviz.report import Report
    from lrviz.workflow import ProgressFor

LONG_RUN = 50_000
"""From how many updates on a progress bar is shown."""

WITHOUT_TERMINAL = 100
"""The columns that are used where no terminal says how many there are."""


Held = list[tuple[Any, str]]
"""What is to be printed: each text with its stream."""

CLEAR = "\x1b[H\x1b[2J"


class Screen:
    """Prints data to stdout, and notes, progress and errors to stderr.

    Attributes:
        is_read: Whether somebody still reads what is printed to stdout, as far as is known.
    """

    def __init__(self) -> None:
        self.is_read = True
        self._held: Held | None = None

    def line(self, text: str) -> None:
        self._write(sys.stdout, text)

    def lines(self, lines: Iterable[str]) -> None:
        """Print many lines, a thousand at a time."""
        remaining = iter(lines)
        while self.is_read and (part := list(islice(remaining, 1000))):
            self.line("\n".join(part))

    def note(self, text: str) -> None:
        self._write(sys.stderr, f"note: {text}")

    def error(self, error: LrvizError) -> None:
        self._write(sys.stderr, f"error: {error.line}")

    def findings(self, report: Report, shown: Container[Finding] = ()) -> None:
        """What was found in a config beside what was asked for, but for what has been shown."""
        colour = wants_colour(sys.stderr)
        for finding in (finding for finding in first(report) if finding not in shown):
            self._write(sys.stderr, report_text.full(finding, report.document, colour))
        if more := rest(report):
            self._write(sys.stderr, more)

    def report(self, checked: Checked, form: str) -> None:
        """What was found, as data, in one of the formats."""
        # imported here, as the others are not needed
        render = import_module(f"lrviz.render.formats.{form}").render
        if text := render(checked, wants_colour(sys.stdout)):
            self._write(sys.stdout, text, commands=form == "github")

    def tally(self, checked: Checked) -> None:
        """One line on how much was checked and found."""
        counts = {"error": 0, "warning": 0, "info": 0}
        for finding in checked.findings():
            counts[finding.severity] += 1
        files = len(checked.reports)
        found = [_many(counts[kind], kind) for kind in ("error", "warning") if counts[kind]]
        found += [f"{counts['info']} info"] if counts["info"] else []
        unread = f", {len(checked.unreadable)} not read" if checked.unreadable else ""
        without = sum(report.passed_over for report in checked.reports)
        passed_over = f", {without} without a schedule" if without else ""
        excluded = f", {checked.excluded:,} excluded" if checked.excluded else ""
        known = f", {checked.known:,} in the baseline" if checked.known else ""
        what = (", ".join(found) or "no findings") + known
        self._fixes(checked)
        self._write(sys.stderr, f"checked {_many(files, 'file')}{unread}{excluded}{passed_over}: {what}")

    def _fixes(self, checked: Checked) -> None:
        """How many of the findings can be mended, where nobody has asked for that yet."""
        fixes = [finding.fix for finding in checked.findings() if finding.fix is not None]
        if not fixes or checked.mended:
            return
        certain = sum(fix.safe for fix in fixes)
        parts = [f"{certain} with --fix"] if certain else []
        parts += [f"{len(fixes) - certain}{' more' if certain else ''} with --unsafe-fixes"]
        self._write(sys.stderr, f"can be mended: {', '.join(parts if len(fixes) > certain else parts[:1])}")

    @property
    def width(self) -> int:
        """The columns that there are for text."""
        return self._console.width

    @property
    def unicode(self) -> bool:
        """Whether braille and box characters can be shown."""
        return _takes_unicode(sys.stdout)

    def page(self, markdown: str) -> None:
        """Print a page: rendered on a terminal, as Markdown elsewhere."""
        if not sys.stdout.isatty() or not self.unicode:
            self.line(markdown)
            return
        from lrviz.render.markdown import Page

        self._render(Page(markdown))

    def show(self, table: Any) -> None:
        """Print a rich table."""
        self._render(table)

    def chart(self, curves: Sequence[Curve], view: View, ascii_only: bool) -> None:
        """Print curves as a chart, as wide as the terminal is."""
        from lrviz.render.chart import chart

        text = chart(curves, view, self.width, wants_colour(sys.stdout), self.unicode and not ascii_only)
        self._render(text, soft_wrap=True)

    def _render(self, renderable: Any, **how: Any) -> None:
        """Have rich make the text, and write it as any other: it has its own mind on pipes that close."""
        page = _Page(sys.stdout.encoding)
        console = self._console_on(sys.stdout, page)
        console.print(renderable, **how)
        self._write(sys.stdout, page.getvalue().removesuffix("\n"))

    def wants_chart(self, asked: bool | None) -> bool:
        """Whether the chart is drawn: as asked, else on a terminal."""
        return sys.stdout.isatty() if asked is None else asked

    @contextmanager
    def holding(self) -> Iterator[Held]:
        """Print nothing, but hold what would be printed, in the order in which it would be."""
        held = self._held = []
        try:
            yield held
        finally:
            self._held = None

    def release(self, held: Held) -> None:
        """Print what was held."""
        for stream, text in held:
            self._write(stream, text)

    def clear(self) -> None:
        """Begin at the top of an empty terminal. What is no terminal is left alone."""
        if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
            self._write(sys.stdout, CLEAR, end="")

    def flush(self) -> None:
        """Let everything that was printed be seen."""
        try:
            sys.stdout.flush()
        except OSError:
            self.is_read = False
            abandon(sys.stdout)

    @contextmanager
    def progress(self) -> Iterator[ProgressFor]:
        """A progress bar on stderr for long runs, where that is a terminal."""
        if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
            yield lambda _name, _updates: None
            return
        from rich.markup import escape
        from rich.progress import Progress as Bar

        with Bar(console=self._console_on(sys.stderr), transient=True) as bar:

            def progress_for(name: str, updates: int) -> Any:
                if updates < LONG_RUN:
                    return None
                task = bar.add_task(escape(printable(name[-30:])), total=updates)
                return lambda done: bar.update(task, completed=done)

            yield progress_for

    @cached_property
    def _console(self) -> Console:
        return self._console_on(sys.stdout)

    def _console_on(self, stream: Any, page: _Page | None = None) -> Console:
        from rich.console import Console

        for name in ("COLUMNS", "LINES"):
            # rich reads them too, and takes whatever is a digit in any script for one that `int` reads
            if not _is_number(os.environ.get(name, "")):
                os.environ.pop(name, None)
        width = None if stream.isatty() or _columns() else WITHOUT_TERMINAL
        colour = wants_colour(stream)
        return Console(
            file=page or stream,
            width=_columns() or width,
            markup=False,
            highlight=False,
            emoji=False,
            no_color=not colour,
            force_terminal=colour or None,
            safe_box=not _takes_unicode(stream),
        )

    def _write(self, stream: Any, text: str, end: str = "\n", commands: bool = False) -> None:
        """Print a text. What a runner would take for a command is one only where that is meant."""
        text = text if commands else without_commands(text)
        if self._held is not None:
            self._held.append((stream, text))
            return
        encoding = getattr(stream, "encoding", None) or "utf-8"
        try:
            stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + end)
        except BrokenPipeError:
            # nobody reads on, as with `| head`: what was found still makes the exit code
            self.is_read = stream is not sys.stdout and self.is_read
            abandon(stream)
        except (OSError, ValueError) as error:
            abandon(stream)
            if stream is sys.stdout:
                raise UnwritableOutput(f"standard output: {reason(error)}") from None


class _Page(io.StringIO):
    """What rich writes to; it draws boxes as the encoding allows."""

    encoding = "utf-8"

    def __init__(self, encoding: str | None) -> None:
        super().__init__()
        self.encoding = encoding or self.encoding


def wants_colour(stream: Any) -> bool:
    """Whether to paint: NO_COLOR and FORCE_COLOR decide, else whether it is a terminal that can."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


def _columns() -> int | None:
    text = os.environ.get("COLUMNS", "")
    return int(text) if _is_number(text) and 0 < int(text) < 10_000 else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _takes_unicode(stream: Any) -> bool:
    encoding = (getattr(stream, "encoding", None) or "").lower().replace("-", "")
    return encoding.startswith("utf") and os.environ.get("TERM") != "dumb"


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
