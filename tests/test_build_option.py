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
steps: 20000
"""
"""Longer than what is walked through without the factory."""

BY_EPOCH = """\
optimizer: {lr: 0.1}
scheduler: {name: ReduceLROnPlateau, factor: 0.001, patience: 1}
monitor: val_loss
epochs: 40
steps_per_epoch: 3
"""


def found(result):
    return [(line.split()[1], line.split(":")[1:3]) for line in result.out.splitlines()]


@pytest.mark.needs("torch")
def test_the_real_curve_shows_what_no_formula_says(lrviz_in):
    files = {"a.yaml": CHAIN}
    static = lrviz_in("validate", "a.yaml", "--format", "concise", files=files)
    built = lrviz_in("validate", "a.yaml", "--format", "concise", "--build")
    assert found(static) == [("LR311", ["6", "40"])]
    assert found(built) == [("LR402", ["3", "9"]), ("LR311", ["6", "40"])]
    assert built.out.splitlines()[0] == (
        "a.yaml:3:9: LR402 error ChainedScheduler makes the rate negative: "
        "at step 19,779 the rate is -0.1935, -194 % of the peak"
    )
    assert (static.code, built.code) == (0, 1)


@pytest.mark.needs("torch")
def test_a_curve_by_epochs_is_looked_at_by_epochs(lrviz_in):
    arguments = ("validate", "a.yaml", "--format", "concise")
    static = lrviz_in(*arguments, files={"a.yaml": BY_EPOCH})
    built = lrviz_in(*arguments, "--build", "--metric", "2.0")
    assert found(static) == []
    assert found(built) == [("LR404", ["2", "19"])]
    assert "epoch" in built.out


@pytest.mark.needs("torch")
def test_a_metric_that_nobody_gave_says_nothing_of_the_curve(lrviz_in):
    result = lrviz_in("validate", "a.yaml", "--build", files={"a.yaml": BY_EPOCH})
    assert (result.code, result.out) == (0, "")


@pytest.mark.needs("torch")
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


@pytest.mark.needs("torch")
@pytest.mark.usefixtures("registrations")
def test_a_schedule_whose_length_nobody_said_is_built_and_not_judged(lrviz_in):
    files = {"broken_plugin.py": BROKEN, "a.yaml": "name: BrokenLR\n", "b.yaml": "name: CosineAnnealingLR\nT_max: 5\n"}
    result = lrviz_in("validate", ".", "--build", "--plugin", "broken_plugin", "--format", "concise", files=files)
    assert result.out == ("./a.yaml:1:7: LR401 error the run fails at the first step: RuntimeError: no such thing\n")


@pytest.mark.needs("torch", "timm")
def test_what_timm_logs_is_a_note(lrviz_in):
    text = "name: timm_CosineLRScheduler\nt_initial: 1\nepochs: 2\n"
    result = lrviz_in("plot", "a.yaml", "--no-save", files={"a.yaml": text})
    assert "note: Cosine annealing scheduler will have no effect on the learning rate" in result.err
    assert result.err.count("Cosine annealing scheduler") == 1


WARM_UP = "optimizer: {lr: 0.1}\nscheduler: {name: LinearLR, start_factor: 0.1, total_iters: 4}\n"
IN_WRONG_ORDER = (
    "resumed after {} with a scheduler that is built after the optimizer's state was loaded, the run is another one: "
)


@pytest.mark.needs("torch")
def test_every_file_is_resumed_and_what_is_wrong_with_one_is_said(lrviz_in):
    files = {"a.yaml": WARM_UP + "steps: 20\n", "b.yaml": WARM_UP + "steps: 5\n", "c.yaml": WARM_UP}
    result = lrviz_in("validate", ".", "--build", "--resume-at", "6", "--format", "concise", files=files)
    assert result.out == (
        f"./a.yaml:2:19: LR409 info {IN_WRONG_ORDER.format('6 steps')}"
        "at step 6 the rate is 0.01 and not 0.1, and other values follow up to the end\n"
    )
    assert result.err.splitlines() == [
        "error: ./b.yaml: --resume-at 6 leaves no step to go on with: the run has 5 steps (give a number from 1 to 4)",
        "error: ./c.yaml: nobody says how long the run is, so that --resume-at 6 may be after its end "
        "(say it with --steps, or with --epochs)",
        "checked 3 files, 2 not read: 1 info",
    ]
    assert result.code == 2


@pytest.mark.needs("torch")
def test_epochs_and_groups_are_those_of_the_config(lrviz_in):
    text = """\
optimizer: {lr: 0.1, groups: [{params: 'head.*', lr: 0.5}]}
scheduler: {name: PolynomialLRDecay, max_decay_steps: 10, end_learning_rate: 0.1}
interval: epoch
epochs: 5
steps_per_epoch: 3
"""
    result = lrviz_in(
        "validate", "a.yaml", "--build", "--resume-at-epoch", "2", "--format", "concise", files={"a.yaml": text}
    )
    assert result.out == (
        f"a.yaml:2:19: LR409 info {IN_WRONG_ORDER.format('6 steps')}"
        "at step 6 the rate of group head.* is 0.5 and not 0.42, and other values follow up to step 8\n"
    )


@pytest.mark.needs("torch")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--build", "--resume-at-epoch", "2"],
            "a.yaml: --resume-at-epoch 2 leaves no step to go on with: the run has 20 steps (give 1)",
        ),
        (
            ["--build", "--resume-at-epoch", "1", "--steps-per-epoch", "20"],
            "a.yaml: --resume-at-epoch 1: the run of 20 steps cannot be interrupted after a whole epoch",
        ),
        (["--build", "--resume-at", "0"], "--resume-at 0: it must be 1 or more"),
        (["--build", "--resume-at-epoch", "-1"], "--resume-at-epoch -1: it must be 1 or more"),
        (["--resume-at", "3"], "--resume-at 3 needs --build: a run is resumed with the real factory"),
        (
            ["--build", "--resume-at", "3", "--resume-at-epoch", "1"],
            "--resume-at and --resume-at-epoch both say when the run is interrupted (give one of them)",
        ),
    ],
)
def test_a_step_at_which_nothing_can_be_resumed_is_refused(arguments, message, lrviz_in):
    files = {"a.yaml": WARM_UP + "steps: 20\nsteps_per_epoch: 10\n"}
    result = lrviz_in("validate", "a.yaml", *arguments, files=files)
    assert (result.code, result.err.splitlines()[0]) == (2, f"error: {message}")


@pytest.mark.needs("torch")
def test_what_is_found_by_resuming_is_ignored_like_the_rest(lrviz_in):
    files = {"a.yaml": WARM_UP.replace("4}", "4}  # lrviz: ignore[LR409]") + "steps: 20\n"}
    assert lrviz_in("validate", "a.yaml", "--build", "--resume-at", "6", files=files).out == ""
    assert lrviz_in("validate", "a.yaml", "--build", files=files).out == ""
