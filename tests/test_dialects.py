"""Configs of other programs: read as what they mean, with every key at its place."""

from __future__ import annotations

import pytest

from lrviz.dialects import search
from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options


def report(text, **options):
    return lint(read_document("x.yaml", text.encode()), Options(**options))


def spec_of(text, **options):
    (draft,) = report(text, **options).drafts
    assert draft.plan is not None, (draft.problems, draft.unresolved)
    return type(draft.plan.spec).__name__, draft.plan.spec.parameters()


def findings(text, **options):
    """Code, line and column, key and message."""
    return [
        (item.code, item.span and tuple(item.span[:2]), item.key, item.message)
        for item in report(text, **options).findings
    ]


TORCH = "torch.optim.lr_scheduler"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            f"_target_: {TORCH}.StepLR\n_partial_: true\nstep_size: 3\n",
            ("StepLR", {"step_size": 3}),
            id="a-group-file",
        ),
        pytest.param(
            f"model:\n  scheduler:\n    _target_: {TORCH}.StepLR\n    _convert_: all\n    step_size: 3\n",
            ("StepLR", {"step_size": 3}),
            id="in-a-model",
        ),
        pytest.param(
            f"run:\n  - scheduler: {{_target_: {TORCH}.StepLR, optimizer: {{_var_: optimizer}}, step_size: 3}}\n",
            ("StepLR", {"step_size": 3}),
            id="in-a-list-with-its-optimizer",
        ),
        pytest.param(
            "_target_: timm.scheduler.cosine_lr.CosineLRScheduler\nt_initial: 5\n",
            ("timm_CosineLRScheduler", {"t_initial": 5}),
            id="of-timm",
        ),
        pytest.param(
            "_target_: timm.scheduler.scheduler_factory.CosineLRScheduler\nt_initial: 5\n",
            ("timm_CosineLRScheduler", {"t_initial": 5}),
            id="of-timm-where-another-module-has-imported-it",
        ),
        pytest.param(
            "class_name: StepLR\nparams:\n  step_size: 3\n", ("StepLR", {"step_size": 3}), id="parameters-below"
        ),
        pytest.param(
            f"SCHEDULER:\n  CLASS_NAME: {TORCH}.CosineAnnealingWarmRestarts\n  PARAMS: {{T_0: 5, T_mult: 2}}\n",
            ("CosineAnnealingWarmRestarts", {"T_0": 5, "T_mult": 2}),
            id="in-upper-case",
        ),
        pytest.param(
            "SCHEDULER:\n  TYPE: StepLR\n  STEP_SIZE: 3\n", ("StepLR", {"step_size": 3}), id="parameters-in-upper-case"
        ),
        pytest.param(
            "lr_scheduler:\n  class_path: ReduceLROnPlateau\n  init_args: {monitor: loss, patience: 3}\n",
            ("ReduceLROnPlateau", {"patience": 3}),
            id="lightning",
        ),
        pytest.param(
            "net: {type: StepLR, step_size: 3}\n", ("StepLR", {"step_size": 3}), id="by-its-class-under-any-key"
        ),
        pytest.param(
            "train:\n  stage1:\n    scheduler: {key: MultiStepLR, kwargs: {milestones: [3]}}\n",
            ("MultiStepLR", {"milestones": [3]}),
            id="torchdistill",
        ),
        pytest.param("scheduler: {type: cosine, T_max: 3}\n", ("CosineAnnealingLR", {"T_max": 3}), id="a-short-name"),
        pytest.param(
            "name: cosine_restart\nT_0: 3\ninterval: epoch\nwarmup: {enabled: false}\n",
            ("CosineAnnealingWarmRestarts", {"T_0": 3}),
            id="a-short-name-at-the-top",
        ),
        pytest.param(
            "name: step\nmilestones: [3]\npolicy: epoch\n", ("MultiStepLR", {"milestones": [3]}), id="steps-at-places"
        ),
        pytest.param(
            "name: step\nstep_size: 3\nlr: 0.2\nsteps: 9\nsteps_per_epoch: 3\n",
            ("StepLR", {"step_size": 3}),
            id="a-short-name-and-its-run",
        ),
        pytest.param(
            "name: cyclic\nargs: {base_lr: 0.1, max_lr: 0.5}\n",
            ("CyclicLR", {"base_lr": 0.1, "max_lr": 0.5}),
            id="a-short-name-and-parameters-below",
        ),
        pytest.param(
            "scheduler:\n  type: SequentialLR\n  milestones: [3]\n  schedulers:\n"
            "    - {type: LinearLR, total_iters: 3}\n    - {class: ExponentialLR, params: {gamma: 0.5}}\n",
            None,
            id="children",
        ),
    ],
)
def test_the_class_and_its_parameters_are_read(text, expected):
    if expected is not None:
        assert spec_of(text) == expected
        return
    name, parameters = spec_of(text)
    assert (name, parameters["milestones"]) == ("SequentialLR", [3])
    children = [(type(child).__name__, child.parameters()) for child in parameters["schedulers"]]
    assert children == [("LinearLR", {"total_iters": 3}), ("ExponentialLR", {"gamma": 0.5})]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            f"model:\n  scheduler:\n    _target_: {TORCH}.StepLR\n    step_size: 0\n",
            [
                (
                    "LR105",
                    (4, 16),
                    "model.scheduler.step_size",
                    "`step_size: 0` must be 1 or more: torch takes the tick modulo `step_size`, so 0 divides by zero "
                    "at the first step and a minus sign does nothing",
                )
            ],
            id="beside-the-class",
        ),
        pytest.param(
            "scheduler:\n  class: MultiStepLR\n  params:\n    milestones: [5, x]\n",
            [("LR104", (4, 21), "scheduler.params.milestones[1]", "`milestones[1]: x` is text and not a whole number")],
            id="below-it-and-in-a-list",
        ),
        pytest.param(
            "scheduler:\n  type: SequentialLR\n  milestones: [3]\n  schedulers:\n"
            "    - {type: LinearLR, total_iters: 3}\n    - class: StepLR\n      params:\n        gama: 0.5\n",
            [
                (
                    "LR103",
                    (6, 14),
                    "scheduler.schedulers[1]",
                    "StepLR needs `step_size`: ticks from one decay to the next",
                ),
                ("LR102", (8, 9), "scheduler.schedulers[1].params.gama", "StepLR has no parameter `gama`"),
            ],
            id="in-a-child",
        ),
        pytest.param(
            "lr_scheduler: {_target_: litevit.build, warmup_epochs: 5}\n",
            [
                (
                    "LR015",
                    (1, 1),
                    "lr_scheduler",
                    "`_target_: litevit.build` is no scheduler of torch or timm, and lrviz runs no code of others",
                )
            ],
            id="a-class-of-somebody-else",
        ),
        pytest.param(
            f"lr_scheduler: {{_target_: mine.StepLR, step_size: 5}}\nb: {{_target_: {TORCH}.StepLR, step_size: 3}}\n",
            [
                (
                    "LR015",
                    (1, 1),
                    "lr_scheduler",
                    "`_target_: mine.StepLR` is no scheduler of torch or timm, and lrviz runs no code of others",
                )
            ],
            id="a-class-of-the-same-name-is-another",
        ),
    ],
)
def test_a_finding_points_at_the_line_that_was_written(text, expected):
    assert findings(text) == expected


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        pytest.param(
            f"_target_: {TORCH}.CosineAnnealingLR\nt_max: 5\n",
            f"_target_: {TORCH}.CosineAnnealingLR\nT_max: 5\n",
            id="beside-the-class",
        ),
        pytest.param(
            "class: StepLR\nparams:\n  step_size: '5'\n", "class: StepLR\nparams:\n  step_size: 5\n", id="below-it"
        ),
    ],
)
def test_a_file_of_another_shape_is_fixed_at_its_own_keys(text, fixed, lrviz_in, tmp_path):
    lrviz_in("validate", "x.yaml", "--fix", files={"x.yaml": text})
    assert (tmp_path / "x.yaml").read_text() == fixed


@pytest.mark.parametrize(
    ("text", "options", "horizon", "rates"),
    [
        pytest.param(
            "trainer: {max_epochs: 7, max_steps: -1}\nlr_scheduler: {class_path: StepLR, init_args: {step_size: 3}}\n"
            "optimizer: {class_path: torch.optim.AdamW, init_args: {lr: 1e-4}}\n",
            {},
            (7, 1, "epoch"),
            (1e-4,),
            id="lightning",
        ),
        pytest.param(
            "TRAIN: {EPOCHS: 7, LR: 0.5}\nSCHEDULER: {CLASS_NAME: StepLR, STEP: step, PARAMS: {step_size: 3}}\n",
            {"steps_per_epoch": 10},
            (70, 10, "step"),
            (0.5,),
            id="upper-case",
        ),
        pytest.param(
            "training:\n  s0: {epochs: 7, optimizer: {type: sgd, lr: 0.5}, scheduler: {type: step, step_size: 3}}\n",
            {},
            (7, 1, "epoch"),
            (0.5,),
            id="a-stage",
        ),
        pytest.param(
            f"init:\n  optimizer: [{{_target_: torch.optim.SGD, lr: 0.5}}]\n"
            f"  scheduler: [{{_target_: {TORCH}.StepLR, step_size: 3}}]\ntrain: {{total_epochs: 7}}\n",
            {},
            (7, 1, "epoch"),
            (0.5,),
            id="lists-of-both",
        ),
        pytest.param(
            f"_target_: {TORCH}.StepLR\nstep_size: ${{trainer.max_epochs}}\n",
            {"epochs": 7},
            (7, 1, "epoch"),
            (0.1,),
            id="an-option-stands-for-what-is-in-another-file",
        ),
    ],
)
def test_the_run_is_found_around_it(text, options, horizon, rates):
    (draft,) = report(text, **options).drafts
    assert draft.plan is not None, (draft.problems, draft.unresolved)
    assert (draft.plan.updates, draft.plan.steps_per_epoch, draft.plan.interval) == horizon
    assert draft.plan.base_rates == rates


@pytest.mark.parametrize(
    ("entry", "run", "options", "said"),
    [
        pytest.param("type: OneCycleLR, max_lr: 0.1, epochs: 5, steps_per_epoch: 100", "train: {epochs: 9}", {}, "900",
                     id="its-own-epochs-are-not-those-of-the-run"),
        pytest.param("type: OneCycleLR, params: {max_lr: 0.1, epochs: 5, steps_per_epoch: 100}", "max_epochs: 9", {},
                     "900", id="nor-below-a-key-of-theirs"),
        pytest.param(f"_target_: {TORCH}.OneCycleLR, max_lr: 0.1, epochs: 5, steps_per_epoch: 100", "epochs: 9",
                     {"steps_per_epoch": 70}, "630", id="an-option-says-how-long-an-epoch-is"),
        pytest.param(f"_target_: {TORCH}.OneCycleLR, max_lr: 0.1, total_steps: 40", "trainer: {max_epochs: 50}", {},
                     "at least 50", id="an-epoch-has-an-update-or-more"),
    ],
)  # fmt: skip
def test_one_cycle_is_held_against_the_run(entry, run, options, said):
    length = 40 if "total" in entry else 500
    message = (
        f"the schedule has {length} ticks, but the run steps it {said} times: "
        f'at step {length + 1} torch stops with "Tried to step {length + 1} times"'
    )
    found = findings(f"scheduler: {{{entry}}}\n{run}\noptimizer: {{type: SGD, lr: 0.1}}\n", **options)
    assert [text for code, *_, text in found if code == "LR205"] == [message]


@pytest.mark.needs("numpy")
def test_a_length_that_the_program_gives_is_that_of_the_run(lrviz_in):
    text = "name: onecycle\nmax_lr: 0.5\n"
    refused = lrviz_in("plot", "x.yaml", "--no-save", files={"x.yaml": text})
    assert refused.code == 2
    assert refused.err.splitlines()[-1] == (
        "error: x.yaml: some values are only known in the run (give them: --epochs EPOCHS)"
    )
    drawn = lrviz_in("plot", "x.yaml", "--no-save", "--steps", "90")
    assert drawn.code == 0
    message = "`total_steps` is not in the file: 90, as long as the run, is taken for it"
    assert f"x.yaml:1:7: info LR136 {message}" in drawn.err.splitlines()


def test_what_hydra_has_in_many_places_is_found_once():
    text = f"a: {{_target_: {TORCH}.SequentialLR, schedulers: [{{_target_: {TORCH}.StepLR, step_size: 3}}]}}\n"
    assert search.find(read_document("x.yaml", text.encode())) == [("a",)]


WRITTEN = [
    pytest.param("name: StepLR, args: {step_size: 5, gamma: 0.5}", "StepLR", {"step_size": 5, "gamma": 0.5}, id="args"),
    pytest.param("type: MultiStepLR, milestones: [4, 9]", "MultiStepLR", {"milestones": [4, 9]}, id="type-and-flat"),
    pytest.param("class: ExponentialLR, params: {gamma: 0.9}", "ExponentialLR", {"gamma": 0.9}, id="class-and-params"),
    pytest.param(
        "class_name: torch.optim.lr_scheduler.LinearLR, params: {total_iters: 7}", "LinearLR", {"total_iters": 7},
        id="dotted",
    ),
    pytest.param("class_path: ConstantLR, init_args: {factor: 0.5}", "ConstantLR", {"factor": 0.5}, id="init-args"),
    pytest.param(
        "key: PolynomialLR, kwargs: {total_iters: 15, power: 2.0}", "PolynomialLR", {"total_iters": 15, "power": 2.0},
        id="kwargs",
    ),
    pytest.param(
        "CLASS_NAME: CosineAnnealingLR, PARAMS: {T_max: 12, eta_min: 0.01}", "CosineAnnealingLR",
        {"T_max": 12, "eta_min": 0.01}, id="upper-case",
    ),
    pytest.param("TYPE: StepLR, STEP_SIZE: 4, GAMMA: 0.3", "StepLR", {"step_size": 4, "gamma": 0.3}, id="all-in-upper"),
    pytest.param("scheduler_type: CosineAnnealingWarmRestarts, T_0: 4, T_mult: 2", "CosineAnnealingWarmRestarts",
                 {"T_0": 4, "T_mult": 2}, id="scheduler-type"),
    pytest.param("name: cosine", "CosineAnnealingLR", {"T_max": 20}, id="a-short-name-and-the-run"),
    pytest.param("type: step, milestones: [4, 9], gamma: 0.2", "MultiStepLR", {"milestones": [4, 9], "gamma": 0.2},
                 id="steps-at-places"),
    pytest.param("name: poly, args: {power: 0.9, total_iters: 20}", "PolynomialLR", {"power": 0.9, "total_iters": 20},
                 id="a-short-name-with-args"),
    pytest.param("name: onecycle, max_lr: 0.5, interval: epoch", "OneCycleLR", {"max_lr": 0.5, "total_steps": 20},
                 id="one-cycle-of-the-run"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "name", "parameters"), WRITTEN)
@pytest.mark.needs("torch", "numpy")
def test_the_curve_is_that_of_the_class(written, name, parameters):
    import torch

    from lrviz.stepping import simulate

    text = f"trainer: {{max_epochs: 20}}\noptimizer: {{type: sgd, lr: 0.2, momentum: 0.9}}\nscheduler: {{{written}}}\n"
    (draft,) = report(text).drafts
    assert draft.plan is not None, (draft.problems, draft.unresolved)
    (series,) = simulate(draft.plan, Options(engine="factory"))[0].series
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.2, momentum=0.9)
    scheduler, rates = getattr(torch.optim.lr_scheduler, name)(optimizer, **parameters), []
    for _ in range(20):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    assert list(series.rates) == rates


@pytest.mark.parametrize("below", ["init_args", "params", "kwargs", "args"])
@pytest.mark.parametrize(
    "key", ["epochs", "frequency", "interval", "lr", "monitor", "name", "steps", "steps_per_epoch", "warmup_type"]
)
def test_a_parameter_that_the_class_has_not_is_none_that_stands_beside_it(below, key):
    text = f"scheduler:\n  class_path: {TORCH}.StepLR\n  {below}:\n    step_size: 3\n    {key}: 1\nsteps: 9\nlr: 0.1\n"
    message = f"StepLR has no parameter `{key}`"
    assert findings(text) == [("LR102", (5, 5), f"scheduler.{below}.{key}", message)]


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        pytest.param(f"{TORCH}.ReduceLROnPlateau", ["LR102"], id="torchs"),
        pytest.param("lightning.pytorch.cli.ReduceLROnPlateau", [], id="lightnings"),
        pytest.param("ReduceLROnPlateau", [], id="which-a-bare-name-means"),
    ],
)
def test_lightnings_plateau_has_the_metric_among_its_parameters(path, codes):
    text = f"lr_scheduler: {{class_path: {path}, init_args: {{monitor: val_loss, mode: min}}}}\nsteps: 9\nlr: 0.1\n"
    assert [code for code, *_ in findings(text) if code not in ("LR129", "LR206")] == codes
