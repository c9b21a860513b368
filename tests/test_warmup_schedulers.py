"""The schedules with a warm-up are those of `transformers`, and of the papers."""

from __future__ import annotations

import copy
import math

import pytest
import torch
from raw import curve, new_optimizer
from transformers import get_scheduler

import schedules
from schedules import ConfigError, build_scheduler, check
from schedules.formula import SCALAR

STEPS = 100_000
BASE = 3e-4


def theirs(name, warmup=0, total=STEPS, **own):
    """The factor of every step, as the library computes it."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=BASE)
    scheduler = get_scheduler(name, optimizer, warmup, total, scheduler_specific_kwargs=own)
    return scheduler.lr_lambdas[0]


ALIKE = [
    pytest.param({"name": "WarmupConstantLR"}, lambda: theirs("constant"), id="constant"),
    pytest.param(
        {"name": "WarmupConstantLR", "warmup_steps": 777},
        lambda: theirs("constant_with_warmup", 777), id="constant-with-warmup",
    ),
    pytest.param({"name": "WarmupLinearLR", "total_steps": STEPS}, lambda: theirs("linear"), id="linear-plain"),
    pytest.param(
        {"name": "WarmupLinearLR", "warmup_steps": 777, "total_steps": 90_001},
        lambda: theirs("linear", 777, 90_001), id="linear",
    ),
    pytest.param(
        {"name": "WarmupLinearLR", "warmup_steps": 50_000, "total_steps": 30_000},
        lambda: theirs("linear", 50_000, 30_000), id="linear-warmup-longer-than-all",
    ),
    pytest.param(
        {"name": "WarmupCosineLR", "warmup_steps": 777, "total_steps": STEPS},
        lambda: theirs("cosine", 777), id="cosine",
    ),
    pytest.param(
        {"name": "WarmupCosineLR", "warmup_steps": 50_000, "total_steps": 50_000},
        lambda: theirs("cosine", 50_000, 50_000), id="cosine-warmup-as-long-as-all",
    ),
    pytest.param(
        {"name": "WarmupCosineLR", "total_steps": 60_000, "num_cycles": 1.7},
        lambda: theirs("cosine", 0, 60_000, num_cycles=1.7), id="cosine-waves-and-goes-on",
    ),
    pytest.param(
        {"name": "WarmupCosineLR", "warmup_steps": 777, "total_steps": STEPS, "min_lr": 1e-5},
        lambda: theirs("cosine_with_min_lr", 777, min_lr=1e-5), id="cosine-with-min-lr",
    ),
    pytest.param(
        {"name": "WarmupCosineLR", "warmup_steps": 777, "total_steps": STEPS, "min_lr_ratio": 0.1},
        lambda: theirs("cosine_with_min_lr", 777, min_lr_rate=0.1), id="cosine-with-min-lr-rate",
    ),
    pytest.param(
        {"name": "NonzeroWarmupCosineLR", "warmup_steps": 777, "total_steps": STEPS, "min_lr": 1e-5},
        lambda: theirs("cosine_warmup_with_min_lr", 777, min_lr=1e-5), id="cosine-warmup-with-min-lr",
    ),
    pytest.param(
        {"name": "NonzeroWarmupCosineLR", "warmup_steps": 777, "total_steps": 90_000, "min_lr_ratio": 0.1,
         "warmup_lr_ratio": 0.2, "num_cycles": 1.5},
        lambda: theirs("cosine_warmup_with_min_lr", 777, 90_000, min_lr_rate=0.1, warmup_lr_rate=0.2, num_cycles=1.5),
        id="cosine-warmup-from-a-rate",
    ),
    pytest.param(
        {"name": "NonzeroWarmupCosineLR", "warmup_steps": 1, "total_steps": STEPS, "min_lr_ratio": 0.1,
         "warmup_lr_ratio": 0.2},
        lambda: theirs("cosine_warmup_with_min_lr", 1, min_lr_rate=0.1, warmup_lr_rate=0.2),
        id="cosine-warmup-of-one-tick",
    ),
    pytest.param(
        {"name": "WarmupCosineRestartsLR", "warmup_steps": 777, "total_steps": 90_000, "num_cycles": 7},
        lambda: theirs("cosine_with_restarts", 777, 90_000, num_cycles=7), id="restarts",
    ),
    pytest.param(
        {"name": "WarmupPolynomialLR", "warmup_steps": 777, "total_steps": 90_000},
        lambda: theirs("polynomial", 777, 90_000), id="polynomial",
    ),
    pytest.param(
        {"name": "WarmupPolynomialLR", "total_steps": STEPS, "power": 2.3, "min_lr": 1e-5},
        lambda: theirs("polynomial", power=2.3, lr_end=1e-5), id="polynomial-power",
    ),
    pytest.param(
        {"name": "WarmupPolynomialLR", "total_steps": 90_000, "power": 0, "min_lr": 1e-5},
        lambda: theirs("polynomial", 0, 90_000, power=0, lr_end=1e-5), id="polynomial-flat",
    ),
    pytest.param(
        {"name": "WarmupInverseSqrtLR"}, lambda: theirs("inverse_sqrt"), id="inverse-sqrt-plain",
    ),
    pytest.param(
        {"name": "WarmupInverseSqrtLR", "warmup_steps": 777}, lambda: theirs("inverse_sqrt", 777), id="inverse-sqrt",
    ),
    pytest.param(
        {"name": "WarmupInverseSqrtLR", "warmup_steps": 777, "timescale": 50},
        lambda: theirs("inverse_sqrt", 777, timescale=50), id="inverse-sqrt-timescale",
    ),
    *(
        pytest.param(
            {"name": "WarmupStableDecayLR", "warmup_steps": 777, "decay_steps": 20_000, "total_steps": 90_000,
             "warmup_type": warmup, "decay_type": decay, "min_lr_ratio": floor},
            lambda warmup=warmup, decay=decay, floor=floor: theirs(
                "warmup_stable_decay", 777, 90_000, num_decay_steps=20_000, warmup_type=warmup, decay_type=decay,
                min_lr_ratio=floor,
            ),
            id=f"wsd-{warmup}-{decay}",
        )
        for warmup, decay, floor in (("linear", "cosine", 0), ("cosine", "linear", 0.1), ("1-sqrt", "1-sqrt", 0.25))
    ),
    pytest.param(
        {"name": "WarmupStableDecayLR", "decay_steps": 20_000, "stable_steps": 60_000, "num_cycles": 1.5},
        lambda: theirs("warmup_stable_decay", 0, None, num_decay_steps=20_000, num_stable_steps=60_000, num_cycles=1.5),
        id="wsd-stable-steps",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("config", "make"), ALIKE)
def test_is_the_schedule_of_transformers(config, make):
    factor, spec = make(), check(config).spec
    off = [tick for tick in range(STEPS + 1) if not same(spec.rate(tick, BASE, SCALAR), BASE * factor(tick))]
    assert off == []


def same(found, true):
    return math.isclose(found, true, rel_tol=1e-12, abs_tol=1e-16 * BASE)


# tick and rate for a base rate of 1, worked out from the definitions
BY_HAND = [
    # the base model of the paper: d_model 512 and 4000 steps, with the peak 1 / sqrt(512 * 4000)
    pytest.param(
        {"name": "NoamLR", "d_model": 512, "warmup_steps": 4000},
        {0: 1.7469281074217107e-07, 1999: 3.493856214843421e-04, 3999: 6.987712429686843e-04,
         15999: 3.4938562148434216e-04}, id="noam",
    ),
    pytest.param(
        {"name": "NoamLR", "d_model": 4, "warmup_steps": 1, "factor": 2.0}, {0: 1.0, 3: 0.5, 99: 0.1}, id="noam-small"
    ),
    # (1 - p) / (1 / 2 + (1 - p) / 2), as the paper has it
    pytest.param(
        {"name": "RexLR", "total_steps": 100}, {0: 1.0, 25: 6 / 7, 50: 2 / 3, 75: 0.4, 100: 0.0, 101: 0.0}, id="rex"
    ),
    pytest.param(
        {"name": "RexLR", "total_steps": 110, "warmup_steps": 10, "d": 0.9},
        {0: 0.0, 5: 0.5, 10: 1.0, 60: 0.5 / 0.55, 110: 0.0}, id="rex-d",
    ),
    pytest.param(
        {"name": "RexLR", "total_steps": 100, "d": 0, "min_lr": 0.2}, {0: 1.0, 50: 0.6, 100: 0.2}, id="rex-line"
    ),
    pytest.param(
        {"name": "FlatCosineLR", "total_steps": 100, "min_lr_ratio": 1e-5},
        {0: 1.0, 75: 1.0, 87.5: 0.500005, 100: 1e-5, 500: 1e-5}, id="flat-cosine-of-fastai",
    ),
    pytest.param(
        {"name": "FlatCosineLR", "total_steps": 100, "warmup_steps": 20, "pct_start": 0.1},
        {0: 0.0, 10: 0.5, 20: 1.0, 60: 0.5, 100: 0.0}, id="flat-cosine-without-flat",
    ),
    pytest.param(
        {"name": "FlatCosineLR", "total_steps": 100, "pct_start": 1}, {0: 1.0, 99: 1.0, 100: 0.0}, id="all-flat"
    ),
    # the 3x schedule of detectron2, and the one of DeepSeek LLM
    pytest.param(
        {"name": "WarmupMultiStepLR", "milestones": [210_000, 250_000], "warmup_steps": 1000},
        {0: 0.001, 500: 0.5005, 999: 0.999001, 1000: 1.0, 209_999: 1.0, 210_000: 0.1, 250_000: 0.01},
        id="multi-step-of-detectron2",
    ),
    pytest.param(
        {"name": "WarmupMultiStepLR", "milestones": [80, 90], "gamma": 10**-0.5, "warmup_method": "constant",
         "warmup_steps": 5, "warmup_factor": 0.25},
        {0: 0.25, 4: 0.25, 5: 1.0, 80: 0.316227766016838, 90: 0.1}, id="multi-step-constant",
    ),
    pytest.param(
        {"name": "WarmupMultiStepLR", "milestones": [2], "warmup_steps": 4, "warmup_factor": 0},
        {0: 0.0, 1: 0.25, 2: 0.05, 3: 0.075, 4: 0.1}, id="milestones-count-from-the-start",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("config", "table"), BY_HAND)
def test_is_what_the_definition_says(config, table):
    spec = check(config).spec
    assert {tick: spec.rate(tick, 1.0, SCALAR) for tick in table} == pytest.approx(table, rel=1e-12, abs=1e-15)


OURS = [
    pytest.param(config, id=config["name"] + ("-ratio" if "min_lr_ratio" in config else ""))
    for config in [
        {"name": "WarmupLinearLR", "total_steps": 20, "warmup_steps": 4, "min_lr_ratio": 0.1},
        {"name": "WarmupCosineLR", "total_steps": 20, "warmup_steps": 4, "min_lr": 0.001},
        {"name": "WarmupCosineLR", "total_steps": 20, "min_lr_ratio": 0.1},
        {"name": "NonzeroWarmupCosineLR", "total_steps": 20, "warmup_steps": 4, "warmup_lr_ratio": 0.3},
        {"name": "WarmupCosineRestartsLR", "total_steps": 20, "num_cycles": 3},
        {"name": "WarmupPolynomialLR", "total_steps": 20, "min_lr_ratio": 0.2, "power": 2},
        {"name": "WarmupConstantLR", "warmup_steps": 4},
        {"name": "WarmupInverseSqrtLR", "warmup_steps": 4},
        {"name": "WarmupStableDecayLR", "decay_steps": 5, "total_steps": 20},
        {"name": "WarmupStableDecayLR", "decay_steps": 5, "stable_steps": 9, "min_lr_ratio": 0.1},
        {"name": "NoamLR", "d_model": 16, "warmup_steps": 4},
        {"name": "RexLR", "total_steps": 20, "warmup_steps": 4},
        {"name": "FlatCosineLR", "total_steps": 20, "pct_start": 0.5},
        {"name": "WarmupMultiStepLR", "milestones": [5, 9], "warmup_steps": 3},
    ]
]


@pytest.mark.parametrize("config", OURS)
@pytest.mark.parametrize("steps", [0, 3, 4, 17, 25])
def test_resumes_from_its_state_at_any_step(config, steps):
    optimizer = new_optimizer(groups=2)
    scheduler = build_scheduler(optimizer, config)
    curve(optimizer, scheduler, steps)
    other = new_optimizer(groups=2)
    resumed = build_scheduler(other, config)
    resumed.load_state_dict(copy.deepcopy(scheduler.state_dict()))
    other.load_state_dict(optimizer.state_dict())
    assert (type(resumed), resumed.get_last_lr()) == (getattr(schedules, config["name"]), scheduler.get_last_lr())
    assert curve(other, resumed, 20) == curve(optimizer, scheduler, 20)


@pytest.mark.parametrize("config", OURS)
def test_each_group_goes_from_its_own_base_rate(config):
    optimizer = new_optimizer(groups=2)
    spec = check(config).spec
    bases = [group["lr"] for group in optimizer.param_groups]
    found = curve(optimizer, build_scheduler(optimizer, config), 30)
    assert bases[0] != bases[1]
    assert found == [[spec.rate(tick, base, SCALAR) for base in bases] for tick in range(30)]


def test_what_is_required_comes_first():
    optimizer = new_optimizer()
    assert schedules.WarmupCosineLR(optimizer, 100, 10).total_steps == 100
    assert schedules.WarmupStableDecayLR(optimizer, 20, total_steps=100).decay_steps == 20


WRONG = [
    ({"name": "WarmupCosineLR", "total_steps": 9, "min_lr": 0, "min_lr_ratio": 0.1},
     "min_lr_ratio: `min_lr_ratio: 0.1` and `min_lr: 0` are two floors for one schedule (give one of them)"),
    ({"name": "WarmupPolynomialLR", "total_steps": 9, "warmup_steps": 9},
     "warmup_steps: `warmup_steps: 9` is all of `total_steps: 9`: the decay has no tick, and would be divided by 0 at "
     "its end (use a shorter warm-up)"),
    ({"name": "WarmupStableDecayLR", "decay_steps": 9},
     "nothing says how long the stable phase is (give `stable_steps` or `total_steps`)"),
    ({"name": "WarmupStableDecayLR", "decay_steps": 9, "stable_steps": 0, "total_steps": 20},
     "total_steps: `total_steps: 20` and `stable_steps: 0` both say how long the stable phase is (give one of them)"),
    ({"name": "WarmupStableDecayLR", "decay_steps": 9, "warmup_steps": 3, "total_steps": 11},
     "total_steps: `total_steps: 11` is shorter than `warmup_steps: 3` and `decay_steps: 9` together: the decay would "
     "begin before the warm-up is over (use at least total_steps: 12)"),
    ({"name": "WarmupMultiStepLR", "milestones": [5, 3]},
     "milestones[1]: milestone 3 comes after 5: they must ascend (put them into order)"),
    ({"name": "WarmupLinearLR", "num_training_steps": 9, "total_steps": 9},
     "num_training_steps: WarmupLinearLR has no parameter `num_training_steps` (it is called `total_steps` here, where "
     "the schedule has a length)"),
    ({"name": "RexLR", "total_steps": 9, "d": 1}, "d: `d: 1` must be less than 1: the rate would not fall"),
]  # fmt: skip


@pytest.mark.parametrize(("config", "said"), WRONG, ids=[row[1][:40] for row in WRONG])
def test_wrong_parameters_are_told(config, said):
    with pytest.raises(ConfigError) as failure:
        build_scheduler(new_optimizer(), config)
    assert said in str(failure.value)
