"""Loads the modules that `--plugin` names, so that the schedulers they register are known."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from lrviz.errors import UsageProblem
from lrviz.text import printable


def load_plugins(modules: Sequence[str]) -> None:
    """Import modules that call `schedules.register`. Only the command line names them, never a config or settings.

    The current folder is searched last, and only while they are imported, so that nothing in it can stand in for an
    installed library.

    Args:
        modules: Import names, such as `my_project.schedulers`.

    Raises:
        UsageProblem: If one cannot be imported, whatever it raises.
    """
    here = _current_folder()
    sys.path.extend(here)
    try:
        for module in modules:
            _load(module)
    finally:
        for folder in here:
            sys.path.remove(folder)


def _current_folder() -> list[str]:
    try:
        return [os.getcwd()]
    except OSError:
        return []


def _load(module: str) -> None:
    shown = printable(module)
    try:
        import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module.partition(".")[0]:
            raise _failed(shown, error) from error
        hint = "give the name that `import` takes, in this environment or in the current folder"
        raise UsageProblem(f"--plugin {shown}: there is no such module", hint) from error
    except (Exception, SystemExit) as error:  # a plugin may raise anything
        raise _failed(shown, error) from error


def _failed(shown: str, error: BaseException) -> UsageProblem:
    said = printable(f"{type(error).__name__}: {error}", 300)
    return UsageProblem(f"--plugin {shown} cannot be imported: {said}")
