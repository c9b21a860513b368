"""Hugging Face's training arguments and axolotl's: the curve is the one that their trainers make."""

from __future__ import annotations

import json

import pytest
import torch
from transformers import get_scheduler

from lrviz.dialects import axolotl, huggingface
from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.stepping import simulate

RATE = "learning_rate: 2.0e-5\n"


def planned(text, **options):
    report = lint(read_document("x.yaml", text.encode()), Options(**options))
    (draft,) = report.drafts
    assert draft.plan is not None, (draft.problems, draft.unresolved)
    return draft.plan


def curve(text, **options):
    plan = planned(text, **options)
    (series,) = simulate(plan, Options(**options))[0].series
    return list(series.rates)


def made_by_the_trainer(kind, warmup, total, rate=2e-5, **parameters):
    """What `Trainer.create_scheduler` makes, stepped after each update."""
    optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    scheduler = get_scheduler(kind, optimizer, warmup, total, scheduler_specific_kwargs=parameters)
    rates = []
    for _ in range(total):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def close(found, expected):
    return len(found) == len(expected) and max(
        abs(ours - theirs) for ours, theirs in zip(found, expected, strict=True)
    ) <= 1e-12 * max(expected)


# what the file says, the options, and what the trainer is then asked for
TRAINED = [
    pytest.param("linear", "max_steps: 100\nwarmup_steps: 10\n", {}, (10, 100), {}, id="linear"),
    pytest.param("linear", "max_steps: 100\n", {}, (0, 100), {}, id="without-a-warm-up"),
    pytest.param("cosine", "max_steps: 100\nwarmup_ratio: 0.03\n", {}, (3, 100), {}, id="cosine-and-a-ratio"),
    pytest.param("cosine", "max_steps: 101\nwarmup_ratio: 0.1\n", {}, (11, 101), {}, id="a-ratio-is-rounded-up"),
    pytest.param("cosine", "max_steps: 100\nwarmup_steps: 0.25\n", {}, (25, 100), {}, id="steps-below-1-are-a-ratio"),
    pytest.param("cosine", "max_steps: 90\nwarmup_steps: 4.7\n", {}, (4, 90), {}, id="steps-are-cut-to-a-whole"),
    pytest.param(
        "cosine", "max_steps: 90\nlr_scheduler_kwargs: {num_cycles: '0.7'}\n", {}, (0, 90), {"num_cycles": "0.7"},
        id="a-number-as-text",
    ),
    pytest.param(
        "cosine", "max_steps: 90\nlr_scheduler_kwargs: '{\"num_cycles\": 0.7}'\n", {}, (0, 90), {"num_cycles": 0.7},
        id="parameters-as-JSON",
    ),
    pytest.param(
        "constant", "max_steps: 90\nlr_scheduler_kwargs: {foo: 1}\n", {}, (0, 90), {"foo": 1}, id="not-looked-at"
    ),
    pytest.param(
        "cosine_with_min_lr", "max_steps: 90\nlr_scheduler_kwargs: {min_lr: null, min_lr_rate: 0.1}\n", {}, (0, 90),
        {"min_lr": None, "min_lr_rate": 0.1}, id="a-null-that-is-the-default",
    ),
    pytest.param("cosine", "max_steps: 90\nwarmup_steps: 4\nwarmup_ratio: 0.5\n", {}, (4, 90), {}, id="steps-win"),
    pytest.param("cosine", "max_steps: 90\nwarmup_steps: 0\nwarmup_ratio: 0.5\n", {}, (45, 90), {}, id="but-not-zero"),
    pytest.param(
        "cosine", "num_train_epochs: 0.5\nwarmup_steps: 6\n", {"steps_per_epoch": 81}, (6, 41), {},
        id="half-an-epoch-is-rounded-up-to-an-update",
    ),
    pytest.param(
        "linear", "num_train_epochs: 1.5\nmax_steps: 90\nwarmup_steps: 6\n", {}, (6, 90), {},
        id="steps-win-over-epochs",
    ),
    pytest.param(
        "cosine", "num_train_epochs: 3.0\nmax_steps: -1\nwarmup_steps: 6\n", {"steps_per_epoch": 40}, (6, 120), {},
        id="epochs",
    ),
    pytest.param("cosine", "warmup_ratio: 0.1\n", {"steps": 70}, (7, 70), {}, id="an-option"),
    pytest.param(
        "cosine_with_restarts", "max_steps: 99\nwarmup_steps: 9\nlr_scheduler_kwargs: {num_cycles: 3}\n", {}, (9, 99),
        {"num_cycles": 3}, id="restarts",
    ),
    pytest.param(
        "polynomial", "max_steps: 99\nwarmup_steps: 9\nlr_scheduler_kwargs: {lr_end: 1.0e-6, power: 2.0}\n", {},
        (9, 99), {"lr_end": 1e-6, "power": 2.0}, id="polynomial",
    ),
    pytest.param("constant", "max_steps: 30\nwarmup_steps: 9\n", {}, (9, 30), {}, id="constant-has-no-warm-up"),
    pytest.param("constant_with_warmup", "max_steps: 30\nwarmup_steps: 9\n", {}, (9, 30), {}, id="constant"),
    pytest.param("inverse_sqrt", "max_steps: 99\nwarmup_steps: 9\n", {}, (9, 99), {}, id="inverse-square-root"),
    pytest.param(
        "inverse_sqrt", "max_steps: 99\nwarmup_steps: 9\nlr_scheduler_kwargs: {timescale: 50}\n", {}, (9, 99),
        {"timescale": 50}, id="with-a-timescale",
    ),
    pytest.param(
        "cosine_with_min_lr", "max_steps: 99\nwarmup_ratio: 0.03\nlr_scheduler_kwargs: {min_lr_rate: 0.1}\n", {},
        (3, 99), {"min_lr_rate": 0.1}, id="a-floor-as-a-share",
    ),
    pytest.param(
        "cosine_with_min_lr", "max_steps: 99\nwarmup_steps: 9\nlr_scheduler_kwargs: {min_lr: 3.0e-6}\n", {}, (9, 99),
        {"min_lr": 3e-6}, id="a-floor",
    ),
    pytest.param(
        "cosine_warmup_with_min_lr",
        "max_steps: 99\nwarmup_steps: 9\nlr_scheduler_kwargs: {min_lr_rate: 0.1, warmup_lr_rate: 0.2}\n", {}, (9, 99),
        {"min_lr_rate": 0.1, "warmup_lr_rate": 0.2}, id="a-warm-up-that-does-not-begin-at-0",
    ),
    pytest.param(
        "warmup_stable_decay", "max_steps: 99\nwarmup_steps: 9\nlr_scheduler_kwargs: {num_decay_steps: 30}\n", {},
        (9, 99), {"num_decay_steps": 30}, id="stable-until-the-decay",
    ),
    pytest.param(
        "warmup_stable_decay",
        "max_steps: 99\nwarmup_steps: 9\n"
        "lr_scheduler_kwargs: {num_decay_steps: 30, num_stable_steps: 20, decay_type: 1-sqrt, min_lr_ratio: 0.1}\n",
        {}, (9, 99), {"num_decay_steps": 30, "num_stable_steps": 20, "decay_type": "1-sqrt", "min_lr_ratio": 0.1},
        id="stable-for-so-long",
    ),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("kind", "text", "options", "asked", "parameters"), TRAINED)
def test_the_curve_is_that_of_the_trainer(kind, text, options, asked, parameters):
    found = curve(f"{RATE}lr_scheduler_type: {kind}\n{text}", **options)
    assert close(found, made_by_the_trainer(kind, *asked, **parameters))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("text", "options", "asked", "parameters"),
    [
        pytest.param("warmup_steps: 10\nmax_steps: 100\n", {}, ("cosine", 10, 100), {}, id="warm-up"),
        pytest.param("warmup_ratio: 0.09\nmax_steps: 99\n", {}, ("cosine", 8, 99), {}, id="a-ratio-is-rounded-down"),
        pytest.param("warmup_steps: 1\nmax_steps: 100\n", {}, ("cosine", 2, 100), {}, id="one-is-made-two"),
        pytest.param("max_steps: 200\n", {}, ("cosine", 6, 200), {}, id="three-hundredths-where-nothing-is-said"),
        pytest.param("max_steps: 4000\n", {}, ("cosine", 100, 4000), {}, id="but-a-hundred-at-the-most"),
        pytest.param("num_epochs: 2\n", {"steps_per_epoch": 50}, ("cosine", 3, 100), {}, id="epochs"),
        pytest.param(
            "warmup_steps: 10\nmax_steps: 100\ncosine_min_lr_ratio: 0.1\n", {}, ("cosine_with_min_lr", 10, 100),
            {"min_lr_rate": 0.1}, id="a-floor",
        ),
    ],
)  # fmt: skip
def test_axolotl_is_hugging_face_with_defaults_of_its_own(text, options, asked, parameters):
    found = curve(f"base_model: x\n{RATE}lr_scheduler: cosine\noptimizer: adamw_8bit\n{text}", **options)
    assert close(found, made_by_the_trainer(*asked, **parameters))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("linear", "linear", id="linear"),
        pytest.param("constant_with_warmup", "constant_with_warmup", id="constant"),
        pytest.param("cosine_with_restarts", "cosine_with_restarts", id="restarts"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_axolotl_has_the_names_of_hugging_face(name, expected):
    text = f"{RATE}lr_scheduler: {name}\nwarmup_steps: 5\nmax_steps: 50\nmicro_batch_size: 1\n"
    assert close(curve(text), made_by_the_trainer(expected, 5, 50))


def test_axolotl_rex():
    found = curve(f"{RATE}lr_scheduler: rex\nwarmup_steps: 4\nmax_steps: 40\ncosine_min_lr_ratio: 0.1\n")
    left = [(40 - tick) / 36 for tick in range(4, 40)]
    decay = [2e-5 * (0.1 + 0.9 * z / (0.1 + 0.9 * z)) for z in left]
    assert close(found, [2e-5 * tick / 4 for tick in range(4)] + decay)


def test_axolotl_one_cycle():
    found = curve(f"{RATE}lr_scheduler: one_cycle\nwarmup_steps: 10\nmax_steps: 40\n")
    optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))], lr=2e-5)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=2e-5, total_steps=40, pct_start=10 / 40)
    expected = []
    for _ in range(40):
        expected.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    assert close(found, expected)


@pytest.mark.parametrize(
    ("target", "parameters", "asked"),
    [
        pytest.param(
            "transformers.get_cosine_schedule_with_warmup",
            "num_warmup_steps: 5, num_training_steps: 50",
            ("cosine", 5, 50),
            id="the-function-itself",
        ),
        pytest.param(
            "transformers.optimization.get_linear_schedule_with_warmup",
            "num_warmup_steps: 5, num_training_steps: '${trainer.max_steps}'",
            ("linear", 5, 50),
            id="with-the-length-of-the-run",
        ),
        pytest.param(
            "transformers.get_wsd_schedule",
            "num_warmup_steps: 5, num_decay_steps: 9, num_stable_steps: 20, num_training_steps: 50",
            ("warmup_stable_decay", 5, 50, {"num_decay_steps": 9, "num_stable_steps": 20}),
            id="of-two-lengths-the-stable-one-counts",
        ),
        pytest.param(
            "transformers.get_wsd_schedule",
            "num_warmup_steps: 5, num_decay_steps: 9, num_stable_steps: 20, num_training_steps: null",
            ("warmup_stable_decay", 5, 50, {"num_decay_steps": 9, "num_stable_steps": 20}),
            id="a-length-that-is-not-needed-may-be-null",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_hydra_may_call_the_functions_of_transformers(target, parameters, asked):
    text = f"scheduler: {{_target_: {target}, _partial_: true, {parameters}}}\ntrainer: {{max_steps: 50}}\nlr: 2.0e-5\n"
    kind, warmup, total, own = (*asked, {})[:4]
    assert close(curve(text), made_by_the_trainer(kind, warmup, total, **own))


def problems(text, **options):
    report = lint(read_document("x.yaml", text.encode()), Options(**options))
    return [(item.code, tuple(item.span[:2]), item.key, item.message) for item in report.findings]


def test_a_finding_stands_at_the_key_of_the_file():
    text = f"{RATE}lr_scheduler_type: polynomial\nmax_steps: 50\nlr_scheduler_kwargs:\n  power: x\n  lr_end: '1'\n"
    assert problems(text) == [
        ("LR104", (5, 10), "lr_scheduler_kwargs.power", "`power: x` is text and not a number"),
        (
            "LR104",
            (6, 11),
            "lr_scheduler_kwargs.lr_end",
            "`min_lr: '1'` is text and not a number (`min_lr` is what `lr_end` gives)",
        ),
    ]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        pytest.param(
            "num_train_epochs: 3\nwarmup_ratio: 0.1\n", "--steps-per-epoch STEPS_PER_EPOCH", id="epochs-alone"
        ),
        pytest.param("warmup_ratio: 0.1\n", "--steps STEPS", id="nothing"),
    ],
)
def test_the_option_that_says_how_long_the_run_is_is_asked_for(lrviz_in, text, given):
    text = f"{RATE}lr_scheduler_type: cosine\n{text}"
    refused = lrviz_in("plot", "x.yaml", "--no-save", files={"x.yaml": text})
    last = refused.err.splitlines()[-1]
    assert (refused.code, last) == (2, f"error: x.yaml: some values are only known in the run (give them: {given})")


@pytest.mark.parametrize(
    "key", ["lr_quadratic_warmup: true", "cosine_constant_lr_ratio: 0.8", "jagged_restart_steps: 100", "relora: true"]
)
def test_axolotl_with_another_schedule_is_refused(key):
    text = f"{RATE}lr_scheduler: cosine\nmax_steps: 50\n{key}\n"
    name = key.partition(":")[0]
    message = f"with `{name}` axolotl makes another schedule, which lrviz does not read"
    assert problems(text) == [("LR015", (4, 1), name, message)]


TRAINERS = [
    *(pytest.param("lr_scheduler_type", "num_train_epochs", kind, id=kind) for kind in huggingface.KINDS),
    *(
        pytest.param("lr_scheduler", "num_epochs", kind, id=f"axolotl-{kind}")
        for kind in (*huggingface.KINDS, *axolotl.OWN)
    ),
]
"""Every schedule of both trainers, with the keys of the one or the other."""


@pytest.mark.parametrize(("key", "epochs", "kind"), TRAINERS)
@pytest.mark.parametrize("warmup", ["warmup_steps: 500\n", "warmup_ratio: 0.1\n", ""])
def test_three_epochs_are_not_three_updates(key, epochs, kind, warmup):
    """How many updates the run has is not known, and nothing is judged by it."""
    needed = "lr_scheduler_kwargs: {num_decay_steps: 100}\n" if kind == "warmup_stable_decay" else ""
    needed = "lr_scheduler_kwargs: {min_lr: 1.0e-6}\n" if kind.endswith("with_min_lr") else needed
    # what is not known is said; a plateau counts epochs, which are known, and its metric is not named
    said = {"LR129", "LR206", "LR140"} if kind == "reduce_lr_on_plateau" else {"LR012", "LR140"}
    text = f"{RATE}{key}: {kind}\n{warmup}{needed}{epochs}: 3\n"
    assert [found for found in problems(text) if found[0] not in said] == []


def test_a_class_that_is_stepped_after_each_update_is_not_judged_by_epochs():
    entry = "lr_scheduler:\n  class_path: torch.optim.lr_scheduler.CosineAnnealingLR\n  init_args: {T_max: 9000}\n"
    text = f"{entry}  interval: step\ntrainer: {{max_epochs: 90}}\noptimizer: {{class_path: Adam, init_args: {{}}}}\n"
    assert problems(text) == []
    assert [code for code, *_ in problems(text, steps_per_epoch=50)] == ["LR207"]


def test_epochs_alone_draw_what_the_schedule_needs():
    plan = planned(f"{RATE}lr_scheduler_type: constant_with_warmup\nwarmup_steps: 500\nnum_train_epochs: 3\n")
    assert (plan.updates, plan.implied, plan.has_epochs) == (1000, True, False)
    assert "1,000 steps are shown, as the schedule needs; --steps or --steps-per-epoch sets the run" in plan.notes


@pytest.mark.parametrize("kind", ["cosine_with_min_lr", "cosine_warmup_with_min_lr"])
@pytest.mark.parametrize("given", ["", "lr_scheduler_kwargs: {min_lr_rate: null}\n", "lr_scheduler_kwargs: {}\n"])
def test_a_floor_that_is_needed_and_not_given_is_an_error(kind, given):
    with pytest.raises(ValueError, match="One of min_lr or min_lr_rate should be set"):
        made_by_the_trainer(kind, 5, 50)
    message = "this schedule needs `min_lr` or `min_lr_rate`: without, transformers stops with ValueError"
    found = problems(f"{RATE}lr_scheduler_type: {kind}\nmax_steps: 50\nwarmup_steps: 5\n{given}")
    assert ("LR103", (2, 20), "lr_scheduler_type", message) in found
    assert "LR103" not in [
        code for code, *_ in problems(f"{RATE}lr_scheduler_type: {kind}\nmax_steps: 50\n"
        "lr_scheduler_kwargs: {min_lr: 1.0e-6}\n")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "key",
    ["epochs", "interval", "lr", "min_lr_ratio", "name", "num_warmup_steps", "steps", "total_steps", "warmup_steps"],
)
def test_a_parameter_that_the_function_has_not_is_an_error(key):
    text = f"{RATE}lr_scheduler_type: cosine\nmax_steps: 50\nlr_scheduler_kwargs: {{{key}: 1}}\n"
    with pytest.raises(TypeError):
        made_by_the_trainer("cosine", 0, 50, **{key: 1})
    message = f"this schedule of transformers has no parameter `{key}`: it stops with TypeError"
    assert problems(text) == [("LR102", (4, 23), f"lr_scheduler_kwargs.{key}", message)]


@pytest.mark.parametrize("kind", ["constant", "reduce_lr_on_plateau"])
@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param("warmup_steps: -1", "must be 0 or more", id="below-0"),
        pytest.param("warmup_ratio: 1.5", "must be from 0 to 1", id="more-than-the-run"),
    ],
)
def test_a_warm_up_is_refused_where_the_schedule_has_none(kind, given, said):
    message = f"`{given}` {said}: transformers stops with ValueError"
    found = problems(f"{RATE}lr_scheduler_type: {kind}\nmax_steps: 50\n{given}\n")
    assert ("LR105", (4, 15), given.partition(":")[0], message) in found


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param("foo", "`lr_scheduler_kwargs: foo` is text and not a mapping: the trainer stops", id="text"),
        pytest.param("3", "`lr_scheduler_kwargs: 3` is a number and not a mapping: the trainer stops", id="a number"),
        pytest.param("${x}", "${x}: `x` is not in this file", id="known in the run"),
    ],
)
def test_parameters_that_are_no_mapping(given, said):
    text = f"{RATE}lr_scheduler_type: cosine_with_min_lr\nmax_steps: 50\nlr_scheduler_kwargs: {given}\n"
    assert [message for *_, message in problems(text)] == [said]


@pytest.mark.parametrize("kind", ["ConstantLR", "PolynomialLR", "timm_StepLRScheduler"])
def test_a_class_is_none_of_the_trainers_schedules(kind):
    with pytest.raises(ValueError, match="is not a valid SchedulerType"):
        made_by_the_trainer(kind, 0, 50)
    message = f"`lr_scheduler_type: {kind}` is a class of torch or timm, and none of the trainer's schedules"
    assert problems(f"{RATE}lr_scheduler_type: {kind}\nmax_steps: 50\n") == [
        ("LR101", (2, 20), "lr_scheduler_type", message)
    ]


@pytest.mark.parametrize(
    ("kind", "rate", "given", "code", "said"),
    [
        pytest.param(
            "polynomial", 1e-3, {"lr_end": 1e-3}, "LR201",
            "`lr_end: 0.001` is not below the rate of the optimizer: transformers stops with ValueError",
            id="an-end-that-is-the-rate",
        ),
        pytest.param(
            "polynomial", 1e-7, {}, "LR201",
            "`lr_end`, 1e-07, is not below the rate of the optimizer: transformers stops with ValueError",
            id="a-rate-that-is-the-end-by-default",
        ),
        pytest.param(
            "cosine_with_min_lr", 0.0, {"min_lr": 0.1}, "LR201",
            "`min_lr` is divided by the rate of the optimizer, which is 0: transformers stops with ZeroDivisionError",
            id="a-rate-of-0",
        ),
        pytest.param(
            "warmup_stable_decay", 1e-3, {"num_decay_steps": 20, "min_lr_ratio": None}, "LR104",
            "`min_lr_ratio` is empty (null), and transformers reckons with it: it stops with TypeError",
            id="a-null",
        ),
        pytest.param(
            "cosine_warmup_with_min_lr", 1e-3, {"min_lr": 0.0, "num_cycles": "0.5"}, "LR104",
            '`num_cycles: "0.5"` is text and not a number',
            id="a-number-as-text-where-it-is-none",
        ),
    ],
)  # fmt: skip
def test_what_stops_the_trainer_is_an_error(kind, rate, given, code, said):
    with pytest.raises((ValueError, ZeroDivisionError, TypeError)):
        made_by_the_trainer(kind, 5, 50, rate, **given)
    text = (
        f"learning_rate: {rate}\nlr_scheduler_type: {kind}\nmax_steps: 50\nlr_scheduler_kwargs: {json.dumps(given)}\n"
    )
    assert (code, said) in [(found, message) for found, _, _, message in problems(text)]


def test_what_begins_as_json_and_is_none_stops_the_trainer():
    text = f"{RATE}lr_scheduler_type: cosine\nmax_steps: 50\nlr_scheduler_kwargs: '{{num_cycles: 0.5}}'\n"
    message = (
        "`lr_scheduler_kwargs: '{num_cycles: 0.5}'` begins as JSON and is none: the trainer stops with JSONDecodeError"
    )
    assert [said for *_, said in problems(text)] == [message]
