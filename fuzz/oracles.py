"""What each error of the linter claims, seen in the rates themselves where torch and timm do not refuse the config.

An oracle reads no rule. It is told where the finding points, and looks at what real runs make of the config and of
variants of it: a value that is ignored makes the curve of another value, a child that never runs can be left out.
"""

from __future__ import annotations

import copy
import inspect
import math
import re
import typing
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import torch
from pydantic import TypeAdapter, ValidationError

from fuzz.config_inputs import Config
from fuzz.raw_runs import RawRun, class_of, run_raw
from lrviz.finding import Finding

LONG = 700
"""Updates of a run that is long enough to show what a shorter one does not come to."""

Path = tuple[str | int, ...]
Oracle = Callable[[Config, Path, RawRun], bool]


def is_wrong(finding: Finding, document: Config, raw: RawRun) -> bool:
    """Whether the oracle of a finding's code sees what it speaks of. A code without an oracle is never right."""
    oracle = ORACLES.get(finding.code)
    return oracle is not None and oracle(document, path_of(finding.key), raw)


def path_of(key: str) -> Path:
    """`scheduler.schedulers[0].gamma` as the keys and indices that lead there."""
    return tuple(int(part[1:-1]) if part.startswith("[") else part for part in re.findall(r"\[\d+\]|[^.\[]+", key))


def get(document: Config, path: Path) -> Any:
    """What stands at a path."""
    node: Any = document
    for part in path:
        node = node[part]
    return node


def with_value(document: Config, path: Path, value: Any) -> Config:
    """The config with another value at a path."""
    changed = copy.deepcopy(document)
    get(changed, path[:-1])[path[-1]] = value
    return changed


def without(document: Config, path: Path) -> Config:
    """The config without what stands at a path."""
    changed = copy.deepcopy(document)
    del get(changed, path[:-1])[path[-1]]
    return changed


def long_run(document: Config) -> RawRun:
    """The run, as if it went on."""
    per_epoch = document.get("steps_per_epoch", 1)
    length = {"steps": LONG} if "epochs" not in document else {"epochs": LONG, "steps_per_epoch": per_epoch}
    rest = {key: value for key, value in document.items() if key not in ("steps", "epochs")}
    return run_raw({**rest, **length})


def base_rates(document: Config) -> list[float]:
    """The rate of each group before a scheduler is built."""
    optimizer = document["optimizer"]
    return [optimizer["lr"], *(group["lr"] for group in optimizer.get("groups", []))]


def columns(raw: RawRun) -> list[list[float]]:
    """The curve of each group."""
    return [list(column) for column in zip(*raw.rates, strict=True)]


# What the codes claim.


def no_length(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """What says how long the run is counts no updates."""
    value = get(document, path)
    return isinstance(value, bool) or not isinstance(value, int) or value < 1


def another_type(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """The class itself says that it takes another type."""
    for at in range(len(path) - 1, 0, -1):
        owner = get(document, path[:at])
        if isinstance(owner, dict) and "name" in owner:
            hint = inspect.signature(class_of(owner["name"])).parameters[str(path[at])].annotation
            return not _fits(hint, owner[path[at]])
    return False


@cache
def _adapter(hint: Any) -> TypeAdapter[Any]:
    # torch writes some of its annotations as text, with names that typing has
    scope = {**vars(typing), **vars(torch.optim)}
    found = eval(hint, scope) if isinstance(hint, str) else hint
    return TypeAdapter(Any if found is inspect.Parameter.empty else found)


def _fits(hint: Any, value: Any) -> bool:
    try:
        _adapter(hint).validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


def ignored(document: Config, path: Path, raw: RawRun) -> bool:
    """The value makes no difference to another one that the class takes, and so is not what is run."""
    variants = [without(document, path)]
    value = get(document, path)
    if isinstance(value, int | float):
        variants += [with_value(document, path, other) for other in (abs(value), 0, 1, -1, True)]
    return any(run_raw(variant) == raw for variant in variants if variant != document)


def above_the_base_rate(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """A group comes to be higher than it began, as what it is to fall to is above its base rate, or never falls."""
    curves, bases = columns(long_run(document)), base_rates(document)
    return any(max(curve) > base or min(curve) == max(curve) for curve, base in zip(curves, bases, strict=True))


def still_rising(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """A group comes to its base rate after the run alone, if ever."""
    bases, shown = base_rates(document), columns(raw)
    return any(
        not any(math.isclose(rate, base, rel_tol=1e-9) for rate in curve)
        for curve, base in zip(shown, bases, strict=True)
    )


def no_product(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """A chain is not the product of its children, which each multiply the rate."""
    at = max(index for index, part in enumerate(path) if part == "schedulers")
    chain = get(document, path[:at])
    alone = [long_run({**document, "scheduler": child}) for child in chain["schedulers"]]
    together, bases = columns(long_run({**document, "scheduler": chain})), base_rates(document)
    for group, (curve, base) in enumerate(zip(together, bases, strict=True)):
        for tick, rate in enumerate(curve):
            factors = [run.rates[tick][group] / base if base else 0.0 for run in alone if tick < len(run.rates)]
            if not math.isclose(rate, base * math.prod(factors), rel_tol=1e-6, abs_tol=1e-12 * max(map(abs, curve))):
                return True
    return False


def moved_by_one_call_alone(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """A loop that makes the call of its interval, and not the other one, has one rate from its first update on."""
    only = run_raw(document, one_call=True)
    return all(rates == only.rates[0] for rates in only.rates)


def out_of_order(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """The decays come otherwise than they are written: the same ticks in order make another curve."""
    key = path[: path.index("decay_t") + 1]
    return long_run(with_value(document, key, sorted(get(document, key)))) != long_run(document)


def no_decay(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """A decay of hardly any length makes the same curve: there is no tick in it."""
    return long_run(with_value(document, path, 1e-6)) == long_run(document)


def bent_beyond(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """A cycle alone does not fall from its peak to its floor: it drops at once, climbs, or is no real number."""
    node = get(document, path[:-1])
    kept = {key: node[key] for key in ("name", "t_initial", "lr_min", "k_decay", "power") if key in node}
    cycle = long_run({**document, "scheduler": {**kept, "t_in_epochs": False}})
    if not cycle.is_sound:
        return True
    for curve in columns(cycle):
        within = curve[: max(2, math.ceil(node["t_initial"]))]
        if any(after > before for before, after in pairwise(within)) or within[1] < 0.75 * within[0]:
            return True
    return False


def can_be_left_out(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """A child of a sequence never runs: the curve is the same without it."""
    at = max(index for index, part in enumerate(path) if part in ("milestones", "schedulers"))
    sequence, whole = get(document, path[:at]), long_run(document)
    for child in range(len(sequence["schedulers"])):
        for milestone in range(len(sequence["milestones"])):
            shorter = copy.deepcopy(sequence)
            del shorter["schedulers"][child], shorter["milestones"][milestone]
            if long_run(with_value(document, path[:at], shorter)) == whole:
                return True
    return False


def draws_for_ever(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """A normal number is drawn by timm until it is small enough: of a hundred thousand, hardly any is."""
    node = get(document, path[:-1])
    drawn = torch.randn(100_000, generator=torch.Generator().manual_seed(0)) * node.get("noise_std", 1.0)
    return int((drawn.abs() < node.get("noise_pct", 0.67)).sum()) < 20


ORACLES: dict[str, Oracle] = {
    "LR104": another_type,
    "LR105": ignored,
    "LR111": draws_for_ever,
    "LR119": out_of_order,
    "LR124": no_decay,
    "LR134": bent_beyond,
    "LR202": no_length,
    "LR211": above_the_base_rate,
    "LR213": still_rising,
    "LR303": can_be_left_out,
    "LR306": no_product,
    "LR309": can_be_left_out,
    "LR313": moved_by_one_call_alone,
}
