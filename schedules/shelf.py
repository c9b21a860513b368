"""A package with one Spec a file, where the listing of the folder is the registry."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schedules.spec import Spec


class Shelf:
    """The Specs of one package, each in a module of its own name. Only what is asked for is imported.

    Args:
        package: The import name of the package.
        path: Its `__path__`.
    """

    def __init__(self, package: str, path: list[str]) -> None:
        self._package = package
        self._path = path
        self._added: dict[str, type[Spec]] = {}

    def names(self) -> list[str]:
        """Every name, sorted without regard to case."""
        return list(_in_order(self.built_in().union(self._added)))

    def __contains__(self, name: object) -> bool:
        return name in self._added or name in self.built_in()

    def built_in(self) -> frozenset[str]:
        """The names of those that have a file, which `register` adds nothing to."""
        return _list_modules(tuple(self._path))

    def load(self, name: str) -> type[Spec]:
        """The Spec class of this name.

        Raises:
            KeyError: If there is none. Nothing is imported then.
        """
        if name in self._added:
            return self._added[name]
        if name not in self.built_in():
            raise KeyError(name)
        return _import_spec(self._package, name)

    def add(self, name: str, spec_class: type[Spec]) -> None:
        """Put a Spec class that has no file on the shelf.

        Raises:
            ValueError: If the name is taken by one that has a file.
        """
        if name in self.built_in():
            raise ValueError(f"the name {name!r} is taken by a scheduler that is built in")
        self._added[name] = spec_class


@cache
def _list_modules(path: tuple[str, ...]) -> frozenset[str]:
    return frozenset(module.name for module in iter_modules(path) if not module.name.startswith("_"))


@cache
def _in_order(names: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=str.lower))


@cache
def _import_spec(package: str, name: str) -> type[Spec]:
    module = import_module(f"{package}.{name}")
    if not hasattr(module, name):
        raise ImportError(f"{module.__file__} has no class `{name}`: a file and its class have the same name")
    spec_class: type[Spec] = getattr(module, name)
    _needs_whole_example(spec_class, module.__file__)
    return spec_class


def _needs_whole_example(spec_class: type[Spec], file: str | None) -> None:
    from schedules.spec import NOT_GIVEN

    lacking = next((key for key, value in spec_class.example().items() if value == NOT_GIVEN), None)
    if lacking is not None:
        needs = 'unit="ticks", unit="rate" or example=...'
        raise ImportError(f"{file}: `{lacking}` is required and needs {needs}, which its example is made from")
