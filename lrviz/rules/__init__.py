"""Every lint rule, one file each, named `LR204_cosine_rebound`. A new file here is a new rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from lrviz.rules.base import Rule

_NAMED = re.compile(r"(LR\d{3})_(\w+)$")


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its code, in the order of the codes."""
    names = sorted(module.name for module in iter_modules(__path__))
    return {match[1]: _load(match) for name in names if (match := _NAMED.match(name))}


@cache
def rules_by_kind() -> Mapping[str, Rule]:
    """The rules about what is found elsewhere, by the kind of trouble or Problem."""
    return {rule.kind: rule for rule in all_rules().values() if rule.kind}


def _load(match: re.Match[str]) -> Rule:
    module = import_module(f"{__name__}.{match[0]}")
    if not hasattr(module, "RULE"):
        raise ImportError(f'{module.__file__} has no rule: end it with `RULE = Rule("warning", check=check)`')
    rule: Rule = module.RULE
    return replace(rule, code=match[1], name=match[2].replace("_", "-"), page=(module.__doc__ or "").strip())
