"""What the linter says of a config, held against torch and timm: random configs, and those it was once wrong about."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from fuzz.config_inputs import Drawn, draw
from fuzz.config_judge import judge
from fuzz.configs import Work, judge_block
from fuzz.lists import draw_list, judge_list
from fuzz.shapes import in_hydra, in_lightning
from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options
from schedules.catalog import SCHEDULERS

pytestmark = pytest.mark.needs("torch", "timm")

SEEDS = 2_000
BLOCK = 250

SGD = {"name": "SGD", "lr": 0.1, "momentum": 0.9}
EXPONENTIAL = {"name": "ExponentialLR", "gamma": 0.1}
ONE_CYCLE = {"name": "OneCycleLR", "max_lr": 0.01, "total_steps": 36}


def config(scheduler, steps=100, optimizer=SGD, **rest):
    return {"optimizer": optimizer, "scheduler": scheduler, "steps": steps, **rest}


def chain(*children):
    return {"name": "ChainedScheduler", "schedulers": list(children)}


def sequence(milestones, *children):
    return {"name": "SequentialLR", "schedulers": list(children), "milestones": milestones}


def errors_of(document):
    report = lint(read_document("x.yaml", json.dumps(document).encode()), Options())
    return {(item.code, item.key) for item in report.findings if item.severity == "error"}


@pytest.mark.parametrize("start", range(0, SEEDS, BLOCK))
def test_static_and_factory_agree(start):
    block = judge_block(Work(start, start + BLOCK))
    assert block["disagreements"] == []
    # neither side is the rule
    assert BLOCK / 4 < block["outcomes"]["error"] < BLOCK * 3 / 4
    assert block["outcomes"]["ok"] > BLOCK / 5


@pytest.mark.parametrize("write", [in_hydra, in_lightning])
@pytest.mark.parametrize("start", range(0, 1_000, BLOCK))
def test_no_other_shape_hides_an_error(write, start):
    """What the class is given is the same, so that an error is one there too, or it is said why it may be none."""
    hidden = {}
    for seed in range(start, start + BLOCK):
        # trainers that count epochs step by them
        document = {**draw(seed).document, "interval": "step"}
        written = write(document)
        if written is not None and (errors := errors_of(document)) and not doubts_of(written):
            hidden[seed] = errors
    assert hidden == {}


def doubts_of(document):
    report = lint(read_document("x.yaml", json.dumps(document).encode()), Options())
    return [item for item in report.findings if item.severity == "error" or item.code in ("LR012", "LR135", "LR136")]


def test_every_scheduler_is_drawn_with_every_parameter():
    drawn = Counter()
    left_over = [draw(seed).filled["scheduler"] for seed in range(3_000)]
    while left_over:
        node = left_over.pop()
        if isinstance(node, dict):
            drawn.update((node.get("name"), key) for key in node)
            children = node.get("schedulers")
            left_over += children if isinstance(children, list) else []
    wanted = {(name, key) for name in SCHEDULERS.names() for key in SCHEDULERS.load(name).key_fields()}
    assert wanted - set(drawn) == set()


def test_a_seed_makes_the_same_config_each_time():
    assert [draw(seed) for seed in range(50)] == [draw(seed) for seed in range(50)]
    assert [draw_list(seed) for seed in range(50)] == [draw_list(seed) for seed in range(50)]


def several(*members, epochs=5, steps_per_epoch=4, optimizer=SGD, interval="step"):
    """Schedulers that share the optimizer, each with its interval."""
    scheduler = [{"interval": interval, **member} for member in members]
    return {"optimizer": optimizer, "scheduler": scheduler, "epochs": epochs, "steps_per_epoch": steps_per_epoch}


STEP_DOWN = {"name": "StepLR", "step_size": 4, "gamma": 0.01}
NOAM = {"name": "NoamLR", "d_model": 4, "warmup_steps": 2}


@pytest.mark.parametrize(
    ("document", "codes"),
    [
        pytest.param(
            several(STEP_DOWN, {"name": "CosineAnnealingLR", "T_max": 13, "eta_min": 0.05}, epochs=6),
            {("LR402", "scheduler[1].name")},
            id="a cosine led away from its floor",
        ),
        pytest.param(
            several({"name": "CyclicLR", "base_lr": -1, "max_lr": 0.1, "step_size_up": 4}, EXPONENTIAL),
            {("LR402", "scheduler[0].base_lr")},
            id="a cycle from below 0, and a decay",
        ),
        pytest.param(
            several({"name": "ExponentialLR", "gamma": 1e30, "interval": "epoch"}, {**EXPONENTIAL, "gamma": 1e20}),
            {("LR403", "scheduler[0].gamma")},
            id="two factors beyond floating point",
        ),
        pytest.param(
            several({**STEP_DOWN, "gamma": -0.5}, {**STEP_DOWN, "gamma": -0.5}),
            set(),
            id="two signs that are turned at a time",
        ),
        pytest.param(
            several({**EXPONENTIAL, "gamma": -0.9, "interval": "epoch"}, NOAM, NOAM),
            {("LR106", "scheduler[2].name")},
            id="a factor below 0 that is overwritten",
        ),
        pytest.param(
            several(NOAM, {"name": "timm_CosineLRScheduler", "noise_range_t": 17, "t_initial": 3, "cycle_limit": 9,
                           "cycle_decay": -0.5}, interval="epoch", epochs=40, steps_per_epoch=1),
            {("LR106", "scheduler[1].name")},
            id="peaks below 0 with noise, beside another that sets the rate",
        ),
        pytest.param(
            several({"name": "timm_PolyLRScheduler", "t_initial": 33, "k_decay": 1e17, "interval": "epoch"},
                    {"name": "MultiStepLR", "milestones": [179]}, epochs=1),
            {("LR403", "scheduler[1].name")},
            id="a power beyond floating point after the last update",
        ),
        pytest.param(
            several({"name": "CyclicLR", "base_lr": 0.1, "max_lr": 0.2},
                    chain({"name": "NoamLR", "d_model": 7, "warmup_steps": 50, "factor": 1e14}), steps_per_epoch=1),
            set(),
            id="a warm-up that comes to the base rate though it is not whole",
        ),
        pytest.param(
            several({"name": "ReduceLROnPlateau", "patience": 83},
                    {"name": "timm_PolyLRScheduler", "t_initial": 152, "k_decay": -0.15, "t_in_epochs": False}),
            {("LR134", "scheduler[1].k_decay")},
            id="a bend without real rates, beside one that waits for a metric",
        ),
        pytest.param(
            several({"name": "ConstantLR", "factor": 0.5},
                    {"name": "OneCycleLR", "max_lr": 0.1, "epochs": 24, "steps_per_epoch": 187}),
            set(),
            id="a length of its own that is called as that of the run",
        ),
    ],
)  # fmt: skip
def test_what_was_said_of_several(document, codes):
    assert errors_of(document) == codes
    assert judge_list(document).disagreement == ""


@pytest.mark.parametrize(
    ("document", "codes"),
    [
        pytest.param(
            config(chain({"name": "ConstantLR", "factor": 1.0}, {"name": "FlatCosineLR", "total_steps": 61})),
            set(),
            id="what changes nothing is not lost",
        ),
        pytest.param(
            config(
                chain({"name": "StepLR", "step_size": 9}, {"name": "WarmupConstantLR"}),
                optimizer={"name": "SGD", "lr": 0},
            ),
            set(),
            id="nothing is lost of a rate of 0",
        ),
        pytest.param(
            config(chain({"name": "RexLR", "total_steps": 7}, {"name": "StepLR", "step_size": 58})),
            set(),
            id="what comes after the rate is 0 is not lost",
        ),
        pytest.param(
            config(
                chain({"name": "WarmupConstantLR"}, sequence([41], *({"name": "RexLR", "total_steps": 90},) * 2)), 20
            ),
            set(),
            id="a sequence of those that set the rate sets it",
        ),
        pytest.param(
            config(
                chain({"name": "ExponentialLR", "gamma": 0.9}, sequence([], {"name": "RexLR", "total_steps": 90})), 20
            ),
            {("LR306", "scheduler.schedulers[1].name")},
            id="and what is before such a sequence is lost",
        ),
        pytest.param(
            config(
                chain(
                    {"name": "CosineAnnealingLR", "T_max": 50, "eta_min": 1.0},
                    {"name": "WarmupLinearLR", "total_steps": 100},
                )
            ),
            {("LR306", "scheduler.schedulers[1].name")},
            id="a floor above the base rate that is undone is not come to",
        ),
        pytest.param(
            config(
                sequence(
                    [35],
                    {"name": "WarmupStableDecayLR", "min_lr": 1.0, "decay_steps": 176, "stable_steps": 58},
                    {"name": "CosineAnnealingLR", "T_max": 65},
                )
            ),
            set(),
            id="a floor above the base rate that another cuts off",
        ),
        pytest.param(
            config({"name": "PolynomialLRDecay", "max_decay_steps": 50, "end_learning_rate": 1.0, "power": 0}),
            set(),
            id="a decay to the power of 0 stays where it is",
        ),
        pytest.param(
            config(
                chain(
                    {"name": "WarmupCosineLR", "warmup_steps": 184, "total_steps": 200},
                    {"name": "RexLR", "total_steps": 9},
                ),
                20,
            ),
            {("LR306", "scheduler.schedulers[1].name")},
            id="a warm-up that is undone does not fill the run",
        ),
        pytest.param(
            config({"name": "NonzeroWarmupCosineLR", "warmup_steps": 5, "total_steps": 86}, 5),
            set(),
            id="a warm-up that is at the base rate in the last step",
        ),
        pytest.param(
            config({"name": "NonzeroWarmupCosineLR", "warmup_steps": 6, "total_steps": 86}, 5),
            {("LR213", "scheduler.warmup_steps")},
            id="and one that is not",
        ),
        pytest.param(
            config({"name": "WarmupStableDecayLR", "warmup_steps": 30, "min_lr_ratio": 1.0, "total_steps": 90,
                    "decay_steps": 9}, 20),
            set(),
            id="a warm-up that begins at the base rate",
        ),
        pytest.param(
            config(sequence([30], {"name": "RexLR", "total_steps": 60}, chain(
                {"name": "timm_PlateauLRScheduler"})), 9, interval="step"),
            {("LR301", "scheduler.schedulers[1].schedulers[0]")},
            id="inside of another it is not the call that is missed",
        ),
        pytest.param(
            config({"name": "timm_MultiStepLRScheduler", "decay_t": [50, 42], "decay_rate": 0.0}),
            set(),
            id="an order of milestones by which no rate differs",
        ),
        pytest.param(
            config({"name": "timm_MultiStepLRScheduler", "decay_t": [50, 42], "decay_rate": 0.5}),
            {("LR119", "scheduler.decay_t[1]")},
            id="and one by which it does",
        ),
        pytest.param(
            config(
                {"name": "timm_CosineLRScheduler", "t_initial": 9, "k_decay": -0.1, "lr_min": 0.1}, interval="epoch"
            ),
            set(),
            id="a bend of what is flat",
        ),
        pytest.param(
            config({"name": "timm_CosineLRScheduler", "t_initial": 9, "k_decay": -0.3}, interval="epoch"),
            set(),
            id="a bend after which it falls evenly",
        ),
        pytest.param(
            config({"name": "timm_CosineLRScheduler", "t_initial": 90, "k_decay": -0.3}, interval="epoch"),
            {("LR134", "scheduler.k_decay")},
            id="and one after which it does not",
        ),
        pytest.param(
            config(
                {"name": "timm_PolyLRScheduler", "t_initial": 4, "k_decay": 1e7, "noise_range_t": 59}, 8,
                interval="epoch",
            ),
            {("LR134", "scheduler.k_decay")},
            id="noise does not hide a power that is no number",
        ),
        pytest.param(
            config(
                {"name": "timm_StepLRScheduler", "decay_t": 1, "decay_rate": 1e30, "noise_range_t": 59}, 50,
                interval="epoch",
            ),
            {("LR403", "scheduler.decay_rate")},
            id="noise does not hide a rate that is infinite",
        ),
        pytest.param(
            config(
                {"name": "timm_PolyLRScheduler", "t_initial": 1e-3, "cycle_decay": 2.0}, 11, interval="epoch"
            ),
            {("LR201", "scheduler.cycle_decay")},
            id="a peak of a cycle that never runs and is no number",
        ),
        pytest.param(
            config({"name": "timm_TanhLRScheduler", "t_initial": 9, "noise_range_t": 50, "noise_pct": 0}, 20,
                   interval="epoch"),
            set(),
            id="noise that never ends, and never begins",
        ),
        pytest.param(
            config(sequence([4, 40], {"name": "StepLR", "step_size": 51, "gamma": -0.5},
                            {"name": "LinearLR", "start_factor": 0.5}, chain({"name": "RexLR", "total_steps": 9})), 20),
            set(),
            id="a factor below 0 that its part of the run does not come to",
        ),
        pytest.param(
            config({"name": "CyclicLR", "base_lr": 0.1, "max_lr": 1.0, "gamma": -0.8, "last_epoch": "???"}, 13),
            set(),
            id="a factor below 0 that its mode does not use",
        ),
        pytest.param(
            {**config({"name": "OneCycleLR", "max_lr": 1.0, "total_steps": 10_000, "final_div_factor": -8.0}),
             "steps": None},
            {("LR402", "scheduler.final_div_factor")},
            id="the end of a schedule whose run has no length is below 0",
        ),
        pytest.param(
            config(
                chain(
                    {"name": "CosineAnnealingLR", "T_max": 56, "eta_min": 0.0003},
                    {"name": "ExponentialLR", "gamma": 0.5},
                    {"name": "CosineAnnealingLR", "T_max": 4, "eta_min": 0.01},
                ),
                24,
            ),
            {("LR402", "scheduler.name")},
            id="a chain without a closed form goes below 0",
        ),
        pytest.param(
            config({"name": "ExponentialLR", "gamma": 1e10}, optimizer={"name": "SGD", "lr": 0}),
            set(),
            id="a rate of 0 stays 0, however often it is multiplied",
        ),
        pytest.param(
            config(sequence([37], {"name": "RexLR", "total_steps": 60},
                            {"name": "PolynomialLR", "total_iters": 9, "power": -0.1}), 16),
            set(),
            id="a child that is not begun does not fail",
        ),
        pytest.param(
            config(
                {"name": "ConstantLR"}, 9,
                optimizer={"name": "SparseAdam", "lr": 0.1, "groups": [{"params": "a.*", "lr": 0}]},
            ),
            set(),
            id="torch looks at the rate of the whole optimizer alone",
        ),
        pytest.param(
            config(
                {"name": "CyclicLR", "base_lr": 0.01, "max_lr": [0.1, 0.2], "cycle_momentum": False,
                 "base_momentum": [0.9]}, 160,
                optimizer={"name": "SGD", "lr": 0.1, "groups": [{"params": "a.*", "lr": 0.2}]},
            ),
            set(),
            id="a list that is too short, and that nothing reads",
        ),
        pytest.param(
            config({"name": "timm_PolyLRScheduler", "t_initial": 0, "cycle_mul": 0.5}, 4, interval="epoch"),
            {("LR105", "scheduler.t_initial")},
            id="cycles of a length that is none get shorter",
        ),
        pytest.param(
            config({"name": "timm_PlateauLRScheduler", "decay_rate": 0.1, "patience_t": -1, "cooldown_t": 62}, 1),
            {("LR105", "scheduler.patience_t")},
            id="a patience below 0 in a run that is over before it shows",
        ),
        pytest.param(
            config({"name": "ReduceLROnPlateau", "patience": -33, "eps": 0.1}, 4,
                   optimizer={"name": "SGD", "lr": 1e-3}),
            {("LR105", "scheduler.patience")},
            id="a patience below 0 where no change is large enough",
        ),
        pytest.param(
            config(sequence([15, 65], {"name": "FlatCosineLR", "min_lr": 0.01, "total_steps": 25},
                            {"name": "LinearLR", "total_iters": -1}, {"name": "LinearLR"}), 69),
            {("LR105", "scheduler.schedulers[1].total_iters")},
            id="a ramp of a length below 0 that a sequence begins at its end",
        ),
        pytest.param(
            config({"name": "WarmupMultiStepLR", "warmup_steps": 85, "milestones": [34], "warmup_factor": 1}, 9,
                   optimizer={"name": "Rprop", "lr": 0.1, "step_sizes": [0.5]}),
            {("LR105", "optimizer.step_sizes")},
            id="a warm-up from the base rate, whatever that is",
        ),
        pytest.param(
            config(chain({"name": "PolynomialLR"}, {"name": "NoamLR", "d_model": 241, "warmup_steps": 6},
                         sequence([], {"name": "ExponentialLR", "gamma": 0.25})), 5),
            {("LR306", "scheduler.schedulers[1].name")},
            id="a warm-up in a chain that begins at the base rate",
        ),
        pytest.param(
            config(
                chain(
                    {"name": "WarmupLinearLR", "warmup_steps": 3, "total_steps": 41},
                    {"name": "WarmupCosineRestartsLR", "warmup_steps": 65, "total_steps": 58},
                    sequence([1], {"name": "ConstantLR"}, {"name": "PolynomialLR"}),
                ), 5, optimizer={"name": "Adagrad", "lr": 0.0003},
            ),
            {("LR306", "scheduler.schedulers[1].name")},
            id="a warm-up in a chain that is at the base rate in between",
        ),
        pytest.param(
            config(chain({"name": "WarmupMultiStepLR", "warmup_steps": 8, "milestones": [6]}, chain(
                {"name": "WarmupCosineLR", "warmup_steps": 5, "total_steps": 13, "last_epoch": 1})), 14),
            {("LR105", "scheduler.schedulers[1].schedulers[0].last_epoch")},
            id="of a chain that cannot be built nobody knows what is lost",
        ),
        pytest.param(
            config(
                chain(chain({"name": "NonzeroWarmupCosineLR", "min_lr": 0.2, "total_steps": 210}),
                      {"name": "ExponentialLR", "gamma": 1e-14}, {"name": "LinearLR"}), 54,
            ),
            set(),
            id="a floor above the base rate that the chain around its chain pulls down",
        ),
        pytest.param(
            config(sequence([5], chain({"name": "ExponentialLR", "gamma": 0.9},
                                       {"name": "PolynomialLR", "total_iters": 0}),
                            {"name": "StepLR", "step_size": 3}), 4),
            {("LR301", "scheduler.schedulers[0]")},
            id="a length of 0 that is begun anew",
        ),
        pytest.param(
            config(chain(sequence([], {"name": "PolynomialLR", "total_iters": 0})), 4),
            set(),
            id="and one that is not",
        ),
        pytest.param(
            config({"name": "timm_TanhLRScheduler", "t_initial": 1, "cycle_mul": 0.7, "warmup_t": 69}, 2,
                   optimizer={"name": "SGD", "lr": 0}),
            {("LR106", "scheduler.warmup_t")},
            id="a warm-up to a rate after all cycles",
        ),
        pytest.param(
            config({"name": "timm_TanhLRScheduler", "t_initial": 1, "cycle_decay": 1e30}, 50, interval="epoch"),
            set(),
            id="peaks of cycles that this one of timm does not work out",
        ),
        pytest.param(
            config({"name": "timm_TanhLRScheduler", "t_initial": 1, "cycle_decay": 1e30, "cycle_limit": 99}, 50,
                   interval="epoch"),
            {("LR201", "scheduler.cycle_decay")},
            id="and those that it does",
        ),
        pytest.param(
            config({"name": "CyclicLR", "base_lr": 0.01, "max_lr": 0.001, "step_size_up": -0.1,
                    "step_size_down": 71}, 3, interval="epoch"),
            {("LR105", "scheduler.step_size_up")},
            id="a rise of less than nothing",
        ),
        pytest.param(
            config(chain({"name": "CosineAnnealingLR", "T_max": 87, "eta_min": 277141608763427.03},
                         {"name": "WarmupLinearLR", "total_steps": 1}), 99),
            set(),
            id="rounding beside a floor of any height is no loss",
        ),
        pytest.param(
            config(sequence([], {"name": "CosineAnnealingLR", "T_max": 0.5, "eta_min": 0.2}), 48),
            set(),
            id="waves of one tick never fall, but for rounding",
        ),
        pytest.param(
            config(sequence([], {"name": "ChainedScheduler", "warmup_steps": 43}), 20),
            {("LR102", "scheduler.schedulers[0].warmup_steps"), ("LR103", "scheduler.schedulers[0]")},
            id="a composite that comes first and holds nothing",
        ),
        pytest.param(
            config(sequence([], {"name": "SequentialLR", "schedulers": [{"name": "PolynomialLR", "total_iters": 3}]})),
            {("LR103", "scheduler.schedulers[0]")},
            id="and one that has no milestones",
        ),
        pytest.param(
            config(
                sequence(
                    [45, 67],
                    {"name": "ConstantLR"},
                    {"name": "StepLR", "step_size": 113},
                    {"name": "WarmupStableDecayLR", "min_lr": 2.0, "decay_steps": 15, "stable_steps": 4.6e17},
                ), 9,
            ),
            {("LR211", "scheduler.schedulers[2].min_lr")},
            id="a floor above the base rate after more steps than anybody waits for",
        ),
        pytest.param(
            config({"name": "ExponentialLR", "gamma": 10}, -1, optimizer={"name": "LBFGS", "lr": 0.1}),
            set(),
            id="a growth without an end of the run, beside an optimizer that cannot be simulated",
        ),
        pytest.param(
            config(
                chain(
                    {"name": "NoamLR", "d_model": 9, "warmup_steps": 6},
                    chain(
                        {"name": "StepLR", "step_size": 78},
                        {"name": "CosineAnnealingLR", "T_max": 15.5, "eta_min": 0.001},
                    ),
                    {"name": "ExponentialLR", "gamma": 0},
                ), 16,
            ),
            set(),
            id="nothing is lost where all is 0, though a part has no formula",
        ),
        pytest.param(
            config({"name": "timm_PlateauLRScheduler", "warmup_t": 2, "warmup_lr_init": -0.0003}, 20),
            {("LR402", "scheduler.warmup_lr_init")},
            id="a warm-up from below 0 of what goes by a metric",
        ),
        pytest.param(
            config({"name": "timm_PlateauLRScheduler", "warmup_t": 0, "warmup_lr_init": -0.0003}, 20),
            set(),
            id="and none",
        ),
        pytest.param(
            config(
                chain(
                    {"name": "CyclicLR", "base_lr": 0.0003, "max_lr": 1e-6, "step_size_up": 1e9},
                    {"name": "NoamLR", "d_model": 3, "warmup_steps": 47},
                ), 58,
            ),
            set(),
            id="a millionth is no loss",
        ),
        pytest.param(
            config(
                sequence([21], {"name": "ExponentialLR", "gamma": 1e26}, {"name": "FlatCosineLR", "total_steps": 35}),
                43, optimizer={"name": "Adagrad", "lr": 0},
            ),
            set(),
            id="nor does one in a sequence that is multiplied by what grows beyond any number",
        ),
        pytest.param(
            config(sequence([21, 68], {"name": "StepLR", "step_size": 9}, {"name": "StepLR", "step_size": 9},
                            {"name": "WarmupCosineLR", "warmup_steps": 164, "min_lr": 1, "total_steps": 2,
                             "num_cycles": 2}), 1),
            set(),
            id="whole waves that are over before they are begun",
        ),
        pytest.param(
            config(
                sequence([], sequence([2], {"name": "WarmupCosineLR", "min_lr": 2.0, "total_steps": 3, "num_cycles": 1},
                                      {"name": "WarmupLinearLR", "total_steps": 3})), 68,
            ),
            set(),
            id="a sequence in another goes on before its first child climbs",
        ),
        pytest.param(
            config({"name": "WarmupStableDecayLR", "warmup_steps": 243, "min_lr": 0.1, "decay_steps": 212,
                    "stable_steps": "???"}, 14),
            set(),
            id="a warm-up from the base rate, of a schedule whose end is not known",
        ),
        pytest.param(
            config({"name": "CyclicLR", "base_lr": 1, "max_lr": 0.001, "step_size_up": -67, "step_size_down": 5}, 6),
            {("LR105", "scheduler.step_size_up")},
            id="a way up of less than nothing, after which the rate jumps",
        ),
        pytest.param(
            config({"name": "WarmupCosineLR", "min_lr": 1.0, "total_steps": 71, "num_cycles": 1e-11}, 80),
            set(),
            id="and hardly a part of one",
        ),
        pytest.param(
            config({"name": "WarmupCosineLR", "min_lr": 1.0, "total_steps": 71, "num_cycles": 1}, 80),
            {("LR211", "scheduler.min_lr")},
            id="but not a whole one",
        ),
        pytest.param(
            config(
                chain({"name": "CosineAnnealingLR", "T_max": 4.932196494201742e-23, "eta_min": 1},
                      {"name": "MultiStepLR", "milestones": [12]}), 6,
                optimizer={"name": "RMSprop", "lr": 0.001},
            ),
            {("LR211", "scheduler.schedulers[0].eta_min")},
            id="a wave of which a tick is billions, as torch rounds it",
        ),
        pytest.param(
            config(
                chain(
                    {"name": "ConstantLR", "factor": 0.5},
                    {"name": "RexLR", "min_lr": 0.1, "total_steps": 105},
                    {"name": "ExponentialLR", "gamma": 0},
                ), 9, optimizer={"name": "SGD", "lr": 0.001},
            ),
            {("LR306", "scheduler.schedulers[1].name")},
            id="what is above the base rate by rounding is not above it",
        ),
        pytest.param(
            config({"name": "timm_MultiStepLRScheduler", "decay_t": [0.5, 0, 33], "decay_rate": 0.1}, 59,
                   interval="epoch"),
            set(),
            id="an order of milestones that makes a difference before the first tick alone",
        ),
        pytest.param(
            config(
                chain(
                    {"name": "RexLR", "warmup_steps": 4, "total_steps": 40},
                    sequence([], {"name": "ExponentialLR", "gamma": 2, "last_epoch": 1}),
                ), 3,
            ),
            {("LR105", "scheduler.schedulers[1].schedulers[0].last_epoch")},
            id="a warm-up beside what may lift it",
        ),
        pytest.param(
            config({"name": "WarmupStableDecayLR", "warmup_steps": 96, "min_lr_ratio": 1, "decay_steps": 8,
                    "stable_steps": 45, "warmup_type": "???"}, 66),
            set(),
            id="a warm-up from the base rate, by whatever curve",
        ),
        pytest.param(
            config(sequence([37], {"name": "StepLR", "step_size": 9},
                            {"name": "timm_PlateauLRScheduler", "lr_min": 1})),
            {("LR301", "scheduler.schedulers[1]")},
            id="a floor above the base rate of what cannot be a child",
        ),
        pytest.param(
            config({"name": "timm_MultiStepLRScheduler", "decay_t": [], "decay_rate": -0.1}, "ten"),
            {("LR202", "steps")},
            id="a factor below 0 that nothing is multiplied by",
        ),
        pytest.param(
            config({"name": "CyclicLR", "base_lr": 1e-3, "max_lr": 0, "mode": "exp_range", "gamma": -0.35}, "ten"),
            {("LR202", "steps")},
            id="a factor below 0 whose waves are too low",
        ),
        pytest.param(
            config({"name": "CyclicLR", "base_lr": 1e-3, "max_lr": 1.0, "mode": "exp_range", "gamma": -0.99}, "ten"),
            {("LR202", "steps"), ("LR402", "scheduler.gamma")},
            id="and one whose waves are high enough",
        ),
        pytest.param(
            config({"name": "timm_MultiStepLRScheduler", "noise_range_t": [5, 12], "warmup_t": 9,
                    "warmup_lr_init": -0.1, "t_in_epochs": False, "decay_t": [9]}, 13),
            {("LR402", "scheduler.warmup_lr_init")},
            id="noise does not hide a warm-up from below 0",
        ),
        pytest.param(
            config(sequence([46], {"name": "CosineAnnealingWarmupReduceRestarts", "T_0": 9},
                            {"name": "CosineAnnealingWarmRestarts", "T_0": 1, "eta_min": 0.2}), 26),
            set(),
            id="cycles of one tick never come to their floor",
        ),
        pytest.param(
            config({"name": "timm_MultiStepLRScheduler", "decay_t": [164, 44, 2], "decay_rate": 10.0}, 11,
                   optimizer={"name": "Adagrad", "lr": 0}),
            set(),
            id="an order of milestones at a rate of 0",
        ),
        pytest.param(
            config({"name": "timm_MultiStepLRScheduler", "t_in_epochs": "???", "decay_t": [5, 8]}, 3, interval="step"),
            set(),
            id="a unit that is left to the run is not against the interval",
        ),
        pytest.param(
            config(sequence([], {"name": "StepLR", "step_size": 9}, {"name": "timm_PolyLRScheduler", "t_initial": 9,
                                "noise_range_t": 59, "noise_pct": 0}), 4),
            {("LR301", "scheduler.schedulers[1]"), ("LR302", "scheduler.milestones")},
            id="noise that never ends of what need not be reached",
        ),
        pytest.param(
            config(sequence("???", {"name": "LinearLR"}, {"name": "ConstantLR", "factor": 0}), 50),
            set(),
            id="a factor of 0 of what may never be stepped",
        ),
        pytest.param(
            config(sequence([6, 54], {"name": "RexLR", "total_steps": 36}, {"name": "RexLR", "total_steps": 16},
                            chain({"name": "OneCycleLR", "max_lr": 3e-4, "total_steps": 1, "cycle_momentum": False},
                                  {"name": "WarmupMultiStepLR", "milestones": [7]})), 2),
            set(),
            id="a chain that never begins loses nothing",
        ),
        pytest.param(
            config(chain({"name": "WarmupLinearLR", "total_steps": 5}, {"name": "StepLR", "step_size": "???"},
                         {"name": "StepLR", "step_size": 8}), 45),
            set(),
            id="of a chain with what is not known nobody knows what is lost",
        ),
        pytest.param(
            config(chain({"name": "CosineAnnealingWarmupReduceRestarts", "T_0": 7, "gamma": 1e22},
                         {"name": "ConstantLR", "factor": 0.5}), 18),
            {("LR306", "scheduler.schedulers[0].name")},
            id="what is lost before a peak that is far higher",
        ),
        pytest.param(
            config(sequence([55, 9], {"name": "RexLR", "total_steps": 8},
                            {"name": "MultiStepLR", "milestones": [25], "gamma": -0.1},
                            {"name": "StepLR", "step_size": 9}), 5),
            {("LR303", "scheduler.milestones[1]")},
            id="a factor below 0 of what comes nobody knows when",
        ),
        pytest.param(
            config({"name": "MultiStepLR", "milestones": "???", "gamma": -0.9}, 0),
            {("LR202", "steps")},
            id="a factor below 0 at milestones that are not known",
        ),
        pytest.param(
            config(sequence([47], {"name": "CyclicLR", "base_lr": -0.01, "max_lr": 3e-4},
                            chain({"name": "WarmupConstantLR"})), 4),
            {("LR402", "scheduler.schedulers[0].base_lr")},
            id="the first of a sequence whose curve is not known goes below 0",
        ),
        pytest.param(
            config(chain({"name": "StepLR", "step_size": 95},
                         sequence([38], {"name": "ConstantLR", "factor": 0.1},
                                  {"name": "WarmupCosineLR", "min_lr": 1, "total_steps": 146}),
                         {"name": "ExponentialLR", "gamma": 0.0}), 17),
            set(),
            id="a floor above the base rate that others of the chain multiply by 0",
        ),
        pytest.param(
            config({"name": "WarmupPolynomialLR", "min_lr_ratio": "???", "total_steps": 6}, 5,
                   optimizer={"name": "SGD", "lr": 1e-23}),
            set(),
            id="a floor that may be a part of the base rate",
        ),
        pytest.param(
            config(sequence([10], {"name": "StepLR", "step_size": 46},
                            {"name": "PolynomialLRDecay", "max_decay_steps": 8, "end_learning_rate": 1.0, "power": 0,
                             "last_epoch": 0}), 35),
            {("LR105", "scheduler.schedulers[1].last_epoch")},
            id="a power of 0 never comes to its floor, whatever else is wrong",
        ),
        pytest.param(
            config({"name": "timm_TanhLRScheduler", "t_initial": 9, "noise_range_t": 38, "noise_std": 1e-28,
                    "warmup_t": 66, "warmup_lr_init": 2}, 46, interval="epoch", optimizer={"name": "AdamW", "lr": 1}),
            set(),
            id="a warm-up from above comes through the base rate",
        ),
        pytest.param(
            config({"name": "timm_PolyLRScheduler", "t_initial": 44, "k_decay": 300}, 50, interval="epoch"),
            set(),
            id="a power of whole numbers that is more than any float",
        ),
        pytest.param(
            config({"name": "timm_CosineLRScheduler", "t_initial": 44, "k_decay": 300.0}, 50, interval="epoch"),
            {("LR134", "scheduler.k_decay")},
            id="and of floats",
        ),
        pytest.param(
            config({"name": "timm_CosineLRScheduler", "t_initial": 44, "k_decay": 300}, 50, interval="epoch"),
            {("LR134", "scheduler.k_decay")},
            id="and of whole numbers that are multiplied by pi",
        ),
        pytest.param(
            config({"name": "timm_PolyLRScheduler", "t_initial": 44, "k_decay": 715129367747434}, 10, interval="epoch"),
            {("LR111", "scheduler.k_decay")},
            id="a power of whole numbers that never comes to an end",
        ),
        pytest.param(
            config({"name": "timm_PolyLRScheduler", "t_initial": 44, "k_decay": 715129367747434, "warmup_t": 20}, 10,
                   interval="epoch"),
            {("LR213", "scheduler.warmup_t")},
            id="and one that the warm-up puts off beyond the run",
        ),
        pytest.param(
            config({"name": "timm_PlateauLRScheduler", "noise_range_t": [0, 5], "noise_type": "cos"}, 36),
            {("LR105", "scheduler.noise_type")},
            id="a kind of noise that timm takes for another",
        ),
        pytest.param(
            config({"name": "CyclicLR", "base_lr": 0.1, "max_lr": 4e-4, "step_size_up": 4, "step_size_down": -1}, 18),
            {("LR105", "scheduler.step_size_down")},
            id="a length below 0 with which a wave never comes to its peak",
        ),
        pytest.param(
            config({"name": "StepLR", "step_size": 5, "gamma": []}, optimizer={"name": "Adagrad", "lr": 0}),
            {("LR104", "scheduler.gamma")},
            id="a rate that becomes a list",
        ),
        pytest.param(
            {**config({"name": "WarmupLinearLR", "total_steps": 53}, -1), "epochs": 1},
            set(),
            id="a number of steps that says that there is none",
        ),
        pytest.param(
            {**config({"name": "LinearLR", "end_factor": 0.5, "total_iters": 52}, 1), "steps": None, "epochs": 10**21},
            set(),
            id="a run of which nobody sees the end",
        ),
        pytest.param(
            config({"name": "timm_MultiStepLRScheduler", "warmup_t": 51, "decay_t": [33.5, 14]}, 60, interval="epoch"),
            set(),
            id="an order of milestones that the warm-up hides",
        ),
        pytest.param(
            config({"name": "NonzeroWarmupCosineLR", "warmup_steps": 71, "total_steps": 90, "steps_per_epoch": 0},
                   epochs=43, steps_per_epoch=3, steps=None),
            {("LR202", "scheduler.steps_per_epoch")},
            id="a length of an epoch that cannot be read is not 1",
        ),
        pytest.param(
            config({"name": "timm_StepLRScheduler", "decay_t": 1e-17, "decay_rate": 2}, 1, interval="epoch"),
            {("LR403", "scheduler.decay_rate")},
            id="a power that overflows at the call after the last tick",
        ),
        pytest.param(
            config(chain({"name": "ExponentialLR", "gamma": 2e4}, {"name": "PolynomialLR", "total_iters": 53}), 150),
            set(),
            id="a factor above 1 of what has become 0",
        ),
        pytest.param(
            config({"name": "CyclicLR", "base_lr": 0.1, "max_lr": 0.2, "step_size_up": 3, "step_size_down": -0.1}, 18),
            {("LR105", "scheduler.step_size_down")},
            id="a length a bit below 0 with which a wave never comes to its peak",
        ),
        pytest.param(
            config(chain({"name": "RexLR", "min_lr": 1.0, "total_steps": 55, "last_epoch": -10}), 20),
            {("LR105", "scheduler.schedulers[0].last_epoch"), ("LR211", "scheduler.schedulers[0].min_lr")},
            id="a floor above the base rate of what cannot be built",
        ),
        pytest.param(
            config({"name": "StepLR", "step_size": 9, "last_epoch": 10**26}),
            {("LR105", "scheduler.last_epoch")},
            id="a choice of more than 64 bits is of the right type",
        ),
        pytest.param(
            config({"name": "PolynomialLRDecay", "max_decay_steps": 240, "end_learning_rate": -1, "power": 0}, True),
            {("LR202", "steps")},
            id="an end below 0 to which a power of 0 never comes",
        ),
        pytest.param(
            config({"name": "ExponentialLR", "gamma": 1e20}, optimizer={
                "name": "SGD", "lr": 0, "groups": [{"params": "part0.*", "lr": 0.1}]}),
            {("LR403", "scheduler.gamma")},
            id="a rate that becomes infinite beside one that stays 0",
        ),
        pytest.param(
            config(sequence([9, 30], {"name": "StepLR", "step_size": 9}, {"name": "WarmupLinearLR", "total_steps": 174},
                            sequence([], {"name": "ConstantLR"})), "ten"),
            {("LR202", "steps"), ("LR301", "scheduler.schedulers[2]")},
            id="a composite that takes over, in a run without a length",
        ),
        pytest.param(
            config(sequence([86, 35], EXPONENTIAL, ONE_CYCLE, EXPONENTIAL), 24),
            {("LR303", "scheduler.milestones[1]")},
            id="a one-cycle that never runs, and overwrites the rate as it is built",
        ),
        pytest.param(
            config(sequence([33], {"name": "CosineAnnealingWarmRestarts", "T_0": 41},
                            {"name": "CosineAnnealingWarmRestarts", "T_0": 1, "eta_min": 1, "last_epoch": -0.5}), 12),
            {("LR105", "scheduler.schedulers[1].last_epoch")},
            id="a floor of cycles of one tick beside a mistake",
        ),
        pytest.param(
            config({"name": "timm_PlateauLRScheduler", "warmup_t": 187, "warmup_lr_init": -7.6e-23}, 16),
            {("LR213", "scheduler.warmup_t")},
            id="a warm-up from hardly below 0",
        ),
        pytest.param(
            config({"name": "timm_PolyLRScheduler", "t_initial": "???", "lr_min": 1, "k_decay": -0.8}, 1),
            set(),
            id="a floor to which cycles of unknown length are bent back",
        ),
        pytest.param(
            config(chain({"name": "MultiStepLR", "milestones": [1, 1], "gamma": -0.04}), 1.5),
            {("LR202", "steps")},
            id="a factor below 0 twice at a time, in a run of no known length",
        ),
        pytest.param(
            config(chain({"name": "MultiStepLR", "milestones": [1, 1, 2], "gamma": -0.04}), 1.5),
            {("LR202", "steps"), ("LR402", "scheduler.schedulers[0].gamma")},
            id="a factor below 0 three times, in a run of no known length",
        ),
        pytest.param(
            config(chain({"name": "FlatCosineLR", "warmup_steps": 10, "total_steps": 20}, {"name": "LinearLR"}), 48,
                   optimizer={"name": "ASGD", "lr": 0, "maximize": 2}),
            {("LR104", "optimizer.maximize")},
            id="a rate of 0 of an optimizer that is wrong in something else",
        ),
        pytest.param(
            config({"name": "timm_PolyLRScheduler", "t_initial": 15, "lr_min": 0.0003, "cycle_mul": 0.1,
                    "cycle_decay": 0.5, "power": -0.16}, 2, optimizer={"name": "SGD", "lr": 2.4e-5}, interval="epoch"),
            set(),
            id="a floor above the base rate from which a power below 0 leads away",
        ),
        pytest.param(
            config(sequence([39], EXPONENTIAL, sequence([25], {"name": "StepLR", "step_size": 3},
                   {"name": "OneCycleLR", "max_lr": 0.1, "total_steps": 393, "div_factor": -0.2})), 5),
            {("LR402", "scheduler.schedulers[1].schedulers[1].div_factor")},
            id="a first rate below 0 in a composite that the run does not come to",
        ),
        pytest.param(
            config(sequence([39], EXPONENTIAL, chain({"name": "StepLR", "step_size": 3})), 5),
            set(),
            id="a composite that the run does not come to",
        ),
        pytest.param(
            config({"name": "ExponentialLR", "gamma": 5.4442023205158095e+23}, 14,
                   optimizer={"name": "Adagrad", "lr": 4.5629105750734285e-22}),
            set(),
            id="a power beyond floating point of which the rate is not",
        ),
        pytest.param(
            config({"name": "StepLR", "step_size": 1, "gamma": 5.4442023205158095e+23}, 14,
                   optimizer={"name": "Adagrad", "lr": 4.5629105750734285e-22}),
            set(),
            id="a power beyond floating point of equal steps",
        ),
        pytest.param(
            config({"name": "MultiStepLR", "milestones": list(range(1, 14)), "gamma": 5.4442023205158095e+23}, 14,
                   optimizer={"name": "Adagrad", "lr": 4.5629105750734285e-22}),
            set(),
            id="a power beyond floating point of many milestones",
        ),
        pytest.param(
            config({"name": "CosineAnnealingLR", "T_max": 39, "eta_min": -5e-27}, 0),
            {("LR202", "steps")},
            id="a floor that is as good as 0",
        ),
        pytest.param(
            config({"name": "timm_StepLRScheduler", "decay_t": 36, "decay_rate": -0.8, "steps_per_epoch": True},
                   epochs=24, steps_per_epoch=2, steps=None),
            {("LR202", "scheduler.steps_per_epoch"), ("LR402", "scheduler.decay_rate")},
            id="a factor below 0 where the length of an epoch cannot be read",
        ),
        pytest.param(
            config({"name": "timm_StepLRScheduler", "noise_range_t": [0, 13], "decay_t": 66, "decay_rate": -0.1}, 45,
                   optimizer={"name": "SGD", "lr": 0.1, "maximize": 0}),
            {("LR104", "optimizer.maximize")},
            id="a factor below 0 that is not reached, with noise, of an optimizer that is wrong",
        ),
        pytest.param(
            config({"name": "timm_MultiStepLRScheduler", "noise_range_t": [1, 1], "decay_t": [1, 2, 59, 59],
                    "decay_rate": -0.1}, 0),
            {("LR202", "steps")},
            id="decays of timm that come at its first tick together",
        ),
        pytest.param(
            config({"name": "timm_MultiStepLRScheduler", "noise_range_t": [1, 1], "decay_t": [1, 3],
                    "decay_rate": -0.1}, 0),
            {("LR202", "steps"), ("LR402", "scheduler.decay_rate")},
            id="decays of timm that come one after the other",
        ),
        pytest.param(
            config({"name": "OneCycleLR", "max_lr": [0.1], "total_steps": 53, "max_momentum": "???"}, 53,
                   optimizer={"name": "SGD", "lr": 0.1, "momentum": 0.9, "groups": [{"params": "a.*", "lr": 1}]}),
            set(),
            id="a list for one group beside what is left out",
        ),
        pytest.param(
            config({"name": "timm_StepLRScheduler", "noise_range_t": 20, "noise_std": 1e26, "decay_t": 72,
                    "epochs": True}, epochs=2, steps_per_epoch=8, steps=None, interval="epoch"),
            {("LR111", "scheduler.noise_std"), ("LR202", "scheduler.epochs")},
            id="noise for ever in a run of no known length",
        ),
        pytest.param(
            config(sequence([10], {"name": "RexLR", "total_steps": 10},
                   {"name": "WarmupCosineLR", "warmup_steps": 3, "min_lr": 1, "total_steps": "???"}), 14),
            set(),
            id="a floor of a schedule that is over before its warm-up",
        ),
        pytest.param(
            config({"name": "OneCycleLR", "max_lr": 0.1, "total_steps": 60, "max_momentum": 1.0}, 20,
                   optimizer={"name": "AdamW", "lr": 0.01}),
            {("LR201", "scheduler.max_momentum")},
            id="a first beta of 1",
        ),
        pytest.param(
            config({"name": "OneCycleLR", "max_lr": 0.1, "total_steps": 60, "max_momentum": 1, "pct_start": 1e-20}, 20,
                   optimizer={"name": "AdamW", "lr": 0.01}),
            set(),
            id="a momentum of 1 before the first step",
        ),
        pytest.param(
            config({"name": "CosineAnnealingWarmRestarts", "T_0": 1, "eta_min": -0.1}, [3]),
            {("LR202", "steps")},
            id="a floor below 0 of cycles that have one tick",
        ),
        pytest.param(
            config(sequence([33], {"name": "CyclicLR", "base_lr": 0.01, "max_lr": 0.1},
                            {"name": "CyclicLR", "base_lr": 0.01, "max_lr": 0.1, "max_momentum": 1}), 12,
                   optimizer={"name": "AdamW", "lr": 0.01}),
            set(),
            id="a first beta of 1 that the first of a sequence has overwritten",
        ),
        pytest.param(
            config({"name": "OneCycleLR", "total_steps": 60, "max_momentum": 1}, 20,
                   optimizer={"name": "AdamW", "lr": 0.01}),
            {("LR103", "scheduler"), ("LR201", "scheduler.max_momentum")},
            id="a momentum of 1 without a peak",
        ),
        pytest.param(
            config({"name": "OneCycleLR", "max_lr": 0.1, "total_steps": 60, "max_momentum": 1.0}, 20,
                   optimizer={"name": "NAdam", "lr": 0.01}),
            set(),
            id="a first beta of 1 of an optimizer that does not divide by it",
        ),
        pytest.param(
            config(sequence([50, 90], EXPONENTIAL,
                            {"name": "OneCycleLR", "max_lr": 0.1, "total_steps": 60, "max_momentum": 1.0},
                            {"name": "CyclicLR", "base_lr": 0.01, "max_lr": 0.1}), 20,
                   optimizer={"name": "AdamW", "lr": 0.01}),
            set(),
            id="a first beta of 1 that another scheduler has overwritten",
        ),
        pytest.param(
            config(sequence([], {"name": "PolynomialLRDecay", "max_decay_steps": 3, "power": "???"}), 5,
                   optimizer={"name": "AdamW", "lr": 1e-12}),
            set(),
            id="a floor above the base rate, of a power that may be 0",
        ),
        pytest.param(
            config(chain({"name": "CosineAnnealingLR", "T_max": 2.5}, {"name": "PolynomialLR", "power": 0.9}), 4),
            set(),
            id="a cosine in a chain that has one rate after its bottom",
        ),
        pytest.param(
            config({"name": "ReduceLROnPlateau", "mode": "max", "factor": -0.4, "threshold": 2, "min_lr": -0.001}, 14,
                   optimizer={"name": "LBFGS", "lr": 0.001}),
            set(),
            id="a metric that is not known, of an optimizer that wants more than a step",
        ),
        pytest.param(
            config(sequence([50], EXPONENTIAL, {"name": "timm_PolyLRScheduler", "t_initial": 5, "lr_min": 1}), 20),
            {("LR301", "scheduler.schedulers[1]")},
            id="a floor of a scheduler that cannot stand there",
        ),
        pytest.param(
            config({"name": "timm_StepLRScheduler", "noise_range_t": 6, "noise_pct": 5.6, "t_in_epochs": False,
                    "decay_t": 191}, 26, optimizer={"name": "SparseAdam", "lr": 0.001}),
            set(),
            id="noise below 0 of an optimizer that wants more than a step",
        ),
    ],
)  # fmt: skip
def test_what_was_said_and_what_torch_does(document, codes):
    assert errors_of(document) == codes
    filled = without_the_open(document)
    assert judge(Drawn(document, (), filled, is_open=filled != document)).disagreement == ""


@pytest.mark.parametrize(
    "around", [[], [sequence], [sequence, sequence], [sequence, chain], [chain, sequence], [chain]]
)
@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("total_steps", [4, 5, 6, 7, 8, 9, 10])
def test_a_sequence_that_others_begin_anew_is_ahead(around, place, total_steps):
    """Which of its children is stepped how often only torch knows; a one-cycle stops with one step too many."""
    others = [{"name": "ExponentialLR", "gamma": 0.9}]
    others.insert(place, {"name": "OneCycleLR", "max_lr": 1.0, "total_steps": total_steps})
    inner = sequence([5], *others)
    for outer in around:
        inner = outer([], inner) if outer is sequence else outer(inner)
    document = config(inner, steps=10)
    verdict = judge(Drawn(document, (), document))
    assert (verdict.verdict in ("ok", "error"), verdict.disagreement) == (True, "")


def without_the_open(node):
    if isinstance(node, dict):
        return {key: without_the_open(value) for key, value in node.items() if value != "???"}
    return [without_the_open(item) for item in node] if isinstance(node, list) else node
