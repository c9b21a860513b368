"""What each error of the linter claims, seen in the rates themselves where torch and timm do not refuse the config.

An oracle reads no rule. It is told where the finding points, and looks at what real runs make of the config and of
variants of it: a value that is ignored makes the curve of another value, a child that never runs can be left out.
"""

from __future__ import annotations

import cmath
import inspect
import math
import re
import typing
from collections import abc
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

import torch
from pydantic import ConfigDict, TypeAdapter, ValidationError

from fuzz.config_inputs import Config, copied
from fuzz.raw_runs import (
    RawRun,
    class_of,
    construct,
    has_length,
    interval_of,
    length_of,
    new_optimizer,
    parted,
    run_raw,
)
from lrviz.finding import Finding
from schedules.catalog import SCHEDULERS

LONG = 1000
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
    changed = copied(document)
    get(changed, path[:-1])[path[-1]] = value
    return changed


def without(document: Config, path: Path) -> Config:
    """The config without what stands at a path, if it is a key of a mapping and not what names one."""
    changed = copied(document)
    node = get(changed, path[:-1])
    if isinstance(node, dict) and path[-1] != "name":
        node.pop(path[-1], None)
    return changed


def long_run(document: Config) -> RawRun:
    """The run, as if it went on, with one update to an epoch and without noise."""
    length = ("steps", "epochs", "steps_per_epoch")
    config = document["scheduler"]
    # of a scheduler that has such a parameter it is no word about the run
    own = set(SCHEDULERS.load(config["name"]).key_fields()) - {"noise_range_t"}
    config = {key: value for key, value in config.items() if key not in (*length, "noise_range_t") or key in own}
    kept = {key: value for key, value in document.items() if key not in length}
    return run_raw({**kept, "scheduler": config, "steps": LONG, "interval": interval_of(document)})


def base_rates(document: Config) -> list[float]:
    """The rate of each group before a scheduler is built."""
    return run_raw({"optimizer": document["optimizer"], "scheduler": HELD, "steps": 1}).rates[0]


HELD = {"name": "ConstantLR", "factor": 1.0}
"""What leaves every rate as it is."""


def columns(raw: RawRun) -> list[list[float]]:
    """The curve of each group."""
    return [list(column) for column in zip(*raw.rates, strict=True)]


# What the codes claim.


def negative_in_the_end(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """Nothing says how long the run is, and a scheduler goes below 0 before it is over."""
    if has_length(document):
        return False
    alone = {**document, "scheduler": owner(at_its_best(document, path), path)}
    return long_run(document).is_negative or long_run(alone).is_negative


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
    # torch writes some annotations as text, with names that typing has; a text or a mapping is no list of numbers
    scope = {**vars(typing), **vars(torch.optim), "Iterable": list, "Sequence": list}
    found = eval(hint, scope) if isinstance(hint, str) else hint
    if typing.get_origin(found) in (abc.Iterable, abc.Sequence):
        found = list[typing.get_args(found)]  # type: ignore[misc]
    config = ConfigDict(arbitrary_types_allowed=True)
    return TypeAdapter(Any if found is inspect.Parameter.empty else found, config=config)


def _fits(hint: Any, value: Any) -> bool:
    try:
        _adapter(hint).validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


def not_what_is_run(document: Config, path: Path, raw: RawRun) -> bool:
    """The value makes no difference to another one that the class takes, and so is not what is run.

    A schedule that begins at another tick than its first does so without the state that it would have there.
    """
    if path[-1] == "last_epoch":
        return bool(get(document, path) != -1)
    if path[-1] in ("patience", "patience_t"):
        return falls_while_it_gets_better(document)
    if path[-1] == "decay_t" and moves_before_its_time(document, path):
        return True
    if path[-1] in ("step_size_up", "step_size_down") and leaves_its_range(document, path):
        return True
    variants = [without(document, path), *(with_value(document, path, choice) for choice in CHOICES.get(path[-1], ()))]
    value = get(document, path)
    if isinstance(value, int | float):
        variants += [with_value(document, path, other) for other in (abs(value), 0, 1, -1, True)]
        if value < 0:
            # one further below what is allowed
            variants.append(with_value(document, path, 2 * value))
    return any(is_same(run_raw(variant), raw) for variant in variants if variant != document)


CHOICES: dict[str | int, tuple[str, ...]] = {
    "noise_type": ("normal", "uniform"),
    "decay_fn": ("linear", "1-sqrt", "cosine", "power", "exp"),
}
"""What a class takes, where it takes anything else for one of these."""


def leaves_its_range(document: Config, path: Path) -> bool:
    """The rate is not always between the two, does not begin at `base_lr` or come to `max_lr`, or jumps."""
    bounds = []
    for key in ("base_lr", "max_lr"):
        value = owner(document, path)[key]
        bounds += value if isinstance(value, list) else [value]
    run = long_run({**document, "scheduler": owner(document, path)})
    if run.failure:
        return False
    flat = [rate for rates in run.rates for rate in rates]
    if min(flat) < min(bounds) * (1 - 1e-9) or max(flat) > max(bounds) * (1 + 1e-9):
        return True
    lowest = owner(document, path)["base_lr"]
    firsts = lowest if isinstance(lowest, list) else [lowest] * len(run.rates[0])
    if any(not math.isclose(rate, first, rel_tol=1e-9) for rate, first in zip(run.rates[0], firsts, strict=True)):
        return True
    if _never_comes_to_its_peak(owner(document, path), run):
        return True
    return _largest_move(run.rates) > (max(bounds) - min(bounds)) / _shortest_half(owner(document, path)) * (1 + 1e-9)


def _never_comes_to_its_peak(cyclic: Config, run: RawRun) -> bool:
    """Whether no rate is nearer to `max_lr` than a step on the way up, or the part of one that the way down takes."""
    peaks = cyclic["max_lr"] if isinstance(cyclic["max_lr"], list) else [cyclic["max_lr"]] * len(run.rates[0])
    for curve, peak in zip(columns(run), peaks, strict=True):
        step = abs(peak - curve[0]) / max(1, abs(cyclic.get("step_size_up", 2000)))
        if min(abs(rate - peak) for rate in curve) > step * min(1, _shortest_half(cyclic)) * (1 - 1e-9):
            return True
    return False


def _largest_move(rows: Sequence[Sequence[float]]) -> float:
    return max(abs(after - before) for row, below in pairwise(rows) for before, after in zip(row, below, strict=True))


def _shortest_half(cyclic: Config) -> float:
    """The length of the way up or down, whichever is shorter, if its sign meant nothing."""
    up = cyclic.get("step_size_up", 2000)
    down = cyclic.get("step_size_down")
    return min(abs(up), abs(up if down is None else down)) or 1


def moves_before_its_time(document: Config, path: Path) -> bool:
    """A rate that is to be held for a length changes before it is over."""
    length = math.floor(abs(get(document, path)))
    held = long_run(at_its_best(document, path)).rates[: max(2, length)]
    return any(rates != held[0] for rates in held)


def falls_while_it_gets_better(document: Config) -> bool:
    """A plateau scheduler with this patience lowers the rate although the metric gets better each time."""
    config = document["scheduler"]
    kept = {key: config[key] for key in ("name", "mode", "patience", "patience_t") if key in config}
    sign = 1 if config.get("mode") == "max" else -1
    run = run_raw(
        {"optimizer": {"name": "SGD", "lr": 1.0}, "scheduler": kept, "steps": LONG},
        metric=lambda number: sign * 100.0 * number,
    )
    return any(after < before for curve in columns(run) for before, after in pairwise(curve))


def is_same(one: RawRun, other: RawRun) -> bool:
    """Whether two runs went alike, but for rounding."""
    if one.failure != other.failure or len(one.rates) != len(other.rates):
        return False
    flat, others = ([rate for rates in run.rates for rate in rates] for run in (one, other))
    return flat == others or all(cmath.isclose(a, b, rel_tol=1e-9) for a, b in zip(flat, others, strict=True))


def cannot_be_a_child(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """The composite around a child fails when it steps it, however late that is."""
    at = max(index for index, part in enumerate(path) if part == "schedulers")
    around = get(document, path[:at])
    index = int(path[at + 1])
    child = around["schedulers"][index]
    ways: list[Config] = [{"name": "ChainedScheduler", "schedulers": [child]}]
    if around["name"] == "SequentialLR" and index:
        # one that takes over is begun anew
        ways.append({"name": "SequentialLR", "schedulers": [HELD, child], "milestones": [1]})
    return any(long_run({**document, "scheduler": way}).failure for way in ways)


def above_the_base_rate(document: Config, path: Path, raw: RawRun) -> bool:
    """A group comes to be higher than it began, as what it is to fall to is above its base rate, or never falls."""
    bases = base_rates(document)
    if raw.rates and any(is_above(curve, base) for curve, base in zip(columns(raw), bases, strict=True)):
        return True
    started, alone = at_its_best(document, path), {**document, "scheduler": owner(document, path)}
    runs = [long_run(document), *([long_run(started)] if started != document else [])]
    if any(run.failure for run in runs):
        # it is not for this one that the schedule around it fails
        runs.append(long_run(alone))
    for run in runs:
        if run.is_complex or not run.rates:
            continue
        for curve, base in zip(columns(run), bases, strict=True):
            if is_above(curve, base) or math.isclose(min(curve), max(curve), rel_tol=1e-9):
                return True
    return False


def owner(document: Config, path: Path) -> Config:
    """The scheduler to which a parameter at a path belongs."""
    found: Config = get(document, _path_of_owner(path))
    return found


def _path_of_owner(path: Path) -> Path:
    at = max(index for index, part in enumerate(path) if part in ("scheduler", "schedulers"))
    return path[: at + 1] if path[at] == "scheduler" else path[: at + 2]


def is_above(curve: list[float], base: float) -> bool:
    """Whether a rate is above the base rate by more than rounding."""
    return max(curve) > base * (1 + 1e-9)


LENGTHS = ("T_max", "T_0", "max_decay_steps", "total_steps", "stable_steps", "t_initial")


def at_its_best(document: Config, path: Path) -> Config:
    """The config with the scheduler of a path without warm-up and noise, and over while one looks."""
    changed = copied(document)
    config = owner(changed, path)
    for key in ("warmup_steps", "warmup_t", "T_up", "noise_range_t"):
        config.pop(key, None)
    for key in LENGTHS:
        if isinstance(config.get(key), int | float) and config[key] >= LONG:
            config[key] = 50
    if config.get("total_steps") is None and {"epochs", "steps_per_epoch"} <= set(config):
        config |= {"epochs": 5, "steps_per_epoch": 10}
    return changed


def still_rising(document: Config, path: Path, raw: RawRun) -> bool:
    """From where its part of the run begins, a group rises to the end, or never comes to its base rate."""
    ticks = 0
    for at, part in enumerate(path):
        if part == "schedulers" and get(document, path[:at])["name"] == "SequentialLR" and int(path[at + 1]):
            ticks += math.ceil(get(document, path[:at])["milestones"][int(path[at + 1]) - 1])
    start = ticks * (document.get("steps_per_epoch", 1) if interval_of(document) == "epoch" else 1)
    for curve, base in zip(columns(raw), base_rates(document), strict=True):
        part = curve[start:]
        rises = all(before <= after for before, after in pairwise(part)) and part[0] < part[-1]
        if rises or not any(math.isclose(rate, base, rel_tol=1e-9) for rate in part):
            return True
    return False


def no_product(document: Config, path: Path, raw: RawRun) -> bool:
    """A chain is not the product of its children, which each multiply the rate, or is the same without one of them."""
    at = max(index for index, part in enumerate(path) if part == "schedulers")
    chain, bases = get(document, path[:at]), base_rates(document)
    if at == 1 and _is_no_product(chain, raw, bases, lambda child: run_raw({**document, "scheduler": child})):
        return True
    whole = {**document, "interval": interval_of(document)}
    together = long_run({**whole, "scheduler": chain})
    if _is_no_product(chain, together, bases, lambda child: long_run({**whole, "scheduler": child})):
        return True
    for index, child in enumerate(chain["schedulers"][: int(path[at + 1])]):
        others = {**chain, "schedulers": chain["schedulers"][:index] + chain["schedulers"][index + 1 :]}
        is_moving = any(min(curve) < max(curve) for curve in columns(long_run({**whole, "scheduler": child})))
        if is_moving and is_same(long_run({**whole, "scheduler": others}), together):
            return True
    return False


def _is_no_product(chain: Config, together: RawRun, bases: list[float], run: Callable[[Config], RawRun]) -> bool:
    if not together.rates:
        # it cannot even be built
        return False
    alone = [columns(run(child)) for child in chain["schedulers"]]
    for group, (curve, base) in enumerate(zip(columns(together), bases, strict=True)):
        highest = accumulate(map(abs, curve), max)
        for tick, (rate, so_far) in enumerate(zip(curve, highest, strict=True)):
            factors = [
                child[group][tick] / base if base else 0.0 for child in alone if child and tick < len(child[group])
            ]
            if not math.isclose(rate, base * math.prod(factors), rel_tol=1e-6, abs_tol=1e-12 * so_far):
                return True
    return False


def moved_by_one_call_alone(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """A loop that makes the call of its interval, and not the other one, has one rate from its first update on."""
    only = run_raw(document, one_call=True)
    return all(rates == only.rates[0] for rates in only.rates)


def out_of_order(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """The decays come otherwise than they are written: the same ticks in order make another curve."""
    written = owner(document, path)
    in_order = {**written, "decay_t": sorted(written["decay_t"])}
    one, other = (long_run({**document, "scheduler": config}) for config in (written, in_order))
    return one != other


def no_decay(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """A decay of hardly any length makes the same curve, but for a tick: there is none in it."""
    pairs = zip(columns(long_run(document)), columns(long_run(with_value(document, path, 1e-6))), strict=True)
    return all(
        sum(abs(a - b) > 1e-6 * max(map(abs, curve)) for a, b in zip(curve, other, strict=True)) <= 1
        for curve, other in pairs
    )


def bent_beyond(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """A cycle alone does not fall from its peak to its floor: it drops at once, climbs, or is no real number."""
    node = get(document, path[:-1])
    kept = {key: node[key] for key in ("name", "t_initial", "lr_min", "k_decay", "power") if key in node}
    cycle = long_run({**document, "scheduler": {**kept, "t_in_epochs": False}})
    if not cycle.is_sound:
        return True
    unbent = long_run({**document, "scheduler": {**kept, "t_in_epochs": False, "k_decay": 1.0}})
    for curve, other in zip(columns(cycle), columns(unbent), strict=True):
        within = curve[: max(2, math.ceil(node["t_initial"]))]
        drop, usual, way = within[0] - within[1], other[0] - other[1], within[0] - min(curve)
        if any(after > before for before, after in pairwise(within)) or drop > min(0.25 * way, 10 * usual):
            return True
    return False


def can_be_left_out(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """A child of a sequence never runs: the curve is the same without it."""
    at = max(index for index, part in enumerate(path) if part in ("milestones", "schedulers"))
    sequence, whole = get(document, path[:at]), long_run(document)
    for child in range(len(sequence["schedulers"])):
        for milestone in range(len(sequence["milestones"])):
            shorter = copied(sequence)
            del shorter["schedulers"][child], shorter["milestones"][milestone]
            if long_run(with_value(document, path[:at], shorter)) == whole:
                return True
    return any(
        long_run(with_value(document, (*path[:at], "schedulers", index), longer)) == whole
        for index, longer in _longer_cycles(sequence["schedulers"])
    )


def _longer_cycles(children: Sequence[Config]) -> Iterator[tuple[int, Config]]:
    """Each one-cycle, which overwrites the rate as it is built, with another length: that matters where it runs."""
    for index, child in enumerate(children):
        if child["name"] == "OneCycleLR":
            length = {"total_steps": 2_000, "epochs": None, "steps_per_epoch": None}
            yield index, {**child, **length}


def _comes_to_noise(document: Config, path: Path) -> bool:
    """Whether the run comes to the first tick with noise."""
    config = owner(document, path)
    first = config["noise_range_t"]
    updates, per_epoch = length_of(document)
    is_alone = config is document["scheduler"]
    ticks = updates // per_epoch if is_alone and config.get("t_in_epochs", True) else updates
    return bool((first[0] if isinstance(first, list) else first) <= ticks)


def computes_for_ever(document: Config, path: Path) -> bool:
    """The power that timm takes of whole numbers has more digits than can be waited for."""
    config = owner(document, path)
    length, exponent = config["t_initial"], config["k_decay"]
    growth = config.get("cycle_mul", 1)
    if not isinstance(length, int) or not isinstance(exponent, int) or not (growth == 1 or isinstance(growth, int)):
        return False
    return math.log10(length) * exponent > MANY_DIGITS


MANY_DIGITS = 300_000


def draws_for_ever(document: Config, path: Path) -> bool:
    """A normal number is drawn by timm until it is small enough: of a hundred thousand, not a hundred are."""
    node = get(document, path[:-1])
    drawn = torch.randn(100_000, generator=torch.Generator().manual_seed(0)) * node.get("noise_std", 1.0)
    return _comes_to_noise(document, path) and int((drawn.abs() < node.get("noise_pct", 0.67)).sum()) < 100


def first_step_fails(document: Config, path: Path, raw: RawRun) -> bool:  # noqa: ARG001
    """With a gradient, the first update stops, or leaves no number. A run of the schedule alone has no gradient."""
    # torch takes a graph of CUDA on no processor, and parameters alone through which no gradient can go
    for_others = ("capturable", "differentiable")
    optimizer = new_optimizer({key: value for key, value in document["optimizer"].items() if key not in for_others})
    construct(optimizer, parted(document)[0])
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    for parameter in parameters:
        parameter.grad = torch.ones_like(parameter)
    try:
        optimizer.step()
    except ZeroDivisionError:
        return True
    return not all(bool(parameter.isfinite().all()) for parameter in parameters)


ORACLES: dict[str, Oracle] = {
    "LR104": another_type,
    "LR105": not_what_is_run,
    "LR119": out_of_order,
    "LR124": no_decay,
    "LR134": bent_beyond,
    "LR201": first_step_fails,
    "LR202": no_length,
    "LR211": above_the_base_rate,
    "LR213": still_rising,
    "LR301": cannot_be_a_child,
    "LR402": negative_in_the_end,
    "LR303": can_be_left_out,
    "LR306": no_product,
    "LR309": can_be_left_out,
    "LR313": moved_by_one_call_alone,
}


def never_ends(document: Config, path: Path) -> bool:
    """Timm hangs, in a power or in its noise."""
    return computes_for_ever(document, path) if path[-1] == "k_decay" else draws_for_ever(document, path)


HANGS: dict[str, Callable[[Config, Path], bool]] = {"LR111": never_ends}
"""The oracles of what never comes to an end, which have to do without a run."""


def hangs(finding: Finding, document: Config) -> bool:
    """Whether what a finding speaks of never ends."""
    return HANGS[finding.code](document, path_of(finding.key))
