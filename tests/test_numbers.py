"""Every number of a comparison, against what it is by hand or by another formula."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.curve import Curve, Series
from lrviz.difference import compare, difference
from lrviz.numbers import numbers_of

pytestmark = pytest.mark.needs("torch")

LEFT = 0.999
"""What is left of the annealing momentum after an update."""


def annealing_of(falls, updates):
    """S2 of falls at some updates, each of which counts from its own update to the last: a geometric sum."""
    return sum(fall * (1 - LEFT ** (updates - step)) / (1 - LEFT) for step, fall in falls.items())


def off(read, expected):
    """The numbers that are not what they should be, with both values."""
    return {
        name: (read[name], value)
        for name, value in expected.items()
        if read[name] is not value
        and (None in (read[name], value) or not math.isclose(read[name], value, rel_tol=1e-9, abs_tol=1e-12))
    }


# 1, 1, 0.5, 0.5: every number by hand.
STAIRS = {
    "first": 1.0,
    "peak": 1.0,
    "peak_step": 0,
    "warm_up": 0,
    "warm_up_fraction": 0.0,
    "decay_start": 2,
    "decay_fraction": 0.5,
    "final": 0.5,
    "final_over_peak": 0.5,
    "area": 3.0,
    "used": 0.75,
    "annealing": 0.5 + 0.5 * LEFT,
    "half_life": 2,
    "high": 0.5,
    "tail_mean": 0.5,
    "jump": -0.5,
    "jump_step": 2,
    "restarts": 0,
    "shrink": 1 - math.exp(-0.1 * 3),
}

# 1 - t / 64 for 64 updates: 64 - (0 + ... + 63) / 64 = 32.5 in all; above 0.9 while t < 6.4; the last seven from 57 on.
LINE = {
    "first": 1.0,
    "peak": 1.0,
    "peak_step": 0,
    "warm_up": 0,
    "warm_up_fraction": 0.0,
    "decay_start": 0,
    "decay_fraction": 1.0,
    "final": 1 / 64,
    "final_over_peak": 1 / 64,
    "area": 32.5,
    "used": 32.5 / 64,
    "annealing": (63 - LEFT * (1 - LEFT**63) / (1 - LEFT)) / (1 - LEFT) / 64,
    "half_life": 32,
    "high": 7 / 64,
    "tail_mean": 1 - 60 / 64,
    "jump": -1 / 64,
    "jump_step": 1,
    "restarts": 0,
    "shrink": None,
}

# 2 (1 + cos(pi t / 1000)) / 2: the cosines of t = 0 ... 999 add up to 1; the steepest step is the one over the middle.
COSINE = {
    "first": 2.0,
    "peak": 2.0,
    "peak_step": 0,
    "warm_up": 0,
    "warm_up_fraction": 0.0,
    "decay_start": 0,
    "decay_fraction": 1.0,
    "final": 1 + math.cos(math.pi * 0.999),
    "final_over_peak": (1 + math.cos(math.pi * 0.999)) / 2,
    "area": 1001.0,
    "used": 1001 / 2000,
    "annealing": annealing_of(
        {t: math.cos(math.pi * (t - 1) / 1000) - math.cos(math.pi * t / 1000) for t in range(1, 1000)}, 1000
    ),
    "half_life": 500,
    "high": math.ceil(1000 * math.acos(0.8) / math.pi) / 1000,
    # the mean of cosines over a stretch is that of its middle, times a quotient of sines
    "tail_mean": 1 + math.cos(math.pi * 0.9495) * math.sin(math.pi / 20) / (100 * math.sin(math.pi / 2000)),
    "jump": -math.sin(math.pi / 1000),
    "jump_step": 500,
    "restarts": 0,
    "shrink": 1 - math.exp(-0.01 * 1001),
}

# 0, 1/4, 1/2, 3/4, then 1 for 11 updates, and down by 1/5 from t = 15 on: 1.5 + 11 + (0.8 + 0.6 + 0.4 + 0.2) in all.
TRAPEZE = {
    "first": 0.0,
    "peak": 1.0,
    "peak_step": 4,
    "warm_up": 4,
    "warm_up_fraction": 4 / 19,
    "decay_start": 15,
    "decay_fraction": 4 / 19,
    "final": 0.2,
    "final_over_peak": 0.2,
    "area": 14.5,
    "used": 14.5 / 19,
    "annealing": annealing_of(dict.fromkeys(range(15, 19), 0.2), 19),
    "half_life": 17,
    "high": 11 / 19,
    "tail_mean": 0.3,
    "jump": 0.25,
    "jump_step": 1,
    "restarts": 0,
    "shrink": None,
}

# 1, 3/4, 1/2, 1/4 and up to 1 again at once, three times over: what goes back up is taken from S2.
SAW = {
    "first": 1.0,
    "peak": 1.0,
    "peak_step": 0,
    "warm_up": 0,
    "warm_up_fraction": 0.0,
    "decay_start": 0,
    "decay_fraction": 1.0,
    "final": 0.25,
    "final_over_peak": 0.25,
    "area": 7.5,
    "used": 0.625,
    "annealing": annealing_of({t: 0.25 if t % 4 else -0.75 for t in range(1, 12)}, 12),
    "half_life": 2,
    "high": 0.25,
    "tail_mean": 0.375,
    "jump": 0.75,
    "jump_step": 4,
    "restarts": 2,
    "shrink": None,
}

SCHEDULES = [
    pytest.param(
        "optimizer: {name: AdamW, lr: 1.0, weight_decay: 0.1}\n"
        "scheduler: {name: StepLR, step_size: 2, gamma: 0.5}\nsteps: 4\n",
        STAIRS,
        id="stairs",
    ),
    pytest.param(
        "optimizer: {name: AdamW, lr: 1.0, weight_decay: 0}\n"
        "scheduler: {name: LinearLR, start_factor: 1, end_factor: 0, total_iters: 64}\nsteps: 64\n",
        LINE,
        id="a line to zero",
    ),
    pytest.param(
        "optimizer: {name: Adam, lr: 2.0, weight_decay: 0.01, decoupled_weight_decay: true}\n"
        "scheduler: {name: CosineAnnealingLR, T_max: 1000}\nsteps: 1000\n",
        COSINE,
        id="a cosine",
    ),
    pytest.param(
        "optimizer: {name: Adam, lr: 1.0, weight_decay: 0.01}\n"
        "scheduler: {name: WarmupStableDecayLR, warmup_steps: 4, stable_steps: 10, decay_steps: 5, "
        "decay_type: linear}\nsteps: 19\n",
        TRAPEZE,
        id="warm-up, hold and a line down",
    ),
    pytest.param(
        "optimizer: {name: SGD, lr: 1.0, weight_decay: 0.01}\n"
        "scheduler: {name: timm_PolyLRScheduler, power: 1, t_initial: 4, cycle_limit: 3, t_in_epochs: false}\n"
        "steps: 12\n",
        SAW,
        id="restarts",
    ),
]


@pytest.mark.parametrize("engine", ["factory", "formula"])
@pytest.mark.parametrize(("config", "expected"), SCHEDULES)
def test_every_number_of_a_schedule(curve_of, config, expected, engine):
    curve = curve_of(config, engine=engine)
    assert curve.engine == engine
    read = numbers_of(curve).as_dict()
    assert read.keys() == expected.keys()
    assert off(read, expected) == {}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("optimizer: {lr: 0}\nscheduler: {name: ExponentialLR, gamma: 0.5}\nsteps: 9\n", (0.0, None, None, None, None)),
        ("{name: StepLR, step_size: 9, lr: 0.5, steps: 5}", (0.5, 1.0, 1.0, 1.0, None)),
        ("{name: StepLR, step_size: 9, lr: 0.5, steps: 1}", (0.5, 1.0, 1.0, 1.0, None)),
    ],
    ids=["zero", "constant", "one step"],
)
def test_what_a_flat_curve_has_not(curve_of, config, expected):
    read = numbers_of(curve_of(config))
    assert (read.peak, read.final_over_peak, read.used, read.high, read.half_life) == expected
    assert (read.jump, read.jump_step, read.decay_start, read.restarts, read.annealing) == (0.0, None, None, 0, 0.0)


def test_the_weight_decay_of_each_group_counts_for_itself(curve_of):
    curve = curve_of(
        "optimizer: {name: AdamW, lr: 1.0, weight_decay: 0.1, groups: [{params: '*.bias', weight_decay: 0},"
        " {params: head, lr: 0.5}]}\nscheduler: {name: StepLR, step_size: 9}\nsteps: 4\n"
    )
    shrinks = [numbers_of(curve, group).shrink for group in range(3)]
    assert shrinks == [pytest.approx(1 - math.exp(-0.4)), None, pytest.approx(1 - math.exp(-0.2))]


def test_rounding_does_not_move_a_place(curve_of):
    """A linear warm-up has the same change at every update, and torch's product of factors does not."""
    read = numbers_of(curve_of("{name: LinearLR, start_factor: 0.01, total_iters: 100, lr: 1e-3, steps: 200}"))
    assert (read.jump, read.jump_step, read.peak_step) == (pytest.approx(9.9e-6), 1, 100)


def test_a_crest_lifted_by_drift_is_no_higher_than_the_first(curve_of):
    """torch's recursion comes back from the bottom of a cosine some 1e-14 of the peak too high."""
    curve = curve_of("{name: CosineAnnealingLR, T_max: 30, lr: 0.1, steps: 90}")
    read = numbers_of(curve)
    assert curve.rates[0, 60] > curve.rates[0, 0]
    assert (read.peak_step, read.decay_start, read.half_life) == (0, 0, 15)


def slowly(rates):
    """The same numbers, each by a plain loop."""
    peak, updates = max(rates), len(rates)
    at = rates.index(peak)
    momentum = annealing = 0.0
    for before, after in zip(rates[at:], rates[at + 1 :], strict=False):
        momentum = LEFT * momentum + before - after
        annealing += momentum
    tail = rates[-math.ceil(updates / 10) :]
    return {
        "first": rates[0],
        "peak": peak,
        "peak_step": at,
        "final": rates[-1],
        "area": math.fsum(rates),
        "annealing": annealing,
        "half_life": next((step for step in range(at, updates) if rates[step] <= peak / 2 + 1e-12 * peak), None)
        if peak > 0
        else None,
        "high": sum(rate > 0.9 * peak for rate in rates) / updates if peak > 0 else None,
        "tail_mean": math.fsum(tail) / len(tail),
        "jump": max((abs(after - before) for before, after in pairwise(rates)), default=0.0),
    }


@pytest.fixture(scope="module")
def curve_with():
    """Gives a curve of a plain plan with other rates."""
    from lrviz.document import read_document
    from lrviz.engines import compute
    from lrviz.lint import lint
    from lrviz.options import Options

    plan = lint(read_document("config", b"{name: StepLR, step_size: 9, steps: 9}"), Options()).drafts[0].plan
    curve, _ = compute(plan, Options(), "formula")

    def make(rates) -> Curve:
        values = np.array(rates, dtype=np.float64)
        return replace(curve, plan=plan._replace(updates=len(values)), series=(Series("", values),))

    return make


RATES = st.lists(st.floats(0, 1).map(lambda rate: round(rate, 3)), min_size=1, max_size=60)


@given(RATES)
def test_numbers_of_any_curve(curve_with, rates):
    read = numbers_of(curve_with(rates)).as_dict()
    assert off({**read, "jump": abs(read["jump"])}, slowly(rates)) == {}


# what lies between two curves, by hand: 1 - t / 64 and 1 / 2 cross after t = 32, and there are 16 between them
LINE_TO_ZERO = [1 - t / 64 for t in range(64)]


def test_what_lies_between_a_line_and_its_mean():
    found = difference(Series("", np.array(LINE_TO_ZERO)), Series("", np.full(64, 0.5)))
    assert found._asdict() == {
        "compared": 64,
        "first_step": 0,
        "largest": -0.5,
        "largest_step": 0,
        "crossings": (33,),
        "area": 16 / 32.5,
    }


BETWEEN = [
    pytest.param([1, 1, 0.5, 0.5], [1, 1, 1, 0.5], (4, 2, 0.5, 2, (), 0.5 / 3), id="stairs that fall one step later"),
    pytest.param([1, 1], [1, 1, 5], (2, None, 0, 0, (), 0), id="the same as far as both go"),
    pytest.param([0, 0], [1, 1], (2, 0, 1, 0, (), None), id="nothing to hold it against"),
    pytest.param(
        [1, 2, 1, 2, 1], [2, 1, 1, 3, 0], (5, 0, 1, 0, (1, 3, 4), 4 / 7), id="crossings, one after equal rates"
    ),
]


@pytest.mark.parametrize(("before", "after", "expected"), BETWEEN)
def test_what_lies_between(before, after, expected):
    found = difference(Series("", np.array(before, dtype=float)), Series("", np.array(after, dtype=float)))
    assert off(found._asdict(), dict(zip(found._fields, expected, strict=True)) | {"crossings": found.crossings}) == {}
    assert found.crossings == expected[4]


@given(RATES, RATES)
def test_what_lies_between_any_curves(before, after):
    found = difference(Series("", np.array(before)), Series("", np.array(after)))
    gaps = [after - before for before, after in zip(before, after, strict=False)]
    signs = [(step, gap > 0) for step, gap in enumerate(gaps) if gap]
    crossings = tuple(step for (_, old), (step, new) in pairwise(signs) if old != new)
    assert found.crossings == crossings
    assert found.first_step == next((step for step, gap in enumerate(gaps) if gap), None)
    assert abs(found.largest) == pytest.approx(max(map(abs, gaps)))
    total = math.fsum(before[: len(gaps)])
    assert found.area == (pytest.approx(math.fsum(map(abs, gaps)) / total) if total else None)


def test_a_gap_within_the_tolerance_is_none():
    before, after = Series("", np.array([2.0, 1.0])), Series("", np.array([2.0, 1.2]))
    assert difference(before, after, tolerance=0.1).first_step is None
    assert difference(before, after, tolerance=0.09).first_step == 1


@pytest.mark.parametrize("lengths", [(100, 1000), (1000, 100), (100, 100)])
def test_one_shape_over_runs_of_different_lengths(curve_of, lengths):
    curves = [curve_of(f"{{name: CosineAnnealingLR, T_max: {length}, steps: {length}}}") for length in lengths]
    by_fraction, by_step = compare(curves, "fraction", 1e-9), compare(curves, "step", 1e-9)
    assert not by_fraction.differ
    assert by_fraction.against[0].groups[0].compared == 100
    assert by_step.differ == (lengths[0] != lengths[1])


def test_steps_of_a_comparison_by_fraction_are_those_of_the_baseline():
    first, second = Series("", np.repeat([1.0, 0.5], 50)), Series("", np.repeat([1.0, 0.25], 5))
    found = difference(first, second, align="fraction")
    assert (found.compared, found.first_step, found.largest, found.largest_step) == (10, 50, -0.25, 50)


def test_formulas_are_the_same_but_for_their_rounding(curve_of):
    config = "{name: CosineAnnealingLR, T_max: 1000, steps: 1000}"
    curves = [curve_of(config, engine=engine) for engine in ("factory", "formula")]
    assert not compare(curves).differ
    assert compare(curves, tolerance=0).differ
