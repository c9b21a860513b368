"""What there is: schedulers, optimizers and rules, as text that fits the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from lrviz.rules import all_rules
from lrviz.text import printable
from schedules.catalog import NOT_COVERED, SCHEDULERS
from schedules.optimizers import OPTIMIZERS
from schedules.registered import RegisteredSpec
from schedules.spec import Spec

NAMES = 28
"""The columns for names. One that is longer has a line of its own."""

Row = tuple[str, str]


def everything(width: int) -> Iterator[str]:
    """The lines of `lrviz list`.

    Args:
        width: How many columns there are.
    """
    for title, rows in _sections():
        yield title
        for name, text in rows:
            yield from _entry(name, text, NAMES, width)
        yield ""
    yield "Lint rules"
    for rule in all_rules().values():
        head = f"{rule.code}  {rule.severity if rule.enabled else 'off':<7}"
        yield from _entry(head, f"{rule.title} ({rule.name})", len(head), width)


def _sections() -> Iterator[tuple[str, list[Row]]]:
    schedulers = [SCHEDULERS.load(name) for name in SCHEDULERS.names()]
    not_covered = [(name, "not covered, as it takes a Python function") for name in NOT_COVERED]
    for origin in ("torch", "timm", "lrviz", "plugins"):
        rows = [_row(spec_class) for spec_class in schedulers if _origin(spec_class) == origin]
        if rows:
            yield f"Schedulers of {origin}", rows + (not_covered if origin == "torch" else [])
    yield "Optimizers of torch", [_row(OPTIMIZERS.load(name)) for name in OPTIMIZERS.names()]


def _origin(spec_class: type[Spec]) -> str:
    return "plugins" if issubclass(spec_class, RegisteredSpec) else spec_class.upstream.partition(".")[0] or "lrviz"


def _row(spec_class: type[Spec]) -> Row:
    return spec_class.__name__, printable((spec_class.__doc__ or "").strip().split("\n")[0].rstrip("."))


def _entry(name: str, text: str, names: int, width: int) -> Iterator[str]:
    """A name, and beside it what it is, on as many lines as that takes."""
    indent = " " * (names + 4)
    lines = wrap(text, max(20, width - len(indent)), break_on_hyphens=False)
    if len(name) > names or not lines:
        yield f"  {name}"
    else:
        yield f"  {name:<{names}}  {lines.pop(0)}"
    for line in lines:
        yield indent + line
