"""The page: one file with everything in it, which a browser shows from disk and without a network.

What a config says is a stranger's text. Jinja escapes it in the page and in the JSON, and the page's policy runs no
script but the two that are known by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from lrviz.curve import Curve
from lrviz.difference import compare
from lrviz.outputs import MARK
from lrviz.render import plotted, tables, words
from lrviz.render.comparison import Section, Sheet, sheet_of
from lrviz.render.resolved import resolved_text
from lrviz.render.view import View
from lrviz.text import printable

PARTS = "page"
"""The folder with the template, the style and the script."""

MOST_IN_TITLE = 3
"""With how many configs a title still names each."""


def page(curves: Sequence[Curve], view: View) -> str:
    """Make the page of some curves.

    Args:
        curves: What it shows; the first is the baseline where they are compared.
        view: How it shows them.

    Returns:
        HTML, the same for the same input and the same version of plotly.
    """
    plotly, script = _plotly(), _part("page.js")
    sheet = sheet_of(compare(curves, view.align, view.tolerance)) if view.compared else None
    return _template().render(
        mark=MARK,
        title=_title(curves, view),
        headlines=[words.headline(curve) for curve in curves],
        notes=_notes(curves),
        drawing=plotted.drawing(curves, view),
        phases=plotted.phases(curves, view),
        table=_table(curves, sheet),
        verdicts=sheet.verdicts if sheet else (),
        configs=[(printable(curve.name), resolved_text(curve.plan)) for curve in curves],
        style=Markup(_part("page.css")),
        plotly=Markup(plotly),
        script=Markup(script),
        policy=_policy(plotly, script),
    )


class _Cell(NamedTuple):
    """A number, how it differs from the baseline's, and whether it does."""

    text: str
    change: str = ""
    differs: bool = False


class _Section(NamedTuple):
    """The rows of one parameter group, or of all there is; each with its name first."""

    title: str
    rows: Sequence[tuple[str, Sequence[_Cell]]]


class _Table(NamedTuple):
    head: Sequence[str]
    sections: Sequence[_Section]


def _table(curves: Sequence[Curve], sheet: Sheet | None) -> _Table:
    """The table of the terminal, as it is there."""
    if sheet is not None:
        heads = [f"{letter} {name}" for letter, name in zip(sheet.letters, sheet.names, strict=True)]
        return _Table(["", *heads], [_Section(section.title, list(_rows(section))) for section in sheet.sections])
    found = tables.summary(curves)
    rows = [(name, list(map(_Cell, cells))) for name, cells in found.rows]
    return _Table([found.title, *tables.SUMMARY], [_Section("", rows)])


def _rows(section: Section) -> Iterator[tuple[str, list[_Cell]]]:
    for row in section.rows:
        yield row.label, list(map(_Cell, row.cells, row.changes, row.differs))


def _title(curves: Sequence[Curve], view: View) -> str:
    if view.title:
        return printable(view.title)
    if len(curves) == 1:
        return f"{printable(curves[0].name)}: learning rate"
    what = "Comparison" if view.compared else "Learning rates"
    if len(curves) > MOST_IN_TITLE:
        return f"{what} of {len(curves)} schedules"
    return f"{what}: {', '.join(printable(curve.name, 40) for curve in curves)}"


def _notes(curves: Sequence[Curve]) -> list[str]:
    """What was assumed, once each."""
    several = len(curves) > 1
    notes = [f"{printable(curve.name)}: {note}" if several else note for curve in curves for note in curve.plan.notes]
    return list(dict.fromkeys(notes))


def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("lrviz.render", PARTS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": False, "allow_nan": False, "separators": (",", ":")}
    return environment.get_template("page.html")


def _part(name: str) -> str:
    text: str = (files("lrviz.render") / PARTS / name).read_text(encoding="utf-8")
    return text


def _plotly() -> str:
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())


def _policy(*scripts: str) -> str:
    """Nothing is loaded, sent or run but these scripts. plotly sets styles, and makes an image where one is saved."""
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
