"""The content of a file at a revision of git: the one place where another program is started.

What is in a repository is a stranger's, its configuration and its hooks among it. git is run by fixed arguments, with
no shell, and only to print an object that it has already: `cat-file` neither converts what it prints nor runs filters,
hooks, a pager or an alias, and nothing is fetched.
"""

from __future__ import annotations

import os
import subprocess
import threading

from lrviz.errors import UnreadablePath, UsageProblem
from lrviz.reading import STDIN, too_large
from lrviz.text import printable

QUIET = ("--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false")

SAFE = {
    # an object that a partial clone has left out would be fetched, by whatever program the repository names
    "GIT_NO_LAZY_FETCH": "1",
    # older versions of git do not know that one; no protocol is allowed, and no configuration wins over this
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_TERMINAL_PROMPT": "0",
}

DEADLINE = 15.0
"""After so many seconds git is stopped: a configuration may include a pipe that nobody writes to."""

OF_ANOTHER = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
"""What a hook of git is told of its own repository. The one that counts here is that of the file."""


def read_at_revision(path: str, revision: str, limit: int) -> bytes:
    """Read a file as it was at a revision.

    Args:
        path: The path as it was typed.
        revision: What git takes for one: `HEAD~1`, `main`, `v1.2`, a hash; or one, a colon, and the path that the file
            had then, from the top of the repository.
        limit: The most bytes that are taken.

    Returns:
        All of it.

    Raises:
        UsageProblem: If the revision is none, or git is not there.
        UnreadablePath: If the file is not in a repository, not in this revision, or larger than the limit.
    """
    shown, said = printable(path), f"--against {printable(revision, 60)}"
    if path == STDIN:
        raise UsageProblem(f"{said}: standard input has no earlier version", "name a file")
    revision, colon, earlier_path = revision.partition(":")
    if not revision or revision.startswith("-") or any(char in revision + earlier_path for char in "\0\n"):
        raise UsageProblem(f"{said} is no revision", "give a branch, a tag, a hash or HEAD~1")
    if colon and not earlier_path:
        raise UsageProblem(f"{said} names no file", "give its path from the top of the repository behind the colon")
    folder, name = os.path.split(os.path.realpath(path))
    content = _git(folder, ("cat-file", "blob", f"{revision}:{earlier_path or f'./{name}'}"), limit, said)
    shown = printable(earlier_path) or shown
    if content is None:
        raise _reason(folder, revision, shown, said)
    if len(content) > limit:
        raise too_large(f"{shown} at {printable(revision, 60)}", limit)
    return content


def _reason(folder: str, revision: str, shown: str, said: str) -> UsageProblem | UnreadablePath:
    """Why git has no such file."""
    if _git(folder, ("rev-parse", "--git-dir"), 1 << 16, said) is None:
        return UnreadablePath(f"{said}: {shown} is in no git repository that can be read")
    if _git(folder, ("rev-parse", "--verify", "--quiet", f"{revision}^{{tree}}"), 1 << 16, said) is None:
        return UsageProblem(f"{said}: git knows no such revision", "`git log --oneline` lists them")
    return UnreadablePath(f"{said}: {shown} is not in that revision")


def _git(folder: str, arguments: tuple[str, ...], limit: int, said: str) -> bytes | None:
    """What git prints, as far as one byte beyond the limit; None where it fails."""
    command = ["git", "-C", folder, *QUIET, *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in OF_ANOTHER}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, **SAFE},
        )
    except OSError as error:
        raise UsageProblem(f"git cannot be started: {(error.strerror or 'no reason is given').lower()}") from None
    content = _printed(process, limit)
    if content is None:
        raise UnreadablePath(f"{said}: git was stopped, as it gave no answer for {DEADLINE:g} s")
    return content if process.returncode == 0 or len(content) > limit else None


def _printed(process: subprocess.Popen[bytes], limit: int) -> bytes | None:
    """What a program prints, as far as one byte beyond the limit; None where it had to be stopped."""
    too_late = threading.Event()

    def stop() -> None:
        too_late.set()
        process.kill()

    deadline = threading.Timer(DEADLINE, stop)
    deadline.start()
    try:
        with process:
            assert process.stdout is not None
            content = process.stdout.read(limit + 1)
            if len(content) > limit:
                process.kill()
    finally:
        deadline.cancel()
    return None if too_late.is_set() else content
