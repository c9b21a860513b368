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
        name: What it is called in messages.
    """

    path: str
    named: bool
    name: str


def sources(paths: Sequence[str], stdin_name: str = STDIN) -> list[Source]:
    """Every file that is meant, each once, in the order of their paths.

    Args:
        paths: Files, folders, which are searched for configs, and patterns where there is no such file.
        stdin_name: What standard input is called.
    """
    found: dict[str, Source] = {}
    for path in paths:
        for source in _meant(path, stdin_name):
            key = source.path if source.path == STDIN else absolute(source.path)
            if key not in found or (source.named and not found[key].named):
                found[key] = source
    return sorted(found.values(), key=lambda source: source.name)


def _meant(path: str, stdin_name: str) -> Iterator[Source]:
    if path == STDIN:
        yield Source(path, True, stdin_name)
        return
    for file in _expanded(path):
        if os.path.isdir(file):
            yield from (Source(inside, False, inside) for inside in _walk(file))
        else:
            yield Source(file, True, file)


def _expanded(path: str) -> Sequence[str]:
    """What a pattern stands for; the path itself where it is none, or stands for nothing."""
    if os.path.lexists(path) or not any(sign in path for sign in "*?["):
        return [path]
    from lrviz.globs import expand

    return expand(path) or [path]


def _walk(folder: str) -> Iterator[str]:
    """The configs in a folder and below. A folder that cannot be read is given itself, so that reading it says why."""
    unread: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=unread.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if Path(name).suffix.lower() in SUFFIXES:
                yield os.path.join(root, name)
    yield from (error.filename for error in unread)


def from_here(path: str) -> str:
    """A path as seen from the current folder, with slashes and without `./`, if it is below that."""
    try:
        below = os.path.relpath(path)
    except (OSError, ValueError):
        return path
    return (os.path.normpath(path) if below.startswith(os.pardir) else below).replace(os.sep, "/")


def absolute(path: str) -> str:
    """A path from the root."""
    try:
        return os.path.abspath(path)
    except (OSError, ValueError):
        # the current folder is gone, or it is not a path
        return path
