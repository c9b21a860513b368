"""Runs `lrviz` in a child with limits: forked off a process that has imported it, or from its first line on."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

STOP_AFTER = 20
"""Seconds of CPU after which a child is ended: what hangs is to be reported, not waited for."""

ADDRESSES = 4_000_000_000
"""Bytes of addresses a child may have, for the good of the machine. What it really takes is measured, and judged."""


class Ended(NamedTuple):
    """How a run ended.

    Attributes:
        code: The exit code, or the negative number of a signal.
        output: What it printed, stdout first.
        cpu: The seconds of CPU that it took, user and system.
        megabytes: The most memory that it had.
    """

    code: int
    output: str
    cpu: float
    megabytes: int

    def at_most(self, other: Ended) -> Ended:
        """The larger of each figure."""
        return self._replace(cpu=max(self.cpu, other.cpu), megabytes=max(self.megabytes, other.megabytes))


def run_cold(arguments: Sequence[str], folder: str) -> Ended:
    """Run the command as a user does."""
    with Path(folder, "out.txt").open("wb") as out, Path(folder, "err.txt").open("wb") as err:
        command = [sys.executable, "-m", "lrviz", *map(os.fsencode, arguments)]
        # the tree under test is on the path, and not what is installed
        environment = {**os.environ, "PYTHONPATH": os.getcwd()}
        child = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            preexec_fn=_limit,
        )
        ended = _wait(child.pid, folder)
        # it was waited for, though not by itself
        child.returncode = ended.code
        return ended


def run_forked(arguments: Sequence[str], folder: str) -> Ended:
    """Run the command in a fork, which saves the time of starting Python and of importing."""
    from lrviz.__main__ import main

    with suppress(ImportError):
        # imported once, here: each child would do it again
        import lrviz.checking
        import lrviz.guard
        import lrviz.rules
        import lrviz.workflow

        lrviz.rules.all_rules()
    child = os.fork()
    if not child:
        _be_the_command(main, arguments, folder)
    return _wait(child, folder)


def _be_the_command(main: object, arguments: Sequence[str], folder: str) -> None:
    code = 70
    try:
        os.chdir(folder)
        for name, number in (("/dev/null", 0), ("out.txt", 1), ("err.txt", 2)):
            os.dup2(os.open(name, os.O_RDWR | os.O_CREAT, 0o600), number)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - to the end of the process
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        _limit()
        sys.argv = ["lrviz", *arguments]
        main()  # type: ignore[operator]
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
    except BaseException:
        traceback.print_exc()
        code = 1
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (STOP_AFTER, STOP_AFTER))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _wait(child: int, folder: str) -> Ended:
    _, status, used = os.wait4(child, 0)
    output = b"".join(Path(folder, name).read_bytes() for name in ("out.txt", "err.txt") if Path(folder, name).exists())
    return Ended(
        os.waitstatus_to_exitcode(status),
        output.decode("utf-8", "surrogateescape"),
        used.ru_utime + used.ru_stime,
        used.ru_maxrss // 1024,
    )
