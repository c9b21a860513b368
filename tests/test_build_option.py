"""`validate --build` builds each config with the real factory, and lints the real curve."""

from __future__ import annotations

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
