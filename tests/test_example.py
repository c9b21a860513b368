"""Every scheduler and optimizer has an example that its class takes and that runs to its end.

A scheduler that is added is held by these tests to what it says of itself, without a line of its own in them.
"""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import torch
from raw import new_optimizer

from lrviz import check_resume, simulate
from lrviz.starter import example_config
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
    assert len(set(used)) > 1, f"no rate changes in the {len(used)} ticks of natural_ticks()"
    assert all(0 <= rate <= 0.1 * (1 + 1e-9) for rate in used)


def has_formula(name):
    spec = check(SCHEDULERS.load(name).example()).spec
    # what has no length is told below
    return spec is not None and spec.formula_ends() >= (spec.natural_ticks() or 1) - 1


@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_every_example_has_a_length(name):
    ticks = check(SCHEDULERS.load(name).example()).spec.natural_ticks()
    assert ticks, f"natural_ticks() of {name} has to say how many ticks show all of its example"


@pytest.mark.parametrize("name", [name for name in SCHEDULERS.names() if has_formula(name)])
def test_the_formula_of_every_example_gives_the_rates_of_the_object(name):
    config = example_config(SCHEDULERS.load(name))
    stepped, computed = (simulate(config, engine=engine).rates for engine in ("factory", "formula"))
    assert np.abs(stepped - computed).max() <= 1e-9 * stepped.max()


@pytest.mark.filterwarnings("ignore:PlateauLRScheduler is deprecated:FutureWarning")
@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_what_every_example_builds_is_pickled_and_resumed(name):
    example = SCHEDULERS.load(name).example()
    pickle.loads(pickle.dumps(build_scheduler(new_optimizer(), example)))
    resumed = check_resume(example_config(SCHEDULERS.load(name)), at=5)
    # timm's state is that of the wrapper, which has not what the wrapped scheduler counts
    assert (resumed.parting is None, resumed.failure) == (name != "timm_PlateauLRScheduler", "")


# Given where another that is in the example is not.
IN_PLACE_OF_ANOTHER = {("WarmupStableDecayLR", "stable_steps")}
MADE_HERE = [name for name in SCHEDULERS.names() if not SCHEDULERS.load(name).upstream]


def others(value):
    """Values beside this one, of which a parameter takes some."""
    if isinstance(value, bool) or value is None:
        return [not value, 0.5, 1e-3, 3]
    if isinstance(value, int | float):
        return [value * 2, value / 2, value + 1, value + 0.25]
    if isinstance(value, list):
        return [value[:1], value[1:]]
    return ["linear", "cosine", "constant", "1-sqrt"]


@pytest.mark.parametrize("name", MADE_HERE)
def test_every_parameter_moves_the_rates_of_the_example(name):
    """So that none is left out of the formula, from which the class is made."""
    config = example_config(SCHEDULERS.load(name))
    fields = SCHEDULERS.load(name).model_fields
    before = simulate(config).rates

    def moves(key):
        value = config["scheduler"].get(key, fields[key].default)
        variants = [{**config, "scheduler": {**config["scheduler"], key: other}} for other in others(value)]
        taken = [variant for variant in variants if not check(variant["scheduler"]).problems]
        return any(not np.array_equal(simulate(variant).rates, before) for variant in taken)

    assert {(name, key) for key in fields if key != "last_epoch" and not moves(key)} <= IN_PLACE_OF_ANOTHER


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
