"""Patterns for paths, as in `exclude = ["legacy", "configs/old/**/*.yaml"]`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase


class Glob:
    """A pattern for paths below a folder.

    One without a slash matches the name of a file or folder anywhere below; one with a slash is seen from the folder.
    `*` and `?` stop at a slash, `**` does not. What matches a folder matches all that is in it.

    Args:
        pattern: The pattern.
        folder: The folder, absolute.
    """

    def __init__(self, pattern: str, folder: str) -> None:
        self._folder = folder
        self._parts = [part for part in pattern.replace(os.sep, "/").split("/") if part not in ("", ".")]
        self._anywhere = "/" not in pattern.replace(os.sep, "/").rstrip("/")

    def matches(self, path: str) -> bool:
        """Whether a file, or a folder above it, is meant. The path is absolute."""
        names = _below(path, self._folder)
        if self._anywhere:
            return any(fnmatchcase(name, part) for part in self._parts for name in names)
        return bool(names) and _begins(self._parts, names)


def _begins(parts: Sequence[str], names: Sequence[str]) -> bool:
    """Whether names begin with what the parts of a pattern stand for."""
    ends = {0}
    """How many names the parts so far can stand for."""
    for index, part in enumerate(parts):
        if part == "**" and index < len(parts) - 1:
            ends = set(range(min(ends), len(names))) if ends else ends
        else:
            ends = {end + 1 for end in ends if end < len(names) and fnmatchcase(names[end], part)}
    return bool(ends)


def _below(path: str, folder: str) -> list[str]:
    """The names from the folder down to the path, or none where it is not below it."""
    try:
        names = os.path.relpath(path, folder).split(os.sep)
    except (OSError, ValueError):
        # on another drive, or there is no current folder
        return []
    return [] if names[0] in ("..", ".") else names


def expand(pattern: str) -> list[str]:
    """The paths that a pattern stands for, as in a shell: nothing hidden, and `**` follows no links to folders."""
    drive, path = os.path.splitdrive(pattern)
    names = [name for name in path.replace(os.sep, "/").split("/") if name]
    root = drive + os.sep if path[:1] in ("/", os.sep) else drive
    return sorted(set(_expand(root, names)))


def _expand(folder: str, parts: Sequence[str]) -> Iterator[str]:
    if not parts:
        yield folder or os.curdir
    elif parts[0] == "**":
        for below, folders, _ in os.walk(folder or os.curdir):
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield from _expand(below if folder else below[2:], parts[1:])
    else:
        for name in _named(folder, parts[0]):
            path = os.path.join(folder, name)
            if len(parts) == 1 or os.path.isdir(path):
                yield from _expand(path, parts[1:])


def _named(folder: str, part: str) -> list[str]:
    """What is in a folder and is meant by a part of a pattern."""
    if part in (os.curdir, os.pardir):
        return [part]
    try:
        names = os.listdir(folder or os.curdir)
    except OSError:
        return []
    shown = [name for name in names if not name.startswith(".") or part.startswith(".")]
    return [name for name in shown if name == part or fnmatchcase(name, part)]
