"""The entry point: the one handler around everything else, in place before anything else is imported."""

from __future__ import annotations

import os
import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        code = _run()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        code = _abandon_stdout(0)
    sys.exit(_flush(code))


def _run() -> int:
    if "--debug" in sys.argv[1:] or os.environ.get("LRVIZ_DEBUG"):
        return _command_line()
    try:
        return _command_line()
    except (KeyboardInterrupt, BrokenPipeError):
        raise
    except BaseException as error:
        return _report(error)


def _command_line() -> int:
    from lrviz.guard import run_command_line

    return run_command_line()


def _report(error: BaseException) -> int:
    """One line for what nobody expected."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 0 if error.code is None else 2
    if isinstance(error, OSError):
        _say(f"error: {error.strerror or type(error).__name__}")
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
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        return _abandon_stdout(code)
    except (OSError, ValueError) as error:
        _abandon_stdout(code)
        _say(f"error: standard output: {getattr(error, 'strerror', None) or 'closed'}")
        return 2
    return code


def _abandon_stdout(code: int) -> int:
    """Let nothing more be written to a pipe that nobody reads, nor an error be shown for it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return code


def _say(text: str) -> None:
    try:
        if sys.stderr is not None:
            sys.stderr.write(text + "\n")
            sys.stderr.flush()
    except (OSError, ValueError):
        pass


if __name__ == "__main__":
    main()
