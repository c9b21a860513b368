"""Every formula gives the curve that the factory's object gives."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import COMPOSITES, RATES, SIMPLE

from schedules import Stepper, build_scheduler, check
from schedules.catalog import SCHEDULERS
from schedules.formula import MOST_TURNS, SCALAR, arrays

WITHOUT = {"ReduceLROnPlateau", "timm_PlateauLRScheduler"}
TOLERANCE = 1e-9
ABSOLUTE = ("eta_min", "end_learning_rate", "lr_min", "warmup_lr_init", "base_lr", "max_lr")


def stepped(config, base_rate, ticks):
    """The rates and momenta of the real object."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base_rate, momentum=0.9)
    stepper = Stepper(build_scheduler(optimizer, config))
    group = optimizer.param_groups[0]
    optimizer.step()
    rates, momenta = [], []
    for tick in range(ticks):
        if tick:
            stepper.after_step()
        rates.append(group["lr"])
        momenta.append(group["momentum"])
    return rates, momenta


def scale(config):
    """The largest absolute rate that a config adds to others: rounding is in proportion to it."""
    own = [abs(config[key]) for key in ABSOLUTE if isinstance(config.get(key), float)]
    return max([*own, *map(scale, config.get("schedulers", []))], default=0.0)


def close(found, true, config):
    # the recursion of torch drifts by rounding, in proportion to the peak
    peak = max(*map(abs, true), scale(config)) or 1.0
    return np.abs(np.asarray(found, dtype=float) - np.asarray(true)).max() <= TOLERANCE * peak


def compare(config, base_rate, ticks):
    spec = check(config).spec
    assert spec.formula_ends() >= 0
    ticks = int(min(ticks, spec.formula_ends() + 1))
    rates, momenta = stepped(config, base_rate, ticks)
    with np.errstate(all="ignore"):
        vector = np.broadcast_to(spec.rate(np.arange(ticks, dtype=float), base_rate, arrays()), (ticks,))
    assert close([spec.rate(tick, base_rate, SCALAR) for tick in range(ticks)], rates, config)
    assert close(vector, rates, config)
    if config.get("cycle_momentum", spec.sets_rate):
        assert close([spec.momentum_at(tick, SCALAR) for tick in range(ticks)], momenta, config)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [*SIMPLE, *COMPOSITES])
def test_formula_is_the_curve(name):
    @settings(max_examples=60)
    @given({**SIMPLE, **COMPOSITES}[name], RATES, st.integers(1, 700))
    def holds(config, base_rate, ticks):
        compare(config, base_rate, ticks)

    holds()


def test_every_scheduler_but_those_that_follow_a_metric_has_a_formula():
    assert set(SIMPLE) | set(COMPOSITES) >= set(SCHEDULERS.names()) - WITHOUT


@pytest.mark.parametrize(
    ("config", "last"),
    [
        pytest.param({"name": "StepLR", "step_size": 3}, math.inf, id="pure"),
        pytest.param({"name": "ReduceLROnPlateau"}, -1, id="follows-a-metric"),
        pytest.param({"name": "timm_CosineLRScheduler", "t_initial": 9, "noise_range_t": 3}, -1, id="random"),
        pytest.param(
            {"name": "timm_CosineLRScheduler", "t_initial": 25, "cycle_mul": 0.5, "cycle_limit": 5}, 49, id="cycles-end"
        ),
        pytest.param({"name": "OneCycleLR", "max_lr": 1, "total_steps": 40}, 40, id="torch-refuses-to-go-on"),
        pytest.param(
            {"name": "ChainedScheduler", "schedulers": [{"name": "ExponentialLR", "gamma": 0.9},
                                                        {"name": "CosineAnnealingLR", "T_max": 30}]}, 30,
            id="a-chain-is-a-product-until-its-cosine-turns",
        ),
        pytest.param(
            {"name": "ChainedScheduler", "schedulers": [{"name": "ExponentialLR", "gamma": 0.9},
                                                        {"name": "CosineAnnealingWarmRestarts", "T_0": 30}]}, -1,
            id="a-chain-with-one-that-assigns-the-rate",
        ),
        pytest.param(
            {"name": "SequentialLR", "milestones": [5], "schedulers": [
                {"name": "LinearLR"}, {"name": "OneCycleLR", "max_lr": 1, "total_steps": 40}]}, -1,
            id="a-sequence-with-one-that-sets-the-rate-of-all",
        ),
    ],
)  # fmt: skip
def test_until_when_a_formula_holds(config, last):
    assert check(config).spec.formula_ends() == last


@pytest.mark.filterwarnings("ignore")
@given(st.one_of(*SIMPLE.values()), RATES)
@example({"name": "CyclicLR", "base_lr": 0, "max_lr": 1, "step_size_up": 23, "gamma": 0.95, "mode": "exp_range"}, 0.1)
@example({"name": "CyclicLR", "base_lr": 0, "max_lr": 1, "step_size_up": 23, "gamma": 1.08, "mode": "exp_range"}, 0.1)
@settings(max_examples=100)
def test_a_curve_turns_where_the_spec_says(config, base_rate):
    """Between two turns it goes one way: no second difference changes its sign."""
    spec = check(config).spec
    last = int(min(MOST_TURNS, spec.formula_ends()))
    rates = [spec.rate(tick, base_rate, SCALAR) for tick in range(last + 1)]
    near = {tick + shift for turn in spec.turns(last) for tick in (math.floor(turn),) for shift in (-1, 0, 1, 2)}
    steps = [after - before for before, after in pairwise(rates)]
    small = 1e-9 * (max(*map(abs, rates), scale(config)) or 1)
    turning = {
        tick
        for tick in range(1, last)
        if min(steps[tick - 1], steps[tick]) < -small and max(steps[tick - 1], steps[tick]) > small
    }
    assert turning <= near
