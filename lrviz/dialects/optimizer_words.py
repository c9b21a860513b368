"""Names of optimizers that are not torch's, and those that are probably misspelt."""

from __future__ import annotations

import re

from lrviz.dialects.names import optimizer_class, plain
from lrviz.dialects.setup import Found, OptimizerNames
from lrviz.text import printable
from schedules.optimizers import OPTIMIZERS
from schedules.problems import Problem
from schedules.suggest import nearest

_ELSEWHERE = {
    "adabelief", "adabound", "adafactorbv", "adafactorbvc", "adahessian", "adai", "adalomo", "adam8bit", "adamc",
    "adamg", "adammini", "adamod", "adamp", "adams", "adamuon", "adamw8bit", "adamwlegacy", "adamwr", "adan", "adanw",
    "adashift", "adasmooth", "ademamix", "adopt", "adoptc", "adoptw", "aggmo", "apollo", "asam", "bnbadam",
    "bnbadamw", "bnbsgd", "cadafactor", "cadafactorbv", "cadafactorbvc", "cadamp", "cnadamc", "cnadamw", "crmsproptf",
    "cadamc", "cadamw", "came", "clamb", "clion", "csgdw", "dadaptadagrad", "dadaptadam",
    "dadaptlion", "dadaptsgd", "diffgrad", "dion", "fromage", "ftrl", "galore", "grokadamw", "gsam", "kron", "kronc",
    "kronw", "lamb", "lambc", "lambcd", "lambcw", "lambw", "laprop", "lapropc", "larc", "lars", "lion", "lionc",
    "lomo", "lookahead", "madgrad", "madgradw", "mars", "mechanic", "momentum", "msvag", "nadamc", "nadamlegacy",
    "nadamuon", "nadamw", "nero", "nesterov", "nlarc", "nlars", "nmuon", "novograd", "novogradc", "novogradw",
    "padam", "pid", "prodigy", "qhadam", "qhm", "radabelief", "radamlegacy", "radamw", "ranger", "ranger21",
    "rangerlars", "rmsproptf", "rmsproptfc", "rmsproptfw", "sadam", "sam", "scion", "sgdc", "sgdhess", "sgdm", "sgdp",
    "sgdr", "sgdw", "shampoo", "soap", "sophia", "sophiag", "stableadamw", "svrg", "swats", "tiger", "vsgd",
    "yellowfin", "yogi",
}  # fmt: skip
"""What timm, bitsandbytes and other libraries have, without case, underscores and dashes."""

_NEAR = 0.8
"""How alike a name must be. Names of optimizers are short, and those of other libraries like those of torch."""


def misspelt_optimizer(named: Found, registry: OptimizerNames) -> Problem | None:
    """What is wrong with the name of an optimizer that its program will probably not find, or None.

    Args:
        named: The name, with its place in the config. An import path is somebody else's class.
        registry: What its program knows.
    """
    text = str(named.value)
    key = next((part for part in reversed(named.path) if isinstance(part, str)), "optimizer")
    if "." in text or "${" in text or text in registry.names:
        return None
    if registry.is_closed:
        return _not_in(registry, named, key) if key == registry.key else None
    known = optimizer_class(text)
    if (known and not registry.names) or _is_elsewhere(text):
        return None
    near = known or nearest(text, OPTIMIZERS.names(), _NEAR)
    message = f"no optimizer is called `{printable(text, 60)}`: the program stops, if it has none of its own"
    return _misspelt(named, message, near) if near else None


def _not_in(registry: OptimizerNames, named: Found, key: str) -> Problem:
    """The same where the program has no others."""
    text = str(named.value)
    near = next((name for name in registry.names if name.startswith(text.lower())), "") or nearest(text, registry.names)
    message = (
        f"`{key}: {printable(text, 60)}` is none of the names that {registry.program} has: it stops with ValueError"
    )
    return _misspelt(named, message, near)


def _misspelt(named: Found, message: str, near: str) -> Problem:
    hint = f"did you mean `{near}`?" if near else ""
    return Problem(named.path, "value", "misspelt-optimizer", message, hint, near)


def _is_elsewhere(text: str) -> bool:
    """Whether it is another library's, or is named after one, as `adamw_bnb_8bit` and `MyAdam` are."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\-\s]", " ", text).lower().split()
    return plain(text) in _ELSEWHERE or (
        len(words) > 1 and any(word in _ELSEWHERE or optimizer_class(word) for word in words)
    )
