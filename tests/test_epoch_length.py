"""How many updates an epoch has, of samples that come in batches."""

from __future__ import annotations

import pytest

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options

HUGGING_FACE = "learning_rate: 1.0e-5\nlr_scheduler_type: linear\nnum_train_epochs: 2\n"


def planned(text, **options):
    (draft,) = lint(read_document("x.yaml", text.encode()), Options(**options)).drafts
    return draft


@pytest.mark.parametrize(
    ("text", "options", "updates", "note"),
    [
        pytest.param(
            "", {"dataset_size": 1000, "batch_size": 8}, 125,
            "1,000 samples in batches of 8 are 125 updates in an epoch",
            id="options",
        ),
        pytest.param(
            "", {"dataset_size": 1001, "batch_size": 8}, 126,
            "1,001 samples in batches of 8 are 126 updates in an epoch",
            id="the-last-batch-counts",
        ),
        pytest.param(
            "per_device_train_batch_size: 4\ngradient_accumulation_steps: 8\n",
            {"dataset_size": 1000, "world_size": 3},
            11,
            "1,000 samples in batches of 4 on each of 3 processes, 8 for an update are 11 updates in an epoch",
            id="the-file-has-some-of-it",
        ),
        pytest.param(
            "per_device_train_batch_size: 4\ngradient_accumulation_steps: 8\n",
            {"dataset_size": 1000, "grad_accum": 1, "batch_size": 2},
            500,
            "1,000 samples in batches of 2 are 500 updates in an epoch",
            id="an-option-wins-over-the-file",
        ),
        pytest.param(
            "dataset_size: 1000\nbatch_size: 10\ndevices: 4\naccumulate_grad_batches: 2\n",
            {},
            13,
            "1,000 samples in batches of 10 on each of 4 processes, 2 for an update are 13 updates in an epoch",
            id="the-file-has-all-of-it",
        ),
        pytest.param(
            "data: {init_args: {batch_size: 10}}\ntrainer: {devices: auto}\n",
            {"dataset_size": 995},
            100,
            "995 samples in batches of 10 are 100 updates in an epoch",
            id="beside-the-data-and-auto-is-no-number",
        ),
        pytest.param(
            "steps_per_epoch: 7\nbatch_size: 10\n", {"dataset_size": 995}, 100,
            "995 samples in batches of 10 are 100 updates in an epoch", id="options-win-over-what-the-file-says",
        ),
    ],
)  # fmt: skip
def test_the_updates_of_an_epoch_follow_from_the_samples(text, options, updates, note):
    plan = planned(HUGGING_FACE + text, **options).plan
    assert (plan.steps_per_epoch, plan.updates) == (updates, 2 * updates)
    assert note in plan.notes


@pytest.mark.parametrize(
    ("text", "options"),
    [
        pytest.param("steps_per_epoch: 7\ndataset_size: 995\nbatch_size: 10\n", {}, id="the-file"),
        pytest.param("", {"steps_per_epoch": 7, "dataset_size": 995, "batch_size": 10}, id="an-option"),
    ],
)
def test_what_is_said_needs_no_working_out(text, options):
    assert planned(HUGGING_FACE + text, **options).plan.steps_per_epoch == 7


def test_timm_leaves_out_the_last_batch():
    text = "sched: cosine\nlr: 0.1\nepochs: 2\nwarmup_epochs: 0\ndata_len: 1007\nbatch_size: 10\n"
    assert planned(text).plan.steps_per_epoch == 100


def test_the_samples_of_a_batch_are_asked_for(lrviz_in):
    refused = lrviz_in("plot", "x.yaml", "--no-save", "--dataset-size", "100", files={"x.yaml": HUGGING_FACE})
    assert (refused.code, refused.err.splitlines()[-1]) == (
        2,
        "error: x.yaml: some values are only known in the run (give them: --batch-size SAMPLES)",
    )


@pytest.mark.parametrize("option", ["--dataset-size", "--batch-size", "--grad-accum", "--world-size"])
def test_none_of_them_can_be_none(option, lrviz_in):
    refused = lrviz_in("plot", "x.yaml", option, "0", files={"x.yaml": HUGGING_FACE})
    assert (refused.code, refused.err) == (2, f"error: {option} 0: it must be 1 or more\n")


def test_a_length_that_was_worked_out_counts_updates():
    text = HUGGING_FACE + "gradient_accumulation_steps: 4\n"
    options = Options(dataset_size=100, batch_size=2)
    assert lint(read_document("x.yaml", text.encode()), options).findings == []
