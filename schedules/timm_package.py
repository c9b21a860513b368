"""timm's schedulers without the rest of timm.

timm's own `__init__` imports every model and torchvision: seconds, and an error wherever torchvision does not match
torch. Here the package object runs that `__init__` only when something else of it is asked for, as an attribute or as a
submodule. Where it fails, it fails at every access, as `import timm` would each time, and leaves no half of itself.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from importlib import util
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from schedules.libraries import MissingLibrary, import_library

_LOCK = threading.RLock()


def timm_scheduler() -> ModuleType:
    """Import `timm.scheduler` without the rest of timm.

    Returns:
        timm's own module, with its own classes.

    Raises:
        MissingLibrary: If torch or timm is not installed.
    """
    import_library("torch", "torch")
    with _LOCK:
        if "timm" not in sys.modules:
            package = util.module_from_spec(_find_timm())
            package.__class__ = _LazyPackage
            sys.modules["timm"] = package
            sys.meta_path.insert(0, _SubmodulesLater(package))
    return import_library("timm", "timm.scheduler")


def _find_timm() -> ModuleSpec:
    try:
        spec = util.find_spec("timm")
    except ModuleNotFoundError:
        spec = None
    if spec is None:
        raise MissingLibrary("timm")
    return spec


class _LazyPackage(ModuleType):
    """A package whose `__init__` has not run yet. It runs on the first attribute that is missing."""

    def __getattr__(self, name: str) -> Any:
        with _LOCK:
            # the import system asks for names of its own, and these are not worth the whole of timm
            is_internal = name.startswith("__") and name not in ("__version__", "__all__")
            if is_internal or _is_running(self):
                raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
            if type(self) is _LazyPackage:
                _run_init(self)
        return getattr(self, name)


def _is_running(package: ModuleType) -> bool:
    return "_lrviz_running" in vars(package)


def _run_init(package: ModuleType) -> None:
    assert package.__spec__ is not None and package.__spec__.loader is not None
    before = set(vars(package))
    vars(package)["_lrviz_running"] = True
    try:
        package.__spec__.loader.exec_module(package)
    except BaseException:
        for name in set(vars(package)) - before:
            if not isinstance(vars(package)[name], ModuleType):
                del vars(package)[name]
        raise
    finally:
        vars(package).pop("_lrviz_running", None)
    package.__class__ = ModuleType
    # another list, as somebody may be going through this one
    sys.meta_path = [finder for finder in sys.meta_path if not isinstance(finder, _SubmodulesLater)]


class _SubmodulesLater(MetaPathFinder):
    """Runs timm's `__init__` before a submodule other than the schedulers is imported, as Python would have done."""

    def __init__(self, package: ModuleType) -> None:
        self.package = package

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        if not fullname.startswith("timm.") or f"{fullname}.".startswith("timm.scheduler."):
            return None
        # another thread that is at it may wait for the very module that this one imports
        if not _LOCK.acquire(blocking=False):
            return None
        try:
            if type(self.package) is _LazyPackage and not _is_running(self.package):
                _run_init(self.package)
        finally:
            _LOCK.release()
        module = sys.modules.get(fullname)
        return None if module is None else ModuleSpec(fullname, _AlreadyImported(module))


class _AlreadyImported(Loader):
    """Hands out a module that timm's `__init__` has just imported, so that it is not made twice."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.spec = module.__spec__

    def create_module(self, spec: ModuleSpec) -> ModuleType:  # noqa: ARG002
        return self.module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self.spec
