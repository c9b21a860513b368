"""Which engine computes the curves: the factory's objects, stepped, or the formulas."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from lrviz.errors import LrvizError, MissingExtra
from lrviz.limits import Limits
from lrviz.options import Engine, Options
from lrviz.render import words
from lrviz.text import printable

if TYPE_CHECKING:
    from lrviz.curve import Curve
    from lrviz.plan import Plan
    from lrviz.stepping import Progress

LONGEST_STEPPED = 200_000
"""The longest run that is stepped where nobody asks for an engine: about a second."""


def choose(plans: Sequence[Plan], wanted: Engine | None) -> Engine:
    """One engine for all configs of a call: the one that is wanted, else what fits the longest of them.

    Args:
        plans: What will be run.
        wanted: What `--engine` says; None where it leaves the choice.
    """
    if wanted is not None:
        return wanted
    longest = max((plan.updates for plan in plans), default=0)
    return "formula" if longest > LONGEST_STEPPED or any(map(_missing_library, plans)) else "factory"


def compute(plan: Plan, options: Options, engine: Engine, progress: Progress | None = None) -> tuple[Curve, list[str]]:
    """Compute the curve of a plan.

    Args:
        plan: What to run.
        options: The metric and the bound on steps.
        engine: How. A scheduler without a formula for the whole run is stepped all the same, and that is said.
        progress: Called now and then with the updates that are done.

    Returns:
        The curve, and notes on how it was computed.

    Raises:
        NotPlottable: If the run fails, or a rate is no real number.
        LrvizError: If the run is longer than the bound.
        MissingExtra: If a library that is needed is not installed.
    """
    from lrviz.stepping import simulate

    check_bound(plan, options.limits)
    if engine == "factory":
        return simulate(plan, options, progress)
    if find_spec("numpy") is None:
        raise MissingExtra("this", "plot", "numpy")
    from lrviz.evaluate import evaluate, has_formula

    if has_formula(plan):
        return evaluate(plan), []
    if missing := _missing_library(plan):
        raise MissingExtra(f"{printable(plan.name)}: {_without_formula(plan)}, and stepping it", missing)
    curve, notes = simulate(plan, options, progress)
    return curve, [f"{_without_formula(plan)}: the factory's object was stepped", *notes]


def _without_formula(plan: Plan) -> str:
    none = all(part.spec.formula_ends() < 0 for part in plan.parts)
    return f"{words.schedule(plan)} has no formula{'' if none else ' for the whole run'}"


def _missing_library(plan: Plan) -> str:
    """A library that the factory needs for a plan and that is not installed, or an empty string."""
    needed = ["torch", *("timm" for part in plan.parts if part.spec.upstream.startswith("timm."))]
    return next((library for library in needed if find_spec(library) is None), "")


def check_bound(plan: Plan, limits: Limits) -> None:
    """Refuse a run that is longer than the bound.

    Raises:
        LrvizError: If it is.
    """
    if plan.updates > limits.steps:
        message = f"{printable(plan.name)}: {plan.updates:,} steps are more than {limits.steps:,}"
        raise LrvizError(message, f"`--max-steps {plan.updates}` would run them, or show fewer with --steps")
