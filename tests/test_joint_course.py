"""Schedulers that share an optimizer have the curve in closed form that they have where they are stepped."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import CHILDREN, COSINES, FACTOR_CHILDREN, LENGTHS, RATES, TIMM_SCHEDULERS, chains, config, sequences
from test_formulas import TOLERANCE, chain, scale, sequence

from lrviz.joint_course import JointCourse, has_formula
from lrviz.parts import Part
from lrviz.together import Together
from schedules import check
from schedules.formula import SCALAR, arrays

pytestmark = pytest.mark.needs("torch")

LONGEST = 300


def stepped(members, updates, steps_per_epoch, base_rate):
    """The rates and momenta where the real objects are stepped."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base_rate, momentum=0.9)
    together, group = Together(members, optimizer), optimizer.param_groups[0]
    rates, momenta = [group["lr"]], [group["momentum"]]
    optimizer.step()
    for done in range(1, updates):
        together.after_step(None)
        if done % steps_per_epoch == 0:
            together.after_epoch(None)
        rates.append(group["lr"])
        momenta.append(group["momentum"])
    return np.asarray(rates), np.asarray(momenta)


def compare(configs, base_rate, updates, steps_per_epoch):
    members = [Part(check(found).spec, unit, begin, end) for found, unit, begin, end in configs]
    assume(has_formula(members, updates, steps_per_epoch))
    rates, momenta = stepped(members, updates, steps_per_epoch, base_rate)
    course = JointCourse(members, 0, base_rate, updates, steps_per_epoch)
    ticks = np.arange(updates, dtype=float)
    looked_at = sorted({*range(0, updates, max(1, updates // 30)), updates - 1})
    peak = max(np.abs(rates).max(), *(scale(found) for found, *_ in configs)) or 1.0
    with np.errstate(all="ignore"):
        assert np.abs(course.rate(ticks, arrays()) - rates).max() <= TOLERANCE * peak
    assert np.abs([course.rate(tick, SCALAR) for tick in looked_at] - rates[looked_at]).max() <= TOLERANCE * peak
    if course.moves_momentum:
        assert np.abs(course.momentum_at(ticks, arrays()) - momenta).max() <= TOLERANCE


UNITS = st.sampled_from(["step", "epoch"])
SCHEDULERS = st.one_of(
    FACTOR_CHILDREN,
    COSINES,
    config("CosineAnnealingLR", {"T_max": LENGTHS, "eta_min": RATES}),
    CHILDREN,
    sequences(CHILDREN),
    chains(FACTOR_CHILDREN),
)
TIMM = st.one_of(*TIMM_SCHEDULERS.values())


@st.composite
def members(draw, schedulers):
    """A scheduler, its interval, and its window: from the first update on, or later, and with an end or without."""
    begin = draw(st.one_of(st.just(0), st.integers(0, 90)))
    length = draw(st.one_of(st.none(), st.integers(1, 90)))
    return draw(schedulers), draw(UNITS), begin, length and begin + length


@st.composite
def in_turn(draw, schedulers):
    """Two or three, each from the end of the one before, in whole epochs."""
    per_epoch, found, at = draw(st.integers(1, 9)), [], 0
    for index in range(draw(st.integers(2, 3))):
        unit, length = draw(UNITS), draw(st.integers(1, 12))
        each = per_epoch if unit == "step" else 1
        found.append((draw(schedulers), unit, at * each, (at + length) * each if index < 2 else None))
        at += length
    return found, per_epoch


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "schedulers",
    [
        pytest.param(SCHEDULERS, id="of-torch"),
        pytest.param(st.one_of(TIMM, FACTOR_CHILDREN), id="of-timm", marks=pytest.mark.needs("timm")),
    ],
)
def test_lists_have_the_curve_of_the_factory(schedulers):
    @settings(max_examples=500)
    @given(st.lists(members(schedulers), min_size=1, max_size=3), RATES, st.integers(1, LONGEST), st.integers(1, 30))
    def holds(configs, base_rate, updates, steps_per_epoch):
        compare(configs, base_rate, updates, steps_per_epoch)

    holds()


@pytest.mark.filterwarnings("ignore")
@given(in_turn(SCHEDULERS), RATES, st.integers(1, LONGEST))
@settings(max_examples=500)
def test_one_after_the_other_have_the_curve_of_the_factory(found, base_rate, updates):
    configs, steps_per_epoch = found
    compare(configs, base_rate, updates, steps_per_epoch)


LINEAR = {"name": "LinearLR", "start_factor": 0.1, "total_iters": 7}
DECAY = {"name": "ExponentialLR", "gamma": 0.9}
STEPS = {"name": "StepLR", "step_size": 3, "gamma": 0.5}
COSINE = {"name": "CosineAnnealingLR", "T_max": 20}
RAISED_COSINE = {**COSINE, "eta_min": 1e-3}
RESTARTS = {"name": "CosineAnnealingWarmRestarts", "T_0": 4}
CYCLIC = {"name": "CyclicLR", "base_lr": 0.01, "max_lr": 0.3, "step_size_up": 9}
ONE_CYCLE = {"name": "OneCycleLR", "max_lr": 1.0, "total_steps": 500}


def step(found, begin=0, end=None):
    return found, "step", begin, end


def epoch(found, begin=0, end=None):
    return found, "epoch", begin, end


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("configs", "holds"),
    [
        pytest.param([step(LINEAR, 0, 25), epoch(RAISED_COSINE, 5)], True, id="one-after-the-other"),
        pytest.param([step(LINEAR), epoch(RAISED_COSINE, 2)], True, id="the-warm-up-rests"),
        pytest.param([step(LINEAR, 0, 13), epoch(STEPS, 1)], True, id="an-end-within-an-epoch"),
        pytest.param([step(CYCLIC), epoch(STEPS)], True, id="a-factor-at-the-end-of-each-epoch-is-overwritten"),
        pytest.param([step(DECAY), epoch(RESTARTS)], True, id="epochs-assign-and-steps-multiply"),
        pytest.param([step(RESTARTS), epoch(CYCLIC)], True, id="both-assign"),
        pytest.param([epoch(DECAY), step(STEPS)], True, id="factors"),
        pytest.param([step(LINEAR), epoch(sequence([3], STEPS, RESTARTS), 2)], True, id="a-sequence-in-a-list"),
        pytest.param([step(chain(DECAY, STEPS), 3), epoch(sequence([4], LINEAR, COSINE), 1, 20)], True,
                     id="composites"),
        pytest.param([epoch(RAISED_COSINE), step(LINEAR, 90)], False, id="a-cosine-draws-to-a-floor-beside-a-factor"),
        pytest.param([epoch(RAISED_COSINE), step(STEPS, 90)], False, id="for-good"),
        pytest.param([epoch(COSINE), step(DECAY)], False, id="a-cosine-climbs-from-nothing-beside-a-factor"),
        pytest.param([step(DECAY, 0, 20), step(COSINE)], False, id="left-alone-at-its-bottom"),
        pytest.param([step(LINEAR), step(ONE_CYCLE, 9)], False, id="momentum-is-moved-later"),
        pytest.param([step(ONE_CYCLE), step(CYCLIC)], False, id="two-move-the-momentum"),
        pytest.param([step({**ONE_CYCLE, "cycle_momentum": False}), step({**CYCLIC, "cycle_momentum": False}, 9)],
                     False, id="the-second-is-built-later-and-overwrites-what-the-first-goes-by"),
    ],
)  # fmt: skip
def test_which_lists_have_a_formula(configs, holds):
    found = [Part(check(config).spec, unit, begin, end) for config, unit, begin, end in configs]
    assert has_formula(found, 300, 5) is holds
    if holds:
        compare(configs, 0.1, 300, 5)
