"""The numbers of a config as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lrviz.sentences import NotKnown
from lrviz.site import Site
from schedules.problems import Path

AROUND = ("steps", "epochs", "steps_per_epoch")
"""Keys beside or above a scheduler that are numbers."""


class Numeral(NamedTuple):
    """A number where it stands.

    Attributes:
        path: Where.
        source: How it is written.
        value: What it is read as.
    """

    path: Path
    source: str
    value: float

    @property
    def shown(self) -> str:
        """With its key, if it has one of its own."""
        return f"{self.path[-1]}: {self.source}" if isinstance(self.path[-1], str) else self.source


def numerals(site: Site) -> Iterator[Numeral]:
    """Every number that is written for a scheduler, and with the whole schedule those of the run around it."""
    for path in _paths(site):
        yield from _below(site, path)


def _paths(site: Site) -> Iterator[Path]:
    yield from ((*site.path, key) for key in type(site.spec).key_fields() if key != "schedulers")
    if site.parent is not None:
        return
    yield (*site.path, "lr")
    for elsewhere in (site.setting.optimizer_path, site.setting.rate_path):
        if elsewhere is not None and elsewhere != (*site.path, "lr"):
            yield elsewhere
    for key in AROUND:
        try:
            yield site.beside(key)[0]
        except NotKnown:
            continue


def _below(site: Site, path: Path) -> Iterator[Numeral]:
    document = site.setting.document
    value = document.get(path)
    if isinstance(value, list | dict):
        for part in value if isinstance(value, dict) else range(len(value)):
            yield from _below(site, (*path, part))
    elif isinstance(value, int | float) and not isinstance(value, bool) and path in document.sources:
        yield Numeral(path, document.sources[path], value)
