"""See, compare and lint the learning-rate schedule that a training config really builds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lrviz.errors import LrvizError as LrvizError
    from lrviz.resume import Parting as Parting
    from lrviz.resume import Resumed as Resumed
    from lrviz.workflow import check_resume as check_resume

__all__ = ["LrvizError", "Parting", "Resumed", "check_resume"]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for: the command starts without them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from lrviz import errors, resume, workflow

    homes = {"LrvizError": errors, "Parting": resume, "Resumed": resume, "check_resume": workflow}
    return getattr(homes[name], name)


def __dir__() -> list[str]:
    return __all__
