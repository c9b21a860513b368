"""A run that is saved, loaded in a new process and resumed has the rates that it would have had."""

from __future__ import annotations

import json

import pytest

from lrviz import LrvizError, Parting, check_resume
from schedules import ConfigError
from schedules.catalog import SCHEDULERS

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")

STEPS, BATCHES = 20, 4
LINEAR = {"name": "LinearLR", "start_factor": 0.1, "total_iters": 4}
COSINE = {"name": "CosineAnnealingLR", "T_max": 16}
DECAY = {"name": "ExponentialLR", "gamma": 0.9}
IN_TURN = {"name": "SequentialLR", "milestones": [4], "schedulers": [LINEAR, COSINE]}
TIMM = {"warmup_t": 2, "warmup_lr_init": 0.001}


def in_updates(name, **parameters):
    return {"name": name, "t_in_epochs": False, **TIMM, **parameters}


def in_epochs(name, **parameters):
    return {"name": name, **TIMM, **parameters}


SAME = None
# For each schedule, where it parts when it is resumed after 6 of 20 updates, of which 4 are an epoch: with the states
# that torch and timm give, and with the same where the scheduler is built after the optimizer's state was loaded. A
# tuple is the first and the last update that differ, the value of the first, and what it would have been.
TABLE = [
    ("multiplies-at-a-step", {"name": "StepLR", "step_size": 3}, SAME, SAME),
    ("multiplies-at-milestones", {"name": "MultiStepLR", "milestones": [3, 8]}, SAME, SAME),
    ("multiplies-always", DECAY, SAME, SAME),
    ("polynomial", {"name": "PolynomialLR", "total_iters": 15}, SAME, SAME),
    ("cosine", COSINE, SAME, SAME),
    ("constant-begins-lower", {"name": "ConstantLR", "total_iters": 10}, SAME, (6, 19, 0.1 / 9, 0.1 / 3)),
    ("constant-is-over", {"name": "ConstantLR", "total_iters": 5}, SAME, (6, 19, 0.1 / 3, 0.1)),
    ("warm-up", {**LINEAR, "total_iters": 18}, SAME, (6, 19, 0.004, 0.04)),
    ("warm-up-is-over", LINEAR, SAME, (6, 19, 0.01, 0.1)),
    ("restarts", {"name": "CosineAnnealingWarmRestarts", "T_0": 5}, SAME, (6, 6, 0.1, 0.09045084971874738)),
    ("cyclic", {"name": "CyclicLR", "base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4}, SAME, (6, 6, 0.01, 0.055)),
    ("one-cycle", {"name": "OneCycleLR", "max_lr": 0.5, "total_steps": 20}, SAME, (6, 6, 0.02, 0.49373200311754367)),
    ("plateau", {"name": "ReduceLROnPlateau", "patience": 1}, SAME, SAME),
    ("plateau-by-step", {"name": "ReduceLROnPlateau", "patience": 4, "interval": "step"}, SAME, SAME),
    ("in-turn", IN_TURN, SAME, (6, 19, 0.01, 0.09619397662556435)),
    (
        "in-turn-before-the-milestone",
        {**IN_TURN, "milestones": [9]},
        SAME,
        (6, 8, 0.01, 0.1),
    ),
    (
        "in-turn-then-steps",
        {**IN_TURN, "schedulers": [LINEAR, {"name": "StepLR", "step_size": 5}]},
        SAME,
        (6, 19, 0.01, 0.1),
    ),
    (
        "in-turn-then-one-cycle",
        {**IN_TURN, "schedulers": [LINEAR, {"name": "OneCycleLR", "max_lr": 0.5, "total_steps": 16}]},
        SAME,
        (6, 6, 0.002, 0.27981904291335974),
    ),
    (
        "chained",
        {"name": "ChainedScheduler", "schedulers": [LINEAR, DECAY]},
        SAME,
        (6, 19, 0.0053144100, 0.053144100),
    ),
    (
        "chained-and-nothing-is-written-at-the-start",
        {"name": "ChainedScheduler", "schedulers": [{"name": "StepLR", "step_size": 5}, COSINE]},
        SAME,
        SAME,
    ),
    (
        "in-turn-in-a-chain",
        {"name": "ChainedScheduler", "schedulers": [IN_TURN, DECAY]},
        SAME,
        (6, 19, 0.01, 0.07012540896003643),
    ),
    ("ours-polynomial", {"name": "PolynomialLRDecay", "max_decay_steps": 20}, SAME, (6, 6, 0.1, 0.07003)),
    (
        "ours-restarts",
        {"name": "CosineAnnealingWarmupReduceRestarts", "T_0": 8, "T_up": 2},
        SAME,
        (6, 6, 0.0, 0.025),
    ),
    (
        "ours-warm-up-and-cosine",
        {"name": "WarmupCosineLR", "warmup_steps": 4, "total_steps": 20},
        SAME,
        (6, 6, 0.0, 0.09619397662556434),
    ),
    (
        "ours-warm-up-and-line",
        {"name": "WarmupLinearLR", "warmup_steps": 4, "total_steps": 20},
        SAME,
        (6, 6, 0, 0.0875),
    ),
    ("ours-warm-up", {"name": "WarmupConstantLR", "warmup_steps": 8}, SAME, (6, 6, 0.0, 0.075)),
    (
        "ours-warm-up-and-polynomial",
        {"name": "WarmupPolynomialLR", "warmup_steps": 4, "total_steps": 20, "min_lr": 0},
        SAME,
        (6, 6, 0.0, 0.0875),
    ),
    (
        "ours-warm-up-and-restarts",
        {"name": "WarmupCosineRestartsLR", "warmup_steps": 4, "total_steps": 20, "num_cycles": 2},
        SAME,
        (6, 6, 0.0, 0.08535533905932738),
    ),
    ("ours-inverse-square-root", {"name": "WarmupInverseSqrtLR", "warmup_steps": 4}, SAME, (6, 6, 0.0, 0.08164965809)),
    (
        "ours-warm-up-stable-decay",
        {"name": "WarmupStableDecayLR", "warmup_steps": 4, "stable_steps": 8, "decay_steps": 8},
        SAME,
        (6, 6, 0.0, 0.1),
    ),
    (
        "ours-warm-up-from-above-0",
        {"name": "NonzeroWarmupCosineLR", "warmup_steps": 4, "total_steps": 20},
        SAME,
        (6, 6, 0.025, 0.09157348061512727),
    ),
    ("ours-noam", {"name": "NoamLR", "d_model": 100, "warmup_steps": 4}, SAME, (6, 6, 0.00125, 0.01 / 7**0.5)),
    ("ours-rex", {"name": "RexLR", "total_steps": 20}, SAME, (6, 6, 0.1, 0.08235294117647059)),
    ("ours-still-flat", {"name": "FlatCosineLR", "total_steps": 20}, SAME, SAME),
    (
        "ours-warm-up-and-milestones",
        {"name": "WarmupMultiStepLR", "warmup_steps": 4, "milestones": [10, 15]},
        SAME,
        (6, 6, 0.0001, 0.1),
    ),
    (
        "timm-cosine",
        in_updates("timm_CosineLRScheduler", t_initial=20),
        SAME,
        (6, 6, 0.001, 0.07938926261462366),
    ),
    ("timm-cosine-by-epoch", in_epochs("timm_CosineLRScheduler", t_initial=5), SAME, (6, 7, 0.001, 0.0505)),
    (
        "timm-cosine-with-noise",
        in_updates("timm_CosineLRScheduler", t_initial=20, warmup_t=0, noise_range_t=3),
        SAME,
        (6, 6, 0.1, 0.12055738168567219),
    ),
    (
        "timm-poly",
        in_updates("timm_PolyLRScheduler", t_initial=20),
        SAME,
        (6, 6, 0.001, 0.08366600265340757),
    ),
    ("timm-poly-by-epoch", in_epochs("timm_PolyLRScheduler", t_initial=5), SAME, (6, 7, 0.001, 0.0505)),
    (
        "timm-tanh",
        in_updates("timm_TanhLRScheduler", t_initial=20),
        SAME,
        (6, 6, 0.001, 0.09996646498695336),
    ),
    (
        "timm-tanh-by-epoch",
        in_epochs("timm_TanhLRScheduler", t_initial=5),
        SAME,
        (6, 7, 0.001, 0.05037636884216826),
    ),
    ("timm-steps", in_updates("timm_StepLRScheduler", decay_t=5, decay_rate=0.5), SAME, (6, 6, 0.001, 0.1)),
    ("timm-steps-by-epoch", in_epochs("timm_StepLRScheduler", decay_t=2, decay_rate=0.5), SAME, (6, 7, 0.001, 0.0505)),
    (
        "timm-milestones",
        in_updates("timm_MultiStepLRScheduler", decay_t=[4, 8], decay_rate=0.5),
        SAME,
        (6, 6, 0.001, 0.05),
    ),
    (
        "timm-milestones-by-epoch",
        in_epochs("timm_MultiStepLRScheduler", decay_t=[2, 3], decay_rate=0.5),
        SAME,
        (6, 7, 0.001, 0.0505),
    ),
    ("timm-wsd", in_updates("timm_WSDLRScheduler", t_initial=20, decay_t=5), SAME, (6, 6, 0.001, 0.1)),
    ("timm-wsd-by-epoch", in_epochs("timm_WSDLRScheduler", t_initial=5, decay_t=2), SAME, (6, 7, 0.001, 0.0505)),
    ("timm-plateau-nothing-was-bad-yet", {"name": "timm_PlateauLRScheduler", "patience_t": 1}, SAME, SAME),
    (
        "timm-plateau-in-its-warm-up",
        {"name": "timm_PlateauLRScheduler", "patience_t": 1, **TIMM},
        SAME,
        (6, 7, 0.001, 0.0505),
    ),
]
# The same after 8 updates, which is the end of an epoch: what has been counted by then is what timm's plateau forgets.
AT_AN_EPOCH = [
    ("timm-plateau", {"name": "timm_PlateauLRScheduler", "patience_t": 1}, (12, 15, 0.1, 0.01), (12, 15, 0.1, 0.01)),
    (
        "timm-plateau-with-noise",
        {"name": "timm_PlateauLRScheduler", "patience_t": 0, "noise_range_t": 2},
        (12, 19, 0.0010919584408526195, 0.0010311757586896422),
        (8, 19, 0.1, 0.010589450262486937),
    ),
    (
        "timm-plateau-after-its-warm-up",
        {"name": "timm_PlateauLRScheduler", "patience_t": 1, **TIMM},
        SAME,
        (8, 19, 0.001, 0.1),
    ),
    (
        "timm-cosine-by-epoch",
        in_epochs("timm_CosineLRScheduler", t_initial=5),
        SAME,
        (8, 11, 0.001, 0.06545084971874737),
    ),
    ("plateau", {"name": "ReduceLROnPlateau", "patience": 1}, SAME, SAME),
    ("cosine-by-epoch", {**COSINE, "interval": "epoch"}, SAME, SAME),
]
CASES = [
    *(pytest.param(6, *row[1:], id=row[0]) for row in TABLE),
    *(pytest.param(8, *row[1:], id=f"{row[0]}-at-an-epoch") for row in AT_AN_EPOCH),
]


def document(scheduler, **more):
    beside = {"interval": scheduler["interval"]} if "interval" in scheduler else {}
    scheduler = {key: value for key, value in scheduler.items() if key != "interval"}
    run = {"optimizer": {"name": "SGD", "lr": 0.1, "momentum": 0.9}, "steps": STEPS, "steps_per_epoch": BATCHES}
    return {**run, "scheduler": scheduler, **beside, **more}


def as_row(parting):
    if parting is None:
        return None
    return parting.step, parting.last, pytest.approx(parting.resumed), pytest.approx(parting.uninterrupted)


@pytest.mark.needs("torch")
@pytest.mark.parametrize(("at", "scheduler", "parting", "in_wrong_order"), CASES)
def test_a_resumed_run_parts_where_the_table_says(at, scheduler, parting, in_wrong_order):
    resumed = check_resume(document(scheduler), at)
    assert resumed.failure == ""
    assert as_row(resumed.parting) == parting
    assert as_row(resumed.parting_in_wrong_order) == in_wrong_order


@pytest.mark.needs("torch")
@pytest.mark.parametrize(("at", "scheduler", "parting", "in_wrong_order"), CASES)
def test_the_state_of_the_stepper_leaves_nothing_out(at, scheduler, parting, in_wrong_order):  # noqa: ARG001
    assert check_resume(document(scheduler), at).parting_with_stepper is None


def test_the_table_has_every_scheduler_of_torch_and_timm():
    assert {row[1]["name"] for row in TABLE} >= {name for name in SCHEDULERS.names() if SCHEDULERS.load(name).upstream}


@pytest.mark.needs("torch")
def test_momentum_is_compared_where_the_rate_is_the_same():
    one_cycle = {"name": "OneCycleLR", "max_lr": 0.1, "total_steps": 20, "div_factor": 1.0, "final_div_factor": 1.0}
    parting = check_resume(document(one_cycle), 6).parting_in_wrong_order
    assert parting == Parting(6, 6, 0, "momentum", pytest.approx(0.8512536043909088), 0.95)


GROUPS = {"name": "SGD", "lr": 0.1, "groups": [{"params": "head.*", "lr": 0.5}]}


@pytest.mark.needs("torch")
def test_every_group_is_compared():
    config = document({"name": "CyclicLR", "base_lr": [0.1, 0.01], "max_lr": 0.1, "step_size_up": 100})
    parting = check_resume({**config, "optimizer": {**GROUPS, "momentum": 0.9}}, 6).parting_in_wrong_order
    assert parting == Parting(6, 6, 1, "rate", pytest.approx(0.01 + 0.09 * 6 / 100), 0.01)


@pytest.mark.needs("torch")
def test_a_config_may_be_a_file_a_dict_or_omegaconfs(tmp_path):
    from omegaconf import OmegaConf

    config = document(LINEAR)
    path = tmp_path / "a.yaml"
    path.write_text(json.dumps(config))
    found = [check_resume(each, 6) for each in (str(path), config, OmegaConf.create(config))]
    assert found[0].parting_in_wrong_order is not None
    assert found == [found[0]] * 3


@pytest.mark.needs("torch")
def test_what_the_config_does_not_say_is_given():
    resumed = check_resume(LINEAR, 6, epochs=5, steps_per_epoch=4, lr=1.0)
    assert (resumed.updates, resumed.parting_in_wrong_order.uninterrupted) == (20, pytest.approx(1.0))


@pytest.mark.needs("torch")
def test_a_config_with_problems_is_refused():
    with pytest.raises(LrvizError, match="config: no curve can be drawn"):
        check_resume({"name": "StepLR", "step_size": 0, "steps": 20}, 6)


@pytest.mark.needs("torch")
def test_an_interpolation_that_leads_nowhere_is_refused():
    from omegaconf import OmegaConf

    with pytest.raises(ConfigError, match=r"`step_size: \$\{nowhere\}` cannot be resolved"):
        check_resume(OmegaConf.create({"name": "StepLR", "step_size": "${nowhere}"}), 6)


OUTSIDE = [
    pytest.param(0, 20, "config: --resume-at 0 leaves no step to go on with: the run has 20 steps", id="nothing-done"),
    pytest.param(20, 20, "config: --resume-at 20 leaves no step to go on with: the run has 20 steps", id="all-done"),
    pytest.param(1, 1, "config: --resume-at 1: the run of 1 step cannot be interrupted after a whole step", id="one"),
    pytest.param(
        6, None, "config: nobody says how long the run is, so that --resume-at 6 may be after its end", id="endless"
    ),
]


@pytest.mark.needs("torch")
@pytest.mark.parametrize(("at", "steps", "message"), OUTSIDE)
def test_a_step_outside_of_the_run_is_refused(at, steps, message):
    with pytest.raises(LrvizError) as refused:
        check_resume({"name": "StepLR", "step_size": 3}, at, steps=steps)
    assert refused.value.message == message
