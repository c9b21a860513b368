"""Every formula gives the curve that the factory's object gives."""

from __future__ import annotations

import math
import sys
from itertools import pairwise

import numpy as np
import pytest
import torch
from branches import Branches
from hypothesis import assume, example, given, seed, settings
from hypothesis import strategies as st
from strategies import COMPOSITES, RATES, SIMPLE

from schedules import Stepper, build_scheduler, check
from schedules.catalog import SCHEDULERS
from schedules.composite import Composite
from schedules.course import Course, _course
from schedules.cycles import find_cycle
from schedules.formula import MOST_TURNS, SCALAR, arrays, quotient
from schedules.groups import single
from schedules.sharing import InTurn, Leaf
from schedules.stretch import Stretch
from schedules.warmup import wave

pytestmark = pytest.mark.needs("torch")

WITHOUT = {"ReduceLROnPlateau", "timm_PlateauLRScheduler"}
FUNCTIONS = (quotient, find_cycle, wave, single)
"""What formulas call that is no method."""
THOROUGH = settings.get_current_profile_name() == "formulas"
"""`make formulas`: more examples, and each for several times as long as the whole schedule."""
EXAMPLES = 500 if THOROUGH else 80
WINDOWS = st.floats(3, 5) if THOROUGH else st.one_of(st.floats(0, 1), st.floats(3, 5))
"""How often a run has as many ticks as the whole schedule."""
LONGEST = 50_000 if THOROUGH else 2_000
"""The most ticks of an example; those of a million are further below."""
TOLERANCE = 1e-9
ABSOLUTE = ("eta_min", "end_learning_rate", "lr_min", "min_lr", "warmup_lr_init", "base_lr", "max_lr")


def stepped(config, base_rate, ticks):
    """The rates and momenta of the real object."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base_rate, momentum=0.9)
    stepper = Stepper(build_scheduler(optimizer, config, ticks=ticks - 1))
    group = optimizer.param_groups[0]
    optimizer.step()
    rates, momenta = [group["lr"]], [group["momentum"]]
    for _ in stepper.walk(ticks - 1):
        rates.append(group["lr"])
        momenta.append(group["momentum"])
    return rates, momenta


def scale(config):
    """The largest absolute rate that a config adds to others: rounding is in proportion to it."""
    own = [abs(config[key]) for key in ABSOLUTE if isinstance(config.get(key), float)]
    return max([*own, *map(scale, config.get("schedulers", []))], default=0.0)


def close(found, true):
    # the recursion of torch drifts by rounding, in proportion to the peak; the smallest floats are rounded most
    most = max(TOLERANCE * max(map(abs, true)), 4 * sys.float_info.min)
    return np.abs(np.asarray(found, dtype=float) - np.asarray(true)).max() <= most


def horizon(config, ticks):
    """So many windows of the schedule, as far as its formula holds and a test should go."""
    spec = check(config).spec
    # some chains have none, which the table below holds
    assume(spec.formula_ends() >= 0)
    return spec, int(min(ticks * (spec.natural_ticks() or 100) + 9, LONGEST, spec.formula_ends() + 1))


def compare(config, base_rate, windows):
    spec, ticks = horizon(config, windows)
    rates, momenta = stepped(config, base_rate, ticks)
    # rounding may put the start of a cycle before it, of which timm then takes a root
    assume(not any(isinstance(rate, complex) for rate in rates))
    looked_at = sorted({*range(0, ticks, max(1, ticks // 50)), *range(min(ticks, 5)), ticks - 1})
    with np.errstate(all="ignore"):
        vector = np.broadcast_to(spec.rate(np.arange(ticks, dtype=float), base_rate, arrays()), (ticks,))
    scalars = [spec.rate(tick, base_rate, SCALAR) for tick in looked_at]
    assert close([*scalars, *vector], [*(rates[tick] for tick in looked_at), *rates])
    if spec.moves_momentum:
        evaluated = np.broadcast_to(spec.momentum_at(np.arange(ticks, dtype=float), arrays()), (ticks,))
        scalars = [spec.momentum_at(tick, SCALAR) for tick in looked_at]
        assert close([*scalars, *evaluated], [*(momenta[tick] for tick in looked_at), *momenta])


def chain(*schedulers):
    return {"name": "ChainedScheduler", "schedulers": list(schedulers)}


def sequence(milestones, *schedulers):
    return {"name": "SequentialLR", "milestones": milestones, "schedulers": list(schedulers)}


LINEAR = {"name": "LinearLR", "total_iters": 5}
DECAY = {"name": "ExponentialLR", "gamma": 0.97}
STEPS = {"name": "StepLR", "step_size": 7, "gamma": 0.5}
COSINE = {"name": "CosineAnnealingLR", "T_max": 30}
RAISED_COSINE = {**COSINE, "eta_min": 1e-3}
RESTARTS = {"name": "CosineAnnealingWarmRestarts", "T_0": 11}
OURS = {"name": "PolynomialLRDecay", "max_decay_steps": 40, "power": 2}
ONE_CYCLE = {"name": "OneCycleLR", "max_lr": 1.0, "total_steps": 40}
LOWER_CYCLE = {**ONE_CYCLE, "max_lr": 0.2, "div_factor": 5, "base_momentum": 0.5}
CYCLIC = {"name": "CyclicLR", "base_lr": 0.01, "max_lr": 0.3, "step_size_up": 9}
STILL_CYCLIC = {**CYCLIC, "cycle_momentum": False}

COMPOSED = [
    pytest.param(sequence([20], chain(LINEAR, DECAY), COSINE), math.inf, id="first-a-chain-stepped-once-more"),
    pytest.param(sequence([20], sequence([8], LINEAR, DECAY), COSINE), math.inf, id="a-sequence-a-tick-ahead"),
    pytest.param(sequence([30], sequence([20], sequence([8], LINEAR, DECAY), STEPS), COSINE), math.inf,
                 id="sequences-two-ticks-ahead"),
    pytest.param(sequence([30], sequence([1], LINEAR, DECAY), STEPS), math.inf, id="entered-at-once"),
    pytest.param(sequence([40], sequence([30], sequence([1], LINEAR, DECAY), STEPS), COSINE), math.inf,
                 id="entered-and-stepped-once-more"),
    pytest.param(sequence([30], chain({**COSINE, "T_max": 1}), STEPS), math.inf, id="a-cosine-before-its-tick-0"),
    pytest.param(sequence([-1, 9], ONE_CYCLE, LINEAR, DECAY), math.inf, id="what-never-runs-leaves-its-first-rate",
                 marks=pytest.mark.since("torch", "2.13")),
    pytest.param(sequence([5], LINEAR, ONE_CYCLE), 45, id="one-cycle-after-a-ramp"),
    pytest.param(sequence([30], ONE_CYCLE, DECAY), math.inf, id="what-follows-goes-by-the-rate-of-one-cycle"),
    pytest.param(sequence([20], ONE_CYCLE, LOWER_CYCLE), 60, id="the-later-one-cycle-overwrites-both"),
    pytest.param(sequence([20], ONE_CYCLE, CYCLIC), math.inf, id="cyclic-overwrites-the-momenta-of-one-cycle"),
    pytest.param(sequence([20], CYCLIC, STEPS), math.inf, id="momentum-stays-as-it-was-left"),
    pytest.param(sequence([9], DECAY, CYCLIC), math.inf, id="momentum-of-a-constructor"),
    pytest.param(chain(DECAY, STILL_CYCLIC), math.inf, id="cyclic-begins-at-the-rate-before-it"),
    pytest.param(chain(DECAY, RESTARTS), math.inf, id="the-last-that-assigns-undoes-those-before-it"),
    pytest.param(chain(RESTARTS, DECAY), math.inf, id="what-comes-after-it-is-one-step-each"),
    pytest.param(chain(OURS, RAISED_COSINE, STEPS), math.inf, id="a-cosine-after-one-that-assigns"),
    pytest.param(chain(sequence([1], CYCLIC, DECAY), sequence([2, 11], STEPS, ONE_CYCLE, DECAY)), math.inf,
                 id="momentum-of-a-constructor-stays-where-what-moves-it-ends-at-once"),
    pytest.param(chain(sequence([4], CYCLIC, DECAY), sequence([2, 11], STEPS, LOWER_CYCLE, CYCLIC)), math.inf,
                 id="the-later-in-a-chain-moves-the-momentum"),
    pytest.param(chain(sequence([2, 30], STEPS, LOWER_CYCLE, DECAY), sequence([4, 9], DECAY, CYCLIC, STEPS)), math.inf,
                 id="and-where-it-ends-the-earlier-does"),
    pytest.param(chain(ONE_CYCLE, DECAY, CYCLIC), 40, id="a-chain-ends-with-the-first-that-torch-refuses"),
    pytest.param(sequence([11], {**ONE_CYCLE, "total_steps": 10, "pct_start": 1.0}, LOWER_CYCLE), 9,
                 id="one-cycle-without-a-fall-has-no-tick-more"),
    pytest.param(chain(RAISED_COSINE), math.inf, id="a-cosine-alone-in-a-chain"),
    pytest.param(chain(DECAY, COSINE, STEPS), math.inf, id="a-cosine-that-climbs-from-nothing"),
    pytest.param(chain({**COSINE, "T_max": 12}, sequence([20], LINEAR, DECAY)), math.inf, id="another-is-entered"),
    pytest.param(chain(sequence([20], LINEAR, COSINE), STEPS), math.inf, id="a-chain-of-a-sequence"),
    pytest.param(chain(sequence([9], LINEAR, DECAY), sequence([20], STEPS, RESTARTS)), math.inf,
                 id="a-chain-of-two-sequences"),
    pytest.param(sequence([50], chain(sequence([9], LINEAR, STEPS), DECAY), RAISED_COSINE), math.inf,
                 id="a-sequence-in-a-chain-in-a-sequence"),
    # an affine recursion with changing factors has no closed form
    pytest.param(chain(DECAY, RAISED_COSINE), 0, id="a-cosine-draws-to-another-rate-than-0-beside-others"),
    pytest.param(chain(sequence([20], DECAY, STEPS), RAISED_COSINE), 0, id="and-beside-a-sequence"),
    pytest.param(chain(sequence([20], RESTARTS, STEPS), RAISED_COSINE), 20, id="but-after-restarts-it-is-known"),
    # what one adds to nothing, the other multiplies, or adds to in its turn
    pytest.param(chain(COSINE, {**COSINE, "T_max": 20}), 20, id="the-first-of-two-cosines-climbs"),
    pytest.param(chain({**COSINE, "T_max": 30.5}, DECAY), 30.5, id="a-cosine-that-misses-its-bottom"),
    pytest.param(chain(COSINE, sequence([30], LINEAR, STEPS)), 29, id="another-is-entered-at-the-bottom"),
]  # fmt: skip
"""Compositions, each with the last tick at which its formula holds."""
STAIRS = {"name": "StepLR", "step_size": 3}
BRIEF = {"name": "ConstantLR", "factor": 0.5, "total_iters": 5}

RARE = [
    {"name": "timm_PolyLRScheduler", "t_initial": 100, "t_in_epochs": False, "k_decay": 400.0},
    {"name": "timm_PolyLRScheduler", "t_initial": 100, "t_in_epochs": False, "k_decay": 400},
    {**CYCLIC, "max_lr": [0.3]},
    {"name": "SequentialLR", "milestones": [4], "schedulers": [STAIRS, BRIEF]},
    {"name": "ChainedScheduler", "schedulers": [{"name": "CosineAnnealingWarmRestarts", "T_0": 5}, BRIEF]},
    {
        "name": "ChainedScheduler",
        "schedulers": [{"name": "SequentialLR", "milestones": [4], "schedulers": [STAIRS, STAIRS]}, BRIEF],
    },
]
"""What is evaluated all the same: what timm has no number for, what has a value for each parameter group, and what
drawn composites need not hold: which examples are drawn depends on the modules that other tests have loaded.
"""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [*SIMPLE, *COMPOSITES])
def test_formula_is_the_curve(name):
    @settings(max_examples=EXAMPLES)
    @given({**SIMPLE, **COMPOSITES}[name], RATES, WINDOWS)
    def holds(config, base_rate, windows):
        compare(config, base_rate, windows)

    holds()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.needs("timm")
@pytest.mark.parametrize("warmup", [{}, {"warmup_t": 5, "warmup_prefix": True}, {"warmup_t": 5}])
def test_a_power_of_whole_numbers_has_no_bound(warmup):
    compare({"name": "timm_PolyLRScheduler", "t_initial": 100, "t_in_epochs": False, "k_decay": 300, **warmup}, 0.1, 2)


@pytest.mark.filterwarnings("ignore")
@given(st.one_of(*SIMPLE.values()), st.lists(RATES, min_size=2, max_size=4))
@settings(max_examples=300)
def test_a_column_of_base_rates_gives_the_curve_of_each(config, base_rates):
    spec, ticks = horizon(config, 3)
    t = np.arange(ticks, dtype=float)
    with np.errstate(all="ignore"):
        together = np.broadcast_to(spec.rate(t, np.array(base_rates)[:, None], arrays()), (len(base_rates), ticks))
        for base_rate, found in zip(base_rates, together, strict=True):
            alone = np.broadcast_to(spec.rate(t, base_rate, arrays()), (ticks,))
            assert np.array_equal(found, alone, equal_nan=True)


@pytest.mark.filterwarnings("ignore")
def test_every_branch_of_every_formula_is_taken(monkeypatch):
    """What the property above holds is held on both sides of every condition."""
    branches = Branches(monkeypatch)
    for function in FUNCTIONS:
        branches.watch_function(function)
    for name in {*SIMPLE, *COMPOSITES} & set(SCHEDULERS.names()):
        branches.watch(SCHEDULERS.load(name))
    for made_of in (Leaf, InTurn, Stretch, Course):
        branches.watch(made_of, list(vars(made_of)))
    _course.cache_clear()
    composed = st.sampled_from([case.values[0] for case in COMPOSED])
    strategies = [*SIMPLE.values(), *COMPOSITES.values(), composed, st.sampled_from(RARE)]
    # which examples are drawn depends on the modules that other tests have loaded: what is missing may be in more of
    # them
    for number in range(4):
        for strategy in strategies:
            evaluate_some(strategy, number)
        if not branches.one_way():
            break
    assert branches.one_way() == []


def evaluate_some(strategy, number):
    @seed(number)
    @settings(max_examples=100, database=None)
    @given(strategy, RATES, st.floats(0, 4))
    def evaluate(config, base_rate, windows):
        spec, ticks = horizon(config, windows)
        looked_at = sorted({0, 1, ticks // 3, ticks // 2, ticks - 1})
        blocks = [np.arange(start, end, dtype=float) for start, end in pairwise(looked_at)]
        for t, at in [*((tick, SCALAR) for tick in looked_at), *((block, arrays()) for block in blocks)]:
            with np.errstate(all="ignore"):
                spec.rate(t, base_rate, at)
                if spec.moves_momentum:
                    spec.momentum_at(t, at)
        assert all(math.isfinite(turn) for turn in spec.turns(ticks // 2))
        if isinstance(spec, Composite):
            spec.walk(base_rate, 100)

    evaluate()


@pytest.mark.filterwarnings("ignore")
@given(st.one_of(*COMPOSITES.values()), RATES, st.integers(1, 200))
@settings(max_examples=100)
def test_a_composite_is_walked_as_torch_steps_it(config, base_rate, ticks):
    spec = check(config).spec
    assume(isinstance(spec, Composite))
    walked = spec.walk(base_rate, ticks)
    assume(walked is not None)
    rates, _ = stepped(config, base_rate, ticks)
    assert walked == pytest.approx(rates, rel=1e-12, abs=1e-15 * (max(map(abs, rates)) or 1))


# what repeats most and multiplies most, where rounding can add up
LONG = [
    pytest.param({"name": "CosineAnnealingLR", "T_max": 10, "eta_min": 1e-3}, id="torch-goes-from-rate-to-rate"),
    pytest.param({"name": "CosineAnnealingLR", "T_max": 999}, id="down-to-nothing-a-thousand-times"),
    pytest.param({"name": "StepLR", "step_size": 7, "gamma": 0.99999}, id="many-factors"),
    pytest.param({"name": "ExponentialLR", "gamma": 0.999999}, id="a-factor-each-tick"),
    pytest.param({"name": "LinearLR", "start_factor": 1e-6, "total_iters": 1_000_000}, id="a-long-rise"),
    pytest.param({"name": "PolynomialLR", "total_iters": 1_000_000, "power": 2.0}, id="a-long-fall"),
    pytest.param({"name": "CosineAnnealingWarmRestarts", "T_0": 7, "T_mult": 1}, id="many-restarts"),
    pytest.param({"name": "CyclicLR", "base_lr": 0.01, "max_lr": 0.1, "step_size_up": 7.3}, id="many-triangles"),
    pytest.param({"name": "OneCycleLR", "max_lr": 0.1, "total_steps": 1_000_000}, id="one-cycle"),
    pytest.param(
        {"name": "timm_CosineLRScheduler", "t_initial": 7, "cycle_limit": 1e9, "cycle_decay": 0.99999,
         "t_in_epochs": False}, id="many-cycles-of-timm",
    ),
    pytest.param(
        {"name": "ChainedScheduler", "schedulers": [
            {"name": "LinearLR", "start_factor": 1e-6, "total_iters": 1_000_000},
            {"name": "ExponentialLR", "gamma": 0.999999}]}, id="a-chain",
    ),
    pytest.param(
        {"name": "SequentialLR", "milestones": [500_000], "schedulers": [
            {"name": "LinearLR", "start_factor": 1e-6, "total_iters": 500_000},
            {"name": "CosineAnnealingLR", "T_max": 11}]}, id="a-sequence",
    ),
    pytest.param(
        sequence([700_000], chain(sequence([300_000], {**LINEAR, "total_iters": 300_000}, RESTARTS),
                                  {"name": "ExponentialLR", "gamma": 0.999999}), {**CYCLIC, "step_size_up": 1234}),
        id="a-sequence-in-a-chain-in-a-sequence",
    ),
    pytest.param(
        chain({"name": "ExponentialLR", "gamma": 0.999999}, {**COSINE, "T_max": 999},
              {"name": "StepLR", "step_size": 70, "gamma": 0.9999}), id="a-cosine-climbs-a-thousand-times",
    ),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("config", LONG if THOROUGH else LONG[:9:4])
def test_formula_is_the_curve_of_a_million_steps(config):
    compare_long(config, 1_000_000, TOLERANCE)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("config", [*LONG[:3], *LONG[-2:]] if THOROUGH else LONG[:1])
def test_formula_is_the_curve_beyond_a_million_steps(config):
    steps = 3_000_000 if THOROUGH else 1_200_000
    compare_long(config, steps, TOLERANCE + 1e-15 * steps)


def compare_long(config, steps, tolerance):
    spec, t = check(config).spec, np.arange(steps, dtype=float)
    rates, momenta = stepped(config, 0.1, steps)
    with np.errstate(all="ignore"):
        vector = spec.rate(t, 0.1, arrays())
        assert np.abs(vector - np.asarray(rates)).max() <= tolerance * max(rates)
        if spec.moves_momentum:
            assert np.abs(spec.momentum_at(t, arrays()) - np.asarray(momenta)).max() <= tolerance * max(momenta)


def test_every_scheduler_of_torch_and_timm_but_those_that_follow_a_metric_has_a_formula():
    upstream = {name for name in SCHEDULERS.names() if SCHEDULERS.load(name).upstream}
    assert set(SIMPLE) | set(COMPOSITES) >= upstream - WITHOUT


@pytest.mark.parametrize(
    ("config", "last"),
    [
        pytest.param({"name": "StepLR", "step_size": 3}, math.inf, id="pure"),
        pytest.param({"name": "ReduceLROnPlateau"}, -1, id="follows-a-metric"),
        pytest.param({"name": "timm_CosineLRScheduler", "t_initial": 9, "noise_range_t": 3}, 2, id="random"),
        pytest.param(
            {"name": "timm_CosineLRScheduler", "t_initial": 9, "noise_range_t": [0, 3]}, -1, id="random-at-once"
        ),
        pytest.param(
            {"name": "timm_CosineLRScheduler", "t_initial": 25, "cycle_mul": 0.5, "cycle_limit": 5}, 49, id="cycles-end"
        ),
        pytest.param({"name": "OneCycleLR", "max_lr": 1, "total_steps": 40}, 40, id="torch-refuses-to-go-on"),
    ],
)  # fmt: skip
def test_until_when_a_formula_holds(config, last):
    assert check(config).spec.formula_ends() == last


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("config", "last"), COMPOSED)
def test_until_when_a_formula_of_a_composite_holds(config, last):
    assert check(config).spec.formula_ends() == last
    compare(config, 0.1, 3)


@pytest.mark.filterwarnings("ignore")
@given(st.one_of(*SIMPLE.values()), RATES)
@example({"name": "CyclicLR", "base_lr": 0, "max_lr": 1, "step_size_up": 23, "gamma": 0.95, "mode": "exp_range"}, 0.1)
@example({"name": "CyclicLR", "base_lr": 0, "max_lr": 1, "step_size_up": 23, "gamma": 1.08, "mode": "exp_range"}, 0.1)
@example({"name": "WarmupCosineLR", "total_steps": 1, "num_cycles": 1.5}, 1.0)
@settings(max_examples=100)
def test_a_curve_turns_where_the_spec_says(config, base_rate):
    """Between two turns it goes one way: no second difference changes its sign."""
    spec = check(config).spec
    last = int(min(MOST_TURNS, spec.formula_ends()))
    turns = list(spec.turns(last))
    if len(turns) >= MOST_TURNS:  # no more of them are said
        last = min(last, math.floor(max(turns)))
    rates = [spec.rate(tick, base_rate, SCALAR) for tick in range(last + 1)]
    near = {tick + shift for turn in turns for tick in (math.floor(turn),) for shift in (-1, 0, 1, 2)}
    steps = [after - before for before, after in pairwise(rates)]
    small = 1e-9 * (max(*map(abs, rates), scale(config)) or 1)
    turning = {
        tick
        for tick in range(1, last)
        if min(steps[tick - 1], steps[tick]) < -small and max(steps[tick - 1], steps[tick]) > small
    }
    assert turning <= near


def leaves(spec):
    """The schedulers of which a composite is made, at whatever depth; a plain one alone."""
    children = spec.schedulers if isinstance(spec, Composite) else ()
    return [leaf for child in children for leaf in leaves(child)] or [spec]


@pytest.mark.filterwarnings("ignore")
@given(st.one_of(*COMPOSITES.values(), st.sampled_from([case.values[0] for case in COMPOSED])), RATES)
@settings(max_examples=300)
def test_a_composite_jumps_where_it_says(config, base_rate):
    """A change of a third of the peak that is three times those beside it is at a turn."""
    spec = check(config).spec
    last = int(min(MOST_TURNS, spec.formula_ends()))
    # of waves that are shorter than ticks not all turns are said
    assume(all(len(list(leaf.turns(last))) < MOST_TURNS for leaf in leaves(spec)))
    rates = [spec.rate(tick, base_rate, SCALAR) for tick in range(last + 1)]
    turns = list(spec.turns(last))
    near = {tick + shift for turn in turns for tick in (math.floor(turn),) for shift in (0, 1, 2)}
    changes = [abs(after - before) for before, after in pairwise(rates)]
    large = max([*map(abs, rates), scale(config)]) / 3
    beside = [max(before, after) for before, after in zip([0.0, *changes], [*changes[1:], 0.0], strict=False)]
    jumps = {tick for tick, change in enumerate(changes, start=1) if change > max(large, 3 * beside[tick - 1])}
    assert jumps <= near
