"""`validate --build` builds each config with the real factory, and lints the real curve."""

from __future__ import annotations

import pytest

CHAIN = """\
optimizer: {lr: 0.1}
scheduler:
  name: ChainedScheduler
  schedulers:
    - {name: ExponentialLR, gamma: 0.95}
    - {name: CosineAnnealingLR, T_max: 50, eta_min: 0.01}
steps: 200
"""
BY_EPOCH = """\
optimizer: {lr: 0.1}
scheduler: {name: ReduceLROnPlateau, factor: 0.001, patience: 1}
monitor: val_loss
epochs: 40
steps_per_epoch: 3
"""


def found(result):
    return [(line.split()[1], line.split(":")[1:3]) for line in result.out.splitlines()]


def test_the_real_curve_shows_what_no_formula_says(lrviz_in):
    files = {"a.yaml": CHAIN}
    static = lrviz_in("validate", "a.yaml", "--format", "concise", files=files)
    built = lrviz_in("validate", "a.yaml", "--format", "concise", "--build")
    assert found(static) == [("LR311", ["6", "40"])]
    assert found(built) == [("LR402", ["3", "9"]), ("LR311", ["6", "40"])]
    assert built.out.splitlines()[0] == (
        "a.yaml:3:9: LR402 error ChainedScheduler makes the rate negative: "
        "at step 179 the rate is -0.1935, -194 % of the peak"
    )
    assert (static.code, built.code) == (0, 1)


def test_a_curve_by_epochs_is_looked_at_by_epochs(lrviz_in):
    arguments = ("validate", "a.yaml", "--format", "concise")
    static = lrviz_in(*arguments, files={"a.yaml": BY_EPOCH})
    built = lrviz_in(*arguments, "--build", "--metric", "2.0")
    assert found(static) == []
    assert found(built) == [("LR404", ["2", "19"])]
    assert "epoch" in built.out


def test_a_metric_that_nobody_gave_says_nothing_of_the_curve(lrviz_in):
    result = lrviz_in("validate", "a.yaml", "--build", files={"a.yaml": BY_EPOCH})
    assert (result.code, result.out) == (0, "")


def test_what_the_formulas_say_is_not_said_twice(lrviz_in):
    files = {"a.yaml": "optimizer: {lr: 0.1}\nscheduler: {name: CosineAnnealingLR, T_max: 50}\nsteps: 100\n"}
    static = lrviz_in("validate", "a.yaml", files=files)
    assert lrviz_in("validate", "a.yaml", "--build").out == static.out
    assert "LR204" in static.out


BROKEN = """\
from schedules import register


@register
class BrokenLR:
    def __init__(self, optimizer, length: int = 3):
        raise RuntimeError("no such thing")
"""


@pytest.mark.usefixtures("registrations")
def test_a_schedule_whose_length_nobody_said_is_built_and_not_judged(lrviz_in):
    files = {"broken_plugin.py": BROKEN, "a.yaml": "name: BrokenLR\n", "b.yaml": "name: CosineAnnealingLR\nT_max: 5\n"}
    result = lrviz_in("validate", ".", "--build", "--plugin", "broken_plugin", "--format", "concise", files=files)
    assert result.out == ("./a.yaml:1:7: LR401 error the run fails at the first step: RuntimeError: no such thing\n")


def test_what_timm_logs_is_a_note(lrviz_in):
    text = "name: timm_CosineLRScheduler\nt_initial: 1\nepochs: 2\n"
    result = lrviz_in("plot", "a.yaml", "--no-save", files={"a.yaml": text})
    assert "note: Cosine annealing scheduler will have no effect on the learning rate" in result.err
    assert result.err.count("Cosine annealing scheduler") == 1
