"""The entry point: the one handler around everything else, in place before anything else is imported."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from contextlib import suppress
from typing import Any

from lrviz.streams import abandon, open_missing_streams, reason

INTERRUPTED = 130

_interrupts: list[float] = []
"""When interrupts came. A library that is being imported may take one for an error of its own, and go on without it."""


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        _be_interrupted_once()
        _end_when_terminated()
        open_missing_streams()
        code = _run()
        code = _flush(INTERRUPTED if _interrupts else code)
        # the code is set: nothing must change it now, nor show where it came in
        _set_interrupts(signal.SIG_IGN)
    except KeyboardInterrupt:
        code = _flush(INTERRUPTED)
    # or Python would go through a million objects for garbage as it ends
    gc.freeze()
    sys.exit(code)


def _be_interrupted_once() -> None:
    """Let the first interrupt end the command, and none of those right after it disturb how it ends."""

    def interrupt(_number: int, _frame: object) -> None:
        now = time.monotonic()
        if not _interrupts or now > _interrupts[-1] + 2:
            _interrupts.append(now)
            raise KeyboardInterrupt

    # a job in the background was told to ignore them
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        _set_interrupts(interrupt)


def _end_when_terminated() -> None:
    """Let a signal to terminate, as of `timeout` or a batch system, end the command as an error would: tidily."""

    def terminate(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    with suppress(ValueError):
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, terminate)


def _set_interrupts(handler: Any) -> None:
    # there are signals in the main thread alone
    with suppress(ValueError):
        signal.signal(signal.SIGINT, handler)


def _run() -> int:
    try:
        return _command_line()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if _interrupts:
            return INTERRUPTED
        if "--debug" in sys.argv[1:] or os.environ.get("LRVIZ_DEBUG"):
            raise
        return _report(error)


def _command_line() -> int:
    # pydantic would search every installed distribution for plugins, which a config is not checked with
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # to start and to import torch makes a million objects and hardly any garbage, and to look for it takes a sixth of
    # the time
    gc.disable()
    from lrviz.guard import run_command_line

    return run_command_line()


def _report(error: BaseException) -> int:
    """One line for what nobody expected."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 0 if error.code is None else 2
    if isinstance(error, OSError):
        _say(f"error: {reason(error)}")
        return 2
    if isinstance(error, MemoryError):
        _say("error: there is not enough memory for this")
        return 2
    said = ascii(str(error))[1:-1][:200]
    _say(f"internal error: {type(error).__name__}: {said}; please report it, with the output of `lrviz --debug ...`")
    return 2


def _flush(code: int) -> int:
    """Find out now, and not after the exit code is set, whether all that was printed arrived."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        abandon(sys.stdout)
    except (OSError, ValueError) as error:
        abandon(sys.stdout)
        _say(f"error: standard output: {reason(error)}")
        return 2
    return code


def _say(text: str) -> None:
    with suppress(OSError, ValueError):
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


if __name__ == "__main__":
    main()
