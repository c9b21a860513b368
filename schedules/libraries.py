"""Importing the libraries that the distribution does not bring."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


class MissingLibrary(ImportError):
    """A library that is needed to build a scheduler is not installed.

    Attributes:
        extra: The extra of this distribution that brings it.
    """

    def __init__(self, extra: str) -> None:
        self.extra = extra
        super().__init__(f'{extra} is not installed; install it with: pip install "lrviz[{extra}]"', name=extra)


def import_library(extra: str, module_name: str) -> ModuleType:
    """Import a module of torch or timm.

    Args:
        extra: The library, which is also the extra that brings it.
        module_name: The module.

    Raises:
        MissingLibrary: If the library is not installed. What it misses itself is for it to say.
    """
    try:
        return import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name != extra:
            raise
        raise MissingLibrary(extra) from None
