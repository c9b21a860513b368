"""Logs of runs, right ones and wrong ones, against what their config promises."""

from __future__ import annotations

import json

import pytest
import torch

import lrviz
from schedules import Stepper, build_scheduler

CONFIG = """\
optimizer: {name: SGD, lr: 0.5}
scheduler:
  name: SequentialLR
  milestones: [10]
  schedulers:
    - {name: LinearLR, start_factor: 0.1, total_iters: 10}
    - {name: CosineAnnealingLR, T_max: 90}
steps: 100
"""
BY_EPOCH = """\
optimizer: {name: SGD, lr: 0.5}
scheduler: {name: ExponentialLR, gamma: 0.5}
interval: epoch
epochs: 5
steps_per_epoch: 20
"""
SEQUENCE = {
    "name": "SequentialLR",
    "milestones": [10],
    "schedulers": [
        {"name": "LinearLR", "start_factor": 0.1, "total_iters": 10},
        {"name": "CosineAnnealingLR", "T_max": 90},
    ],
}


def new(config=SEQUENCE, rate=0.5):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    return optimizer, build_scheduler(optimizer, config)


def trained(step, config=SEQUENCE, updates=100, rate=0.5):
    """The rates of a training loop that does `step(scheduler, update)` after each update."""
    optimizer, scheduler = new(config, rate)
    rates = []
    for update in range(updates):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        step(scheduler, update)
    return rates


def every_update(scheduler, _):
    scheduler.step()


def resumed():
    """Stopped after 40 updates, and gone on with a new scheduler whose state nobody loaded."""
    return trained(every_update, updates=40) + trained(every_update, updates=60)


def resumed_with(config, at, loads, scheduler_first=True, updates=100, interval="step"):
    """The rates of a run that is stopped after `at` updates, and goes on with what it loads of its state."""
    optimizer, scheduler = new(config)
    stepper, rates = Stepper(scheduler, interval), []
    for update in range(updates):
        if update == at:
            saved = {"optimizer": optimizer.state_dict(), "scheduler": stepper.scheduler.state_dict()}
            optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.5)
            if not scheduler_first and "optimizer" in loads:
                optimizer.load_state_dict(saved["optimizer"])
            stepper = Stepper(build_scheduler(optimizer, config), interval)
            if scheduler_first and "optimizer" in loads:
                optimizer.load_state_dict(saved["optimizer"])
            if "scheduler" in loads:
                stepper.scheduler.load_state_dict(saved["scheduler"])
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        stepper.after_step()
        if update % 20 == 19:
            stepper.after_epoch()
    return rates


def before_the_optimizer():
    optimizer, scheduler = new()
    optimizer.step()
    rates = []
    for _ in range(100):
        scheduler.step()
        rates.append(optimizer.param_groups[0]["lr"])
    return rates


def csv_of(rates, step="step", rate="lr", first=0):
    return "\n".join([f"{step},{rate}", *(f"{at},{value!r}" for at, value in enumerate(rates, start=first))]) + "\n"


RIGHT = trained(every_update)
COSINE_OF_100 = {"name": "CosineAnnealingLR", "T_max": 100}
NEVER = "the scheduler is never stepped: the rate stays where it is"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("log", "said"),
    [
        pytest.param(csv_of(RIGHT), "run.csv: 100 rates agree with x.yaml", id="every-update"),
        pytest.param(csv_of(RIGHT, first=1), "run.csv: 100 rates agree with x.yaml", id="counted-from-1"),
        pytest.param(
            "\n".join(["lr-SGD,step,loss", *(f"{RIGHT[at]!r},{at}," for at in range(0, 100, 7)), ",3,0.5"]),
            "run.csv: 15 rates agree with x.yaml",
            id="lightning",
        ),
        pytest.param(csv_of([round(rate, 6) for rate in RIGHT]), "run.csv: 100 rates agree with x.yaml", id="rounded"),
        pytest.param(csv_of(RIGHT, "iteration", "learning_rate"), "run.csv: 100 rates agree", id="other-names"),
    ],
)
def test_a_log_that_is_right(log, said, lrviz_in):
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": CONFIG, "run.csv": log})
    assert (result.code, result.out.startswith(said)) == (0, True), result.out


def test_a_log_may_have_to_agree_to_the_last_bit(lrviz_in):
    files = {
        "x.yaml": CONFIG,
        "run.csv": csv_of(RIGHT),
        "off.csv": csv_of([*RIGHT[:50], RIGHT[50] + 1e-15, *RIGHT[51:]]),
    }
    assert lrviz_in("check-log", "x.yaml", "run.csv", "--tolerance", "0", files=files).code == 0
    result = lrviz_in("check-log", "x.yaml", "off.csv", "--tolerance", "0")
    assert (result.code, result.out.partition(":")[0]) == (1, "off.csv parts from x.yaml at step 50")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("make", "config", "said"),
    [
        pytest.param(
            lambda: trained(lambda scheduler, update: scheduler.step() if update % 20 == 19 else None),
            CONFIG.replace("steps: 100", "epochs: 5\nsteps_per_epoch: 20"),
            "run.csv parts from x.yaml at step 1: it has 5.000e-02 there, and not 9.500e-02\n"
            "probably the scheduler is stepped once an epoch, every 20 updates, and not after each\n",
            id="once-an-epoch",
        ),
        pytest.param(
            lambda: trained(every_update, {"name": "ExponentialLR", "gamma": 0.5}),
            BY_EPOCH,
            "run.csv parts from x.yaml at step 1: it has 2.500e-01 there, and not 5.000e-01\n"
            "probably the scheduler is stepped after each update, and not once an epoch\n",
            id="after-each-update",
        ),
        pytest.param(
            before_the_optimizer,
            CONFIG,
            "run.csv parts from x.yaml at step 0: it has 9.500e-02 there, and not 5.000e-02\n"
            "probably the log is one step late: the scheduler is stepped before the optimizer; "
            "or the rate is logged after the scheduler's step\n",
            id="before-the-optimizer",
        ),
        pytest.param(
            lambda: trained(lambda scheduler, update: scheduler.step() if update else None),
            CONFIG,
            "run.csv parts from x.yaml at step 1: it has 5.000e-02 there, and not 9.500e-02\n"
            "probably the log is one step early: the scheduler is stepped once too few\n",
            id="once-too-few",
        ),
        pytest.param(
            resumed,
            CONFIG,
            "run.csv parts from x.yaml at step 40: it has 5.000e-02 there, and not 3.750e-01\n"
            "probably the schedule starts anew at step 40: the run was resumed without the scheduler's state\n",
            id="resumed-at-0",
        ),
        pytest.param(
            lambda: trained(every_update, updates=30) * 2 + trained(every_update, updates=40),
            CONFIG,
            "run.csv parts from x.yaml at step 30: it has 5.000e-02 there, and not 4.415e-01\n"
            "probably the schedule starts anew at step 30 and step 60: "
            "the run was resumed without the scheduler's state\n",
            id="resumed-twice",
        ),
        pytest.param(
            lambda: trained(lambda scheduler, _: (scheduler.step(), scheduler.step())),
            CONFIG,
            "run.csv parts from x.yaml at step 1: it has 1.400e-01 there, and not 9.500e-02\n"
            "probably the scheduler is stepped twice as often as the config counts\n",
            id="twice-as-fast",
        ),
        pytest.param(
            lambda: trained(lambda scheduler, update: scheduler.step() if update % 7 == 6 else None),
            CONFIG,
            "run.csv parts from x.yaml at step 1: it has 5.000e-02 there, and not 9.500e-02\n"
            "probably the scheduler is stepped once for every 7 updates\n",
            id="once-for-so-many",
        ),
        pytest.param(
            lambda: trained(lambda scheduler, update: scheduler.step() if update % 7 == 6 else None, updates=50),
            CONFIG,
            "run.csv parts from x.yaml at step 1: it has 5.000e-02 there, and not 9.500e-02\n"
            "probably the scheduler is stepped once for every 7 updates; or the log counts batches, "
            "of which 7 make an update\n",
            id="once-for-so-many-in-a-log-that-ends-early",
        ),
        pytest.param(
            lambda: trained(lambda *_: None),
            CONFIG,
            "run.csv parts from x.yaml at step 1: it has 5.000e-02 there, and not 9.500e-02\n"
            "probably the scheduler is never stepped: the rate stays where it is\n",
            id="never-stepped",
        ),
        pytest.param(
            lambda: trained(every_update, rate=2.0),
            CONFIG,
            "run.csv parts from x.yaml at step 0: it has 2.000e-01 there, and not 5.000e-02\n"
            "probably the base rate is 4 times that of the config\n",
            id="another-base-rate",
        ),
        pytest.param(
            lambda: trained(every_update, COSINE_OF_100 | {"eta_min": 1e-3}, rate=1.5),
            "optimizer: {name: SGD, lr: 0.5}\n"
            "scheduler: {name: CosineAnnealingLR, T_max: 100, eta_min: 1e-3}\nsteps: 100\n",
            "run.csv parts from x.yaml at step 0: it has 1.500e+00 there, and not 5.000e-01\n"
            "probably the base rate is 3 times that of the config\n",
            id="another-base-rate-above-the-same-floor",
        ),
        pytest.param(
            lambda: trained(every_update, COSINE_OF_100 | {"eta_min": 2e-3}, rate=1.5),
            "optimizer: {name: SGD, lr: 0.5}\n"
            "scheduler: {name: CosineAnnealingLR, T_max: 100, eta_min: 1e-3}\nsteps: 100\n",
            "run.csv parts from x.yaml at step 0: it has 1.500e+00 there, and not 5.000e-01\n"
            "none of the usual causes explains it\n",
            id="another-base-rate-and-another-floor",
        ),
        pytest.param(
            lambda: [0.5] * 100,
            CONFIG,
            "run.csv parts from x.yaml at step 0: it has 5.000e-01 there, and not 5.000e-02\n"
            "probably no scheduler moves the rate: it is that of the optimizer throughout\n",
            id="no-scheduler",
        ),
        pytest.param(
            lambda: [0.3] * 100,
            CONFIG,
            "run.csv parts from x.yaml at step 0: it has 3.000e-01 there, and not 5.000e-02\n"
            "none of the usual causes explains it\n",
            id="another-rate-throughout",
        ),
        pytest.param(
            lambda: [1e-16 * (100 - update) for update in range(100)],
            CONFIG.replace("CosineAnnealingLR, T_max: 90", "ExponentialLR, gamma: 0.9"),
            "run.csv parts from x.yaml at step 0: it has 1.000e-14 there, and not 5.000e-02\n"
            "none of the usual causes explains it\n",
            id="next-to-nothing-is-no-base-rate",
        ),
        pytest.param(
            lambda: [*RIGHT[:50], *[0.123] * 50],
            CONFIG,
            "run.csv parts from x.yaml at step 50: it has 1.230e-01 there, and not 2.934e-01\n"
            "none of the usual causes explains it\n",
            id="no-usual-cause",
        ),
    ],
)
def test_a_log_that_is_wrong_is_explained(make, config, said, lrviz_in):
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": config, "run.csv": csv_of(make())})
    assert (result.code, result.out) == (1, said)


def by_epoch(after_update=lambda *_: None, after_epoch=lambda *_: None, updates=600):
    """The rates of thirty epochs of twenty updates, of a scheduler that is to be stepped after each epoch."""
    optimizer, scheduler = new({"name": "CosineAnnealingLR", "T_max": 30})
    rates = []
    for update in range(updates):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        after_update(scheduler, update)
        if update % 20 == 19:
            after_epoch(scheduler, update // 20)
    return rates


THIRTY_EPOCHS = """\
optimizer: {name: SGD, lr: 0.5}
scheduler: {name: CosineAnnealingLR, T_max: 30}
interval: epoch
epochs: 30
steps_per_epoch: 20
"""
BY_EPOCHS = by_epoch(after_epoch=every_update)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("rates", "cause"),
    [
        pytest.param(by_epoch(), "the scheduler is never stepped: the rate stays where it is", id="never-stepped"),
        pytest.param(
            by_epoch(after_update=every_update),
            "the scheduler is stepped after each update, and not once an epoch",
            id="after-each-update",
        ),
        pytest.param(
            by_epoch(after_epoch=lambda scheduler, epoch: scheduler.step() if epoch % 2 else None),
            "the scheduler is stepped once for every 2 epochs",
            id="every-second-epoch",
        ),
        pytest.param(
            by_epoch(after_epoch=lambda scheduler, _: (scheduler.step(), scheduler.step())),
            "the scheduler is stepped twice as often as the config counts",
            id="twice-at-the-end-of-the-epoch",
        ),
        pytest.param(
            by_epoch(after_update=lambda scheduler, update: scheduler.step() if update % 10 == 9 else None),
            "the scheduler is stepped twice as often as the config counts",
            id="twice-an-epoch",
        ),
        pytest.param(
            by_epoch(after_update=lambda scheduler, update: scheduler.step() if update % 4 == 3 else None),
            "the scheduler is stepped 5 times as often as the config counts",
            id="five-times-an-epoch",
        ),
        pytest.param(
            by_epoch(after_epoch=lambda scheduler, epoch: scheduler.step() if epoch else None),
            "the scheduler is stepped once too few: it is one epoch behind",
            id="not-after-the-first-epoch",
        ),
        pytest.param(
            BY_EPOCHS[20:],
            "the scheduler is stepped at the start of each epoch, and not at its end: it is one epoch ahead; "
            "or the rate is logged after the scheduler's step",
            id="at-the-start-of-each-epoch",
        ),
        pytest.param(
            by_epoch(after_update=lambda scheduler, update: scheduler.step() if update % 20 == 18 else None),
            "the scheduler is stepped before the last update of each epoch, and not after it",
            id="an-update-early",
        ),
        pytest.param(
            by_epoch(after_update=lambda scheduler, at: scheduler.step() if at and at % 20 == 0 else None),
            "the scheduler is stepped after the first update of each epoch, and not before it",
            id="an-update-late",
        ),
        pytest.param(
            BY_EPOCHS[:200] + BY_EPOCHS[:400],
            "the schedule starts anew at step 200: the run was resumed without the scheduler's state",
            id="built-anew-after-ten-epochs",
        ),
        pytest.param(
            BY_EPOCHS[::20],
            "the log counts epochs, and not updates: log the number of the update",
            id="a-rate-an-epoch",
        ),
        pytest.param(
            BY_EPOCHS[:200:20],
            "the log counts epochs, and not updates; or the scheduler is stepped after each update, "
            "and not once an epoch",
            id="a-rate-an-epoch-of-the-first-ten",
        ),
    ],
)
def test_the_cause_where_the_config_asks_for_a_step_an_epoch(rates, cause, lrviz_in):
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": THIRTY_EPOCHS, "run.csv": csv_of(rates)})
    assert (result.code, result.out.splitlines()[1:]) == (1, [f"probably {cause}"]), result.out


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("rates", "cause"),
    [
        pytest.param(
            [RIGHT[update] for update in range(0, 100, 20)],
            "the log counts epochs, and not updates: log the number of the update",
            id="the-first-rate-of-each-epoch",
        ),
        pytest.param(
            [RIGHT[update] for update in range(19, 100, 20)],
            "the log counts epochs, and not updates: log the number of the update",
            id="the-last-rate-of-each-epoch",
        ),
        pytest.param(
            [RIGHT[0]] * 15,
            "the scheduler is never stepped, or once an epoch and not after each update: the log ends within the first",
            id="ends-within-the-first-epoch",
        ),
        pytest.param([RIGHT[0]] * 50, "the scheduler is never stepped: the rate stays where it is", id="ends-after-it"),
    ],
)
def test_the_cause_where_the_config_has_epochs_and_is_stepped_by_update(rates, cause, lrviz_in):
    config = CONFIG.replace("steps: 100", "epochs: 5\nsteps_per_epoch: 20")
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": config, "run.csv": csv_of(rates)})
    assert (result.code, result.out.splitlines()[1]) == (1, f"probably {cause}"), result.out


ON_THE_RATE = (
    "the schedule starts anew at step {}, on the rate that was there: the run was resumed without the scheduler's state"
)
SET_ANEW = (
    "the rate is set anew at step {}, and the schedule goes on: the run was resumed with a scheduler that was built "
    "after the optimizer's state was loaded, or without that state"
)
RATE_ANEW = (
    "the rate starts anew at step {}, and the schedule goes on: the run was resumed without the optimizer's state"
)
STEPS_OF_TWO = {"name": "StepLR", "step_size": 2}
MILESTONES = {"name": "MultiStepLR", "milestones": [30, 60]}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("config", "at", "loads", "cause"),
    [
        pytest.param(COSINE_OF_100, 40, ["optimizer"], ON_THE_RATE, id="cosine"),
        pytest.param(COSINE_OF_100 | {"eta_min": 0.05}, 40, ["optimizer"], ON_THE_RATE, id="cosine-that-ends-above-0"),
        pytest.param({"name": "PolynomialLR", "total_iters": 100}, 40, ["optimizer"], ON_THE_RATE, id="polynomial"),
        # the rate of the peak is taken for the first one of the warm-up, up to where the cosine begins
        pytest.param(SEQUENCE, 40, ["optimizer"], ON_THE_RATE, id="warm-up"),
        pytest.param(MILESTONES, 35, ["optimizer"], ON_THE_RATE, id="milestones"),
        pytest.param(SEQUENCE, 40, ["optimizer", "scheduler"], SET_ANEW, id="built-late"),
        pytest.param(
            {"name": "CosineAnnealingWarmRestarts", "T_0": 50}, 40, ["optimizer", "scheduler"], SET_ANEW,
            id="built-late-where-one-rate-is-another",
        ),
        pytest.param(COSINE_OF_100, 40, ["scheduler"], RATE_ANEW, id="without-the-optimizer"),
        pytest.param(MILESTONES, 35, ["scheduler"], RATE_ANEW, id="milestones-without-the-optimizer"),
    ],
)  # fmt: skip
def test_what_was_left_out_where_a_run_was_resumed(config, at, loads, cause, lrviz_in):
    rates = resumed_with(config, at, loads, scheduler_first=loads != ["optimizer", "scheduler"])
    run = {"optimizer": {"name": "SGD", "lr": 0.5}, "scheduler": config, "steps": 100}
    files = {"x.yaml": json.dumps(run), "run.csv": csv_of(rates)}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    assert (result.code, result.out.splitlines()[1]) == (1, f"probably {cause.format(at)}"), result.out


def test_what_comes_after_the_end_speaks_against_a_cause_too(lrviz_in):
    # six steps an update would explain the first rates, and not those of the last ones
    rates = [0.5] * 60 + [0.05] * 20 + [0.5] * 20
    run = {"optimizer": {"name": "SGD", "lr": 0.5}, "scheduler": {"name": "ConstantLR", "factor": 0.1}, "steps": 100}
    files = {"x.yaml": json.dumps(run), "run.csv": csv_of(rates)}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    assert (result.code, result.out.splitlines()[1]) == (1, "none of the usual causes explains it"), result.out


def test_a_rate_that_stands_still_in_the_end_tells_of_no_new_start(lrviz_in):
    rates = trained(lambda scheduler, update: scheduler.step() if update < 50 else None, MILESTONES)
    run = {"optimizer": {"name": "SGD", "lr": 0.5}, "scheduler": MILESTONES, "steps": 100}
    files = {"x.yaml": json.dumps(run), "run.csv": csv_of(rates)}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    assert (result.code, result.out.splitlines()) == (1, [
        "run.csv parts from x.yaml at step 60: it has 5.000e-02 there, and not 5.000e-03",
        "none of the usual causes explains it",
    ])  # fmt: skip


def test_without_torch_it_is_said_that_torch_would_tell_of_a_resumed_run(lrviz_in, monkeypatch):
    monkeypatch.setattr("lrviz.logs.carried_on.find_spec", {}.get)
    run = {"optimizer": {"name": "SGD", "lr": 0.5}, "scheduler": COSINE_OF_100, "steps": 100}
    files = {"x.yaml": json.dumps(run), "run.csv": csv_of(resumed_with(COSINE_OF_100, 40, ["optimizer"]))}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    assert (result.code, result.out.splitlines()[1:]) == (1, [
        "none of the causes that are seen without torch explains it; torch would tell whether the run was resumed "
        'with a part of its state: pip install "lrviz[torch]"'
    ])  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("config", "loads", "cause"),
    [
        pytest.param(COSINE_OF_100 | {"T_max": 10}, ["optimizer"], ON_THE_RATE, id="cosine"),
        pytest.param(STEPS_OF_TWO, ["optimizer"], ON_THE_RATE, id="steps"),
        pytest.param(STEPS_OF_TWO, ["scheduler"], RATE_ANEW, id="steps-without-the-optimizer"),
    ],
)
def test_what_was_left_out_where_a_run_of_epochs_was_resumed(config, loads, cause, lrviz_in):
    rates = resumed_with(config, 60, loads, updates=200, interval="epoch")
    run = {"optimizer": {"name": "SGD", "lr": 0.5}, "scheduler": config, "interval": "epoch"}
    files = {"x.yaml": json.dumps(run | {"epochs": 10, "steps_per_epoch": 20}), "run.csv": csv_of(rates)}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    assert (result.code, result.out.splitlines()[1]) == (1, f"probably {cause.format(60)}"), result.out


WITHOUT_EPOCH_LENGTH = THIRTY_EPOCHS.replace("steps_per_epoch: 20\n", "")
PAST_UPDATES = "run.csv goes on to step 599, and the run of x.yaml ends at step 29: 570 of 600 rates lie beyond"
EPOCH_TAKEN = "each of the 30 epochs was taken for 1 update: give --steps-per-epoch"
LOOP_AT_EACH_UPDATE = by_epoch(after_update=every_update)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("log", "config", "said"),
    [
        pytest.param(
            csv_of(BY_EPOCHS),
            WITHOUT_EPOCH_LENGTH,
            [PAST_UPDATES, "up to there 30 rates do not agree", EPOCH_TAKEN],
            id="a-right-run-of-epochs-whose-length-is-not-said",
        ),
        pytest.param(
            csv_of(LOOP_AT_EACH_UPDATE),
            WITHOUT_EPOCH_LENGTH,
            [PAST_UPDATES, "up to there 30 rates agree", EPOCH_TAKEN],
            id="a-wrong-run-that-agrees-as-long-as-an-epoch-is-an-update",
        ),
        pytest.param(
            "\n".join(["lr-SGD,step", *(f"{BY_EPOCHS[at]!r},{at}" for at in range(49, 600, 50))]),
            WITHOUT_EPOCH_LENGTH,
            [PAST_UPDATES.replace("570 of 600", "12 of 12"), EPOCH_TAKEN],
            id="nothing-of-every-fiftieth-step-is-within-the-run",
        ),
        pytest.param(
            csv_of(BY_EPOCHS[:15]),
            WITHOUT_EPOCH_LENGTH,
            [
                "run.csv parts from x.yaml at step 1: it has 5.000e-01 there, and not 4.986e-01",
                "probably the scheduler is never stepped: the rate stays where it is",
                EPOCH_TAKEN,
            ],
            id="a-log-of-the-first-epoch",
        ),
        pytest.param(
            csv_of(trained(every_update, updates=300)),
            CONFIG,
            [
                "run.csv goes on to step 299, and the run of x.yaml ends at step 99: 200 of 300 rates lie beyond",
                "up to there 100 rates agree",
                "the run was taken to have 100 updates: give --steps for another length",
            ],
            id="three-times-as-long",
        ),
        pytest.param(
            csv_of(trained(every_update, updates=110), first=1),
            CONFIG.replace("steps: 100", "epochs: 5\nsteps_per_epoch: 20"),
            [
                "run.csv goes on to step 110, and the run of x.yaml ends at step 100: 10 of 110 rates lie beyond",
                "up to there 100 rates agree",
                "the run was taken to have 100 updates, 20 in each epoch: "
                "give --epochs or --steps-per-epoch for another length",
                "the log counts its steps from 1",
            ],
            id="half-an-epoch-longer",
        ),
        pytest.param(
            csv_of([RIGHT[batch // 4] for batch in range(400)]),
            CONFIG,
            [
                "run.csv goes on to step 399, and the run of x.yaml ends at step 99: 300 of 400 rates lie beyond",
                "run.csv parts from x.yaml at step 1: it has 5.000e-02 there, and not 9.500e-02",
                "probably the log counts batches, of which 4 make an update: log the number of the update",
            ],
            id="batches-of-which-four-make-an-update",
        ),
        pytest.param(
            csv_of([RIGHT[0]] * 300),
            CONFIG,
            [
                "run.csv goes on to step 299, and the run of x.yaml ends at step 99: 200 of 300 rates lie beyond",
                "run.csv parts from x.yaml at step 1: it has 5.000e-02 there, and not 9.500e-02",
                "probably the scheduler is never stepped: the rate stays where it is",
                "the run was taken to have 100 updates: give --steps for another length",
            ],
            id="longer-and-never-stepped",
        ),
        pytest.param(
            csv_of(trained(every_update, updates=300)),
            CONFIG.replace("steps: 100\n", ""),
            [
                "run.csv goes on to step 299, and the run of x.yaml ends at step 99: 200 of 300 rates lie beyond",
                "up to there 100 rates agree",
                "nothing says how long the run is, and the 100 updates of the schedule were taken: "
                "give --steps, or --steps-per-epoch where the config has epochs",
            ],
            id="most-is-after-the-end-of-the-schedule-alone",
        ),
    ],
)
def test_a_log_that_goes_on_after_the_end_of_the_run_does_not_agree(log, config, said, lrviz_in):
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": config, "run.csv": log})
    assert (result.code, result.out.splitlines()) == (1, said)


AFTER_LAST = "the rate of step 100 is that after the last update, and not compared"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("updates", "config", "said"),
    [
        pytest.param(101, CONFIG, [AFTER_LAST], id="the-row-that-is-written-after-the-last-step"),
        pytest.param(
            150,
            CONFIG.replace("steps: 100\n", ""),
            ["50 of its rates are of steps outside of the run, and not compared"],
            id="a-length-that-nothing-says",
        ),
    ],
)
def test_a_log_may_go_on_after_the_end(updates, config, said, lrviz_in):
    files = {"x.yaml": config, "run.csv": csv_of(trained(every_update, updates=updates))}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    assert (result.code, result.out.splitlines()) == (0, [
        "run.csv: 100 rates agree with x.yaml; the largest difference is 0.0e+00 of the peak",
        *said,
    ])  # fmt: skip


IN_EPOCHS = CONFIG.replace("steps: 100", "epochs: 5\nsteps_per_epoch: 20")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("log", "config", "code", "said"),
    [
        pytest.param(
            csv_of(BY_EPOCHS[::20], "epoch"), THIRTY_EPOCHS, 0,
            ["run.csv: 30 rates agree with x.yaml; the largest difference is 0.0e+00 of the peak"],
            id="right",
        ),
        pytest.param(
            csv_of(BY_EPOCHS[::20], "Epoch", first=1), THIRTY_EPOCHS, 0,
            ["run.csv: 30 rates agree with x.yaml; the largest difference is 0.0e+00 of the peak",
             "the log counts its epochs from 1"],
            id="right-and-counted-from-1",
        ),
        pytest.param(
            csv_of(BY_EPOCHS[::20], "epoch"), WITHOUT_EPOCH_LENGTH, 0,
            ["run.csv: 30 rates agree with x.yaml; the largest difference is 0.0e+00 of the peak"],
            id="right-whatever-the-length-of-an-epoch",
        ),
        pytest.param(
            csv_of(LOOP_AT_EACH_UPDATE[::20], "epoch"), THIRTY_EPOCHS, 1,
            ["run.csv parts from x.yaml at epoch 1: it has 1.250e-01 there, and not 4.986e-01",
             "probably the scheduler is stepped after each update, and not once an epoch"],
            id="stepped-after-each-update",
        ),
        pytest.param(
            csv_of(LOOP_AT_EACH_UPDATE[:30], "epoch", first=1), THIRTY_EPOCHS.replace("T_max: 30", "T_max: 60"), 1,
            ["run.csv parts from x.yaml at epoch 2: it has 4.986e-01 there, and not 4.997e-01",
             "probably the scheduler is stepped twice as often as the config counts",
             "the log counts its epochs from 1"],
            id="twice-an-epoch",
        ),
        pytest.param(
            csv_of([*BY_EPOCHS[:200:20], *BY_EPOCHS[:400:20]], "epoch", first=1), THIRTY_EPOCHS, 1,
            ["run.csv parts from x.yaml at epoch 11: it has 5.000e-01 there, and not 3.750e-01",
             "probably the schedule starts anew at epoch 11: the run was resumed without the scheduler's state",
             "the log counts its epochs from 1"],
            id="resumed-at-0",
        ),
        pytest.param(
            csv_of([BY_EPOCHS[0]] * 30, "epoch"), THIRTY_EPOCHS, 1,
            ["run.csv parts from x.yaml at epoch 1: it has 5.000e-01 there, and not 4.986e-01", f"probably {NEVER}"],
            id="never-stepped",
        ),
        pytest.param(
            csv_of(RIGHT[::20], "epoch"), IN_EPOCHS, 0,
            ["run.csv: 5 rates agree with x.yaml; the largest difference is 0.0e+00 of the peak",
             "the rate of each epoch is taken for that at its start"],
            id="at-the-start-of-each-epoch",
        ),
        pytest.param(
            csv_of(RIGHT[19::20], "epoch", first=1), IN_EPOCHS, 0,
            ["run.csv: 5 rates agree with x.yaml; the largest difference is 0.0e+00 of the peak",
             "the log counts its epochs from 1",
             "the rate of each epoch is taken for that at its end"],
            id="at-the-end-of-each-epoch",
        ),
        pytest.param(
            # no run begins anew in its first epoch
            csv_of(RIGHT[1::20], "epoch", first=1), IN_EPOCHS, 1,
            ["run.csv parts from x.yaml at epoch 1: it has 9.500e-02 there, and not 5.000e-02",
             "probably the log is one step late: the scheduler is stepped before the optimizer; "
             "or the rate is logged after the scheduler's step",
             "the log counts its epochs from 1",
             "the rate of each epoch is taken for that at its start"],
            id="logged-after-the-scheduler's-step-and-counted-from-1",
        ),
        pytest.param(
            csv_of(RIGHT[:5], "epoch"), IN_EPOCHS, 1,
            ["run.csv parts from x.yaml at epoch 1: it has 9.500e-02 there, and not 4.849e-01",
             "probably the scheduler is stepped once an epoch, every 20 updates, and not after each",
             "the rate of each epoch is taken for that at its start"],
            id="stepped-once-an-epoch",
        ),
        pytest.param(
            "\n".join(["epoch,lr", *(f"{at // 20},{rate!r}" for at, rate in enumerate(RIGHT) if at % 5 == 4)]),
            IN_EPOCHS, 1,
            ["run.csv parts from x.yaml at epoch 0: it has 2.300e-01 there, and not 5.000e-02",
             "probably the log has several rates of an epoch: name the column of the steps with --step-column",
             "the rate of each epoch is taken for that at its start"],
            id="several-rates-an-epoch",
        ),
        pytest.param(
            csv_of(BY_EPOCHS[::20] * 2, "epoch"), THIRTY_EPOCHS, 1,
            ["run.csv goes on to epoch 59, and the run of x.yaml ends at epoch 29: 30 of 60 rates lie beyond",
             "up to there 30 rates agree",
             "the run was taken to have 600 updates, 20 in each epoch: "
             "give --epochs or --steps-per-epoch for another length"],
            id="twice-as-long",
        ),
    ],
)  # fmt: skip
def test_a_column_of_epochs_counts_epochs(log, config, code, said, lrviz_in):
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": config, "run.csv": log})
    assert (result.code, result.out.splitlines()) == (code, said)


TWO_GROUPS = CONFIG.replace("lr: 0.5", "lr: 0.5, groups: [{params: 'head.*', lr_factor: 10}]")
AGREE = "agree with x.yaml; the largest difference is 0.0e+00 of the peak"
HIGH = trained(every_update, rate=5.0)
HELD = "`lr[0]` was held against group 0, `lr[1]` against group 1"


def columns(names, *rates, more=""):
    rows = [",".join([str(step), *map(repr, row)]) + more for step, row in enumerate(zip(*rates, strict=True))]
    return "\n".join([f"step,{names}", *rows])


@pytest.mark.parametrize(
    ("log", "config", "arguments", "code", "said"),
    [
        pytest.param(
            columns("lr[0],lr[1]", RIGHT, HIGH), TWO_GROUPS, (), 0, [f"run.csv: 200 rates {AGREE}", HELD],
            id="both-groups",
        ),
        pytest.param(
            columns("lr[0],lr[1]", RIGHT, [HIGH[0]] * 100), TWO_GROUPS, (), 1,
            ["run.csv parts from x.yaml at step 1: it has 5.000e-01 there, and not 9.500e-01", f"probably {NEVER}",
             "that is in group 1", HELD],
            id="the-second-group-is-wrong",
        ),
        pytest.param(
            columns("lr[0],lr[1]", HIGH, RIGHT), TWO_GROUPS, (), 1,
            ["run.csv parts from x.yaml at step 0: it has 5.000e-01 there, and not 5.000e-02",
             "probably the base rate is 10 times that of the config",
             "that is in group 0, and group 1 parts too", HELD],
            id="groups-in-another-order",
        ),
        pytest.param(
            columns("lr[0],lr[1]", [0.1] * 100, HIGH), TWO_GROUPS, ("--group", "1"), 0,
            [f"run.csv: 100 rates {AGREE}", "`lr[1]` was held against group 1"],
            id="the-column-of-the-group",
        ),
        pytest.param(
            columns("lr-SGD/pg1,lr-SGD/pg1-momentum,lr-SGD/pg2,lr-SGD/pg2-momentum", RIGHT, RIGHT, HIGH, RIGHT),
            TWO_GROUPS, (), 0,
            [f"run.csv: 200 rates {AGREE}",
             "`lr-SGD/pg1` was held against group 0, `lr-SGD/pg2` against group 1"],
            id="lightning",
        ),
        pytest.param(
            columns("lr-SGD/pg1,lr-SGD/pg2", RIGHT, HIGH), TWO_GROUPS, ("--rate-column", "lr-SGD/pg2"), 0,
            [f"run.csv: 100 rates {AGREE}", "`lr-SGD/pg2` was held against group 1, and none against group 0"],
            id="the-group-of-a-column-that-is-named",
        ),
        pytest.param(
            columns("lr", RIGHT), TWO_GROUPS, (), 0,
            [f"run.csv: 100 rates {AGREE}", "`lr` was held against group 0, and none against group 1"],
            id="one-column-for-two-groups",
        ),
        pytest.param(
            columns("lr", HIGH), TWO_GROUPS, ("--group", "1"), 0, [f"run.csv: 100 rates {AGREE}"],
            id="one-column-of-the-group-that-is-named",
        ),
        pytest.param(
            columns("lr/pg0,lr/pg1", RIGHT, HIGH), CONFIG, (), 0,
            [f"run.csv: 100 rates {AGREE}", "`lr/pg0` was held against group 0",
             "`lr/pg1` was not compared: the config has 1 group"],
            id="more-columns-than-groups",
        ),
        pytest.param(
            columns("lr/pg0,lr/pg1", HIGH, RIGHT), CONFIG, ("--rate-column", "LR/pg1"), 0,
            [f"run.csv: 100 rates {AGREE}", "`lr/pg1` was held against group 0"],
            id="a-column-of-a-group-that-the-config-has-not",
        ),
        pytest.param(
            columns("lr-SGD,lr-SGD-momentum,lr-Adam", RIGHT, RIGHT, HIGH), CONFIG, (), 0,
            [f"run.csv: 100 rates {AGREE}",
             "`lr-SGD` was read, and not `lr-Adam`: name another with --rate-column"],
            id="two-optimizers",
        ),
        pytest.param(
            columns("lr-SGD-momentum,lr-SGD-1", HIGH, RIGHT), CONFIG, (), 0, [f"run.csv: 100 rates {AGREE}"],
            id="a-momentum-is-no-rate",
        ),
    ],
)  # fmt: skip
def test_each_parameter_group_is_held_against_its_column(log, config, arguments, code, said, lrviz_in):
    files = {"x.yaml": config, "run.csv": log}
    result = lrviz_in("check-log", "x.yaml", "run.csv", *arguments, files=files)
    assert (result.code, result.out.splitlines()) == (code, said)


def test_a_group_without_a_column_is_refused(lrviz_in):
    files = {"x.yaml": TWO_GROUPS, "run.csv": columns("lr[0],lr[2]", RIGHT, RIGHT)}
    result = lrviz_in("check-log", "x.yaml", "run.csv", "--group", "1", files=files)
    assert (result.code, result.err) == (
        2,
        "error: --group 1: run.csv has no column of that group (it has `lr[0]`, `lr[2]`)\n",
    )


EARLY = (
    "if the log counts its steps from 1, each has the rate of the next: the schedule is one step early, "
    "or the rate is logged after the scheduler's step"
)
EARLY_BY_EPOCH = EARLY.replace("steps", "epochs").replace("one step", "one epoch")
LATE = "if it counts them from 0, each has the rate of the step before: the schedule is one step late"
FROM_1 = "the log counts its steps from 1"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param([(at, RIGHT[at]) for at in range(10, 100, 10)], [EARLY], id="from-0-or-early"),
        pytest.param([(at, RIGHT[at - 1]) for at in range(10, 101, 10)], [FROM_1, LATE], id="from-1-or-late"),
        pytest.param([(at, RIGHT[at]) for at in range(1, 100, 10)], [EARLY], id="begins-at-1-or-early"),
        pytest.param([(at, RIGHT[at]) for at in range(0, 100, 10)], [], id="begins-at-0"),
        pytest.param([(at, RIGHT[at - 1]) for at in range(1, 100, 10)], [FROM_1], id="begins-at-1"),
    ],
)
def test_from_where_a_log_counts_is_said_where_nothing_but_the_rates_tells_it(rows, said, lrviz_in):
    log = "\n".join(["step,lr", *(f"{step},{rate!r}" for step, rate in rows)])
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": CONFIG, "run.csv": log})
    assert (result.code, result.out.splitlines()) == (0, [f"run.csv: {len(rows)} rates {AGREE}", *said])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("make", "column", "config", "said"),
    [
        pytest.param(before_the_optimizer, "step", CONFIG, [EARLY, AFTER_LAST], id="steps"),
        pytest.param(
            lambda: by_epoch(after_epoch=every_update, updates=620)[20::20], "epoch", THIRTY_EPOCHS,
            [EARLY_BY_EPOCH, AFTER_LAST.replace("step 100", "epoch 30")],
            id="epochs",
        ),
    ],
)  # fmt: skip
def test_a_whole_log_from_1_may_be_one_step_early(make, column, config, said, lrviz_in):
    # a right loop that logs after the scheduler's step writes the same, so it is no more than said
    rates = make()
    files = {"x.yaml": config, "run.csv": csv_of(rates, column, first=1)}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    assert (result.code, result.out.splitlines()) == (0, [f"run.csv: {len(rates) - 1} rates {AGREE}", *said])
    assert lrviz.check_log("x.yaml", "run.csv").counting_is_open


@pytest.mark.parametrize("first", [0, 1])
def test_a_step_after_each_update_is_seen_in_a_log_of_every_fiftieth(first, lrviz_in):
    # the schedule goes up and down far beyond the epochs of the run
    rows = [f"{at + first},{rate!r}" for at, rate in enumerate(LOOP_AT_EACH_UPDATE) if at % 50 == 49]
    files = {"x.yaml": THIRTY_EPOCHS, "run.csv": "\n".join(["step,lr", *rows])}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    cause = "probably the scheduler is stepped after each update, and not once an epoch"
    assert (result.code, result.out.splitlines()[1]) == (1, cause), result.out


def test_another_base_rate_is_seen_in_a_log_of_every_tenth_step(lrviz_in):
    # none of its rates is that of the optimizer, and the floor is no higher than it was
    config = COSINE_OF_100 | {"eta_min": 0.01}
    rows = [f"{at},{rate!r}" for at, rate in enumerate(trained(every_update, config, rate=1.5)) if at % 10 == 9]
    run = {"optimizer": {"name": "SGD", "lr": 0.5}, "scheduler": config, "steps": 100}
    files = {"x.yaml": json.dumps(run), "run.csv": "\n".join(["step,lr", *rows])}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    cause = "probably the base rate is 3 times that of the config"
    assert (result.code, result.out.splitlines()[1]) == (1, cause), result.out


def test_one_step_too_few_is_no_other_base_rate_where_the_rate_falls_by_a_factor(lrviz_in):
    rates = trained(
        lambda scheduler, update: scheduler.step() if update else None, {"name": "ExponentialLR", "gamma": 0.9}
    )
    rows = [f"{at + 1},{rate!r}" for at, rate in enumerate(rates) if at % 5 == 4]
    config = "optimizer: {name: SGD, lr: 0.5}\nscheduler: {name: ExponentialLR, gamma: 0.9}\nsteps: 100\n"
    files = {"x.yaml": config, "run.csv": "\n".join(["step,lr", *rows])}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    assert (result.code, result.out.splitlines()[1:]) == (1, [
        "probably the log is one step early: the scheduler is stepped once too few",
        FROM_1,
    ])  # fmt: skip


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("times", [2, 5, 6])
def test_a_run_that_is_too_fast_is_seen_in_a_log_of_every_fifth_step(first, times, lrviz_in):
    rates = trained(lambda scheduler, _: [scheduler.step() for _ in range(times)])
    # as Hugging Face's trainer does: every fifth one as people count, from 1
    rows = [f"{at + first},{rate!r}" for at, rate in enumerate(rates) if at % 5 == 4]
    files = {"x.yaml": CONFIG, "run.csv": "\n".join(["step,lr", *rows])}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    often = "twice" if times == 2 else f"{times} times"
    cause = f"probably the scheduler is stepped {often} as often as the config counts"
    assert (result.code, result.out.splitlines()[1]) == (1, cause), result.out


def test_a_log_that_begins_again_is_no_log_of_one_run(lrviz_in):
    rows = [*enumerate(RIGHT[:61]), *enumerate(RIGHT[:40])]
    log = "\n".join(["step,lr", *(f"{step},{rate!r}" for step, rate in rows)])
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": CONFIG, "run.csv": log})
    assert (result.code, result.out.splitlines()) == (1, [
        "run.csv goes back from step 60 to step 0 in row 62; up to there it agrees with x.yaml",
        "probably the run was started anew from its first step, or another one was logged into the same file",
        "give the log of each run by itself",
    ])  # fmt: skip


@pytest.mark.parametrize("epoch", ["0", "one", ""])
def test_two_runs_have_the_same_epochs(epoch, lrviz_in):
    log = "\n".join(["step,lr,epoch", *(f"{step},{rate!r},{epoch}" for step, rate in [*enumerate(RIGHT[:40])] * 2)])
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": CONFIG, "run.csv": log})
    back = "run.csv goes back from step 39 to step 0 in row 41; up to there it agrees with x.yaml"
    assert (result.code, result.out.splitlines()[0]) == (1, back)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param(
            [*enumerate(RIGHT[:61]), *list(enumerate(RIGHT))[50:]],
            "run.csv: 111 rates agree with x.yaml",
            id="resumed-from-what-was-saved-before-it-ended",
        ),
        pytest.param(list(enumerate(RIGHT))[::-1], "run.csv: 100 rates agree with x.yaml", id="the-last-first"),
        pytest.param(
            sorted(enumerate(RIGHT), key=lambda row: (row[0] * 37) % 100), "run.csv: 100 rates agree", id="in-no-order"
        ),
        pytest.param(
            [row for row in enumerate(RIGHT) for _ in range(2)], "run.csv: 200 rates agree", id="by-two-processes"
        ),
        pytest.param(
            list(enumerate(RIGHT))[50:] * 2, "run.csv: 100 rates agree", id="resumed-twice-where-the-log-begins"
        ),
    ],
)
def test_a_log_may_have_a_step_twice(rows, said, lrviz_in):
    log = "\n".join(["step,lr", *(f"{step},{rate!r}" for step, rate in rows)])
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": CONFIG, "run.csv": log})
    assert (result.code, result.out.startswith(said)) == (0, True), result.out


def test_each_rate_of_a_step_that_is_logged_twice_is_compared(lrviz_in):
    rows = [*enumerate(RIGHT[:61]), (50, 0.25), *list(enumerate(RIGHT))[50:]]
    log = "\n".join(["step,lr", *(f"{step},{rate!r}" for step, rate in rows)])
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": CONFIG, "run.csv": log})
    assert (result.code, result.out.partition(":")[0]) == (1, "run.csv parts from x.yaml at step 50")


@pytest.mark.parametrize(
    ("again", "every"), [(40, 1), (57, 1), (50, 10)], ids=["each-step", "a-few-steps-again", "each-tenth-step"]
)
def test_a_resumed_run_that_logs_steps_again_is_seen_to_start_anew(again, every, lrviz_in):
    rows = [*list(enumerate(RIGHT))[:61:every], *list(enumerate(RIGHT[: 100 - again], start=again))[::every]]
    log = "\n".join(["step,lr", *(f"{step},{rate!r}" for step, rate in rows)])
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": CONFIG, "run.csv": log})
    anew = f"the schedule starts anew at step {again}: the run was resumed without the scheduler's state"
    assert (result.code, result.out.splitlines()) == (1, [
        f"run.csv parts from x.yaml at step {again}: it has 5.000e-02 there, and not {RIGHT[again]:.3e}",
        f"probably {anew}",
    ])  # fmt: skip


@pytest.mark.parametrize("first", [1, 10])
def test_a_log_of_every_tenth_step_that_begins_again_is_that_of_two_runs(first, lrviz_in):
    # the first reading that agrees is taken, also where another has a cause to offer
    rows = [(at, RIGHT[at - 1]) for at in range(first, 101, 10)] * 2
    log = "\n".join(["step,lr", *(f"{step},{rate!r}" for step, rate in rows)])
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": CONFIG, "run.csv": log})
    back = f"run.csv goes back from step {90 + first} to step {first} in row 11; up to there it agrees with x.yaml"
    assert (result.code, result.out.splitlines()[0]) == (1, back)


@pytest.mark.parametrize(
    ("milestones", "step", "cause"),
    [
        pytest.param(
            [30, 60],
            lambda scheduler, update: scheduler.step() if update % 20 == 19 else None,
            "the scheduler is never stepped, or once an epoch and not after each update: "
            "the rate stays where it is in both",
            id="no-milestone-is-reached",
        ),
        pytest.param(
            [3, 60],
            lambda *_: None,
            NEVER,
            id="a-step-an-epoch-would-reach-one",
        ),
        pytest.param(
            [40, 80],
            lambda scheduler, update: scheduler.step() if update % 2 else None,
            "the scheduler is stepped once for every 2 updates; "
            "or the schedule starts anew at step 40: the run was resumed without the scheduler's state",
            id="as-if-it-began-anew-at-the-first-milestone",
        ),
    ],
)
def test_all_causes_are_named_where_few_steps_do_not_tell_them_apart(milestones, step, cause, lrviz_in):
    config = {"name": "MultiStepLR", "milestones": milestones}
    run = {"optimizer": {"name": "SGD", "lr": 0.5}, "scheduler": config, "epochs": 5, "steps_per_epoch": 20}
    files = {"x.yaml": json.dumps(run), "run.csv": csv_of(trained(step, config))}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    assert (result.code, result.out.splitlines()[1]) == (1, f"probably {cause}"), result.out


def in_batches(config, batches, before_update):
    """The rates of 100 updates of several batches each, of a scheduler that is stepped after each batch."""
    optimizer, scheduler = new(config)
    rates = []
    for _ in range(100):
        if before_update:
            rates.append(optimizer.param_groups[0]["lr"])
        for batch in range(batches):
            if batch == batches - 1:
                optimizer.step()
                if not before_update:
                    rates.append(optimizer.param_groups[0]["lr"])
            scheduler.step()
    return rates


STEPS_OF_THIRTY = {"name": "StepLR", "step_size": 30}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("config", "batches", "before_update", "rows", "often"),
    [
        pytest.param(
            COSINE_OF_100, 4, False, slice(None),
            "4 times as often as the config counts: after each batch, where 4 make an update",
            id="logged-at-the-last-batch-of-each-update",
        ),
        pytest.param(
            COSINE_OF_100, 2, False, slice(None),
            "twice as often as the config counts: after each batch, where 2 make an update",
            id="two-batches",
        ),
        pytest.param(
            COSINE_OF_100, 4, True, slice(None), "4 times as often as the config counts",
            id="logged-at-the-first-batch-of-each-update",
        ),
        pytest.param(
            COSINE_OF_100, 8, True, slice(None, None, 15), "8 times as often as the config counts",
            id="most-of-the-log-is-after-the-end-of-the-schedule",
        ),
        pytest.param(
            STEPS_OF_THIRTY, 8, True, slice(None), "8 times as often as the config counts",
            id="the-later-steps-tell-how-often",
        ),
        pytest.param(
            COSINE_OF_100, 8, True, slice(None, None, 20), "2, 8 or 12 times as often as the config counts",
            id="a-wave-that-is-looked-at-now-and-then",
        ),
        # the rate drops after the fourth update, and the log ends before it does so again
        pytest.param(
            STEPS_OF_THIRTY, 8, True, slice(7), "8 or 9 times as often as the config counts",
            id="two-numbers-do",
        ),
    ],
)  # fmt: skip
def test_how_often_a_scheduler_is_stepped(config, batches, before_update, rows, often, lrviz_in):
    run = {"optimizer": {"name": "SGD", "lr": 0.5}, "scheduler": config, "steps": 100}
    rates = list(enumerate(in_batches(config, batches, before_update)))[rows]
    log = "\n".join(["step,lr", *(f"{at},{rate!r}" for at, rate in rates)])
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": json.dumps(run), "run.csv": log})
    assert (result.code, result.out.splitlines()[1]) == (1, f"probably the scheduler is stepped {often}"), result.out


def both_steps(scheduler, _):
    """Steps twice, and goes on where the scheduler has come to its end."""
    for _ in range(2):
        if scheduler.last_epoch < scheduler.total_steps - 1:
            scheduler.step()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("part", "cause"),
    [
        pytest.param(slice(0, 100), "the scheduler is stepped twice as often as the config counts", id="whole"),
        pytest.param(slice(20, 60), "the scheduler is stepped twice as often as the config counts", id="in-the-middle"),
        pytest.param(
            slice(50, 100),
            "the schedule is at its end already: the scheduler is stepped more often than the config counts",
            id="after-its-end",
        ),
    ],
)
def test_a_part_of_the_log_of_a_run_that_is_too_fast(part, cause, lrviz_in):
    rates = trained(both_steps, {"name": "OneCycleLR", "max_lr": 0.5, "total_steps": 100})
    rows = list(enumerate(rates))[part]
    config = "optimizer: {name: SGD}\nscheduler: {name: OneCycleLR, max_lr: 0.5, total_steps: 100}\nsteps: 100\n"
    log = "\n".join(["step,lr", *(f"{step},{rate!r}" for step, rate in rows)])
    files = {"x.yaml": config, "run.csv": log}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    assert (result.code, result.out.splitlines()[1:]) == (1, [f"probably {cause}"])


@pytest.mark.parametrize(
    "log",
    [
        pytest.param(csv_of(RIGHT).replace(",", ", "), id="a-blank-after-the-comma"),
        pytest.param(csv_of(RIGHT).replace("step,", "step , "), id="a-blank-before-the-comma"),
        pytest.param(csv_of(RIGHT, "Step", "LR"), id="capitals"),
        pytest.param(csv_of(RIGHT, "Global Step", "Learning Rate"), id="words"),
        pytest.param(
            "\n".join(json.dumps({"step": at, "lr": rate}) for at, rate in enumerate(RIGHT)) + "\n\n", id="json-lines"
        ),
        pytest.param(
            "\r\n".join(
                json.dumps(row)
                for at, rate in enumerate(RIGHT)
                for row in ({"step": at, "loss": 1}, {"step": at, "lr": rate})
            ),
            id="json-lines-of-other-values-too",
        ),
    ],
)
def test_a_log_may_be_written_in_another_form(log, lrviz_in):
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": CONFIG, "run.csv": log})
    assert (result.code, result.out.splitlines()) == (0, [f"run.csv: 100 rates {AGREE}"]), result.err


@pytest.mark.parametrize("rest", ["{", '{"step": 60, "l', '{"step": 60, "lr": 0.2\n\n'])
def test_a_last_line_that_is_cut_off_is_passed_over(rest, lrviz_in):
    rows = [json.dumps({"step": at, "lr": rate}) for at, rate in enumerate(RIGHT[:60])]
    files = {"x.yaml": CONFIG, "run.jsonl": "\n".join([*rows, rest])}
    result = lrviz_in("check-log", "x.yaml", "run.jsonl", files=files)
    assert (result.code, result.out.splitlines()) == (0, [
        f"run.jsonl: 60 rates {AGREE}",
        "line 61 is cut off, as where a run is killed, and was passed over",
    ])  # fmt: skip


@pytest.mark.parametrize("delimiter", [";", "\t"], ids=["semicolon", "tab"])
def test_columns_may_be_parted_by_something_else(delimiter, lrviz_in):
    files = {"x.yaml": CONFIG, "run.csv": csv_of(RIGHT).replace(",", delimiter)}
    assert lrviz_in("check-log", "x.yaml", "run.csv", files=files).code == 0


@pytest.mark.parametrize("first", [0, 1])
def test_a_resumed_run_is_seen_in_a_log_of_every_tenth_step(first, lrviz_in):
    rows = [f"{at + first},{rate!r}" for at, rate in enumerate(resumed()) if at % 10 == 9]
    files = {"x.yaml": CONFIG, "run.csv": "\n".join(["step,lr", *rows])}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    assert (result.code, result.out.splitlines()[:2]) == (1, [
        f"run.csv parts from x.yaml at step {49 + first}: it has 4.550e-01 there, and not 3.020e-01",
        f"probably the schedule starts anew at step {40 + first}: the run was resumed without the scheduler's state",
    ])  # fmt: skip


CONSTANT = "{learning_rate: 0.5, lr_scheduler_type: constant, max_steps: 100}"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("rows", "config", "said"),
    [
        pytest.param([(at + 1, RIGHT[at]) for at in range(0, 100, 10)], CONFIG, [FROM_1], id="logging-the-first-step"),
        # the trainer reads the rate before it steps the scheduler; older versions did so after that
        pytest.param([(at, RIGHT[at - 1]) for at in range(10, 101, 10)], CONFIG, [FROM_1], id="before-the-scheduler"),
        pytest.param(
            [(at, rate) for at, rate in enumerate(trained(every_update, updates=101)) if at and at % 10 == 0],
            CONFIG,
            [AFTER_LAST],
            id="after-the-scheduler",
        ),
        pytest.param([(at, 0.5) for at in range(10, 101, 10)], CONSTANT, [FROM_1], id="constant"),
    ],
)
def test_the_state_of_hugging_faces_trainer(rows, config, said, lrviz_in):
    history = [{"step": step, "learning_rate": rate, "loss": 1.0} for step, rate in rows]
    state = json.dumps({"global_step": 100, "log_history": [*history, {"step": 100, "train_runtime": 3.0}]})
    files = {"x.yaml": config, "trainer_state.json": state}
    result = lrviz_in("check-log", "x.yaml", "trainer_state.json", files=files)
    assert (result.code, result.out.splitlines()[1:]) == (0, said)


@pytest.mark.parametrize(
    ("log", "arguments", "code", "said"),
    [
        pytest.param(
            "", (), 1, "error: run.csv has no rows (give the log of a run that has begun to log)\n", id="empty"
        ),
        pytest.param("step,lr\n", (), 1, "error: run.csv has no rows (", id="a-head-alone"),
        pytest.param("[]", (), 1, "error: run.csv has no rows (", id="a-list-of-nothing"),
        pytest.param(
            "step,train_lr\n0,1\n",
            (),
            1,
            "it has `step`, `train_lr` (name it with --rate-column train_lr)\n",
            id="one-column-may-be-the-rate",
        ),
        pytest.param(
            "Step,my run - lr,my run - lr__MIN,my run - lr__MAX\n0,1,1,1\n",
            (),
            1,
            "(name it with --rate-column 'my run - lr')\n",
            id="weights-and-biases",
        ),
        pytest.param(
            "Wall time,Step,Value\n0,0,1\n",
            (),
            1,
            "(name it with --rate-column Value, if that is the rate)\n",
            id="tensorboard",
        ),
        pytest.param("step,lr_a,lr_b\n0,1,1\n", (), 1, "(name it with --rate-column)\n", id="two-may-be-the-rate"),
        pytest.param("a,b\n1,2\n", (), 1, "it has `a`, `b` (name it with --step-column)", id="other-columns"),
        pytest.param("step,lr\n0,x\n", (), 1, "error: run.csv, row 1: `lr` is `x` and not a number", id="text"),
        pytest.param("step,lr\n0,nan\n", (), 1, "error: run.csv, row 1: `lr` is `nan` and not a number", id="nan"),
        pytest.param("step,lr\n,0.1\n", (), 1, "error: run.csv: no row has both `step` and `lr`", id="no-rows"),
        pytest.param("{", (), 1, "error: run.csv is no JSON: ", id="broken-json"),
        pytest.param("{}", (), 1, "error: run.csv has no `log_history`", id="another-json"),
        pytest.param("step,lr\n0,1\n", ("--rate-column", "z"), 2, "run.csv has no such column", id="no-such-column"),
        pytest.param("step,lr\n0,1\n", ("--group", "3"), 2, "error: --group 3: the config has 1", id="no-such-group"),
        pytest.param("step,lr\n900,1\n", (), 1, "", id="beyond-the-run"),
        pytest.param(
            "\n".join(["epoch,step,lr", *(f"{at // 20},{at % 20},{rate!r}" for at, rate in enumerate(RIGHT))]),
            (),
            1,
            "error: run.csv, row 21: `step` begins again at 0, and `epoch` goes on to 1 (it counts within the epoch: "
            "log the number of the update in the run, and name it with --step-column)\n",
            id="steps-within-the-epoch",
        ),
        pytest.param(
            "\n".join(json.dumps({"epoch": at // 20, "step": at % 20, "lr": rate}) for at, rate in enumerate(RIGHT)),
            (),
            1,
            "error: run.csv, row 21: `step` begins again at 0, and `epoch` goes on to 1 (it counts within the epoch: ",
            id="steps-within-the-epoch-in-json",
        ),
        pytest.param(
            "step,lr\n0.5,1\n", (), 1, "row 1: `step` is `0.5` and not the number of an update", id="half-a-step"
        ),
        pytest.param(
            "epoch,lr\n0.5,1\n", (), 1, "row 1: `epoch` is `0.5` and not the number of an epoch", id="half-an-epoch"
        ),
        pytest.param(
            "epoch,lr\n0,1\n",
            (),
            1,
            "run.csv counts epochs, and nothing says how many updates one has (give --steps-per-epoch)",
            id="epochs-without-a-length",
        ),
        pytest.param(
            '{"step": 0, "lr": 1}\n\n{"step": 1,\n{}',
            (),
            1,
            "error: run.csv, line 3 is no JSON: ",
            id="a-line-cut-short",
        ),
        pytest.param('{"step": 0}\nkilled', (), 1, "error: run.csv, line 2 is no JSON: ", id="a-last-line-of-text"),
        pytest.param(
            '{"step": 0, "lr": 1}\n3\n',
            (),
            1,
            "error: run.csv, line 2 is no object of JSON (give one a line, each with a step and a rate)",
            id="a-line-that-is-no-object",
        ),
        pytest.param('{"a": 1}', (), 1, "it has `a` (name it with --step-column)", id="an-object-of-something-else"),
        pytest.param("step,lr\n1e300,1\n", (), 1, "`step` is `1e300` and not the number", id="step-too-large"),
        pytest.param(f"step,lr\n0,{'9' * 400}\n", (), 1, "`lr` is `9999", id="rate-too-large"),
        pytest.param('[{"step": 0, "lr": ' + "9" * 400 + "}]", (), 1, "`lr` is `9999", id="whole-rate-too-large"),
        pytest.param("[" * 20_000, (), 1, "error: run.csv is no JSON: ", id="brackets"),
        pytest.param("[" * 20_000 + "]" * 20_000, (), 1, "error: run.csv is no JSON: ", id="closed-brackets"),
        pytest.param(
            "step,lr\n" + "x" * 200_000, (), 1, "error: run.csv is no CSV file: field larger than", id="long-field"
        ),
    ],
)
def test_a_log_that_cannot_be_read(log, arguments, code, said, lrviz_in):
    result = lrviz_in("check-log", "x.yaml", "run.csv", *arguments, files={"x.yaml": CONFIG, "run.csv": log})
    assert (result.code, said in result.err) == (code, True), result.err


def test_an_epoch_scheduler_driven_by_the_stepper_agrees(lrviz_in):
    optimizer, scheduler = new({"name": "ExponentialLR", "gamma": 0.5})
    stepper = Stepper(scheduler, interval="epoch")
    rates = []
    for _ in range(5):
        for _ in range(20):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            stepper.after_step()
        stepper.after_epoch()
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": BY_EPOCH, "run.csv": csv_of(rates)})
    assert (result.code, result.out) == (
        0,
        "run.csv: 100 rates agree with x.yaml; the largest difference is 0.0e+00 of the peak\n",
    )


@pytest.mark.parametrize(
    ("form", "tolerance"),
    [pytest.param("{:.3e}", "1e-04", id="four-digits"), pytest.param("{:.4f}", "1e-04", id="four-decimals")],
)
def test_a_log_that_is_rounded_is_told_from_one_that_is_wrong(form, tolerance, lrviz_in):
    rows = [f"{at},{form.format(rate)}" for at, rate in enumerate(RIGHT)]
    files = {"x.yaml": CONFIG, "run.csv": "\n".join(["step,lr", *rows])}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    cause = f"probably the log is rounded: with --tolerance {tolerance} they agree"
    assert (result.code, result.out.splitlines()[1:]) == (1, [cause])
    assert lrviz_in("check-log", "x.yaml", "run.csv", "--tolerance", tolerance).code == 0
    # a difference that the digits show is none of rounding
    other = files["run.csv"].replace(form.format(RIGHT[50]), form.format(RIGHT[50] + 0.002))
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"run.csv": other})
    assert (result.code, result.out.splitlines()[1:]) == (1, ["none of the usual causes explains it"])


LOW = CONFIG.replace("lr: 0.5", "lr: 1e-3")
SLOW = "optimizer: {name: SGD, lr: 1e-3}\nscheduler: {name: CosineAnnealingLR, T_max: 1000}\nsteps: 1000\n"


def twice(scheduler, _):
    scheduler.step()
    scheduler.step()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("rates", "form", "config", "said"),
    [
        pytest.param(
            trained(every_update, rate=1e-3), "{:.4f}", LOW,
            ["parts from x.yaml at step 1: it has 2.000e-04 there, and not 1.900e-04",
             "probably the log is rounded: with --tolerance 5e-02 they agree"],
            id="two-digits",
        ),
        pytest.param(
            trained(every_update, rate=1e-3), "{:.3f}", LOW,
            ["parts from x.yaml at step 0: it has 0 there, and not 1.000e-04",
             "probably the log is rounded to so few digits that it tells nothing: log the rates in full"],
            id="one-digit",
        ),
        pytest.param(
            [1e-3] * 60, "{!r}", SLOW,
            ["parts from x.yaml at step 3: it has 1.0000e-03 there, and not 9.9998e-04",
             f"probably {NEVER}; or the log is rounded: with --tolerance 9e-03 they agree"],
            id="never-stepped-where-all-digits-are-one",
        ),
        pytest.param(
            [0.0] * 9, "{:.3e}", LOW.replace("start_factor: 0.1", "start_factor: 1e-9"),
            ["parts from x.yaml at step 1: it has 0 there, and not 1.000e-04", f"probably {NEVER}"],
            id="never-stepped-from-0",
        ),
        pytest.param(
            [1e-3] * 600, "{!r}", SLOW,
            ["parts from x.yaml at step 3: it has 1.0000e-03 there, and not 9.9998e-04", f"probably {NEVER}"],
            id="never-stepped-for-longer-than-rounding-explains",
        ),
        pytest.param(
            trained(twice), "{:.3e}", CONFIG,
            ["parts from x.yaml at step 1: it has 1.400e-01 there, and not 9.500e-02",
             "probably the scheduler is stepped twice as often as the config counts"],
            id="twice-as-fast-in-four-digits",
        ),
        pytest.param(
            trained(twice, rate=1e-3), "{:.4f}", LOW,
            ["parts from x.yaml at step 1: it has 3.000e-04 there, and not 1.900e-04",
             "probably the scheduler is stepped twice as often as the config counts"],
            id="twice-as-fast-in-two-digits",
        ),
        pytest.param(
            resumed(), "{:.3f}", CONFIG,
            ["parts from x.yaml at step 40: it has 5.000e-02 there, and not 3.750e-01",
             "probably the schedule starts anew at step 40: the run was resumed without the scheduler's state"],
            id="resumed-in-three-digits",
        ),
        pytest.param(
            trained(every_update, rate=2.0), "{:.3f}", CONFIG,
            ["parts from x.yaml at step 0: it has 2.000e-01 there, and not 5.000e-02",
             "probably the base rate is 4 times that of the config"],
            id="another-base-rate-in-three-digits",
        ),
    ],
)  # fmt: skip
def test_what_few_digits_leave_open_is_no_difference_to_a_cause(rates, form, config, said, lrviz_in):
    rows = [f"{at},{form.format(rate)}" for at, rate in enumerate(rates)]
    files = {"x.yaml": config, "run.csv": "\n".join(["step,lr", *rows])}
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    assert (result.code, result.out.splitlines()) == (1, [f"run.csv {said[0]}", *said[1:]])


@pytest.mark.parametrize(
    "number",
    ["1e-999999999999999999999", f"1e-{'9' * 5000}", "0e999999999999", f"0.{'0' * 400}1", " 5E-1 ", "0." + "3" * 5000],
)
def test_any_way_to_write_a_number_is_read(number, lrviz_in):
    result = lrviz_in("check-log", "x.yaml", "run.csv", files={"x.yaml": CONFIG, "run.csv": f"step,lr\n0,{number}\n"})
    assert (result.code, result.err) == (1, "")


def test_a_schedule_that_follows_a_metric_asks_for_it(lrviz_in):
    config = {"name": "ReduceLROnPlateau", "patience": 1}
    rates = trained(lambda scheduler, update: scheduler.step(100 - update), config, updates=20)
    files = {
        "x.yaml": "optimizer: {name: SGD, lr: 0.5}\nscheduler: {name: ReduceLROnPlateau, patience: 1}\nepochs: 20\n",
        "run.csv": csv_of(rates),
        "metric.txt": "".join(f"{100 - update}\n" for update in range(20)),
    }
    result = lrviz_in("check-log", "x.yaml", "run.csv", files=files)
    assert (result.code, result.out) == (
        1,
        "run.csv parts from x.yaml at step 3: it has 5.000e-01 there, and not 5.000e-02\n"
        "probably the metric was another than was assumed: give --metric a file with those of the run, one a line\n",
    )
    assert lrviz_in("check-log", "x.yaml", "run.csv", "--metric", "metric.txt").code == 0
    # and where it is given, it is not asked for again
    result = lrviz_in("check-log", "x.yaml", "run.csv", "--metric", "2.0")
    assert (result.code, "--metric a file" in result.out) == (1, False)
    # a scheduler that is stepped leaves the rate where it is, too, as long as the metric falls
    files = {"still.csv": csv_of([0.5] * 20)}
    result = lrviz_in("check-log", "x.yaml", "still.csv", "--metric", "2.0", files=files)
    assert (result.code, result.out.splitlines()[1]) == (1, f"probably {NEVER}; or the metric of the run was another")
