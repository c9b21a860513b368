"""Hydra: parts of a config are known as such, the composed config is read, and curves are those of `instantiate`."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch
from conftest import plain_environment
from hydra.errors import InstantiationException
from hydra.utils import instantiate
from omegaconf import OmegaConf

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.stepping import simulate

TORCH = "torch.optim.lr_scheduler"

CONFIG = """\
defaults:
  - optimizer: adamw
  - scheduler: cosine
  - _self_
trainer: {max_epochs: 90}
"""

GROUPS = {
    "conf/config.yaml": CONFIG,
    "conf/optimizer/adamw.yaml": "_target_: torch.optim.AdamW\n_partial_: true\nlr: 2e-4\n",
    "conf/scheduler/cosine.yaml": (
        f"_target_: {TORCH}.CosineAnnealingLR\n_partial_: true\nT_max: ${{trainer.max_epochs}}\neta_min: -1\n"
    ),
    "train.py": (
        "import hydra\n\n\n@hydra.main(version_base=None, config_path='conf', config_name='config')\n"
        "def main(config):\n    pass\n\n\nif __name__ == '__main__':\n    main()\n"
    ),
}


def test_the_composed_config_is_read_from_a_pipe(tmp_path):
    for name, text in GROUPS.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("eta_min: -1\n", ""))
    piped = f"{sys.executable} train.py --cfg job --resolve | {sys.executable} -m lrviz plot - --no-save"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", piped], cwd=tmp_path, env=plain_environment(), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == [
        "note: read as Hydra (`_target_`): `scheduler`; optimizer: `optimizer`; run: `trainer.max_epochs`"
    ]
    assert done.stdout.splitlines()[0] == "-: CosineAnnealingLR, 90 steps, 90 epochs (factory)"
    assert done.stdout.splitlines()[-1].split()[:4] == ["2.000e-04", "2.000e-04", "0", "6.092e-08"]


def test_a_part_without_a_schedule_says_where_it_is(lrviz_in):
    refused = lrviz_in("plot", "config.yaml", files={"config.yaml": CONFIG})
    assert refused.code == 2
    assert refused.err.splitlines()[0] == (
        "config.yaml:1:1: info LR012 no schedule in this file: Hydra puts the config together from those in `defaults`"
    )
    assert refused.err.splitlines()[-1] == (
        "error: config.yaml: there is no schedule in this part of a config "
        "(give it the whole: python train.py --cfg job --resolve | lrviz plot -)"
    )


def test_a_part_without_a_schedule_is_no_mistake(lrviz_in):
    assert lrviz_in("validate", "config.yaml", files={"config.yaml": CONFIG}).code == 0


def test_a_group_is_linted_for_all_that_does_not_hang_on_what_it_lacks(lrviz_in):
    result = lrviz_in("validate", "conf/scheduler/cosine.yaml", "--format", "concise", files=GROUPS)
    assert result.out.splitlines() == [
        "conf/scheduler/cosine.yaml:3:8: LR012 info ${trainer.max_epochs}: `trainer.max_epochs` is not in this file",
        "conf/scheduler/cosine.yaml:4:10: LR402 error `eta_min: -1` makes the rate negative",
    ]


def test_the_option_or_the_whole_is_asked_for(lrviz_in):
    text = f"# @package _global_\nscheduler:\n  _target_: {TORCH}.StepLR\n  step_size: ${{trainer.max_epochs}}\n"
    refused = lrviz_in("plot", "x.yaml", "--no-save", files={"x.yaml": text})
    assert (refused.code, refused.err.splitlines()[-1]) == (
        2,
        "error: x.yaml: some values are only known in the run (give them: --epochs EPOCHS; or give it the whole: "
        "python train.py --cfg job --resolve | lrviz plot -)",
    )


SCHEDULERS = [
    pytest.param("CosineAnnealingLR", "T_max: 12\neta_min: 1e-5\n", id="cosine"),
    pytest.param("CosineAnnealingLR", "T_max: ${epochs}\n", id="with-an-interpolation"),
    pytest.param("StepLR", "step_size: 5\ngamma: 0.3\n", id="step"),
    pytest.param("MultiStepLR", "milestones: [4, 9]\ngamma: 0.1\n", id="multi-step"),
    pytest.param("ExponentialLR", "gamma: 0.9\n", id="exponential"),
    pytest.param("LinearLR", "start_factor: 0.1\nend_factor: 1.0\ntotal_iters: 7\n", id="linear"),
    pytest.param("ConstantLR", "factor: 0.25\ntotal_iters: 7\n", id="constant"),
    pytest.param("PolynomialLR", "total_iters: 15\npower: 2.0\n", id="polynomial"),
    pytest.param("CosineAnnealingWarmRestarts", "T_0: 4\nT_mult: 2\neta_min: 1e-4\n", id="restarts"),
    pytest.param("OneCycleLR", "max_lr: 0.5\ntotal_steps: 20\npct_start: 0.4\ndiv_factor: 10.0\n", id="one-cycle"),
    pytest.param("CyclicLR", "base_lr: 0.01\nmax_lr: 0.1\nstep_size_up: 4\nmode: triangular2\n", id="cyclic"),
]


@pytest.mark.parametrize("convert", ["", "_partial_: true\n", "_partial_: true\n_convert_: all\n_recursive_: false\n"])
@pytest.mark.parametrize(("name", "parameters"), SCHEDULERS)
def test_the_curve_is_that_of_instantiate(name, parameters, convert):
    scheduler = f"_target_: {TORCH}.{name}\n{convert}{parameters}"
    run = "epochs: 20\nsteps_per_epoch: 1\noptimizer: {_target_: torch.optim.SGD, lr: 0.2, momentum: 0.9}\n"
    whole = f"{run}scheduler:\n" + "".join(f"  {line}\n" for line in scheduler.splitlines())
    (draft,) = lint(read_document("x.yaml", whole.encode()), Options()).drafts
    assert draft.plan is not None, (draft.problems, draft.unresolved)
    (series,) = simulate(draft.plan, Options(engine="factory"))[0].series

    config = OmegaConf.create(whole)
    optimizer = instantiate(config.optimizer, [torch.nn.Parameter(torch.zeros(1))])
    made = instantiate(config.scheduler, optimizer)
    made = made if not config.scheduler.get("_partial_") else instantiate(config.scheduler)(optimizer)
    rates = []
    for _ in range(20):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        made.step()
    assert list(series.rates) == rates


# what programs write about a schedule, and no scheduler of torch takes
FOR_PROGRAMS = [
    "checkpoint", "frequency", "interval", "key", "monitor", "name", "policy", "scheduling_step", "strict", "target",
    "type", "warmup", "warmup_epochs", "warmup_factor", "warmup_lr", "warmup_type",
]  # fmt: skip
HANDED_OVER = [
    *(pytest.param(key, "LR135", "warning", id=key) for key in FOR_PROGRAMS),
    *(pytest.param(key, "LR102", "error", id=key) for key in ("epochs", "foo", "lr", "steps", "steps_per_epoch")),
]


@pytest.mark.parametrize(("key", "code", "severity"), HANDED_OVER)
@pytest.mark.parametrize("inside", [False, True], ids=["alone", "in-a-sequence"])
def test_what_stands_beside_the_parameters_is_handed_over_and_said_so(key, code, severity, inside):
    scheduler = {"_target_": f"{TORCH}.StepLR", "step_size": 3, key: "epoch" if key == "interval" else 1}
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.2)
    with pytest.raises(InstantiationException, match=f"unexpected keyword argument '{key}'"):
        instantiate(OmegaConf.create(scheduler), optimizer)
    if inside:
        first = {"_target_": f"{TORCH}.ConstantLR", "total_iters": 4}
        scheduler = {"_target_": f"{TORCH}.SequentialLR", "schedulers": [first, scheduler], "milestones": [4]}
    config = {"optimizer": {"lr": 0.2}, "scheduler": scheduler, "trainer": {"max_epochs": 20}}
    document = read_document("x.yaml", OmegaConf.to_yaml(config).encode())
    found = [(item.code, item.severity) for item in lint(document, Options()).findings if f"`{key}`" in item.message]
    assert (code, severity) in found


def test_the_optimizer_may_stand_beside_the_parameters():
    text = (
        f"scheduler: {{_target_: {TORCH}.StepLR, step_size: 3, optimizer: '${{optimizer}}'}}\noptimizer: {{lr: 0.2}}\n"
    )
    assert lint(read_document("x.yaml", text.encode()), Options(steps=10)).findings == []


STEP = f"_target_: {TORCH}.StepLR, _partial_: true, step_size: 5"
STOPPED = [
    pytest.param(
        "{_target_: torch.optim.StepLR, _partial_: true, step_size: 5}",
        ("LR101", "`_target_: torch.optim.StepLR` cannot be imported, `torch.optim` has no class of this name: "
                  "the program stops"),
        id="a-module-above",
    ),
    pytest.param(
        "{_target_: StepLR, _partial_: true, step_size: 5}",
        ("LR101", "`_target_: StepLR` cannot be imported, it is no import path: the program stops"),
        id="no-module",
    ),
    pytest.param(
        f"{{_target_: {TORCH}.RexLR, _partial_: true, total_steps: 20}}",
        ("LR101", f"`_target_: {TORCH}.RexLR` cannot be imported, `{TORCH}` has no class of this name: "
                  "the program stops"),
        id="one-of-ours-in-torch",
    ),
    pytest.param(f"{{{STEP}, _foo_: 3}}", ("LR102", "StepLR has no parameter `_foo_`"), id="a-key-like-hydras"),
    pytest.param(
        f"{{_target_: {TORCH}.StepLR, _partial_: true, STEP_SIZE: 5}}",
        ("LR102", "StepLR has no parameter `STEP_SIZE`"),
        id="upper-case",
    ),
    pytest.param(
        f"{{_target_: {TORCH}.StepLR, _partial_: maybe, step_size: 5}}",
        ("LR104", "`_partial_: maybe` is text and not true or false: Hydra stops"),
        id="a-switch",
    ),
    pytest.param(
        f"{{_target_: {TORCH}.CosineAnnealingWarmRestarts, _partial_: true, num_cycles: 2}}",
        ("LR102", "CosineAnnealingWarmRestarts has no parameter `num_cycles`"),
        id="cycles-of-the-run",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("scheduler", "said"), STOPPED)
def test_what_stops_hydra_is_an_error(scheduler, said):
    optimizer = "{_target_: torch.optim.SGD, lr: 0.1}"
    text = f"optimizer: {optimizer}\nscheduler: {scheduler}\ntrainer: {{max_epochs: 20}}\n"
    with pytest.raises((InstantiationException, TypeError)):
        made = instantiate(OmegaConf.create(text).scheduler)
        made(torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1))
    findings = lint(read_document("x.yaml", text.encode()), Options()).findings
    assert said in [(item.code, item.message) for item in findings if item.severity == "error"]


@pytest.mark.parametrize(
    ("optimizer", "said"),
    [
        pytest.param(
            "{_target_: torch.optim.SGD, _partial_: true, learning_rate: 0.1}",
            ("LR102", "SGD has no parameter `learning_rate`"),
            id="another-name",
        ),
        pytest.param(
            "{_target_: torch.optim.Lion, _partial_: true, lr: 0.1}",
            ("LR101", "`_target_: torch.optim.Lion` cannot be imported, `torch.optim` has no class of this name: "
                      "the program stops"),
            id="of-another-project",
        ),
        pytest.param(
            "{_target_: torch.optim.sgd, _partial_: true, lr: 0.1}",
            ("LR101", "`_target_: torch.optim.sgd` cannot be imported, `torch.optim` has no class of this name: "
                      "the program stops"),
            id="a-module",
        ),
    ],
)  # fmt: skip
def test_what_stops_hydra_at_the_optimizer_is_an_error(optimizer, said):
    text = f"optimizer: {optimizer}\nscheduler: {{{STEP}}}\ntrainer: {{max_epochs: 20}}\n"
    with pytest.raises((InstantiationException, TypeError)):
        instantiate(OmegaConf.create(text).optimizer)([torch.nn.Parameter(torch.zeros(1))])
    findings = lint(read_document("x.yaml", text.encode()), Options()).findings
    assert [(item.code, item.message) for item in findings if item.severity == "error"] == [said]


def test_a_function_of_transformers_needs_what_the_trainer_gives():
    target = "transformers.get_cosine_schedule_with_warmup"
    text = f"lr: 0.1\nscheduler: {{_target_: {target}, num_training_steps: 50, warmup_steps: 5}}\nmax_steps: 50\n"
    findings = lint(read_document("x.yaml", text.encode()), Options()).findings
    assert [(item.code, item.message) for item in findings] == [
        ("LR012", "`num_warmup_steps` is not in the file: the program that reads it gives it"),
        ("LR102", "this schedule of transformers has no parameter `warmup_steps`: it stops with TypeError"),
    ]


@pytest.mark.parametrize(
    "scheduler",
    [
        pytest.param(f"_target_: {TORCH}.OneCycleLR, max_lr: [0.1], total_steps: 20", id="one-cycle"),
        pytest.param(f"_target_: {TORCH}.CyclicLR, base_lr: [0.01], max_lr: [0.1]", id="cyclic"),
    ],
)
def test_a_list_of_hydras_stops_the_class_and_one_of_python_does_not(scheduler):
    for convert, codes in ((", _convert_: all", []), ("", ["LR135"])):
        text = (
            f"optimizer: {{_target_: torch.optim.SGD, lr: 0.1}}\nscheduler: {{{scheduler}{convert}}}\nmax_steps: 20\n"
        )
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1, momentum=0.9)
        if codes:
            with pytest.raises(InstantiationException, match="ListConfig"):
                instantiate(OmegaConf.create(text).scheduler, optimizer=optimizer)
        else:
            instantiate(OmegaConf.create(text).scheduler, optimizer=optimizer)
        findings = lint(read_document("x.yaml", text.encode()), Options()).findings
        assert sorted({item.code for item in findings if item.code == "LR135"}) == codes


@pytest.mark.parametrize("partial", [pytest.param("", id="whole"), pytest.param(", _partial_: true", id="partial")])
@pytest.mark.parametrize("name", ["SequentialLR", "ChainedScheduler"])
def test_hydra_makes_the_children_without_an_optimizer(name, partial):
    children = f"[{{_target_: {TORCH}.LinearLR{partial}}}, {{_target_: {TORCH}.ExponentialLR, gamma: 0.9{partial}}}]"
    milestones = "milestones: [5], " if name == "SequentialLR" else ""
    text = f"scheduler: {{_target_: {TORCH}.{name}, {milestones}schedulers: {children}}}\nlr: 0.1\nmax_steps: 20\n"
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1, momentum=0.9)
    with pytest.raises(InstantiationException):
        instantiate(OmegaConf.create(text).scheduler, optimizer=optimizer)
    findings = lint(read_document("x.yaml", text.encode()), Options()).findings
    assert [(item.code, item.key, item.message) for item in findings if item.code == "LR135"] == [
        (
            "LR135",
            "scheduler.schedulers",
            f"Hydra makes the children of {name} without an optimizer, before {name} itself: they stop with TypeError, "
            "unless the program makes them",
        )
    ]
