"""timm's training arguments: the curve is that of the scheduler which timm makes of them, to the last bit."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import torch
import yaml

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.stepping import simulate
from schedules.upstream import timm_scheduler

factory = timm_scheduler().scheduler_factory


def draft(text, **options):
    (found,) = lint(read_document("x.yaml", text.encode()), Options(**options)).drafts
    return found


def curve(text, **options):
    found = draft(text, **options)
    assert found.plan is not None, (found.problems, found.unresolved)
    (series,) = simulate(found.plan, Options(engine="factory", **options))[0].series
    return list(series.rates)


def made_by_timm(text, per_epoch=1, metric=1.0, lr=None):
    """What timm's training script does with these arguments: its scheduler, and as many epochs as it says."""
    arguments = yaml.safe_load(text)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr or arguments["lr"])
    scheduler, epochs = factory.create_scheduler_v2(
        optimizer, **factory.scheduler_kwargs(SimpleNamespace(**arguments)), updates_per_epoch=per_epoch
    )
    rates, updates = [], 0
    for epoch in range(int(epochs)):
        for _ in range(per_epoch):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            updates += 1
            if scheduler is not None:
                scheduler.step_update(num_updates=updates)
        if scheduler is not None:
            scheduler.step(epoch + 1, metric)
    return rates


ARGUMENTS = [
    pytest.param("sched: cosine\nlr: 0.1\nepochs: 20\nwarmup_epochs: 3\nmin_lr: 0.001\n", 1, id="cosine"),
    pytest.param(
        "sched: cosine\nlr: 0.1\nepochs: 20\nwarmup_epochs: 3\nwarmup_lr: 1.0e-4\ncooldown_epochs: 4\n", 1,
        id="a-cooldown-is-trained-too",
    ),
    pytest.param(
        "sched: cosine\nlr: 0.1\nepochs: 20\nwarmup_epochs: 3\nwarmup_prefix: true\ncooldown_epochs: 2\n", 1,
        id="a-warm-up-before-the-epochs",
    ),
    pytest.param(
        "sched: cosine\nlr: 0.1\nepochs: 10\nwarmup_epochs: 2\nsched_on_updates: true\n", 7, id="by-updates"
    ),
    pytest.param("sched: cosine\nlr: 0.1\nepochs: 10\nwarmup_epochs: 2\n", 7, id="by-epochs-of-several-updates"),
    pytest.param(
        "sched: cosine\nlr: 0.1\nepochs: 6\nwarmup_epochs: 0\nlr_cycle_limit: 3\nlr_cycle_mul: 2.0\n"
        "lr_cycle_decay: 0.5\ncooldown_epochs: 1\n", 1, id="cycles",
    ),
    pytest.param("sched: cosine\nlr: 0.1\nepochs: 6\nwarmup_epochs: 0\nlr_cycle_limit: 3\n", 1, id="equal-cycles"),
    pytest.param("sched: cosine\nlr: 0.1\nepochs: 20\nlr_k_decay: 1.5\n", 1, id="defaults-of-timm"),
    pytest.param("sched: tanh\nlr: 0.1\nepochs: 20\nwarmup_epochs: 3\nmin_lr: 0.001\n", 1, id="tanh"),
    pytest.param(
        "sched: poly\nlr: 0.1\nepochs: 20\nwarmup_epochs: 3\ndecay_rate: 0.9\nmin_lr: 1.0e-5\n", 1,
        id="poly-with-its-power-in-decay-rate",
    ),
    pytest.param(
        "sched: step\nlr: 0.1\nepochs: 20\nwarmup_epochs: 3\ndecay_epochs: 2.4\ndecay_rate: 0.97\n", 1, id="step"
    ),
    pytest.param(
        "sched: step\nlr: 0.1\nepochs: 20\nwarmup_epochs: 3\ndecay_epochs: 6\nwarmup_prefix: true\n"
        "cooldown_epochs: 5\n", 1, id="steps-have-no-cooldown",
    ),
    pytest.param("sched: step\nlr: 0.1\nepochs: 70\nwarmup_epochs: 3\n", 1, id="step-with-defaults"),
    pytest.param(
        "sched: multistep\nlr: 0.1\nepochs: 20\nwarmup_epochs: 3\ndecay_milestones: [8, 14]\n", 1, id="multistep"
    ),
    pytest.param(
        "sched: multistep\nlr: 0.1\nepochs: 20\nwarmup_epochs: 1\ndecay_milestones: [8, 14]\nsched_on_updates: true\n",
        3, id="multistep-by-updates",
    ),
    pytest.param("sched: constant\nlr: 0.1\nepochs: 9\nwarmup_epochs: 3\n", 1, id="constant"),
    pytest.param("sched: none\nlr: 0.1\nepochs: 9\nwarmup_epochs: 0\n", 1, id="none"),
    pytest.param(
        "sched: plateau\nlr: 0.1\nepochs: 20\nwarmup_epochs: 3\npatience_epochs: 2\ndecay_rate: 0.5\nmin_lr: 0.01\n"
        "eval_metric: loss\n", 1, id="plateau",
    ),
    pytest.param(
        "sched: plateau\nlr: 0.1\nepochs: 30\nwarmup_epochs: 2\npatience_epochs: 3\neval_metric: [loss]\n", 1,
        id="plateau-with-a-list-of-metrics",
    ),
    pytest.param(
        "sched: wsd\nlr: 0.1\nepochs: 30\nwarmup_epochs: 3\ndecay_epochs: 6\nmin_lr: 0.001\ncooldown_epochs: 2\n", 1,
        id="warm-up-stable-decay",
    ),
    pytest.param(
        "sched: wsd\nlr: 0.1\nepochs: 30\nwarmup_epochs: 3\ndecay_epochs: null\nwarmup_prefix: true\n", 1,
        id="a-decay-of-a-fifth",
    ),
    pytest.param(
        "sched: wsd\nlr: 0.1\nepochs: 10\nwarmup_epochs: 1\ndecay_epochs: 0.25\nsched_on_updates: true\n"
        "lr_decay_fn: cosine\n", 5, id="a-decay-as-a-part-and-by-updates",
    ),
    pytest.param(
        "sched: rsqrt\nlr: 0.1\nepochs: 30\nwarmup_epochs: 3\ndecay_epochs: 6\nlr_stable_timescale: 4\n", 1,
        id="inverse-square-root",
    ),
    pytest.param(
        "sched: cosine\nlr: 0.1\nepochs: 20\nwarmup_epochs: 2\nlr_noise: [0.4, 0.9]\nlr_noise_pct: 0.5\nseed: 7\n", 1,
        id="noise-in-a-part-of-the-run",
    ),
    pytest.param("sched: step\nlr: 0.1\nepochs: 20\nwarmup_epochs: 2\nlr_noise: 0.5\n", 1, id="noise-from-half-on"),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:PlateauLRScheduler is deprecated")
@pytest.mark.parametrize(("text", "per_epoch"), ARGUMENTS)
def test_the_curve_is_that_of_timm(text, per_epoch):
    assert curve(text, steps_per_epoch=per_epoch) == made_by_timm(text, per_epoch)


@pytest.mark.parametrize(
    ("text", "options", "rate"),
    [
        pytest.param(
            "batch_size: 128\nworld_size: 8\ngrad_accum_steps: 2\nopt: sgd\n", {}, 0.1 * 8.0, id="in-proportion"
        ),
        pytest.param("batch_size: 64\nopt: lamb\n", {"world_size": 16}, 0.1 * 4**0.5, id="or-to-its-square-root"),
        pytest.param("lr_base_size: 512\nlr_base_scale: sqrt\n", {"batch_size": 128}, 0.1 * 0.5, id="as-it-is-said"),
    ],
)
def test_a_rate_is_scaled_by_the_samples_of_an_update(text, options, rate):
    text = f"sched: cosine\nepochs: 10\nwarmup_epochs: 0\nlr_base: 0.1\n{text}"
    assert curve(text, **options) == made_by_timm(text, lr=rate)


def test_what_is_not_in_the_file_is_said(lrviz_in):
    text = "opt: sgd\nsched: step\nlr: 0.1\nepochs: 70\nlr_ep: true\nlayer_decay: 0.65\n"
    drawn = lrviz_in("plot", "x.yaml", "--no-save", files={"x.yaml": text})
    assert (drawn.code, drawn.err.splitlines()) == (
        0,
        [
            "note: not in the file, and as timm's `scheduler_kwargs` has it: `decay_rate` 0.1, `warmup_lr` 1e-05, "
            "`decay_epochs` 30, `warmup_epochs` 5",
            "note: `layer_decay` gives each layer a part of the rate: the rate of the last layer is drawn",
            "note: `lr_ep` is none of timm's arguments: it is passed over",
            "note: read as timm's training arguments (`sched`): `sched`; optimizer: `opt`; rate: `lr`; run: `epochs`",
        ],
    )


@pytest.mark.parametrize(
    ("text", "given"),
    [
        pytest.param("lr: 0.1\n", "--epochs EPOCHS", id="its-length"),
        pytest.param("lr: 0.1\nepochs: 9\nsched_on_updates: true\n", "--steps-per-epoch STEPS_PER_EPOCH", id="updates"),
        pytest.param("lr_base: 0.1\nepochs: 9\n", "--batch-size SAMPLES", id="the-samples-of-a-batch"),
    ],
)
def test_what_is_missing_is_asked_for(lrviz_in, text, given):
    text = f"sched: cosine\nwarmup_epochs: 1\n{text}"
    refused = lrviz_in("plot", "x.yaml", "--no-save", files={"x.yaml": text})
    last = refused.err.splitlines()[-1]
    assert (refused.code, last) == (2, f"error: x.yaml: some values are only known in the run (give them: {given})")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        pytest.param(
            "sched: cosin\nlr: 0.1\nwarmup_epochs: 3\n",
            ("LR015", (1, 8), "sched", "timm has no `sched: cosin`"),
            id="a-name-that-timm-has-not",
        ),
        pytest.param(
            "sched: wsd\nlr: 0.1\nepochs: 10\nwarmup_epochs: 3\ndecay_epochs: 8\n",
            (
                "LR015",
                (5, 15),
                "decay_epochs",
                "`decay_epochs: 8` is a decay of 8 ticks, and the schedule has 7: timm stops",
            ),
            id="a-decay-that-does-not-fit",
        ),
        pytest.param(
            "sched: plateau\nlr: 0.1\nepochs: 10\nwarmup_epochs: 3\nsched_on_updates: true\n",
            (
                "LR015",
                (5, 19),
                "sched_on_updates",
                "`sched: plateau` goes by epochs: with `sched_on_updates` timm stops",
            ),
            id="a-plateau-by-updates",
        ),
        pytest.param(
            "sched: cosine\nlr: 0.1\nepochs: 10\nwarmup_epochs: x\n",
            (
                "LR104",
                (4, 16),
                "warmup_epochs",
                "`warmup_t: x` is text and not a number (`warmup_t` is what `warmup_epochs` gives)",
            ),
            id="text-for-a-number",
        ),
        pytest.param(
            "sched: cosine\nlr: 0.1\nepochs: 10\nwarmup_epochs: 3\neval_metric: null\n",
            (
                "LR104",
                (5, 14),
                "eval_metric",
                "`eval_metric: null` is no name, and timm's `scheduler_kwargs` looks for `loss` in it: it stops "
                "with TypeError",
            ),
            id="no-name-of-a-metric",
        ),
        pytest.param(
            "sched: plateau\nlr: 0.1\nepochs: 10\nwarmup_epochs: 3\neval_metric: 3\n",
            (
                "LR104",
                (5, 14),
                "eval_metric",
                "`eval_metric: 3` is no name, and timm's `scheduler_kwargs` looks for `loss` in it: it stops "
                "with TypeError",
            ),
            id="a-number-for-a-metric",
        ),
        pytest.param(
            "sched: cosine\nlr: 0.1\nepochs: 10\nwarmup_epochs: 3\nsched_on_updates: true\nsteps_per_epoch: 4\n"
            "decay_milestones: 30\n",
            (
                "LR104",
                (7, 19),
                "decay_milestones",
                "`decay_milestones: 30` is no list of numbers, and timm multiplies each by the updates: it stops with "
                "TypeError",
            ),
            id="a-number-for-milestones-that-are-not-used",
        ),
        pytest.param(
            "sched: step\nlr: 0.1\nepochs: 70\nwarmup_epochs: 3\nsched_on_updates: true\nsteps_per_epoch: 4\n"
            "decay_milestones: [30, null]\n",
            (
                "LR104",
                (7, 19),
                "decay_milestones",
                "`decay_milestones: [30, null]` is no list of numbers, and timm multiplies each by the updates: it "
                "stops with TypeError",
            ),
            id="a-null-among-milestones-that-are-not-used",
        ),
    ],
)  # fmt: skip
def test_a_finding_stands_at_the_argument(text, finding):
    report = lint(read_document("x.yaml", text.encode()), Options())
    assert [(item.code, tuple(item.span[:2]), item.key, item.message) for item in report.findings] == [finding]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("eval_metric: null\n", id="no-name-of-a-metric"),
        pytest.param("eval_metric: 3\n", id="a-number-for-a-metric"),
        pytest.param("sched_on_updates: true\ndecay_milestones: 30\n", id="a-number-for-milestones"),
        pytest.param("sched_on_updates: true\ndecay_milestones: [30, null]\n", id="a-null-among-milestones"),
    ],
)
def test_timm_stops_where_that_is_said(text):
    with pytest.raises(TypeError):
        made_by_timm(f"sched: cosine\nlr: 0.1\nepochs: 9\nwarmup_epochs: 3\n{text}", per_epoch=2)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("sched: cosine\nlr: 0.1\n", id="a-word-alone"),
        pytest.param("model: {optim: {sched: {name: CosineAnnealing, warmup_steps: 5}}}\n", id="a-mapping"),
    ],
)
def test_what_has_none_of_the_arguments_is_something_else(text):
    assert lint(read_document("x.yaml", text.encode()), Options()).drafts == []


def test_an_option_stands_for_the_epochs_of_the_file():
    text = "sched: cosine\nlr: 0.1\nepochs: 20\nwarmup_epochs: 3\n"
    assert curve(text, epochs=8) == made_by_timm(text.replace("20", "8"))
