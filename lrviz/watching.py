"""Tells when files are saved. The only place that knows the file watcher."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from importlib.util import find_spec

from lrviz.errors import MissingExtra, UsageProblem
from lrviz.paths import absolute
from lrviz.text import printable

LOOK_UP = 250
"""After how many milliseconds without a change the watcher comes back, so that its user can see to other things."""

GATHER = 100
"""For how many milliseconds changes are gathered: to save a file is several changes to the file system."""


def saves(paths: Collection[str]) -> Iterator[bool]:
    """Wait for files to be saved, in place or by another file that takes their name.

    Args:
        paths: The files. One that is not there yet is waited for, as long as its folder is there.

    Yields:
        Whether one of them was saved: at once False, when the watching has begun; then again and again. What changes
        between two of these is not missed.

    Raises:
        MissingExtra: If watchfiles is not installed.
        UsageProblem: If the system does not let the folders be watched, or there is none.
    """
    if find_spec("watchfiles") is None:
        raise MissingExtra("--watch", "watch")
    from watchfiles import watch

    # a link, and where it leads; the folder, as the file itself may be another one afterwards
    names = {name for path in paths for name in (absolute(path), os.path.realpath(path))}
    folders = {folder for folder in map(os.path.dirname, names) if os.path.isdir(folder)}
    if not folders:
        raise UsageProblem("--watch: there is no file to watch")
    try:
        for changes in watch(
            *sorted(folders),
            watch_filter=lambda _change, path: path in names,
            recursive=False,
            debounce=GATHER,
            rust_timeout=LOOK_UP,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        ):
            yield bool(changes)
    except OSError as error:
        raise UsageProblem(f"--watch: {printable(str(error))}") from None
