"""From what was typed to the files that are meant."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from lrviz.reading import STDIN

SUFFIXES = (".yaml", ".yml")


class Source(NamedTuple):
    """A config to read.

    Attributes:
        path: The path to open, or `-`.
        named: Whether it was named itself, and not met by walking a folder.
    """

    path: str
    named: bool


def sources(paths: Sequence[str]) -> list[Source]:
    """Every file that is meant, folders walked in the order of their names, each file once."""
    found: dict[str, Source] = {}
    for path in paths:
        if path != STDIN and os.path.isdir(path):
            for file in _walk(path):
                found.setdefault(file, Source(file, False))
        else:
            found[path] = Source(path, True)
    return list(found.values())


def _walk(folder: str) -> Iterator[str]:
    """The configs in a folder and below. A folder that cannot be read is given itself, so that reading it says why."""
    unread: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=unread.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if Path(name).suffix.lower() in SUFFIXES:
                yield os.path.join(root, name)
    yield from (error.filename for error in unread)
