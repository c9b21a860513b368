"""See, compare and lint the learning-rate schedule that a training config really builds."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lrviz.api import check_log as check_log
    from lrviz.api import check_resume as check_resume
    from lrviz.api import compare as compare
    from lrviz.api import load as load
    from lrviz.api import plot as plot
    from lrviz.api import simulate as simulate
    from lrviz.api import validate as validate
    from lrviz.curve import Curve as Curve
    from lrviz.curve import Series as Series
    from lrviz.errors import LrvizError as LrvizError
    from lrviz.errors import MissingExtra as MissingExtra
    from lrviz.errors import NotPlottable as NotPlottable
    from lrviz.errors import UnreadablePath as UnreadablePath
    from lrviz.errors import UnwritableOutput as UnwritableOutput
    from lrviz.errors import UsageProblem as UsageProblem
    from lrviz.finding import Finding as Finding
    from lrviz.logs.verdict import Verdict as Verdict
    from lrviz.numbers import Numbers as Numbers
    from lrviz.phases import Phase as Phase
    from lrviz.picture import Comparison as Comparison
    from lrviz.picture import Picture as Picture
    from lrviz.plan import Plan as Plan
    from lrviz.refusal import Refused as Refused
    from lrviz.resume import Parting as Parting
    from lrviz.resume import Resumed as Resumed
    from lrviz.run_options import RunOptions as RunOptions

    __version__: str

_HOMES = {
    "Comparison": "picture",
    "Curve": "curve",
    "Finding": "finding",
    "LrvizError": "errors",
    "MissingExtra": "errors",
    "NotPlottable": "errors",
    "Numbers": "numbers",
    "Parting": "resume",
    "Phase": "phases",
    "Picture": "picture",
    "Plan": "plan",
    "Refused": "refusal",
    "Resumed": "resume",
    "RunOptions": "run_options",
    "Series": "curve",
    "UnreadableLog": "errors",
    "UnreadablePath": "errors",
    "UnwritableOutput": "errors",
    "UsageProblem": "errors",
    "Verdict": "logs.verdict",
    "check_log": "api",
    "check_resume": "api",
    "compare": "api",
    "load": "api",
    "plot": "api",
    "simulate": "api",
    "validate": "api",
}

__all__ = [
    "Comparison",
    "Curve",
    "Finding",
    "LrvizError",
    "MissingExtra",
    "NotPlottable",
    "Numbers",
    "Parting",
    "Phase",
    "Picture",
    "Plan",
    "Refused",
    "Resumed",
    "RunOptions",
    "Series",
    "UnreadableLog",
    "UnreadablePath",
    "UnwritableOutput",
    "UsageProblem",
    "Verdict",
    "check_log",
    "check_resume",
    "compare",
    "load",
    "plot",
    "simulate",
    "validate",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for: the command starts without them."""
    if name == "__version__":
        from importlib.metadata import version

        return version("lrviz")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found = getattr(import_module(f"lrviz.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    return __all__
