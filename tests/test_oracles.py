"""The oracles of the differential test, and its judge: each sees what its code claims, and none sees it everywhere."""

from __future__ import annotations

import json

import pytest

from fuzz import config_judge, configs
from fuzz.config_inputs import Drawn
from fuzz.config_judge import judge
from fuzz.oracles import HANGS, ORACLES, hangs, is_wrong
from fuzz.raw_runs import RawRun, run_raw
from lrviz.finding import Finding

pytestmark = pytest.mark.needs("torch", "timm")

SGD = {"name": "SGD", "lr": 0.1, "momentum": 0.9}


def config(scheduler, steps=60, **rest):
    return {"optimizer": SGD, "scheduler": scheduler, "steps": steps, **rest}


def chain(*children):
    return {"name": "ChainedScheduler", "schedulers": list(children)}


def sequence(milestones, *children):
    return {"name": "SequentialLR", "schedulers": list(children), "milestones": milestones}


def finding(code, key):
    return Finding("x.yaml", code, "error", "said by nobody", "", None, key)


STEP = {"name": "StepLR", "step_size": 9}
EXPONENTIAL = {"name": "ExponentialLR", "gamma": 0.9}
ONE_CYCLE = {"name": "OneCycleLR", "max_lr": 0.1, "total_steps": 60}
ADAM = {"name": "AdamW", "lr": 0.01}
FOR_OTHERS = {**ADAM, "capturable": True, "differentiable": True}
CASES = [
    pytest.param(
        "LR201",
        "scheduler.max_momentum",
        {"optimizer": ADAM, "scheduler": {**ONE_CYCLE, "max_momentum": 1.0}, "steps": 60},
        {"optimizer": ADAM, "scheduler": {**ONE_CYCLE, "max_momentum": 0.99}, "steps": 60},
        id="LR201: Adam divides by 1 less its beta",
    ),
    pytest.param(
        "LR201",
        "scheduler.max_momentum",
        {"optimizer": FOR_OTHERS, "scheduler": {**ONE_CYCLE, "max_momentum": 1.0}, "steps": 60},
        {"optimizer": FOR_OTHERS, "scheduler": {**ONE_CYCLE, "max_momentum": 0.99}, "steps": 60},
        id="LR201: also where it cannot be stepped here",
    ),
    pytest.param(
        "LR104",
        "scheduler.gamma",
        config({**EXPONENTIAL, "gamma": True}),
        config(EXPONENTIAL),
        id="LR104: the class takes a float",
    ),
    pytest.param(
        "LR104",
        "scheduler.milestones",
        config({"name": "MultiStepLR", "milestones": "cos"}),
        config({"name": "MultiStepLR", "milestones": [3]}),
        id="LR104: a text has parts too, and is no list",
    ),
    pytest.param(
        "LR105",
        "scheduler.step_size",
        config({**STEP, "step_size": -9}),
        config(STEP),
        id="LR105: a length below 0 is that above it",
    ),
    pytest.param(
        "LR105",
        "scheduler.patience",
        config({"name": "ReduceLROnPlateau", "patience": -1}),
        config({"name": "ReduceLROnPlateau", "patience": 0}),
        id="LR105: no patience with a metric that gets better",
    ),
    pytest.param(
        "LR119",
        "scheduler.decay_t[1]",
        config({"name": "timm_MultiStepLRScheduler", "decay_t": [9, 5], "decay_rate": 0.5}),
        config({"name": "timm_MultiStepLRScheduler", "decay_t": [5, 9], "decay_rate": 0.5}),
        id="LR119: the decays come at other ticks than in order",
    ),
    pytest.param(
        "LR124",
        "scheduler.decay_t",
        config({"name": "timm_WSDLRScheduler", "t_initial": 40, "decay_t": 0.2}),
        config({"name": "timm_WSDLRScheduler", "t_initial": 40, "decay_t": 8}),
        id="LR124: no tick in the decay",
    ),
    pytest.param(
        "LR134",
        "scheduler.k_decay",
        config({"name": "timm_CosineLRScheduler", "t_initial": 40, "k_decay": -1.0}),
        config({"name": "timm_CosineLRScheduler", "t_initial": 40, "k_decay": 1.5}),
        id="LR134: the cosine goes up and down",
    ),
    pytest.param("LR202", "steps", config(STEP, steps=0), config(STEP), id="LR202: no step"),
    pytest.param(
        "LR211",
        "scheduler.eta_min",
        config({"name": "CosineAnnealingLR", "T_max": 60, "eta_min": 1.0}),
        config({"name": "CosineAnnealingLR", "T_max": 60, "eta_min": 0.01}),
        id="LR211: the decay climbs",
    ),
    pytest.param(
        "LR213",
        "scheduler.warmup_steps",
        config({"name": "WarmupLinearLR", "warmup_steps": 60, "total_steps": 90}),
        config({"name": "WarmupLinearLR", "warmup_steps": 9, "total_steps": 90}),
        id="LR213: the base rate is not come to",
    ),
    pytest.param(
        "LR301",
        "scheduler.schedulers[0]",
        config(chain({"name": "timm_PlateauLRScheduler"})),
        config(chain(STEP)),
        id="LR301: a step without a metric fails",
    ),
    pytest.param(
        "LR303",
        "scheduler.milestones[1]",
        config(sequence([20, 10], STEP, EXPONENTIAL, STEP)),
        config(sequence([10, 20], STEP, EXPONENTIAL, STEP)),
        id="LR303: the child between them never runs",
    ),
    pytest.param(
        "LR306",
        "scheduler.schedulers[0].name",
        config(chain({"name": "RexLR", "total_steps": 60}, EXPONENTIAL)),
        config(chain(STEP, EXPONENTIAL)),
        id="LR306: the chain is no product",
    ),
    pytest.param(
        "LR306",
        "scheduler.schedulers[1].name",
        config(chain({**STEP, "gamma": 0.9}, {"name": "WarmupLinearLR", "warmup_steps": 5, "total_steps": 5})),
        config(chain({**STEP, "gamma": 1.0}, {"name": "WarmupLinearLR", "warmup_steps": 5, "total_steps": 5})),
        id="LR306: the chain is the same without a child that moves alone",
    ),
    pytest.param(
        "LR309",
        "scheduler.milestones[0]",
        config(sequence([0], STEP, EXPONENTIAL)),
        config(sequence([9], STEP, EXPONENTIAL)),
        id="LR309: the first child never runs",
    ),
    pytest.param(
        "LR313",
        "scheduler.t_in_epochs",
        config({"name": "timm_StepLRScheduler", "decay_t": 9, "decay_rate": 0.5}, interval="step"),
        config({"name": "timm_StepLRScheduler", "decay_t": 9, "decay_rate": 0.5}, interval="epoch"),
        id="LR313: the other call moves it",
    ),
    pytest.param(
        "LR402",
        "scheduler.gamma",
        {"optimizer": SGD, "scheduler": {**STEP, "gamma": -0.5}},
        {"optimizer": SGD, "scheduler": STEP},
        id="LR402: below 0 in the end",
    ),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("code", "key", "wrong", "right"), CASES)
def test_an_oracle_sees_what_is_wrong_and_not_what_is_right(code, key, wrong, right):
    assert is_wrong(finding(code, key), wrong, run_raw(wrong))
    assert not is_wrong(finding(code, key), right, run_raw(right))


def test_every_oracle_is_tried():
    assert {case.values[0] for case in CASES} == set(ORACLES)


def test_an_oracle_of_what_never_ends_runs_nothing():
    noisy = {"name": "timm_StepLRScheduler", "decay_t": 9, "noise_range_t": 5, "noise_std": 1.0}
    asked = finding("LR111", "scheduler.noise_pct")
    assert set(HANGS) == {"LR111"}
    assert hangs(asked, config({**noisy, "noise_pct": 0.0}, interval="epoch"))
    assert not hangs(asked, config({**noisy, "noise_pct": 0.5}, interval="epoch"))
    assert not hangs(asked, config({**noisy, "noise_pct": 0.0, "noise_range_t": 61}, interval="epoch"))


def test_a_code_without_an_oracle_is_never_right():
    assert not is_wrong(finding("LR999", "scheduler.gamma"), config(STEP), run_raw(config(STEP)))


@pytest.mark.parametrize(
    ("rates", "failure", "is_sound"),
    [
        pytest.param([[0.1], [0.0]], "", True, id="it ends at 0"),
        pytest.param([[0.1, 1e9], [-1e-14, 1e9]], "", True, id="rounding leaves it below 0"),
        pytest.param([[0.1, 1e9], [-1e-12, 1e9]], "", False, id="more than rounding of its own group"),
        pytest.param([[0.1], [float("nan")]], "", False, id="no number"),
        pytest.param([[0.1], [float("inf")]], "", False, id="infinite"),
        pytest.param([[0.1], [0.1 + 0j]], "", False, id="a complex number, though its imaginary part is 0"),
        pytest.param([[0.1]], "ValueError", False, id="it stopped"),
    ],
)
def test_a_run_is_sound(rates, failure, is_sound):
    assert RawRun(rates, failure).is_sound is is_sound


def drawn(document, filled=None, is_open=False):
    return Drawn(document, (), filled or document, is_open)


@pytest.mark.parametrize(
    ("case", "verdict", "disagreement"),
    [
        pytest.param(drawn(config(STEP)), "ok", "", id="right"),
        pytest.param(
            drawn(config(STEP), config({**STEP, "gamma": -0.5})),
            "ok",
            "ok, but the rates are not sound: [[0.1], [0.1], [0.1], ",
            id="ok of what goes below 0",
        ),
        pytest.param(
            drawn(config(STEP), config({**STEP, "gamma": 0.3})),
            "ok",
            "ok, but the factory has other rates than torch: [[0.1], [0.1], [0.1], ",
            id="ok of another curve",
        ),
        pytest.param(
            drawn(config(STEP), config({**STEP, "step": 3})),
            "ok",
            "ok, but the factory fails: step: StepLR has no parameter `step`",
            id="ok of what is not built",
        ),
        pytest.param(
            drawn(config({**STEP, "gamma": "x"}), config({**STEP, "gamma": 0.5})),
            "error",
            "error, but it runs: LR104 at scheduler.gamma: [[0.1], [0.1], [0.1], ",
            id="an error where there is none",
        ),
        pytest.param(
            drawn(config(STEP), is_open=True), "undecided", "ok, but a value is left out", id="ok of what nobody knows"
        ),
        pytest.param(
            drawn(config({**STEP, "gamma": "???"}), config(STEP), is_open=True), "undecided", "", id="left to the run"
        ),
        pytest.param(
            drawn(config({**STEP, "gamma": "???"}), config(STEP)),
            "undecided",
            "undecided, but nothing is left out",
            id="not decided without a reason",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_the_judge_sees_a_disagreement(case, verdict, disagreement):
    judged = judge(case)
    assert judged.verdict == verdict
    if disagreement:
        assert judged.disagreement.startswith(disagreement)
    else:
        assert judged.disagreement == ""


def test_a_run_that_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(config_judge, "CPU_SECONDS", 0.5)
    noisy = {"name": "timm_StepLRScheduler", "decay_t": 9, "noise_range_t": 1, "noise_pct": 0.0}
    case = drawn(config({**STEP, "gamma": "x"}), config(noisy, interval="epoch"))
    assert judge(case) == ("error", ("LR104",), "", "it never ends")


def block(start, stop, commit="abc", **rest):
    counts = {
        "outcomes": {"ok": stop - start - 1, "error": 1},
        "outcomes_by_raw": {"ok, rates are sound": stop - start - 1, "error, torch fails": 1},
        "codes": {"LR104": 1},
        "specs": {"StepLR": {"ok": 1}},
        "disagreements": [],
    }
    of = {"named": [], "commit": commit, "versions": {"python": "3.11", "torch": "2.13"}, "cpu_seconds": 60.0}
    return {"seeds": [start, stop], **of, **counts, **rest}


def test_a_run_goes_on_where_it_was_ended(tmp_path):
    path = tmp_path / "blocks.jsonl"
    # the second line was not written to its end
    path.write_text(json.dumps(block(10, 20)) + '\n{"seeds": [20, 30], "na\n' + json.dumps(block(40, 45)) + "\n")
    done = configs.read_blocks(path)
    left = configs.left(0, 50, 10, done, frozenset())
    assert [(work.start, work.stop) for work in left] == [(0, 10), (20, 30), (30, 40), (45, 50)]
    assert configs.read_blocks(None) == configs.read_blocks(tmp_path / "none") == []


def test_blocks_are_summed_by_commit():
    bad = block(30, 40, "def", disagreements=[{"seed": 33, "said": "no"}])
    record = configs.summed([block(10, 20), bad, block(0, 10), block(20, 30, "def")])
    assert record == {
        "configs": 40,
        "share_invalid": 0.1,
        "seeds_by_commit": {"abc": [[0, 20]], "def": [[20, 40]]},
        "versions": [{"python": "3.11", "torch": "2.13"}],
        "cpu_minutes": 4.0,
        "disagreements": [{"seed": 33, "said": "no"}],
        "mended": [],
        "outcomes": {"error": 4, "ok": 36},
        "outcomes_by_raw": {"error, torch fails": 4, "ok, rates are sound": 36},
        "codes": {"LR104": 4},
        "specs": {"StepLR": {"ok": 4}},
    }


def test_a_block_with_a_disagreement_is_judged_again_and_its_record_says_so():
    bad = block(10, 20, "abc", disagreements=[{"seed": 13, "said": "no"}])
    done = [block(0, 10), bad, block(20, 30)]
    assert [(work.start, work.stop) for work in configs.left(0, 30, 10, done, frozenset())] == [(10, 20)]
    record = configs.summed([*done, block(10, 20, "def")])
    assert (record["configs"], record["disagreements"]) == (30, [])
    assert record["seeds_by_commit"] == {"abc": [[0, 10], [20, 30]], "def": [[10, 20]]}
    assert record["mended"] == [{"seed": 13, "said": "no", "commit": "abc"}]


def test_a_record_is_of_a_commit_alone(tmp_path, monkeypatch, capsys):
    path, blocks = tmp_path / "records" / "x.json", tmp_path / "blocks.jsonl"
    asked = ["configs", "--start", "0", "--count", "3", "--jobs", "1", "--record", str(path), "--blocks", str(blocks)]
    monkeypatch.setattr("sys.argv", asked)
    monkeypatch.setattr(configs, "commit", lambda: "abc-dirty")
    with pytest.raises(SystemExit):
        configs.main()
    assert "this is abc-dirty: commit first" in capsys.readouterr().err
    assert not path.exists()
    monkeypatch.setattr(configs, "commit", lambda: "abc")
    assert configs.main() == 0
    record = json.loads(path.read_text())
    assert record["seeds_by_commit"] == {"abc": [[0, 3]]}
    assert set(record["versions"][0]) >= {"python", "torch", "timm"}
    assert record["outcomes"].keys() <= {"ok", "error", "undecided"}
    assert record == json.loads(capsys.readouterr().out)
    # nor is a block of a dirty tree summed into one
    blocks.write_text(json.dumps(block(0, 3, "def-dirty")) + "\n")
    with pytest.raises(SystemExit):
        configs.main()
    assert "this is def-dirty: commit first" in capsys.readouterr().err


def test_only_configs_that_name_something_are_judged():
    whole = configs.judge_block(configs.Work(0, 40, frozenset()))
    name = max(whole["specs"], key=lambda name: sum(whole["specs"][name].values()))
    some = configs.judge_block(configs.Work(0, 40, frozenset([name])))
    assert sum(whole["outcomes"].values()) == 40
    assert some["specs"][name] == whole["specs"][name]
    assert sum(some["outcomes"].values()) == sum(some["specs"][name].values())
    assert list(configs.names_in(config(chain(STEP, {"name": "Other"})))) == ["SGD", "ChainedScheduler", "StepLR"]
