"""Every scheduler and optimizer has an example that its class takes and that runs to its end."""

from __future__ import annotations

import pytest
import torch
from raw import new_optimizer

from schedules import Stepper, build_optimizer, build_scheduler, check, register
from schedules.catalog import SCHEDULERS
from schedules.optimizers import OPTIMIZERS

pytestmark = pytest.mark.needs("torch")


@pytest.mark.filterwarnings("ignore:PlateauLRScheduler is deprecated:FutureWarning")
@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_every_example_is_built_and_runs_to_its_end(name):
    example = SCHEDULERS.load(name).example()
    spec = check(example).spec
    optimizer = new_optimizer()
    stepper = Stepper(build_scheduler(optimizer, example), spec.interval())
    optimizer.step()
    used = []
    for _ in range(spec.natural_ticks()):
        used.append(optimizer.param_groups[0]["lr"])
        stepper.after_step(1.0)
        stepper.after_epoch(1.0)
    assert len(set(used)) > 1
    assert all(0 <= rate <= 0.1 * (1 + 1e-9) for rate in used)


@pytest.mark.parametrize("name", OPTIMIZERS.names())
def test_every_optimizer_has_one(name):
    example = OPTIMIZERS.load(name).example()
    assert type(build_optimizer(torch.nn.Linear(2, 2, bias=False), example)).__name__ == name


def test_no_one_changes_the_example_of_another():
    SCHEDULERS.load("SequentialLR").example()["schedulers"][0]["name"] = "other"
    assert SCHEDULERS.load("SequentialLR").example()["schedulers"][0]["name"] == "LinearLR"


def test_what_is_not_known_of_a_registered_class_is_left_open(registrations):
    def halves(optimizer, halfway: int, factor: float = 0.5):
        return torch.optim.lr_scheduler.MultiStepLR(optimizer, [halfway], factor)

    register(halves)
    assert registrations.load("halves").example() == {"name": "halves", "halfway": "???"}
