"""The entry point: the one handler around everything else, in place before anything else is imported."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from contextlib import suppress
from types import ModuleType
from typing import Any

from lrviz.streams import abandon, open_missing_streams, reason

INTERRUPTED = 128 + signal.SIGINT

AGAIN = 2.0
"""For how many seconds more signals to end are passed over: a key is held down, a whole group of processes is told."""

A_MOMENT = 0.01
"""After how many seconds a command is told again to end that Python did not let end."""

_told_to_end: list[tuple[float, int]] = []
"""When signals to end came, and which. A library that is being imported may take one for an error of its own."""


class _ToldToEnd(KeyboardInterrupt):
    """An interrupt with a type of its own.

    Where a plain one comes out of a text that is executed, as of each dataclass that is imported, Python remembers it
    and dies of SIGINT in the end, whatever the exit code is.
    """


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        _end_when_told()
        open_missing_streams()
        code = _flush(_run())
        # the code is set: nothing must change it now, nor show where it came in
        _ignore_signals()
    except KeyboardInterrupt:
        _ignore_signals()
        code = _flush(INTERRUPTED)
    # or Python would go through a million objects for garbage as it ends
    gc.freeze()
    sys.exit(128 + _told_to_end[0][1] if _told_to_end else code)


def _end_when_told() -> None:
    """Let an interrupt, or a signal to terminate as of `timeout` or a batch system, end the command tidily."""
    # a job in the background was told to ignore interrupts
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        _handle(signal.SIGINT, _end)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        _handle(signal.SIGTERM, _end)
    sys.unraisablehook = _end_after_all


def _end_after_all(lost: Any) -> None:
    """End a moment later where Python was in a finalizer, out of which it lets nothing, and would print this."""
    if not issubclass(lost.exc_type, _ToldToEnd):
        sys.__unraisablehook__(lost)
        return
    number = _told_to_end.pop()[1]
    _handle(signal.SIGALRM, lambda _, frame: _end(number, frame))
    signal.setitimer(signal.ITIMER_REAL, A_MOMENT)


def _end(number: int, _frame: object) -> None:
    if _torch_is_being_imported():
        # an exception would come out in the middle of its C++, which aborts; nothing has been written yet
        os._exit(128 + number)
    now = time.monotonic()
    if not _told_to_end or now > _told_to_end[-1][0] + AGAIN:
        _told_to_end.append((now, number))
        raise _ToldToEnd


def _torch_is_being_imported() -> bool:
    return bool(getattr(getattr(sys.modules.get("torch"), "__spec__", None), "_initializing", False))


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        _handle(number, signal.SIG_IGN)


def _handle(number: int, handler: Any) -> None:
    # there are signals in the main thread alone
    with suppress(ValueError):
        signal.signal(number, handler)


def _run() -> int:
    try:
        return _command_line()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if _told_to_end:
            return INTERRUPTED
        if "--debug" in sys.argv[1:] or os.environ.get("LRVIZ_DEBUG"):
            raise
        return _report(error)


def _command_line() -> int:
    _pass_over_plugins_of_pydantic()
    # to start and to import torch makes a million objects and hardly any garbage, and to look for it takes a sixth of
    # the time
    gc.disable()
    from lrviz.guard import run_command_line

    return run_command_line()


def _pass_over_plugins_of_pydantic() -> None:
    """Keep pydantic from searching every installed distribution for plugins, which a config is not checked with.

    To import what would search takes a twentieth of the time of a small file, even where it is told not to.
    """
    if os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__") == "__all__":
        finds_none = ModuleType("pydantic.plugin._loader")
        finds_none.get_plugins = lambda: ()  # type: ignore[attr-defined]
        sys.modules[finds_none.__name__] = finds_none


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
    said = ascii(str(error).strip())[1:-1][:200]
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] not in ("lrviz", "schedules"):
        what = "there is not enough memory for a library" if _speaks_of_memory(said) else "a library cannot be imported"
        _say(f"error: {what}: {said}")
        return 2
    _say(f"internal error: {type(error).__name__}: {said}; please report it, with the output of `lrviz --debug ...`")
    return 2


def _speaks_of_memory(said: str) -> bool:
    """Whether that is what the loader of libraries says where there is no memory for one of them."""
    return "failed to map segment" in said or "annot allocate memory" in said


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
