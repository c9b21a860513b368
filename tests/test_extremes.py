"""No formula and no rule raises, however small or large a number within the bounds of a parameter is."""

from __future__ import annotations

import json
import re
import sys
from functools import cache

import pytest

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options
from schedules import check
from schedules.catalog import SCHEDULERS
from schedules.formula import SCALAR, arrays

EXTREMES = (0, 5e-324, 1e-17, 1 - 2**-53, 1, 2**62, 10**308, sys.float_info.max, -1e-17, -sys.float_info.max)
"""The numbers at the bounds of parameters, and the smallest and the largest ones. What refuses one says so."""
TICKS = (0, 1, 2, 99, 100, 2**40)


def numbers_in(spec_class):
    """The keys that hold a number or a list of numbers, with what the example has there."""
    example = spec_class.example()
    fields = {key: spec_class.model_fields[field] for key, field in spec_class.key_fields().items()}
    numbers = [key for key, info in fields.items() if re.search("int|float", str(info.annotation))]
    return {key: example.get(key, fields[key].default) for key in numbers}


@cache
def extremes_of(name):
    """Configs with each extreme in each place, and in all places at once that take it."""
    return tuple(_extremes_of(SCHEDULERS.load(name)))


def _extremes_of(spec_class):
    example, places = spec_class.example(), numbers_in(spec_class)
    for extreme in EXTREMES:
        given = {key: [extreme] if isinstance(value, list) else extreme for key, value in places.items()}
        yield from ({**example, key: value} for key, value in given.items())
        yield {**example, **{key: value for key, value in given.items() if not check({**example, key: value}).problems}}


def spec_of(config):
    """What the config is checked to, or None where it is refused or has no formula."""
    checked = check(config)
    return None if checked.problems or checked.spec.formula_ends() < 0 else checked.spec


def evaluate(config):
    """All that is asked of a formula."""
    spec = spec_of(config)
    if spec is None:
        return
    spec.natural_ticks()
    list(spec.turns(1000))
    for tick in TICKS:
        spec.rate(tick, 0.1, SCALAR)
        if spec.moves_momentum:
            spec.momentum_at(tick, SCALAR)


def evaluate_arrays(config):
    import numpy as np

    spec = spec_of(config)
    if spec is not None:
        with np.errstate(all="ignore"):
            for ticks in (TICKS, TICKS[:1]):
                spec.rate(np.array(ticks, dtype=float), 0.1, arrays())


def look(config):
    text = json.dumps({"optimizer": {"name": "SGD", "lr": 0.1, "momentum": 0.9}, "scheduler": config, "steps": 101})
    lint(read_document("x.yaml", text.encode()), Options())


def raised(function, config):
    """What a function raises for a config, or None."""
    try:
        function(config)
    except Exception as error:
        return f"{type(error).__name__} of {config}"
    return None


@pytest.mark.parametrize(
    "function",
    [
        pytest.param(look, id="lint"),
        pytest.param(evaluate, id="formula"),
        pytest.param(evaluate_arrays, id="arrays", marks=pytest.mark.needs("numpy")),
    ],
)
@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_any_number_within_the_bounds_is_answered(name, function):
    found = {said for config in extremes_of(name) if (said := raised(function, config))}
    assert found == set(), "a formula may not raise: what has no value is nan"
