"""The one place where files are written: whole, or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from lrviz.errors import UnwritableOutput
from lrviz.reading import STDIN
from lrviz.text import printable

MARK = "made with lrviz"
"""Stands in every picture and JSON file that is written, so that it may be written again."""

CSV_HEADERS = (b"step,epoch,lr", b"config,step,epoch,lr")
"""How a CSV file begins. It has no room for a mark, and others write such files too."""

ATTRIBUTE = "user.lrviz"
"""The attribute of a file that says so, where the file system has attributes."""

MARKED = 4096
"""How many bytes from the start and from the end are looked at for the mark."""


def check_output(path: str, inputs: Iterable[str], force: bool) -> None:
    """Find out, before the work is done, whether a path may be written.

    Raises:
        UnwritableOutput: If it is an input, a folder or a device, lies in a folder that is not there, or is a file that
            lrviz did not write and `force` is not set.
    """
    shown, target = printable(path), Path(path)
    try:
        if any(_same_file(path, source) for source in inputs):
            raise UnwritableOutput(f"{shown} is an input and is never written")
        if target.is_dir():
            raise UnwritableOutput(f"{shown} is a folder; give the name of a file")
        if not target.parent.is_dir():
            raise UnwritableOutput(f"the folder {printable(str(target.parent))} is not there; make it first")
        _refuse_what_is_no_file(target)
        if target.exists() and not force and not _is_ours(target):
            raise UnwritableOutput(f"{shown} was not made by lrviz and is left as it is", "--force writes it anyway")
    except (OSError, ValueError) as error:
        raise UnwritableOutput(f"{shown}: {getattr(error, 'strerror', None) or 'not a path'}") from None


def _refuse_what_is_no_file(target: Path) -> None:
    """A device, a pipe or a socket would be gone for all: `/dev/null` is replaced as any file is, if root says so."""
    if target.exists() and not target.is_file():
        raise UnwritableOutput(f"{printable(str(target))} is a device or a pipe and is never replaced; name a file")


def write_output(path: str, write: Callable[[BinaryIO], None], mark: bool = True) -> None:
    """Write a file by way of a temporary one in the same folder, which then takes its place.

    Args:
        path: The file to write.
        write: Writes the content to the file that it is given.
        mark: Whether the file is then one that lrviz made, which it may overwrite.

    Raises:
        UnwritableOutput: If the disk or the folder does not take it. An older file is then still there.
    """
    target = Path(path)
    _refuse_what_is_no_file(target)
    # named before it is made, so that it is taken away again wherever a signal comes
    temporary = target.with_name(f".{target.name[:30]}.{os.urandom(8).hex()}.tmp")
    try:
        rights = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
        with open(temporary, "xb", opener=_with_rights(0o666 if rights is None else rights)) as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        if mark:
            _mark(temporary)
        if rights is not None:
            # what the user's mask took away
            temporary.chmod(rights)
        os.replace(temporary, target)
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise UnwritableOutput(f"{printable(path)}: {reason[0].lower()}{reason[1:]}") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def write_text(path: str, text: str) -> None:
    """Write a text as UTF-8.

    Raises:
        UnwritableOutput: If the disk or the folder does not take it.
    """

    def write(file: BinaryIO) -> None:
        file.write(text.encode())

    write_output(path, write)


def write_own(path: str, text: str) -> None:
    """Write a text that its user goes on with. So it is not ours, and is not overwritten as what lrviz made would be.

    Raises:
        UnwritableOutput: If the disk or the folder does not take it.
    """

    def write(file: BinaryIO) -> None:
        file.write(text.encode())

    write_output(path, write, mark=False)


def rewrite(path: str, content: bytes) -> None:
    """Replace the content of a config that is being fixed. Its rights stay, and a link to it stays a link.

    Raises:
        UnwritableOutput: If the disk or the folder does not take it. The old content is then still there.
    """

    def write(file: BinaryIO) -> None:
        file.write(content)

    write_output(os.path.realpath(path), write, mark=False)


def _with_rights(rights: int) -> Callable[[str, int], int]:
    """Opens a file with no more than these rights from the beginning: the one that it replaces may be private."""
    return lambda path, flags: os.open(path, flags, rights)


def _same_file(path: str, source: str) -> bool:
    """Whether a path is a file that is read; `-` is what standard input is."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(0) if source == STDIN else os.stat(source))
    except (OSError, ValueError):
        return False


def _mark(path: Path) -> None:
    if hasattr(os, "setxattr"):
        # a file system without attributes is no reason not to write
        with contextlib.suppress(OSError):
            os.setxattr(path, ATTRIBUTE, MARK.encode())


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(MARKED)
        file.seek(max(0, path.stat().st_size - MARKED))
        if not head or MARK.encode() in head + file.read(MARKED):
            return True
    return head.startswith(CSV_HEADERS) and _may_be_marked(path)


def _may_be_marked(path: Path) -> bool:
    """Whether a file has the attribute, or is where there are none."""
    if not hasattr(os, "getxattr"):
        return True
    try:
        return os.getxattr(path, ATTRIBUTE) == MARK.encode()
    except OSError as error:
        return error.errno != errno.ENODATA
