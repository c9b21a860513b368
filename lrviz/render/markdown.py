"""Markdown on a terminal, as plain as it goes: no boxes, nothing centred, no background."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import Heading, Markdown
from rich.theme import Theme

WIDEST = 100
"""The columns of prose; longer lines are hard to follow."""

THEME = Theme({"markdown.code": "cyan", "markdown.h1": "bold", "markdown.h2": "bold"})


class Page:
    """A text in Markdown, for rich to print."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        with console.use_theme(THEME):
            page = _Plain(self.text, code_theme="ansi_dark", hyperlinks=False)
            yield from console.render(page, options.update(width=min(options.max_width, WIDEST)))


class _Heading(Heading):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text


class _Plain(Markdown):
    elements = {**Markdown.elements, "heading_open": _Heading}
