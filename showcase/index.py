"""The page on which all cases of the gallery stand."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from showcase.catching import Caught, command_line

STYLE = """
body {font: 15px/1.4 sans-serif; margin: 2rem auto; max-width: 1100px; padding: 0 1rem; color: #222}
section {margin: 2.5rem 0} h2 {margin: 0} p {margin: .2rem 0 .6rem; color: #555}
code, pre {font: 12px/1.35 monospace; background: #f3f4f6; padding: .3rem .5rem; overflow-x: auto; display: block}
img {max-width: 100%; border: 1px solid #ddd}
"""


def index(caught: Sequence[Caught]) -> str:
    """The page, in which every case has its command line, what it shows, and what was printed."""
    sections = "\n".join(map(_section, caught))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>lrviz: gallery</title>\n'
        f"<style>{STYLE}</style></head><body>\n<h1>Gallery</h1>\n{sections}\n</body></html>\n"
    )


def _section(caught: Caught) -> str:
    case = caught.case
    pictures = [name for name in caught.files if name.endswith(".png")]
    others = [name for name in caught.files if not name.endswith(".png")]
    parts = [
        f'<section id="{escape(case.name)}"><h2>{escape(case.name)}</h2><p>{escape(case.shows)}</p>',
        f"<code>{escape(command_line(case))}</code>",
        *(f'<img src="{quote(name)}" alt="{escape(case.shows)}" loading="lazy">' for name in pictures),
        f"<pre>{escape(caught.said)}</pre>" if not (pictures and case.kind == "terminal") else "",
        " ".join(f'<a href="{quote(name)}">{escape(name)}</a>' for name in others),
        f"exit {caught.code}</section>",
    ]
    return "\n".join(filter(None, parts))
