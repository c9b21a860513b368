"""Numbers that PyYAML reads as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from lrviz.rules.base import Edit, Fix, Remark
from lrviz.rules.numerals import numerals
from lrviz.site import Site
from schedules.problems import Path

TEXT = "tag:yaml.org,2002:str"


def texts(site: Site, what: str) -> Iterator[Remark]:
    """A remark on each number of a site that is text to PyYAML, with how it is written for all readers.

    Args:
        site: A scheduler, with what stands around it.
        what: What is said of the number.
    """
    for path, source, value in numerals(site):
        if not isinstance(value, float) or _tag_in_pyyaml(source) != TEXT or _is_not_plain(site, path):
            continue
        better = _with_point_and_sign(source)
        hint = f"write {better}" if better else ""
        fix = Fix((Edit("value", path, better),), f"write {better}", safe=True) if better else None
        yield Remark(path, "value", f"`{source}` {what}", hint, fix)


def _tag_in_pyyaml(source: str) -> str:
    resolver = yaml.resolver.Resolver()
    return str(resolver.resolve(yaml.ScalarNode, source, (True, False)))  # type: ignore[no-untyped-call]


def _is_not_plain(site: Site, path: Path) -> bool:
    """Whether it comes from the command line, or has a tag that says to every reader that it is a number."""
    place = site.setting.document.places.get(path)
    if place is None:
        return True
    line = site.setting.document.text.splitlines()[place.value.line - 1]
    return re.search(r"![^\s,]*\s+(?:&\S+\s+)?$", line[: place.value.column - 1]) is not None


def _with_point_and_sign(source: str) -> str:
    """The same number as every reader takes it for one, or nothing where this is not known."""
    match = re.fullmatch(r"([-+]?[0-9_]+)(\.[0-9_]*)?[eE]([-+]?)([0-9]+)", source)
    if not match:
        return ""
    before, after, sign, exponent = match.groups()
    return f"{before}{after or '.0'}e{sign or '+'}{exponent}"
