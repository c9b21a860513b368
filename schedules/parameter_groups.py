"""Parameter groups: `groups: [{params: 'backbone.*', lr: 1e-4}, ...]` of an optimizer's config."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from schedules.check import UNKNOWN, check_values
from schedules.optimizer_base import OptimizerSpec
from schedules.problems import ConfigError, Path, Problem
from schedules.wording import Quote, describe


@dataclass(frozen=True)
class GroupPlan:
    """One parameter group: which parameters go into it, and what differs in it.

    Attributes:
        patterns: Globs on parameter names. The rest, which is the first group, has none.
        options: The keyword arguments of the group, `lr` among them where it differs.
    """

    patterns: tuple[str, ...]
    options: dict[str, Any]

    def label(self) -> str:
        """A short name for a legend."""
        return ", ".join(self.patterns) or "rest"


def plan_groups(spec: OptimizerSpec, groups: Any, quote: Quote) -> tuple[list[GroupPlan], list[Problem]]:
    """Check the groups of an optimizer's config.

    Args:
        spec: The optimizer.
        groups: What stands under `groups`, or None.
        quote: How a value is shown in a message.

    Returns:
        The groups, the rest first, or an empty list where there are none; and every problem.
    """
    if groups is None or groups is UNKNOWN:
        return [], []
    if not isinstance(groups, list):
        message = f"`groups` is {describe(groups)} and not a list of mappings"
        return [], [Problem(("groups",), "value", "wrong-type", message)]
    planned, problems = [GroupPlan((), {})], []
    for index, group in enumerate(groups):
        plan, found = _plan_group(spec, group, ("groups", index), quote)
        problems.extend(found)
        planned.append(plan)
    return planned, problems


def _plan_group(spec: OptimizerSpec, group: Any, path: Path, quote: Quote) -> tuple[GroupPlan, list[Problem]]:
    nothing = GroupPlan((), {})
    if not isinstance(group, Mapping):
        message = f"a group is a mapping with `params`, and not {describe(group)}"
        return nothing, [Problem(path, "value", "wrong-type", message)]
    patterns = group.get("params")
    patterns = [patterns] if isinstance(patterns, str) else patterns
    problems = []
    if not isinstance(patterns, list) or not patterns or not all(isinstance(pattern, str) for pattern in patterns):
        message = "a group needs `params`: a glob on parameter names such as 'backbone.*', or a list of them"
        problems.append(Problem((*path, "params") if "params" in group else path, "value", "wrong-type", message))
        patterns = []
    factor = group.get("lr_factor")
    own = {key: value for key, value in group.items() if key not in ("params", "lr_factor")}
    for problem in check_values(type(spec), own).problems:
        if problem.kind != "missing-key":
            problems.append(problem.below(path))
    if factor is not None:
        problems.extend(_factor_problems(group, factor, path, quote))
        if not problems:
            own["lr"] = spec.lr * factor
    return GroupPlan(tuple(patterns), own), problems


def _factor_problems(group: Mapping[str, Any], factor: Any, path: Path, quote: Quote) -> list[Problem]:
    at: Path = (*path, "lr_factor")
    if isinstance(factor, bool) or not isinstance(factor, int | float) or not factor >= 0:
        return [Problem(at, "value", "wrong-type", f"`lr_factor: {quote(at, factor)}` is not a number of 0 or more")]
    if "lr" in group:
        return [Problem(at, "key", "conflict", "a group has either `lr` or `lr_factor`", "take one of them out")]
    return []


def split_parameters(parameters: Any, groups: list[GroupPlan]) -> list[dict[str, Any]]:
    """Put each parameter of a module into the first group that matches its name.

    Args:
        parameters: A module, or an iterable of (name, parameter) pairs.
        groups: The groups, the rest first.

    Returns:
        One dict a group, as torch's optimizers take them.

    Raises:
        ConfigError: If names are not known, or a group matches none.
    """
    split: list[list[Any]] = [[] for _ in groups]
    for name, parameter in _named(parameters):
        matching = (
            index for index, group in enumerate(groups) if any(fnmatchcase(name, glob) for glob in group.patterns)
        )
        split[next(matching, 0)].append(parameter)
    problems = [
        Problem(
            ("groups", index - 1, "params"),
            "value",
            "against-run",
            f"no parameter is left for the group {group.label()!r}: none has such a name, or earlier groups took them",
            "compare it with the names that `named_parameters()` gives",
        )
        for index, group in enumerate(groups)
        if index and not split[index]
    ]
    if problems:
        raise ConfigError(problems)
    return [{"params": members, **group.options} for members, group in zip(split, groups, strict=True)]


def _named(parameters: Any) -> Iterable[tuple[str, Any]]:
    named = getattr(parameters, "named_parameters", None)
    pairs = list(named() if callable(named) else parameters)
    if not all(isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str) for pair in pairs):
        message = "`groups` picks parameters by name, and these have none"
        raise ConfigError([Problem(("groups",), "key", "against-run", message, "give the module itself")])
    return pairs
