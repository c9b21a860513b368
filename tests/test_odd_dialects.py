"""Whatever stands where other programs have a number or a word, nothing is raised."""

from __future__ import annotations

from itertools import islice

import hypothesis.strategies as st
import pytest
from hypothesis import given

from fuzz.replaced import bases, cases, judge
from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options

VALUES = (
    "5", "0", "-1", "0.5", "null", "true", "false", "x", "'5'", "[]", "[1, 2]", "{}", "{a: 1}", "${a.b}", "${epochs}",
    "???", "1e400", ".nan", ".inf", "[x]", "100000000000000000000", "[[0, 3], [3, 9]]",
)  # fmt: skip

TIMM = (
    "epochs", "lr", "lr_base", "batch_size", "warmup_epochs", "warmup_lr", "min_lr", "decay_epochs", "decay_milestones",
    "decay_rate", "cooldown_epochs", "lr_noise", "lr_cycle_mul", "lr_cycle_limit", "lr_cycle_decay", "sched_on_updates",
    "warmup_prefix", "seed", "eval_metric", "lr_k_decay", "lr_decay_fn", "lr_stable_timescale",
)  # fmt: skip

BESIDE = (
    "step_size", "gamma", "milestones", "T_max", "T_0", "T_mult", "num_cycles", "total_iters", "warmup_epochs",
    "warmup_steps", "warmup_ratio", "warmup", "warmup_start_lr", "warmup_factor", "warmup_method", "interval",
)  # fmt: skip

CHAIN = "[{{class_name: LinearLR}}, {{class_name: StepLR, args: {{step_size: 2}}}}]"

SHAPES = [
    pytest.param(
        "sched: {word}\n{0}\n", ("cosine", "step", "multistep", "wsd", "rsqrt", "plateau", "none"), TIMM, id="timm"
    ),
    pytest.param(
        "lr: 0.1\nscheduler:\n  type: {word}\n{1}\n",
        ("StepLR", "MultiStepLR", "cosine", "OneCycleLR"),
        BESIDE,
        id="a-class",
    ),
    pytest.param(
        "lr: 0.1\nscheduler:\n  type: mine.warmup\n  scheduler: {{type: {word}}}\n{1}\n",
        ("StepLR", "cosine"),
        ("warmup_epochs", "warmup_steps", "t_max", "multiplier"),
        id="a-wrapper",
    ),
    pytest.param(
        "epoch: 9\nepoch_scheduler:\n  class_name: {word}\n  args:\n    schedulers: " + CHAIN + "\n{2}\n",
        ("MultiStepLR", "StepLR", "LinearLR", "ChainedScheduler", "CosineAnnealingWarmupReduceRestarts"),
        ("milestones", "step_size", "step_ranges", "first_cycle_steps", "max_lr", "cycle_mult"),
        id="the-template",
    ),
    pytest.param(
        "lr: 0.1\nscheduler:\n  class: mine.{word}\n  params:\n{2}\n",
        ("LinearWarmupCosineAnnealingLR", "OneCyclePolicy", "multi_step_lr"),
        ("warmup_epochs", "max_epochs", "warmup_start_lr", "pct_warm", "cycle_steps", "milestones", "warmup_iter"),
        id="of-other-projects",
    ),
]


@pytest.mark.parametrize(("shape", "words", "keys"), SHAPES)
@given(data=st.data())
def test_nothing_is_raised_and_a_reason_is_said(shape, words, keys, data):
    word = data.draw(st.sampled_from(words))
    values = data.draw(st.dictionaries(st.sampled_from(keys), st.sampled_from(VALUES), min_size=1))
    lines = [[f"{'  ' * deep}{key}: {value}" for key, value in values.items()] for deep in (0, 1, 2)]
    text = shape.format(*map("\n".join, lines), word=word)
    for options in (Options(), Options(epochs=9, steps_per_epoch=3)):
        report = lint(read_document("x.yaml", text.encode()), options)
        for draft in report.drafts:
            # where no curve can be drawn, the reason is said
            assert draft.plan is not None or draft.problems or draft.unresolved or draft.obstacle, text


EVERY = 41
"""One in so many of the odd values in their places is tried here; `python -m fuzz.replaced` tries all of them."""


@pytest.mark.needs("torch", "timm")
@pytest.mark.parametrize("first", range(4))
def test_an_odd_value_in_any_place_is_answered(first):
    tried = islice(cases(bases()), first * EVERY, None, 4 * EVERY)
    assert [(said, case.text) for case in tried if (said := judge(case, is_run=True))] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "sched: step\nlr_noise: 5\n",
            ["`epochs` is not in the file: the schedule is as long as the run"],
            id="noise-in-a-run-of-no-known-length",
        ),
        pytest.param(
            "sched: wsd\nlr: 0.1\nlr_base: 0.1\nepochs: null\n",
            ["`epochs` is not in the file: the schedule is as long as the run"],
            id="a-null-is-nothing",
        ),
        pytest.param(
            "sched: wsd\nepochs: 9\ndecay_epochs: ${a.b}\n",
            ["what the schedule is worked out from is only known in the run"],
            id="a-length-is-worked-out-from-what-is-not-there",
        ),
        pytest.param(
            "sched: cosine\nepochs: 10\nlr_cycle_mul: 2\nlr_cycle_limit: 100000000000\n",
            [
                "`lr_cycle_mul: 2` and `lr_cycle_limit: 100000000000` make more epochs than there are numbers: "
                "timm stops with OverflowError"
            ],
            id="more-cycles-than-numbers",
        ),
        pytest.param(
            "sched: cosine\nlr: 0.1\nepochs: 10\ncooldown_epochs: ten\nwarmup_epochs: 0\n",
            ["`cooldown_epochs: ten` is text and not a number of use here"],
            id="what-only-makes-the-run-longer",
        ),
        pytest.param(
            "sched: cosine\nlr: 0.1\nepochs: 10\ncooldown_epochs: null\nwarmup_epochs: 0\n",
            ["`cooldown_epochs` is empty (null), and timm's script adds it to the epochs: it stops with TypeError"],
            id="nothing-that-is-added",
        ),
        *[
            pytest.param(
                f"sched: {text}",
                [
                    f"`{said}` makes the epochs a float, and timm's script counts them with `range`: "
                    "it stops with TypeError"
                ],
                id=f"a-point-in-{what}",
            )
            for text, said, what in [
                ("step\nlr: 0.1\nepochs: 10.0\nwarmup_epochs: 0\n", "epochs: 10.0", "the-epochs"),
                ("tanh\nlr: 0.1\nepochs: 9\nlr_cycle_limit: 2.5\nwarmup_epochs: 0\n", "lr_cycle_limit: 2.5", "cycles"),
                ("wsd\nlr: 0.1\nepochs: 9\ndecay_epochs: 2\nwarmup_epochs: 2.0\n", "warmup_epochs: 2.0", "the-warm-up"),
                (
                    "poly\nlr: 0.1\nepochs: 9\nwarmup_epochs: 2\ncooldown_epochs: 1.5\n",
                    "cooldown_epochs: 1.5",
                    "the-end",
                ),
            ]
        ],
        pytest.param(
            "sched: cosine\nlr: 0.1\nepochs: 9.5\nwarmup_epochs: 2.5\nlr_cycle_mul: 2.0\nlr_cycle_limit: 2\n",
            [],
            id="a-length-of-growing-cycles-is-rounded-down",
        ),
        pytest.param(
            "lr: 0.1\nscheduler: {type: StepLR, step_size: 3, warmup: {duration: 3}}\nepochs: 20\n",
            [
                "`warmup` says nowhere how long it is in a key that is read: epochs, epoch, steps, iters, ratio, "
                "warmup_epochs, warmup_epoch, warmup_steps, warmup_iters, warmup_iter, warmup_iterations, "
                "warmup_ratio, warmup_fraction"
            ],
            id="a-warm-up-of-other-keys",
        ),
        pytest.param(
            "lr: 0.1\nscheduler:\n  class: mine.OneCyclePolicy\n  params: {pct_warm: 0.3, cycle_steps: -1}\n",
            ["`cycle_steps: -1` is no length of a cycle: 1 or more"],
            id="a-cycle-of-no-length",
        ),
    ],
)
def test_why_there_is_no_curve(text, said):
    (draft,) = lint(read_document("x.yaml", text.encode()), Options()).drafts
    assert [item.message for item in (*draft.problems, *draft.unresolved)] == said
