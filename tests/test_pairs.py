"""Several schedulers on one optimizer, each stepped at its own interval: they are one plan and run together."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from lrviz.dialects import search
from lrviz.document import read_document
from lrviz.engines import compute
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.render import words

RUN = "optimizer: {name: SGD, lr: 0.5}\nepochs: 6\nsteps_per_epoch: 10\n"


def report(text, **options):
    return lint(read_document("x.yaml", text.encode()), Options(**options))


def plan_of(text, **options):
    (draft,) = report(text, **options).drafts
    assert draft.plan is not None, (draft.problems, draft.unresolved)
    return draft.plan


def findings(text, **options):
    """Code, line and column, key and message."""
    return [
        (item.code, item.span and tuple(item.span[:2]), item.key, item.message)
        for item in report(text, **options).findings
    ]


def loop(*parts, updates=60, steps_per_epoch=10):
    """The rates of a training loop that builds each scheduler at its tick and steps it until it is given up.

    Each part is the class, its arguments, its interval, and the ticks at which it is built and given up.
    """
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.5)
    running = {}
    rates, ticks = [], {"step": 0, "epoch": 0}

    def go_on(interval):
        for index, (build, arguments, when, begin, end) in enumerate(parts):
            if when == interval and ticks[interval] == begin:
                running[index] = build(optimizer, **arguments)
            elif when == interval and index in running and ticks[interval] < end:
                running[index].step()

    for index, (build, arguments, _, begin, _) in enumerate(parts):
        if begin == 0:
            running[index] = build(optimizer, **arguments)
    for update in range(1, updates + 1):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        ticks["step"] += 1
        go_on("step")
        if update % steps_per_epoch == 0:
            ticks["epoch"] += 1
            go_on("epoch")
    return np.array(rates)


NEVER = 10**9
LR = torch.optim.lr_scheduler
WARM_UP = (LR.LinearLR, {"start_factor": 0.1, "total_iters": 15}, "step", 0, NEVER)
STEPS = (LR.MultiStepLR, {"milestones": [3, 5]}, "epoch", 0, NEVER)

CURVES = [
    pytest.param(
        "lr_warmup_scheduler: {type: LinearWarmup, warmup_duration: 8}\n"
        "lr_scheduler: {type: MultiStepLR, milestones: [3, 5]}\n",
        [(LR.LambdaLR, {"lr_lambda": lambda step: min(1.0, (step + 1) / 8)}, "step", 0, 8), STEPS],
        "LinearLR by step + MultiStepLR by epoch",
        id="the-warm-up-of-a-detector",
    ),
    pytest.param(
        "lr_scheduler: {name: MultiStepLR, milestones: [3, 5]}\n"
        "lr_warmup_scheduler: {name: LinearLR, start_factor: 0.1, total_iters: 15}\n",
        [STEPS, WARM_UP],
        "MultiStepLR by epoch + LinearLR by step",
        id="a-schedule-and-its-warm-up-side-by-side",
    ),
    pytest.param(
        "lr_scheduler:\n  iter_scheduler: {class_name: LinearLR, args: {start_factor: 0.1, total_iters: 15}}\n"
        "  epoch_scheduler: {class_name: MultiStepLR, args: {milestones: [3, 5]}}\n",
        [WARM_UP, STEPS],
        "LinearLR by step + MultiStepLR by epoch",
        id="by-iterations-and-by-epochs-in-one-mapping",
    ),
    pytest.param(
        "scheduler:\n  - {name: LinearLR, start_factor: 0.1, total_iters: 15, interval: step}\n"
        "  - {name: MultiStepLR, milestones: [3, 5], interval: epoch}\n",
        [WARM_UP, STEPS],
        "LinearLR by step + MultiStepLR by epoch",
        id="a-list-in-our-own-shape",
    ),
    pytest.param(
        "scheduler:\n  - {type: LinearLR, start_factor: 0.1, total_iters: 15, interval: step}\n"
        "  - {type: MultiStepLR, milestones: [3, 5], interval: epoch}\n",
        [WARM_UP, STEPS],
        "LinearLR by step + MultiStepLR by epoch",
        id="a-list-in-another-shape",
    ),
    pytest.param(
        "scheduler:\n  - {name: CosineAnnealingLR, T_max: 4, interval: epoch, begin: 2}\n"
        "  - {name: ExponentialLR, gamma: 0.9, interval: step, begin: 5, end: 33}\n"
        "  - {name: StepLR, step_size: 2, gamma: 0.5, interval: epoch, end: 3}\n",
        [
            (LR.CosineAnnealingLR, {"T_max": 4}, "epoch", 2, NEVER),
            (LR.ExponentialLR, {"gamma": 0.9}, "step", 5, 33),
            (LR.StepLR, {"step_size": 2, "gamma": 0.5}, "epoch", 0, 3),
        ],
        "CosineAnnealingLR by epoch from 2 + ExponentialLR by step from 5 to 33 + StepLR by epoch to 3",
        id="three-each-in-its-window",
    ),
    pytest.param(
        "scheduler:\n  - {name: CosineAnnealingLR, T_max: 40, eta_min: 0.01, interval: step}\n"
        "  - {name: StepLR, step_size: 2, gamma: 0.5, interval: epoch}\n",
        [
            (LR.CosineAnnealingLR, {"T_max": 40, "eta_min": 0.01}, "step", 0, NEVER),
            (LR.StepLR, {"step_size": 2, "gamma": 0.5}, "epoch", 0, NEVER),
        ],
        "CosineAnnealingLR by step + StepLR by epoch",
        id="one-that-is-no-factor",
    ),
    pytest.param(
        "scheduler:\n  - {name: CosineAnnealingWarmRestarts, T_0: 2, interval: epoch}\n"
        "  - {name: LinearLR, start_factor: 0.1, total_iters: 15, interval: step}\n",
        [(LR.CosineAnnealingWarmRestarts, {"T_0": 2}, "epoch", 0, NEVER), WARM_UP],
        "CosineAnnealingWarmRestarts by epoch + LinearLR by step",
        id="one-that-sets-the-rate-anew-as-torch-has-it",
    ),
    pytest.param(
        "scheduler:\n  - {name: CosineAnnealingWarmRestarts, T_0: 2, interval: epoch, end: 2}\n"
        "  - {name: CosineAnnealingWarmRestarts, T_0: 3, interval: epoch, begin: 2}\n",
        [
            (LR.CosineAnnealingWarmRestarts, {"T_0": 2}, "epoch", 0, 2),
            (LR.CosineAnnealingWarmRestarts, {"T_0": 3}, "epoch", 2, NEVER),
        ],
        "CosineAnnealingWarmRestarts by epoch to 2 + CosineAnnealingWarmRestarts by epoch from 2",
        id="two-that-set-it-anew-one-after-the-other",
    ),
]


@pytest.mark.parametrize(("text", "parts", "shown"), CURVES)
@pytest.mark.parametrize("engine", ["factory", "formula"])
def test_the_curve_is_that_of_a_loop_that_steps_each(text, parts, shown, engine):
    plan = plan_of(RUN + text)
    curve, _ = compute(plan, Options(), engine)
    assert np.abs(curve.series[0].rates - loop(*parts)).max() <= (1e-15 if curve.engine == "factory" else 1e-9)
    assert words.headline(curve) == f"x.yaml: {shown}, 60 steps, 6 epochs ({curve.engine})"


def test_the_formula_says_where_it_has_to_step():
    text = RUN + (
        "scheduler:\n  - {name: CosineAnnealingLR, T_max: 40, eta_min: 0.01, interval: step}\n"
        "  - {name: StepLR, step_size: 2, interval: epoch}\n"
    )
    curve, notes = compute(plan_of(text), Options(), "formula")
    assert curve.engine == "factory"
    assert notes == [
        "CosineAnnealingLR by step + StepLR by epoch has no formula for the whole run: the factory's object was stepped"
    ]


def test_the_metric_goes_to_the_one_that_needs_it():
    text = RUN + (
        "lr_scheduler: {name: ReduceLROnPlateau, patience: 0, factor: 0.5}\n"
        "lr_warmup_scheduler: {name: LinearLR, start_factor: 0.1, total_iters: 15}\nmonitor: val_loss\n"
    )
    rates = compute(plan_of(text), Options(), "factory")[0].series[0].rates
    # the first epoch sets the best loss, and each after it is no better
    assert rates[[15, 19, 20, 30, 40, 50]] == pytest.approx([0.5, 0.5, 0.25, 0.125, 0.0625, 0.03125])


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        pytest.param(
            "lr_scheduler: {name: StepLR, step_size: 3}\nlr_warmup_scheduler:\n",
            [("lr_scheduler",)],
            id="null-is-no-scheduler",
        ),
        pytest.param(
            "a: {lr_warmup_scheduler: {name: StepLR, step_size: 3}}\nlr_scheduler: {name: StepLR, step_size: 3}\n",
            [("lr_scheduler",), ("a", "lr_warmup_scheduler")],
            id="not-side-by-side",
        ),
        pytest.param(
            "lr_scheduler: {name: StepLR, step_size: 3}\nscheduler: {name: StepLR, step_size: 3}\n",
            [("lr_scheduler",), ("scheduler",)],
            id="two-keys-that-are-no-pair",
        ),
        pytest.param(
            "scheduler: [{name: StepLR, step_size: 3}, {name: StepLR, step_size: 3, interval: step}]\n",
            [("scheduler", 0), ("scheduler", 1)],
            id="a-list-that-does-not-say-each-interval",
        ),
        pytest.param(
            "scheduler: [{name: StepLR, step_size: 3, interval: epoch}]\n", [("scheduler", 0)], id="a-list-of-one"
        ),
    ],
)
def test_what_is_no_pair_stays_apart(text, paths):
    assert search.find(read_document("x.yaml", text.encode())) == paths


def test_an_interval_for_all_is_meant_for_none_of_them():
    text = (
        RUN
        + "interval: epoch\nlr_scheduler: {iter_scheduler: {name: StepLR, step_size: 3}, "
        + ("epoch_scheduler: {name: ExponentialLR, gamma: 0.5}}\n")
    )
    assert [part.interval for part in plan_of(text, interval="step").parts] == ["step", "epoch"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "lr_scheduler:\n  type: MultiStepLR\n  milestones: [3, 5]\n  gama: 0.1\n"
            "lr_warmup_scheduler:\n  type: LinearLR\n  total_iters: x\n",
            [
                ("LR102", (7, 3), "lr_scheduler.gama", "MultiStepLR has no parameter `gama`"),
                (
                    "LR104",
                    (10, 16),
                    "lr_warmup_scheduler.total_iters",
                    "`total_iters: x` is text and not a whole number",
                ),
            ],
            id="each-at-its-own-line",
        ),
        pytest.param(
            "lr_scheduler: {type: MultiStepLR, milestones: [3]}\n"
            "lr_warmup_scheduler: {type: LinearWarmup, warmup_duration: 11}\n",
            [
                (
                    "LR015",
                    (5, 60),
                    "lr_warmup_scheduler.warmup_duration",
                    "a warm-up of 11 updates is longer than an epoch of 10: until it is over `lr_scheduler` does not "
                    "count its epochs, which lrviz does not follow",
                )
            ],
            id="a-warm-up-that-holds-the-schedule-back",
        ),
        pytest.param(
            "lr_scheduler: {type: MultiStepLR, milestones: [3]}\n"
            "lr_warmup_scheduler: {type: LinearWarmup, warmup_duration: 0.5, gamma: 3}\n",
            [
                (
                    "LR104",
                    (5, 60),
                    "lr_warmup_scheduler.warmup_duration",
                    "`total_iters: 0.5` is not a whole number (`total_iters` is what `warmup_duration` gives)",
                ),
                ("LR102", (5, 65), "lr_warmup_scheduler.gamma", "LinearLR has no parameter `gamma`"),
            ],
            id="a-warm-up-with-mistakes",
        ),
        pytest.param(
            "scheduler:\n  - {name: LinearLR, total_iters: 15, interval: step, begin: -1}\n"
            "  - {name: MultiStepLR, milestones: [30, 50], interval: epochs}\n",
            [
                (
                    "LR104",
                    (5, 62),
                    "scheduler[0].begin",
                    "`begin: -1` is not a whole number of 0 or more",
                ),
                ("LR202", (6, 57), "scheduler[1].interval", "`interval: epochs` is neither `step` nor `epoch`"),
            ],
            id="windows-and-intervals",
        ),
        pytest.param(
            "scheduler:\n  - {name: LinearLR, total_iters: 15, interval: step}\n"
            "  - {name: StepLR, step_size: 3, interval: epoch, begin: 4, end: 4}\n",
            [
                (
                    "LR106",
                    (6, 66),
                    "scheduler[1].end",
                    "`end: 4` is not after the beginning, 4: the scheduler is never in force",
                )
            ],
            id="an-empty-window",
        ),
        pytest.param(
            "scheduler:\n  - {name: timm_StepLRScheduler, decay_t: 2, decay_rate: 0.5, interval: epoch}\n"
            "  - {name: CosineAnnealingWarmRestarts, T_0: 20, interval: step}\n",
            [
                (
                    "LR106",
                    (6, 12),
                    "scheduler[1].name",
                    "timm_StepLRScheduler and CosineAnnealingWarmRestarts each set the rate anew: whichever is stepped "
                    "last undoes the other",
                )
            ],
            id="two-that-undo-each-other",
        ),
        pytest.param(
            "scheduler:\n  - {name: LinearLR, total_iters: 15, interval: step}\n"
            "  - {name: MultiStepLR, milestones: [3, 9], interval: epoch}\n",
            [
                (
                    "LR221",
                    (6, 41),
                    "scheduler[1].milestones[1]",
                    "`9` in `milestones` is never reached in the run of 6 epochs: the run ends at 0.05, 10 % of the "
                    "peak",
                )
            ],
            id="rules-look-at-each-in-its-own-ticks",
        ),
    ],
)
def test_a_finding_points_at_the_line_of_its_scheduler(text, expected):
    assert findings(RUN + text) == expected


def test_the_length_of_an_epoch_is_asked_for(lrviz_in, tmp_path):
    text = (
        "epochs: 12\nlr: 0.1\nlr_scheduler: {name: MultiStepLR, milestones: [8, 11]}\n"
        "lr_warmup_scheduler: {name: LinearLR, total_iters: 200}\n"
    )
    refused = lrviz_in("plot", "x.yaml", "--no-save", files={"x.yaml": text})
    assert refused.code == 2
    assert refused.err.splitlines()[-1] == (
        "error: x.yaml: some values are only known in the run (give them: --steps-per-epoch STEPS_PER_EPOCH)"
    )
    drawn = lrviz_in("plot", "x.yaml", "--steps-per-epoch", "100", "-o", "x.json")
    assert drawn.code == 0
    assert (
        drawn.out.splitlines()[0] == "x.yaml: MultiStepLR by epoch + LinearLR by step, 1,200 steps, 12 epochs (factory)"
    )
    (config,) = json.loads((tmp_path / "x.json").read_text())["configs"]
    assert (config["scheduler"], config["interval"]) == ("MultiStepLR + LinearLR", "epoch + step")


def test_a_warm_up_beside_it_leaves_the_curve_to_the_schedule(lrviz_in):
    text = RUN + (
        "lr_scheduler: {name: CosineAnnealingLR, T_max: 3}\n"
        "lr_warmup_scheduler: {name: LinearLR, start_factor: 0.1, total_iters: 5}\n"
    )
    assert [(code, at) for code, at, *_ in findings(text)] == [("LR204", (4, 48))]
    # beside another that moves the rate, what its own formula says is not what happens
    other = text.replace("name: LinearLR, start_factor: 0.1, total_iters: 5", "name: ExponentialLR, gamma: 0.9")
    assert findings(other) == []
    built = lrviz_in("validate", "x.yaml", "--build", files={"x.yaml": other})
    assert (built.code, built.out) == (0, "")
