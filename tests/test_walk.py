"""A walk of the Stepper is the steps it stands for: the same rates to the bit, and the same state at its end."""

from __future__ import annotations

import pytest
import torch
from cases import PLAIN_CASES
from raw import new_optimizer, rates
from torch.optim.lr_scheduler import LRScheduler

import schedules.quick
from schedules import Stepper, build_scheduler

pytestmark = pytest.mark.needs("torch")

WALKED = [
    pytest.param(case.config, id=case.id)
    for case in PLAIN_CASES
    if case.interval == "step" and "Plateau" not in case.config["name"] and case.optimizer == "SGD"
]
STEP = {"name": "StepLR", "step_size": 3}


def stepper_of(config, groups=2):
    optimizer = new_optimizer(groups)
    stepper = Stepper(build_scheduler(optimizer, config))
    optimizer.step()
    return optimizer, stepper


def momenta(optimizer):
    return [group["momentum"] for group in optimizer.param_groups]


def state(stepper):
    """All that a Stepper knows; a composite has objects in its state, which are compared by what they know."""
    if hasattr(stepper.scheduler, "_schedulers"):
        children = [vars(child) for child in stepper.scheduler._schedulers]
        return [stepper.updates, stepper.scheduler.get_last_lr(), *map(plain, children)]
    return plain(stepper.state_dict())


def plain(state):
    return {key: value for key, value in state.items() if key not in ("optimizer", "_spec", "_schedulers")}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("config", WALKED)
@pytest.mark.parametrize("groups", [1, 2])
def test_a_walk_is_the_steps(config, groups):
    if groups == 1 and isinstance(config.get("max_lr"), list):
        groups = len(config["max_lr"])
    (by_step, stepper), (by_walk, walker) = stepper_of(config, groups), stepper_of(config, groups)
    for _ in walker.walk(700):
        stepper.after_step()
        assert rates(by_walk) == rates(by_step)
        assert momenta(by_walk) == momenta(by_step)
    assert state(walker) == state(stepper)


def test_what_torch_does_around_a_step_is_left_out(monkeypatch):
    """It is `LRScheduler.step` that is not called, and this is what makes a walk fast."""
    optimizer, stepper = stepper_of(STEP)
    monkeypatch.setattr(LRScheduler, "_update_lr", None)
    assert [rates(optimizer) for _ in stepper.walk(3)] == [[0.1, 0.05], [0.1, 0.05], [0.1 * 0.1, 0.05 * 0.1]]


def test_a_walk_can_be_left_and_steps_go_on():
    (by_step, stepper), (by_walk, walker) = stepper_of(STEP), stepper_of(STEP)
    walk = walker.walk(100)
    next(walk)
    next(walk)
    walk.close()
    for _ in range(5):
        walker.after_step()
    for _ in range(7):
        stepper.after_step()
    assert (rates(by_walk), state(walker)) == (rates(by_step), state(stepper))


def test_a_step_that_fails_leaves_the_state_that_it_leaves_without_a_walk():
    config = {"name": "OneCycleLR", "max_lr": 0.1, "total_steps": 5}
    (by_step, stepper), (by_walk, walker) = stepper_of(config), stepper_of(config)
    with pytest.raises(ValueError, match="Tried to step 6 times"):
        for _ in range(9):
            stepper.after_step()
    with pytest.raises(ValueError, match="Tried to step 6 times"):
        for _ in walker.walk(9):
            pass
    assert rates(by_walk) == rates(by_step)
    assert walker.scheduler.state_dict() == stepper.scheduler.state_dict()
    assert stepper.updates == 5


class Noam(LRScheduler):
    """As many write it: it counts by what `step` alone keeps up to date."""

    def get_lr(self):
        return [base / self._step_count for base in self.base_lrs]


class Halving(torch.optim.lr_scheduler.StepLR):
    def step(self, epoch=None):
        super().step(epoch)
        super().step(epoch)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "make", [Noam, lambda optimizer: Halving(optimizer, 3)], ids=["reads-what-step-counts", "steps-otherwise"]
)
def test_a_class_of_somebody_else_is_stepped_by_its_own_step(make):
    by_step, by_walk = new_optimizer(), new_optimizer()
    stepper, walker = Stepper(make(by_step)), Stepper(make(by_walk))
    by_step.step()
    by_walk.step()
    for _ in walker.walk(20):
        stepper.after_step()
        assert rates(by_walk) == rates(by_step)


@pytest.mark.parametrize("versions", [((2, 0), (2, 3)), ((99, 0), (99, 9))], ids=["newer", "older"])
def test_a_torch_that_nobody_looked_into_is_stepped_by_its_own_step(monkeypatch, versions):
    monkeypatch.setattr(schedules.quick, "KNOWN", versions)
    _, stepper = stepper_of(STEP)
    calls = []
    monkeypatch.setattr(stepper.scheduler, "step", lambda: calls.append(1))
    assert len(list(stepper.walk(4))) == len(calls) == 4


def test_this_torch_was_looked_into():
    version = tuple(int(part) for part in torch.__version__.split(".")[:2])
    assert schedules.quick.KNOWN[0] <= version <= schedules.quick.KNOWN[1]


def test_rates_that_are_tensors_are_left_to_torch():
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=torch.tensor(0.1))
    stepper = Stepper(torch.optim.lr_scheduler.StepLR(optimizer, 1))
    optimizer.step()
    rate = optimizer.param_groups[0]["lr"]
    list(stepper.walk(1))
    assert optimizer.param_groups[0]["lr"] is rate
    assert float(rate) == pytest.approx(0.01)


def test_a_walk_needs_no_metric():
    stepper = Stepper(build_scheduler(new_optimizer(), {"name": "ReduceLROnPlateau"}), interval="step")
    with pytest.raises(ValueError, match=r"ReduceLROnPlateau needs a metric: call after_step\(metric=\.\.\.\)"):
        next(stepper.walk(1))


def test_a_walk_of_epochs_moves_nothing():
    optimizer = new_optimizer()
    stepper = Stepper(build_scheduler(optimizer, STEP), interval="epoch")
    assert [rates(optimizer) for _ in stepper.walk(4)] == [[0.1]] * 4
    assert stepper.updates == 4
