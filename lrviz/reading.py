"""The one place where files are opened for reading."""

from __future__ import annotations

import os
import stat
import sys

from lrviz.errors import UnreadablePath
from lrviz.text import printable

STDIN = "-"


def read_bytes(path: str, limit: int) -> bytes:
    """Read a regular file, or standard input for `-`, without ever blocking on a pipe or a device.

    Args:
        path: The path as it was typed.
        limit: The most bytes that are taken.

    Returns:
        All of it.

    Raises:
        UnreadablePath: If it is missing, not a regular file, larger than the limit, or may not be read.
    """
    shown = printable(path)
    if path == STDIN:
        return _read_stdin(limit)
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except (OSError, ValueError) as error:
        raise UnreadablePath(f"{shown}: {_reason(error)}") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "not a regular file"
            raise UnreadablePath(f"{shown} is {kind}")
        if status.st_size > limit:
            raise too_large(shown, limit)
        return _read_all(descriptor, limit, shown)
    except OSError as error:
        raise UnreadablePath(f"{shown}: {_reason(error)}") from None
    finally:
        os.close(descriptor)


def _read_stdin(limit: int) -> bytes:
    if sys.stdin is None:
        raise UnreadablePath("standard input is closed")
    try:
        data = sys.stdin.buffer.read(limit + 1)
    except (OSError, ValueError) as error:
        raise UnreadablePath(f"standard input: {_reason(error)}") from None
    if len(data) > limit:
        raise too_large("standard input", limit)
    return data


def _read_all(descriptor: int, limit: int, shown: str) -> bytes:
    parts, size = [], 0
    while part := os.read(descriptor, 1 << 16):
        parts.append(part)
        size += len(part)
        if size > limit:
            # it grew while it was read, or says it is empty like the files of /proc
            raise too_large(shown, limit)
    return b"".join(parts)


def too_large(shown: str, limit: int) -> UnreadablePath:
    """What is said of more bytes than are taken."""
    return UnreadablePath(
        f"{shown} is larger than {limit:,} bytes", f"a config is not; `--max-bytes {10 * limit}` would read it"
    )


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or "not a path"
    return str(text[0]).lower() + str(text[1:])
