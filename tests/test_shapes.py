"""A config in a shape that is not read gets one line, which names the shape where it is known."""

from __future__ import annotations

import pytest

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options

SHAPES = [
    pytest.param(
        "LearningRate: {base_lr: 0.1, schedulers: []}\n", (1, 1), "PaddleDetection (`LearningRate`)", id="paddle"
    ),
    pytest.param("Optimizer: {lr: {name: Cosine}}\n", (1, 13), "PaddleClas (`Optimizer.lr`)", id="paddle-clas"),
    pytest.param("lr: 1e-4\nlr_decay_style: cosine\n", (2, 1), "Megatron (`lr_decay_style`)", id="megatron"),
    pytest.param(
        "train:\n  lr_decay_style: cosine\n", (2, 3), "Megatron (`train.lr_decay_style`)", id="megatron-below"
    ),
    pytest.param("lr_scheduler: {_name: cosine, warmup_updates: 9}\n", (1, 1), "fairseq (`_name`)", id="fairseq"),
    pytest.param(
        "optimization: {max_update: 9}\nlr_scheduler: polynomial_decay\n",
        (1, 16),
        "fairseq (`optimization.max_update`)",
        id="fairseq-by-a-word",
    ),
    pytest.param("SOLVER: {BASE_LR: 0.1, STEPS: [3]}\n", (1, 1), "Detectron2 or SlowFast (`SOLVER`)", id="detectron"),
    pytest.param(
        "model: {optim: {lr: 1, sched: {name: CosineAnnealing, warmup_steps: 3}}}\n",
        (1, 24),
        "NeMo (`model.optim.sched`)",
        id="nemo",
    ),
    pytest.param(
        "lr_scheduler: {_component_: torchtune.training.get_cosine_schedule_with_warmup, num_warmup_steps: 9}\n",
        (1, 1),
        "torchtune (`_component_`)",
        id="torchtune",
    ),
    pytest.param(
        "optimizer: {learning_rate: 1e-3, lr_schedule: linear}\n",
        (1, 34),
        "levanter (`optimizer.lr_schedule`)",
        id="levanter",
    ),
    pytest.param("train: {lr_warmup_steps: 9, min_lr: 0}\n", (1, 9), "LitGPT (`train.lr_warmup_steps`)", id="litgpt"),
    pytest.param(
        "lr_annealing: !new:speechbrain.nnet.schedulers.NewBobScheduler\n  initial_value: 0.1\n",
        (1, 1),
        "SpeechBrain (`!new:`)",
        id="speechbrain",
    ),
    pytest.param("run: {lr_sched: linear_warmup_cosine_lr}\n", (1, 7), "LAVIS (`run.lr_sched`)", id="lavis"),
    pytest.param("scheduler: {_name_: constant}\n", (1, 1), "a registry (`_name_`)", id="a-registry"),
    pytest.param(
        "scheduler: {name: cosine_with_warmup, t_warmup: 100ba, alpha_f: 0.1}\n",
        (1, 1),
        "Composer or OLMo (`t_warmup`)",
        id="composer",
    ),
    pytest.param(
        "scheduler: {type: WarmupDecayLR, params: {warmup_num_steps: 9, total_num_steps: 99}}\n",
        (1, 1),
        "DeepSpeed (`warmup_num_steps`)",
        id="deepspeed",
    ),
    pytest.param(
        "scheduler: {name: step, iters_per_phase: 30, gamma: 0.1}\n",
        (1, 1),
        "NetsPresso (`iters_per_phase`)",
        id="netspresso",
    ),
    pytest.param(
        "SCHEDULER: {NAME: multistep, MULTISTEP: {MILESTONES: [3]}}\n",
        (1, 1),
        "a program that puts parameters under the name (`multistep`)",
        id="under-the-name",
    ),
    pytest.param("lr_mode: cosine\ninitial_lr: 0.1\n", (1, 1), "super-gradients (`lr_mode`)", id="super-gradients"),
    pytest.param(
        "scheduler: warmuplr\nscheduler_conf: {warmup_steps: 9}\n",
        (2, 1),
        "WeNet or ESPnet (`scheduler_conf`)",
        id="wenet",
    ),
    pytest.param("lr0: 0.01\nlrf: 0.1\n", (1, 1), "Ultralytics (`lr0`)", id="ultralytics"),
    pytest.param(
        "lr_scheduler: constant_with_warmup\nlearning_rate: 1.0e-4\nlr_warmup_steps: 500\n",
        (3, 1),
        "diffusers (`lr_warmup_steps`)",
        id="diffusers",
    ),
    pytest.param(
        "optim: {lr: 0.1, warmup_epochs: 3, min_lr: 0.001}\n",
        (1, 18),
        "a program that gives its schedule no name (`optim.warmup_epochs`)",
        id="without-a-name",
    ),
]


@pytest.mark.parametrize(("text", "place", "shape"), SHAPES)
def test_a_shape_that_is_not_read_is_named(text, place, shape):
    found = lint(read_document("x.yaml", text.encode()), Options()).findings
    told = [(item.code, tuple(item.span[:2]), item.message) for item in found if item.code != "LR007"]
    assert told == [("LR015", place, f"this schedule is written as in {shape}, which lrviz does not read")]


@pytest.mark.parametrize(("text", "place", "shape"), SHAPES)
def test_of_no_such_shape_is_a_curve_drawn(text, place, shape, lrviz_in):  # noqa: ARG001
    refused = lrviz_in("plot", "x.yaml", "--no-save", "--epochs", "9", files={"x.yaml": text})
    assert (refused.code, refused.err.splitlines()[-1]) == (1, "error: x.yaml: there is no schedule to show")
