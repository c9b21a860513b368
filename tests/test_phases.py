"""The phases that are read off a curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.phases import phases_of, phases_of_ticks

CONFIGS = [
    pytest.param(
        "{name: CosineAnnealingLR, T_max: 100}", [("decay", 0, 100)], id="a fall from the first step to the last"
    ),
    pytest.param(
        "{name: CosineAnnealingLR, T_max: 50, steps: 100}", [("decay", 0, 50), ("rise", 50, 100)], id="a climb back"
    ),
    pytest.param("{name: ExponentialLR, gamma: 0.9, steps: 500}", [("decay", 0, 500)], id="close to zero is no hold"),
    pytest.param(
        "{name: StepLR, step_size: 30, steps: 90}",
        [("hold", 0, 30), ("decay", 30, 60), ("hold", 60, 90)],
        id="stairs down are one decay",
    ),
    pytest.param(
        "{name: MultiStepLR, milestones: [30], steps: 90}", [("hold", 0, 30), ("decay", 30, 90)], id="one drop"
    ),
    pytest.param(
        "{name: MultiStepLR, milestones: [10, 12, 14, 80], steps: 90}",
        [("hold", 0, 10), ("decay", 10, 14), ("hold", 14, 80), ("decay", 80, 90)],
        id="a long stair is a hold",
    ),
    pytest.param(
        "{name: ConstantLR, total_iters: 5, steps: 90}",
        [("warm-up", 0, 5), ("hold", 5, 90)],
        id="a low start that jumps",
    ),
    pytest.param(
        "{name: LinearLR, total_iters: 5, steps: 90}", [("warm-up", 0, 5), ("hold", 5, 90)], id="a linear warm-up"
    ),
    pytest.param(
        "{name: LinearLR, total_iters: 500, steps: 90}", [("warm-up", 0, 90)], id="a warm-up that the run never leaves"
    ),
    pytest.param(
        "{name: WarmupStableDecayLR, warmup_steps: 100, stable_steps: 700, decay_steps: 200, steps: 1000}",
        [("warm-up", 0, 100), ("hold", 100, 801), ("decay", 801, 1000)],
        id="warm-up, hold and decay",
    ),
    pytest.param(
        "{name: CosineAnnealingWarmRestarts, T_0: 10, T_mult: 2, steps: 70}",
        [("decay", 0, 10), ("restart", 10, 30), ("restart", 30, 70)],
        id="restarts",
    ),
    pytest.param(
        "{name: CyclicLR, base_lr: 0.01, max_lr: 0.1, step_size_up: 10, steps: 45}",
        [("warm-up", 0, 10), ("decay", 10, 20), ("rise", 20, 30), ("decay", 30, 40), ("rise", 40, 45)],
        id="cycles",
    ),
    pytest.param(
        "{name: OneCycleLR, max_lr: 0.1, total_steps: 100}", [("warm-up", 0, 29), ("decay", 29, 100)], id="one cycle"
    ),
    pytest.param(
        "{name: ReduceLROnPlateau, patience: 9, steps: 32}",
        [("hold", 0, 11), ("decay", 11, 32)],
        id="a plateau scheduler",
    ),
    pytest.param("{name: StepLR, step_size: 2, gamma: 1, steps: 9}", [("hold", 0, 9)], id="a constant"),
    pytest.param("{name: ConstantLR, factor: 0, total_iters: 9, steps: 5}", [("hold", 0, 5)], id="zero"),
    pytest.param("{name: ConstantLR, total_iters: 1, steps: 1}", [("hold", 0, 1)], id="one step"),
    pytest.param("{name: ExponentialLR, gamma: 0.5, steps: 2}", [("decay", 0, 2)], id="two steps"),
    pytest.param(
        "interval: epoch\nsteps_per_epoch: 100\nepochs: 10\nscheduler: {name: CosineAnnealingLR, T_max: 10}",
        [("decay", 0, 1000)],
        id="the stairs of epochs are no holds",
    ),
    pytest.param(
        "steps_per_epoch: 10\nsteps: 555\nscheduler: {name: timm_CosineLRScheduler, t_initial: 50, warmup_t: 5, "
        "warmup_lr_init: 1e-4}",
        [("warm-up", 0, 50), ("decay", 50, 500), ("hold", 500, 555)],
        id="a floor in epochs, the last one of which is cut short",
    ),
    pytest.param(
        "{name: CosineAnnealingLR, T_max: 1000000, steps: 1500000}",
        [("decay", 0, 1_000_000), ("rise", 1_000_000, 1_500_000)],
        id="a million steps, of which the first ones are level but for rounding",
    ),
]


@pytest.mark.needs("torch")
@pytest.mark.parametrize(("config", "expected"), CONFIGS)
def test_phases_of_a_schedule(curve_of, config, expected):
    assert [tuple(phase) for phase in phases_of(curve_of(config))] == expected


@pytest.mark.needs("torch")
def test_each_group_has_its_own(curve_of):
    curve = curve_of(
        "optimizer: {lr: 1, groups: [{params: head, lr: 0.0}]}\nscheduler: {name: ExponentialLR, gamma: 0.5, steps: 4}"
    )
    assert [[phase.kind for phase in phases_of(curve, group)] for group in (0, 1)] == [["decay"], ["hold"]]


VALUES = [
    pytest.param(
        [1, 2, 2, 0, 3, 3, 1, 0], "warm-up 0, hold 1, decay 3, restart 4, decay 6", id="a hold after a restart"
    ),
    pytest.param([0, 1, 2, 0, 1, 2, 0], "warm-up 0, rise 3, decay 6", id="teeth that fall at once and climb again"),
    pytest.param([1, 1, 1, 5, 5, 5], "warm-up 0, hold 3", id="a jump ends a warm-up"),
    pytest.param([5, 1, 5, 5], "decay 0, restart 2", id="a dip of one step"),
    pytest.param([3, 3, 3, 1, 1], "hold 0, decay 3", id="a level that falls at once"),
    pytest.param([0, 0, 0], "hold 0", id="zero"),
    pytest.param([-1, -2, -3], "decay 0", id="below zero"),
    pytest.param([1e-3, 1e-3 * (1 + 1e-15), 1e-3], "hold 0", id="rounding"),
    pytest.param([100, 99.5, 100, 50, 50.4, 20, 0], "decay 0", id="wiggles of less than a hundredth"),
    pytest.param([100, 100.5, 80, 50, 0], "decay 0", id="a wiggle at the start"),
]


@pytest.mark.needs("numpy")
@pytest.mark.parametrize(("values", "expected"), VALUES)
def test_phases_of_values(values, expected):
    begun = phases_of_ticks(np.array(values, dtype=float))
    assert ", ".join(f"{kind} {start}" for kind, start in begun) == expected


RATES = st.lists(st.floats(0, 1).map(lambda rate: round(rate, 6)), min_size=1, max_size=80) | st.lists(
    st.sampled_from([0.0, 0.5, 1.0]), min_size=1
)


@pytest.mark.needs("numpy")
@given(RATES)
def test_phases_cover_the_run_in_order(values):
    begun = phases_of_ticks(np.array(values))
    starts = [start for _, start in begun]
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert starts[-1] < len(values)
    assert all(kind in ("warm-up", "hold", "decay", "rise", "restart") for kind, _ in begun)
    assert "warm-up" not in [kind for kind, _ in begun[1:] if begun[0][0] != "warm-up"]


@pytest.mark.needs("numpy")
@given(RATES, st.sampled_from([2.0**-30, 2.0**20]))
def test_phases_do_not_depend_on_the_unit_of_the_rate(values, factor):
    assert phases_of_ticks(np.array(values) * factor) == phases_of_ticks(np.array(values))
