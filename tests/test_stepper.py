"""The Stepper in a real training loop gives the rates that lrviz shows, and goes on from where it was saved."""

from __future__ import annotations

import csv
import io
import json

import pytest
import torch
from raw import new_optimizer, rates
from torch import nn

from schedules import Stepper, build_optimizer, build_scheduler

pytestmark = pytest.mark.needs("torch")

WARMUP = {"name": "LinearLR", "total_iters": 4}
# the scheduler, what stands beside it, and the epochs of the run
RUNS = [
    pytest.param({"name": "StepLR", "step_size": 5}, {}, id="torch-by-step"),
    pytest.param({"name": "StepLR", "step_size": 2}, {"interval": "epoch"}, id="torch-by-epoch"),
    pytest.param({"name": "OneCycleLR", "max_lr": 0.5, "total_steps": 24}, {}, id="one-cycle"),
    pytest.param({"name": "timm_CosineLRScheduler", "t_initial": 5, "warmup_t": 2}, {}, id="timm-in-epochs"),
    pytest.param(
        {"name": "timm_CosineLRScheduler", "t_initial": 20, "warmup_t": 3, "t_in_epochs": False},
        {},
        id="timm-in-updates",
    ),
    pytest.param({"name": "timm_TanhLRScheduler", "t_initial": 5, "noise_range_t": 2}, {}, id="timm-with-noise"),
    pytest.param({"name": "ReduceLROnPlateau", "patience": 1}, {}, id="plateau"),
    pytest.param({"name": "ReduceLROnPlateau", "patience": 5}, {"interval": "step"}, id="plateau-by-step"),
    pytest.param(
        {"name": "timm_PlateauLRScheduler", "patience_t": 0, "warmup_t": 2, "noise_range_t": 3},
        {},
        id="timm-plateau",
        marks=pytest.mark.filterwarnings("ignore::FutureWarning"),
    ),
    pytest.param({"name": "PolynomialLRDecay", "max_decay_steps": 20}, {}, id="ours"),
    pytest.param(
        {"name": "SequentialLR", "milestones": [4], "schedulers": [WARMUP, {"name": "ExponentialLR", "gamma": 0.9}]},
        {},
        id="sequence",
    ),
    pytest.param(
        {"name": "ChainedScheduler", "schedulers": [WARMUP, {"name": "StepLR", "step_size": 9}]}, {}, id="chain"
    ),
    pytest.param({"name": "ChainedScheduler", "schedulers": [WARMUP]}, {"interval": "epoch"}, id="chain-by-epoch"),
]
EPOCHS, BATCHES = 6, 4


def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))


def train(model, optimizer, stepper, epochs=EPOCHS):
    """A training loop as one writes it; it returns the rates of every update."""
    found = []
    for _ in range(epochs):
        for _ in range(BATCHES):
            optimizer.zero_grad()
            model(torch.ones(2, 3)).square().mean().backward()
            found.append(rates(optimizer))
            optimizer.step()
            stepper.after_step(metric=1.0)
        stepper.after_epoch(metric=1.0)
    return found


def built(scheduler, beside, name="SGD"):
    model = network()
    groups = [{"params": "2.*", "lr": 0.25}]
    optimizer = build_optimizer(model, {"name": name, "lr": 0.5, "groups": groups})
    return model, optimizer, Stepper(build_scheduler(optimizer, {**scheduler, **beside}), beside.get("interval"))


def simulated(lrviz_in, tmp_path, scheduler, beside):
    optimizer = {"name": "SGD", "lr": 0.5, "groups": [{"params": "2.*", "lr": 0.25}]}
    document = {"optimizer": optimizer, "scheduler": scheduler, "epochs": EPOCHS, "steps_per_epoch": BATCHES, **beside}
    result = lrviz_in("plot", "x.yaml", "-o", "x.csv", files={"x.yaml": json.dumps(document)})
    assert result.code == 0, result.err
    with (tmp_path / "x.csv").open() as file:
        return [[float(row["lr[0]"]), float(row["lr[1]"])] for row in csv.DictReader(file)]


@pytest.mark.parametrize(("scheduler", "beside"), RUNS)
def test_training_has_the_rates_that_are_shown(scheduler, beside, lrviz_in, tmp_path):
    model, optimizer, stepper = built(scheduler, beside)
    assert train(model, optimizer, stepper) == simulated(lrviz_in, tmp_path, scheduler, beside)


@pytest.mark.parametrize("epochs", [1, 3, 4])
@pytest.mark.parametrize(("scheduler", "beside"), RUNS)
def test_goes_on_from_a_state_as_if_never_interrupted(scheduler, beside, epochs):
    model, optimizer, stepper = built(scheduler, beside)
    train(model, optimizer, stepper, epochs)
    file = io.BytesIO()
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "stepper": stepper.state_dict()}
    torch.save(state, file)
    file.seek(0)
    saved = torch.load(file, weights_only=True)
    twin, twins_optimizer, twins_stepper = built(scheduler, beside)
    twin.load_state_dict(saved["model"])
    twins_stepper.load_state_dict(saved["stepper"])
    twins_optimizer.load_state_dict(saved["optimizer"])
    assert (twins_stepper.updates, twins_stepper.epochs) == (epochs * BATCHES, epochs)
    left = EPOCHS - epochs
    assert train(twin, twins_optimizer, twins_stepper, left) == train(model, optimizer, stepper, left)


def test_counts_what_it_is_told_of():
    _, _, stepper = built({"name": "StepLR", "step_size": 3}, {})
    assert (stepper.updates, stepper.epochs, stepper.interval) == (0, 0, "step")


INTERVALS = [
    ({"name": "StepLR", "step_size": 3}, "step"),
    ({"name": "ReduceLROnPlateau"}, "epoch"),
    ({"name": "ChainedScheduler", "schedulers": [WARMUP]}, "step"),
]


@pytest.mark.parametrize(("config", "interval"), INTERVALS, ids=[row[0]["name"] for row in INTERVALS])
def test_the_interval_has_a_default(config, interval):
    assert Stepper(build_scheduler(new_optimizer(), config)).interval == interval


@pytest.mark.parametrize("interval", ["batch", "Epoch", "", 1, True])
def test_refuses_an_interval_that_is_none(interval):
    with pytest.raises(ValueError, match="interval is 'step' or 'epoch', not "):
        Stepper(build_scheduler(new_optimizer(), {"name": "ReduceLROnPlateau"}), interval)


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize(
    ("name", "interval", "due"),
    [
        ("ReduceLROnPlateau", None, "epoch"),
        ("ReduceLROnPlateau", "step", "step"),
        ("timm_PlateauLRScheduler", None, "epoch"),
    ],
)
def test_a_plateau_without_a_metric_is_told_of_and_nothing_is_counted(name, interval, due):
    stepper = Stepper(build_scheduler(new_optimizer(), {"name": name}), interval)
    said = f"{name.removeprefix('timm_')} needs a metric: call after_{due}\\(metric=...\\)"
    with pytest.raises(ValueError, match=said):
        stepper.after_epoch() if due == "epoch" else stepper.after_step()
    assert (stepper.updates, stepper.epochs) == (0, 0)


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("name", ["ReduceLROnPlateau", "timm_PlateauLRScheduler"])
def test_a_plateau_needs_no_metric_where_it_is_not_due(name):
    stepper = Stepper(build_scheduler(new_optimizer(), {"name": name}))
    stepper.after_step()
    assert stepper.updates == 1


@pytest.mark.needs("torch", "timm")
@pytest.mark.parametrize(("t_in_epochs", "due"), [(True, "epoch"), (False, "step")])
def test_timms_schedulers_move_with_what_they_count(t_in_epochs, due):
    config = {"name": "timm_StepLRScheduler", "decay_t": 1, "decay_rate": 0.5, "t_in_epochs": t_in_epochs}
    optimizer = new_optimizer()
    stepper = Stepper(build_scheduler(optimizer, config))
    stepper.after_step()
    assert rates(optimizer) == [0.05 if due == "step" else 0.1]
    stepper.after_epoch()
    assert rates(optimizer) == [0.05]


def test_a_state_of_something_else_is_refused_and_nothing_is_changed():
    stepper = Stepper(build_scheduler(new_optimizer(), {"name": "StepLR", "step_size": 3}))
    with pytest.raises(KeyError):
        stepper.load_state_dict({"updates": 7, "epochs": 1})
    assert (stepper.updates, stepper.epochs) == (0, 0)


def test_a_state_can_be_loaded_again():
    config = {"name": "CyclicLR", "base_lr": 0.01, "max_lr": 0.1}
    state = Stepper(build_scheduler(new_optimizer(), config)).state_dict()
    for _ in range(2):
        Stepper(build_scheduler(new_optimizer(), config)).load_state_dict(state)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("anneal", ["cos", "linear"])
def test_a_walk_leaves_one_cycle_as_its_steps_do(anneal):
    config = {"name": "OneCycleLR", "max_lr": 0.5, "total_steps": 24, "anneal_strategy": anneal}
    walked, stepped = (Stepper(build_scheduler(new_optimizer(), config)) for _ in range(2))
    for _ in walked.walk(9):
        pass
    for _ in range(9):
        stepped.after_step()
    assert walked.state_dict() == stepped.state_dict()
