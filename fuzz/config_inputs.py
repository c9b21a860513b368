"""Random configs of schedules: valid ones, and such as are almost valid. A seed makes the same config each time.

What is drawn follows from the Specs themselves, so that a new scheduler or parameter is drawn as soon as it is there.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from schedules.catalog import SCHEDULERS
from schedules.composite import Composite
from schedules.optimizers import OPTIMIZERS

DEEPEST = 3
LONGEST = 200
"""The most updates of a run."""

SMALLEST, LARGEST = 1e-30, 1e30

Config = dict[str, Any]


class Drawn(NamedTuple):
    """A config, and what was done to it.

    Attributes:
        document: Optimizer, scheduler and the length of the run.
        mutations: The names of what made it worse; none where it was drawn as the Specs say.
        filled: The same with every value in its place, where `document` refers to one or leaves one out.
        is_open: Whether a value is left out, so that nobody can tell what will be run.
    """

    document: Config
    mutations: tuple[str, ...]
    filled: Config
    is_open: bool = False


def draw(seed: int) -> Drawn:
    """The config of a seed."""
    dice = random.Random(seed)
    document = _document(dice)
    mutations: list[str] = []
    for _ in range(dice.choice((0, 0, 1, 1, 1, 2))):
        mutation = dice.choice(MUTATIONS)
        changed = copied(document)
        if mutation(dice, changed):
            document = changed
            mutations.append(mutation.__name__.removeprefix("_"))
    written, is_open = copied(document), False
    if dice.random() < 0.1:
        is_open = _elsewhere_or_left_out(dice, written)
    return Drawn(written, tuple(mutations), document, is_open)


def copied(node: Any) -> Any:
    """A copy of a config that shares nothing with it."""
    if isinstance(node, dict):
        return {key: copied(value) for key, value in node.items()}
    return [copied(value) for value in node] if isinstance(node, list) else node


def _elsewhere_or_left_out(dice: random.Random, document: Config) -> bool:
    """Put a reference in place of a value, or leave the value to the run. Says whether it was left out."""
    place = _pick(dice, document)
    if place is None:
        return False
    node, key = place
    # a rate of 0, with which most of what can be wrong makes no difference, is not what is left to the run
    if dice.random() < 0.5 and not (key == "lr" and node[key] == 0):
        node[key] = "???"
        return True
    document["shared"] = {"value": node[key]}
    node[key] = "${shared.value}"
    return False


def _document(dice: random.Random) -> Config:
    groups = dice.choice((1, 1, 1, 2, 3))
    optimizer = new_optimizer_config(dice, groups)
    document: Config = {"optimizer": optimizer, "scheduler": new_scheduler_config(dice, DEEPEST, groups)}
    longest = dice.choice((5, 20, 60, LONGEST))
    if dice.random() < 0.5:
        document["steps"] = dice.randint(1, longest)
    else:
        per_epoch = dice.randint(1, min(9, longest))
        document |= {"epochs": dice.randint(1, longest // per_epoch), "steps_per_epoch": per_epoch}
    if dice.random() < 0.4:
        document["interval"] = dice.choice(("step", "epoch"))
    return document


def new_optimizer_config(dice: random.Random, groups: int) -> Config:
    if dice.random() < 0.2:
        return _any_optimizer(dice, groups)
    name = dice.choice(("SGD", "SGD", "AdamW", "Adagrad"))
    optimizer: Config = {"name": name, "lr": _rate(dice)}
    if name == "SGD" and dice.random() < 0.8:
        optimizer["momentum"] = 0.9
    if groups > 1:
        optimizer["groups"] = [{"params": f"part{index}.*", "lr": _rate(dice)} for index in range(groups - 1)]
    return optimizer


def _any_optimizer(dice: random.Random, groups: int) -> Config:
    name = dice.choice(OPTIMIZERS.names())
    optimizer: Config = {"name": name}
    for key, schema in _optimizer_properties(name).items():
        if key == "lr" or dice.random() < 0.2:
            optimizer[key] = _value(dice, schema, groups)
    if groups > 1 and OPTIMIZERS.load(name).takes_groups:
        optimizer["groups"] = [
            {"params": f"part{index}.*", dice.choice(("lr", "lr_factor")): _rate(dice)} for index in range(groups - 1)
        ]
    return optimizer


def new_scheduler_config(dice: random.Random, depth: int, groups: int, inside: bool = False) -> Config:
    names = _names(is_deep=depth > 1, inside=inside and dice.random() < 0.95)
    if not inside and dice.random() < 0.25 and depth > 1:
        names = COMPOSITES
    name = dice.choice(names)
    config: Config = {"name": name}
    required = _required(name)
    for key, schema in _properties(name).items():
        if key in required or dice.random() < 0.4:
            config[key] = _children(dice, depth, groups) if key == "schedulers" else _value(dice, schema, groups)
    if name == "SequentialLR":
        gaps = [dice.randint(1, 60) for _ in config["schedulers"][1:]]
        config["milestones"] = [sum(gaps[: index + 1]) for index in range(len(gaps))]
    return config


@cache
def _names(is_deep: bool, inside: bool) -> list[str]:
    """The schedulers that can be drawn: composites where more levels are allowed, and inside of one what goes there."""
    names = [name for name in SCHEDULERS.names() if is_deep or not _is_composite(name)]
    return [name for name in names if SCHEDULERS.load(name).chainable] if inside else names


def _children(dice: random.Random, depth: int, groups: int) -> list[Config]:
    return [new_scheduler_config(dice, depth - 1, groups, inside=True) for _ in range(dice.randint(1, 3))]


@cache
def _properties(name: str) -> dict[str, Config]:
    properties: dict[str, Config] = SCHEDULERS.load(name).model_json_schema()["properties"]
    return properties


@cache
def _required(name: str) -> frozenset[str]:
    return frozenset(SCHEDULERS.load(name).model_json_schema().get("required", ()))


@cache
def _optimizer_properties(name: str) -> dict[str, Config]:
    properties: dict[str, Config] = OPTIMIZERS.load(name).model_json_schema()["properties"]
    return properties


@cache
def _is_composite(name: str) -> bool:
    return issubclass(SCHEDULERS.load(name), Composite)


COMPOSITES = [name for name in SCHEDULERS.names() if _is_composite(name)]


def _value(dice: random.Random, schema: Config, groups: int) -> Any:
    """A value that the schema of one parameter admits."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return dice.choice(schema["enum"])
    if "anyOf" in schema:
        chosen = dice.choice(schema["anyOf"])
        return _value(dice, {"unit": schema.get("unit", ""), **chosen}, groups)
    if schema["type"] == "null":
        return None
    if schema["type"] == "boolean":
        return dice.random() < 0.5
    if schema["type"] == "array":
        items = {"unit": schema.get("unit", ""), **schema["items"]}
        is_of_groups = "minItems" in schema and schema["minItems"] == 1
        length = groups if is_of_groups else max(schema.get("minItems", 0), dice.randint(0, 4))
        values = [_value(dice, items, groups) for _ in range(length)]
        return sorted(values) if schema.get("unit") == "ticks" else values
    return _within(dice, schema)


def _within(dice: random.Random, schema: Config) -> float:
    for _ in range(100):
        value = _number(dice, schema.get("unit", ""), is_whole=schema["type"] == "integer")
        if _admits(schema, value):
            return value
    # what no draw hits is at its bound
    return next(schema[bound] for bound in ("minimum", "ge", "maximum", "le") if bound in schema)


def _admits(schema: Config, value: float) -> bool:
    low = max(schema.get("minimum", -math.inf), schema.get("ge", -math.inf))
    high = min(schema.get("maximum", math.inf), schema.get("le", math.inf))
    above = max(schema.get("exclusiveMinimum", -math.inf), schema.get("gt", -math.inf))
    below = min(schema.get("exclusiveMaximum", math.inf), schema.get("lt", math.inf))
    return low <= value <= high and above < value < below


def _number(dice: random.Random, unit: str, is_whole: bool) -> float:
    if unit == "ticks" or is_whole:
        whole = dice.choice((dice.randint(0, 9), dice.randint(1, 60), dice.randint(1, 250)))
        return whole if is_whole or dice.random() < 0.9 else whole + 0.5
    if unit == "rate":
        return _rate(dice)
    if unit == "fraction":
        return dice.choice((dice.random(), dice.random(), 0, 1, 1.0, 0.3))
    if dice.random() < 0.03:
        return _extreme(dice)
    return dice.choice((0.1, 0.5, 0.9, 1, 1.0, 2, 10.0, 0, dice.random(), dice.uniform(0, 3), -dice.random()))


def _rate(dice: random.Random) -> float:
    if dice.random() < 0.03:
        return _extreme(dice)
    return dice.choice((0.1, 0.01, 1e-3, 3e-4, 1, 0, 10 ** dice.uniform(-8, 1)))


def _extreme(dice: random.Random) -> float:
    return float(10 ** dice.uniform(math.log10(SMALLEST), math.log10(LARGEST)))


# What makes a config worse. Each says whether it found something to change.


def _mappings(document: Config) -> list[Config]:
    found, left = [], [document["scheduler"]]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            found.append(node)
            left += node.get("schedulers", []) if isinstance(node.get("schedulers"), list) else []
    return found


def _pick(dice: random.Random, document: Config, kinds: type | tuple[type, ...] = object) -> tuple[Config, str] | None:
    places = [
        (node, key)
        for node in [*_mappings(document), document["optimizer"]]
        for key, value in node.items()
        if key not in ("name", "schedulers", "groups") and isinstance(value, kinds)
    ]
    return dice.choice(places) if places else None


def _outside_of_a_bound(dice: random.Random, document: Config) -> bool:
    place = _pick(dice, document, (int, float))
    if place is None:
        return False
    node, key = place
    value = node[key]
    node[key] = dice.choice((-value, 0, -1, value + 0.5, 1, 1.5, 0.0, -0.1, 2, value * 10))
    return True


def _of_a_wrong_type(dice: random.Random, document: Config) -> bool:
    place = _pick(dice, document)
    if place is None:
        return False
    node, key = place
    value = node[key]
    node[key] = dice.choice((True, False, None, str(value), "cos", [value], {}, [], 0, 1))
    return True


def _of_the_other_kind_of_number(dice: random.Random, document: Config) -> bool:
    place = _pick(dice, document, (int, float))
    if place is None or isinstance(place[0][place[1]], bool):
        return False
    node, key = place
    node[key] = float(node[key]) if isinstance(node[key], int) else math.floor(min(node[key], LARGEST))
    return True


def _very_large_or_small(dice: random.Random, document: Config) -> bool:
    place = _pick(dice, document, (int, float))
    if place is None:
        return False
    node, key = place
    node[key] = _extreme(dice)
    return True


def _without_a_key(dice: random.Random, document: Config) -> bool:
    place = _pick(dice, document)
    if place is None:
        return False
    del place[0][place[1]]
    return True


def _with_a_misspelt_key(dice: random.Random, document: Config) -> bool:
    place = _pick(dice, document)
    if place is None:
        return False
    node, key = place
    if not key:
        # of one letter, the mutation before may have left none
        return False
    at = dice.randrange(len(key))
    node[dice.choice((key[:at] + key[at + 1 :], key.lower(), key + "s", key.replace("_", "")))] = node.pop(key)
    return True


def _with_a_foreign_key(dice: random.Random, document: Config) -> bool:
    node = dice.choice(_mappings(document))
    node[dice.choice((*_every_key(), "verbose", "warmup_epochs", "eta_max"))] = dice.choice((0, 1, 0.1, 10, True))
    return True


@cache
def _every_key() -> list[str]:
    return sorted({key for name in SCHEDULERS.names() for key in _properties(name)} - {"schedulers"})


def _with_a_misspelt_name(dice: random.Random, document: Config) -> bool:
    node = dice.choice(_mappings(document))
    if "name" not in node:
        return False
    name = node["name"]
    node["name"] = dice.choice((name[:-1], name.lower(), name.replace("LR", ""), f"torch_{name}", name + "Scheduler"))
    return True


def _with_another_name(dice: random.Random, document: Config) -> bool:
    dice.choice(_mappings(document))["name"] = dice.choice(SCHEDULERS.names())
    return True


def _with_a_list_out_of_order(dice: random.Random, document: Config) -> bool:
    place = _pick(dice, document, list)
    if place is None:
        return False
    node, key = place
    values = node[key]
    changes: tuple[Callable[[], object], ...] = (
        values.reverse,
        lambda: values.append(values[-1] if values else 3),
        lambda: values.pop() if values else None,
        lambda: values.insert(0, dice.choice((0, -1, 0.5, 7))),
        values.clear,
    )
    dice.choice(changes)()
    return True


def _with_another_horizon(dice: random.Random, document: Config) -> bool:
    for key in ("steps", "epochs", "steps_per_epoch"):
        document.pop(key, None)
    document["steps"] = dice.choice((0, -1, 1, 2, 1.5, "ten", True, [3], dice.randint(1, LONGEST)))
    return True


def _with_a_child_of_any_kind(dice: random.Random, document: Config) -> bool:
    composites = [node for node in _mappings(document) if isinstance(node.get("schedulers"), list)]
    if not composites:
        return False
    children = dice.choice(composites)["schedulers"]
    child = dice.choice(({}, "StepLR", 3, None, [], new_scheduler_config(dice, 1, 1), new_scheduler_config(dice, 2, 1)))
    if children and dice.random() < 0.5:
        children[dice.randrange(len(children))] = child
    else:
        children.append(child)
    return True


MUTATIONS = (
    _outside_of_a_bound,
    _outside_of_a_bound,
    _outside_of_a_bound,
    _of_a_wrong_type,
    _of_the_other_kind_of_number,
    _very_large_or_small,
    _without_a_key,
    _with_a_misspelt_key,
    _with_a_foreign_key,
    _with_a_misspelt_name,
    _with_another_name,
    _with_a_list_out_of_order,
    _with_another_horizon,
    _with_a_child_of_any_kind,
)
