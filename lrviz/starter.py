"""Finds a scheduler by its name, and makes a config to begin with."""

from __future__ import annotations

from typing import Any

from lrviz.errors import UsageProblem
from lrviz.render.starter import starter_text
from lrviz.text import printable
from schedules.catalog import NOT_COVERED, SCHEDULERS
from schedules.checker import check
from schedules.spec import Spec

RATE = 0.1
"""The base rate of an example."""

MOST_NAMES = 6
"""How many names are suggested."""


def starter(name: str) -> str:
    """A config of a scheduler, as YAML with comments. `validate` finds nothing in it.

    Args:
        name: The scheduler, in whatever case it is written.

    Raises:
        UsageProblem: If there is none of this name; it lists those that are near.
    """
    known = {known.lower(): known for known in SCHEDULERS.names()}
    if name.lower() not in known:
        raise _no_such(name)
    spec_class = SCHEDULERS.load(known[name.lower()])
    return starter_text(spec_class, example_config(spec_class))


def example_config(spec_class: type[Spec]) -> dict[str, Any]:
    """A whole config of a scheduler, with an optimizer and, where it is known, a length that shows all of it."""
    example = spec_class.example()
    config: dict[str, Any] = {} if spec_class.sets_rate else {"optimizer": {"name": "SGD", "lr": RATE}}
    config["scheduler"] = example
    spec = check(example).spec
    if spec is not None and (ticks := spec.natural_ticks()):
        config["epochs" if spec.interval() == "epoch" else "steps"] = ticks
    return config | ({"monitor": "val_loss"} if spec_class.needs_metric else {})


def _no_such(name: str) -> UsageProblem:
    shown = printable(name, 60)
    if name in NOT_COVERED:
        return UsageProblem(f"{name} {NOT_COVERED[name]}", "`lrviz list` shows the others")
    near = _near(name)
    hint = f"did you mean {_listed(near)}?" if near else "`lrviz list` shows every name"
    return UsageProblem(f"there is no scheduler called `{shown}`", hint)


def _near(name: str) -> list[str]:
    """The schedulers that were probably meant: those with the word in their name, and those that are spelt alike."""
    # imported here, as most names are right
    from difflib import get_close_matches

    plain = {known.lower().replace("_", ""): known for known in SCHEDULERS.names()}
    word = name.lower().replace("_", "").removesuffix("lr").removesuffix("scheduler")[:80]
    alike = get_close_matches(name.lower().replace("_", "")[:80], plain, n=3, cutoff=0.7)
    within = [known for known in plain if len(word) > 2 and word in known]
    return [plain[known] for known in dict.fromkeys([*alike, *within])][:MOST_NAMES]


def _listed(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
