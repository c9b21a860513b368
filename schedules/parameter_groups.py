"""Parameter groups: `groups: [{params: 'backbone.*', lr: 1e-4}, ...]` of an optimizer's config."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from schedules.checker import UNKNOWN, check_values, in_order
from schedules.optimizer_base import OptimizerSpec
from schedules.problems import ConfigError, Path, Problem
from schedules.wording import Quote, describe, plain_quote, through_lists


class GroupPlan(NamedTuple):
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
    if not isinstance(groups, list | tuple):
        message = f"`groups` is {describe(groups)} and not a list of mappings"
        return [], [Problem(("groups",), "value", "wrong-type", message)]
    if not groups:
        return [], []
    if not spec.takes_groups:
        message = f"{type(spec).__name__} takes no parameter groups"
        return [], [Problem(("groups",), "key", "conflict", message, "leave `groups` out, or use another optimizer")]
    planned, problems, quote = [GroupPlan((), {})], [], through_lists(quote)
    for index, group in enumerate(groups):
        plan, found = _plan_group(spec, group, ("groups", index), quote)
        problems.extend(found)
        planned.append(plan)
    return planned, problems


def _plan_group(spec: OptimizerSpec, group: Any, path: Path, quote: Quote) -> tuple[GroupPlan, list[Problem]]:
    if group is UNKNOWN or not isinstance(group, Mapping):
        message = f"a group is a mapping with `params`, and not {describe(group)}"
        return GroupPlan((), {}), [] if group is UNKNOWN else [Problem(path, "value", "wrong-type", message)]
    patterns, problems = _patterns(group, path)
    own = {key: value for key, value in group.items() if key not in ("params", "lr_factor")}

    for problem in check_values(type(spec), own, _quote_below(quote, path)).problems:
        # torch holds values against each other in the optimizer's own parameters alone, where one also is for all
        is_frozen = problem.path == ("lr",) and own["lr"] == 0 and not isinstance(own["lr"], bool)
        if problem.kind not in ("missing-key", "conflict") and not is_frozen:
            problems.append(problem.below(path))
    if "lr_factor" in group:
        problems.extend(_factor_problems(group, path, quote))
        if not problems:
            factor = group["lr_factor"]
            own["lr"] = UNKNOWN if factor is UNKNOWN else spec.lr * factor
    return GroupPlan(patterns, own), list(in_order(problems, group, len(path)))


def _quote_below(quote: Quote, prefix: Path) -> Quote:
    def show(path: Path, value: Any, key: bool = False) -> str:
        return quote((*prefix, *path), value, key)

    return show


def _patterns(group: Mapping[str, Any], path: Path) -> tuple[tuple[str, ...], list[Problem]]:
    given = group.get("params")
    patterns = (given,) if isinstance(given, str) else tuple(given) if isinstance(given, list | tuple) else ()
    if given is UNKNOWN or UNKNOWN in patterns:
        return (), []
    if patterns and all(isinstance(pattern, str) for pattern in patterns):
        return patterns, []
    message = "a group needs `params`: a glob on parameter names such as 'backbone.*', or a list of them"
    return (), [Problem((*path, "params") if "params" in group else path, "value", "wrong-type", message)]


def _factor_problems(group: Mapping[str, Any], path: Path, quote: Quote) -> list[Problem]:
    at: Path = (*path, "lr_factor")
    factor = group["lr_factor"]
    if "lr" in group:
        return [Problem(at, "key", "conflict", "a group has either `lr` or `lr_factor`", "take one of them out")]
    # compared and not computed with, as an integer may be larger than any float
    is_number = isinstance(factor, int | float) and not isinstance(factor, bool) and 0 <= factor <= sys.float_info.max
    if factor is UNKNOWN or is_number:
        return []
    return [Problem(at, "value", "wrong-type", f"`lr_factor: {quote(at, factor)}` is not a finite number of 0 or more")]


def split_parameters(parameters: Any, groups: list[GroupPlan], quote: Quote = plain_quote) -> list[dict[str, Any]]:
    """Put each parameter of a module into the first group that matches its name.

    Args:
        parameters: A module, or an iterable of (name, parameter) pairs.
        groups: The groups, the rest first.
        quote: How a value is shown in a message.

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
        _no_parameters(group, index - 1, quote) for index, group in enumerate(groups) if index and not split[index]
    ]
    if problems:
        raise ConfigError(problems)
    return [{"params": members, **group.options} for members, group in zip(split, groups, strict=True)]


def _no_parameters(group: GroupPlan, index: int, quote: Quote) -> Problem:
    at: Path = ("groups", index, "params")
    shown = through_lists(quote)(at, list(group.patterns) if len(group.patterns) > 1 else group.patterns[0])
    message = f"no parameter is left for the group `{shown}`: none has such a name, or earlier groups took them"
    return Problem(at, "value", "against-run", message, "compare it with the names that `named_parameters()` gives")


def _named(parameters: Any) -> Iterable[tuple[str, Any]]:
    named = getattr(parameters, "named_parameters", None)
    pairs = list(named() if callable(named) else parameters)
    if not all(isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str) for pair in pairs):
        message = "`groups` picks parameters by name, and these have none"
        raise ConfigError([Problem(("groups",), "key", "against-run", message, "give the module itself")])
    return pairs
