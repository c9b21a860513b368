"""build_scheduler: what it takes, what it refuses, and what it keeps to itself."""

from __future__ import annotations

import copy
import os
from importlib.metadata import version

import pytest
import torch
from omegaconf import DictConfig, OmegaConf
from raw import new_optimizer

import schedules
from schedules import ConfigError, build_optimizer, build_scheduler
from schedules.catalog import SCHEDULERS
from schedules.catalog.ChainedScheduler import ChainedScheduler
from schedules.catalog.ExponentialLR import ExponentialLR
from schedules.catalog.StepLR import StepLR
from schedules.checker import BESIDE
from schedules.upstream import timm_scheduler, upstream_class

pytestmark = pytest.mark.needs("torch")

DECAY = {"name": "ExponentialLR", "gamma": 0.9}
WARMUP = {"name": "LinearLR", "total_iters": 3}


def refusals(config, **optimizer):
    """Path and text of everything that the factory says against a config."""
    with pytest.raises(ConfigError) as refusal:
        build_scheduler(new_optimizer(**optimizer), config)
    return [(problem.path, str(problem)) for problem in refusal.value.problems]


NESTED = {"name": "SequentialLR", "milestones": [3], "schedulers": [WARMUP, {"name": "StepLR", "step_size": 2}]}
TAKEN = [
    pytest.param({"name": "StepLR", "step_size": 30}, id="dict"),
    pytest.param(DictConfig({"name": "StepLR", "step_size": 30}), id="DictConfig"),
    pytest.param(OmegaConf.create("{name: StepLR, step_size: 30}"), id="YAML-text"),
    pytest.param(OmegaConf.create({"n": 30, "s": {"name": "StepLR", "step_size": "${n}"}}).s, id="interpolation"),
    pytest.param({"name": "StepLR", "step_size": OmegaConf.create({"n": 30}).n}, id="value-of-a-DictConfig"),
    pytest.param(StepLR(step_size=30), id="Spec"),
]


@pytest.mark.parametrize("config", TAKEN)
def test_takes(config):
    scheduler = build_scheduler(new_optimizer(), config)
    assert type(scheduler) is torch.optim.lr_scheduler.StepLR
    assert (scheduler.step_size, scheduler.gamma) == (30, 0.1)


TAKEN_NESTED = [
    pytest.param(NESTED, id="dict"),
    pytest.param(DictConfig(NESTED), id="DictConfig"),
    pytest.param({**NESTED, "schedulers": tuple(NESTED["schedulers"])}, id="tuple"),
    pytest.param(
        {**NESTED, "schedulers": [DictConfig(WARMUP), StepLR(step_size=2)]}, id="DictConfig-and-Spec-in-a-dict"
    ),
    pytest.param(
        OmegaConf.create({"w": WARMUP, "s": {**NESTED, "schedulers": ["${w}", NESTED["schedulers"][1]]}}).s,
        id="child-by-interpolation",
    ),
]


@pytest.mark.parametrize("config", TAKEN_NESTED)
def test_takes_nested(config):
    scheduler = build_scheduler(optimizer := new_optimizer(), config)
    first, second = scheduler._schedulers
    assert (type(first).__name__, type(second).__name__) == ("LinearLR", "StepLR")
    assert first.optimizer is second.optimizer is scheduler.optimizer is optimizer
    assert (first.total_iters, second.step_size, list(scheduler._milestones)) == (3, 2, [3])


def test_a_composite_spec_made_in_python_is_built():
    spec = ChainedScheduler(schedulers=[ExponentialLR(gamma=0.5), StepLR(step_size=3)])
    assert [type(child).__name__ for child in build_scheduler(new_optimizer(), spec)._schedulers] == [
        "ExponentialLR",
        "StepLR",
    ]


@pytest.mark.parametrize("config", [NESTED, {"name": "StepLR", "step_size": 0}], ids=["built", "refused"])
def test_never_changes_what_it_was_given(config):
    given = {**copy.deepcopy(config), "lr": 1, "interval": "step"}
    as_omegaconf = OmegaConf.create({**given, "monitor": "${nothing}"})
    for value in (given, as_omegaconf):
        before = copy.deepcopy(value)
        try:
            build_scheduler(new_optimizer(), value)
        except ConfigError:
            assert config["name"] == "StepLR"
        assert value == before
    assert OmegaConf.to_container(as_omegaconf, resolve=False)["monitor"] == "${nothing}"


def test_lists_every_problem_in_the_order_of_the_config():
    config = DictConfig(
        {
            "name": "SequentialLR",
            "schedulers": [{"name": "StepLR", "step_size": "???", "gamma": "x"}, {"name": "${nope}"}],
            "bogus": 1,
            "milestones": ["${nope}"],
        }
    )
    assert refusals(config) == [
        (("schedulers", 0, "step_size"),
         "schedulers[0].step_size: `step_size: ???` is not given yet (give it a value)"),
        (("schedulers", 0, "gamma"), "schedulers[0].gamma: `gamma: x` is text and not a number"),
        (("schedulers", 1, "name"),
         "schedulers[1].name: `name: ${nope}` cannot be resolved (check what it refers to)"),
        (("bogus",),
         "bogus: SequentialLR has no parameter `bogus` (its keys are schedulers, milestones, last_epoch)"),
        (("milestones", 0), "milestones[0]: `milestones[0]: ${nope}` cannot be resolved (check what it refers to)"),
    ]  # fmt: skip


@pytest.mark.parametrize("config", TAKEN_NESTED)
def test_the_check_takes_what_the_factory_takes(config):
    checked = schedules.check(config)
    assert (checked.problems, checked.complete) == ((), True)


def test_the_check_says_what_the_factory_says():
    config = DictConfig({"name": "StepLR", "step_size": "${nope}", "gamma": "x", "monitor": "???"})
    assert [(problem.path, str(problem)) for problem in schedules.check(config).problems] == refusals(config)


def test_the_error_is_a_value_error_that_says_all():
    with pytest.raises(ValueError, match="2 problems") as refusal:
        build_scheduler(new_optimizer(), {"name": "StepLR", "step_size": 0, "gama": 1})
    assert str(refusal.value).splitlines() == [
        "2 problems:",
        "  step_size: `step_size: 0` must be 1 or more: torch takes the tick modulo `step_size`, so 0 divides by zero "
        "at the first step and a minus sign does nothing",
        "  gama: StepLR has no parameter `gama` (did you mean `gamma`?)",
    ]


def test_an_optimizer_that_is_refused_nothing_has_been_done_to():
    optimizer = new_optimizer()
    with pytest.raises(ConfigError):
        build_scheduler(optimizer, {**NESTED, "milestones": [3, 4]})
    assert "initial_lr" not in optimizer.param_groups[0]


def test_a_spec_made_in_python_ends_in_the_same_error():
    with pytest.raises(ConfigError) as in_python:
        StepLR(step_size=0)
    with pytest.raises(ConfigError) as by_config:
        build_scheduler(new_optimizer(), {"name": "StepLR", "step_size": 0})
    with pytest.raises(ConfigError) as unchecked:
        build_scheduler(new_optimizer(), StepLR.model_construct({"step_size"}, step_size=0))
    assert in_python.value.problems == by_config.value.problems == unchecked.value.problems


def test_a_spec_is_held_against_the_optimizer():
    spec = SCHEDULERS.load("OneCycleLR")(max_lr=0.1, total_steps=10)
    assert [path for path, _ in refusals(spec, momentum=False)] == [()]


@pytest.mark.parametrize(
    ("config", "said"),
    [
        pytest.param(OmegaConf.create({"gamma": 1}), "`name` is missing: it picks the scheduler", id="no-name"),
        pytest.param(DictConfig("${nope}"), "`${nope}` cannot be resolved (check what it refers to)", id="broken"),
        pytest.param(DictConfig("???"), "`???` is not given yet (give it a value)", id="missing"),
        pytest.param(
            DictConfig(None), "null is not a scheduler: a mapping with `name` and parameters is needed", id="none"
        ),
        pytest.param(
            "StepLR", "StepLR is not a scheduler: a mapping with `name` and parameters is needed", id="the-name-alone"
        ),
    ],
)
def test_refuses_a_config_that_is_no_mapping(config, said):
    assert [text for _, text in refusals(config)] == [said]


def test_an_optimizers_spec_is_no_scheduler_and_the_other_way_round():
    from schedules.optimizers.Adam import Adam

    assert refusals(Adam()) == [
        ((), "Adam is not a scheduler: a mapping with `name` and parameters is needed"),
    ]
    with pytest.raises(ConfigError, match="StepLR is not an optimizer: a mapping with `name` and parameters is needed"):
        build_optimizer(torch.nn.Linear(1, 1), StepLR(step_size=3))


@pytest.mark.parametrize("optimizer", [None, "SGD", torch.nn.Linear(1, 1)], ids=["None", "text", "module"])
def test_says_what_is_no_optimizer(optimizer):
    with pytest.raises(TypeError, match=f"a {type(optimizer).__name__} is not an optimizer"):
        build_scheduler(optimizer, DECAY)


SECRET = "hunter2"
LEAKS = [
    {"name": "${oc.env:X}"},
    {**DECAY, "gamma": "${oc.env:X}"},
    {**DECAY, "gamma": "before ${oc.env:X}"},
    {**DECAY, "gamma": ["${oc.env:X}"]},
    {**DECAY, "gamma": {"a": "${oc.env:X}"}},
    {**DECAY, "bogus": "${oc.env:X}"},
    {"name": "MultiStepLR", "milestones": "${oc.env:X}"},
    {"name": "MultiStepLR", "milestones": [1, [["${oc.env:X}"]]]},
    {"name": "ReduceLROnPlateau", "mode": "${oc.env:X}"},
    {"name": "OneCycleLR", "max_lr": 1, "scale": 1, "total_steps": "${oc.env:X}"},
    {"name": "ChainedScheduler", "schedulers": ["${oc.env:X}", ["${oc.env:X}"], {"name": "${oc.env:X}"}]},
]


@pytest.mark.parametrize("config", LEAKS, ids=str)
def test_shows_an_interpolation_as_it_was_written(config, monkeypatch):
    monkeypatch.setenv("X", SECRET)
    with pytest.raises(ConfigError) as refusal:
        build_scheduler(new_optimizer(), OmegaConf.create(config))
    assert SECRET not in str(refusal.value) + repr(refusal.value)


NUMBER = 987654
NUMBERS = [
    {"name": "OneCycleLR", "max_lr": 1, "total_steps": "${n}", "pct_start": 1 / NUMBER},
    {"name": "OneCycleLR", "max_lr": 1, "total_steps": 10, "pct_start": "${n}"},
    {"name": "CosineAnnealingWarmRestarts", "T_0": "${f}"},
    {"name": "SequentialLR", "milestones": ["${n}"], "schedulers": [WARMUP, {"name": "LinearLR", "total_iters": 0}]},
    {"name": "ConstantLR", "factor": 0, "total_iters": "${n}"},
    {"name": "timm_WSDLRScheduler", "t_initial": 5, "decay_t": "${n}"},
]


@pytest.mark.parametrize("config", NUMBERS, ids=lambda config: config["name"])
def test_shows_no_number_that_was_interpolated(config):
    whole = OmegaConf.create({"n": NUMBER, "f": float(NUMBER), "s": config})
    assert str(NUMBER) not in " ".join(text for _, text in refusals(whole.s))


def test_a_config_reads_the_environment_only_where_it_says_so(monkeypatch):
    monkeypatch.setattr(os, "environ", {"gamma": "0.5"})
    assert build_scheduler(new_optimizer(), {"name": "StepLR", "step_size": 3}).gamma == 0.1


ALL_BESIDE = {
    "lr": "x", "steps": -1, "epochs": 0, "steps_per_epoch": [], "interval": {}, "monitor": 1, "frequency": "",
}  # fmt: skip


def test_the_keys_that_may_stand_beside_are_these():
    assert set(ALL_BESIDE) == set(BESIDE)


@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_ignores_what_stands_beside_exactly_where_the_class_has_no_such_key(name):
    own = SCHEDULERS.load(name).key_fields()
    problems = schedules.check({"name": name, **ALL_BESIDE}).problems
    assert {problem.path[0] for problem in problems if problem.path} == set(ALL_BESIDE) & set(own)


def test_the_epochs_of_a_one_cycle_are_its_own():
    config = {"name": "OneCycleLR", "max_lr": 0.1, "epochs": 3, "steps_per_epoch": 5, "lr": 1, "interval": "step"}
    assert build_scheduler(new_optimizer(), config).total_steps == 15


def test_what_stands_beside_need_not_be_resolvable():
    config = DictConfig({**DECAY, "lr": "${nope}", "monitor": "???", "steps": {"deep": "${nope}"}})
    assert build_scheduler(new_optimizer(), config).gamma == 0.9
    config = DictConfig({"name": "OneCycleLR", "max_lr": 0.1, "epochs": "${nope}", "steps_per_epoch": 5})
    assert [path for path, _ in refusals(config)] == [("epochs",)]


def test_a_config_that_holds_itself_is_refused():
    once = {"name": "ChainedScheduler"}
    once["schedulers"] = [once]
    ((_, said),) = refusals(once)
    assert said.endswith("schedulers are nested more than 50 deep (flatten them)")
    twice = {"name": "ChainedScheduler"}
    twice["schedulers"] = [twice, twice]
    assert refusals(twice)[0] == ((), "the config holds more than 10,000 mappings and lists, or holds itself")
    by_reference = OmegaConf.create({"a": {"name": "ChainedScheduler", "schedulers": ["${a}", "${a}"]}})
    assert [path for path, _ in refusals(by_reference.a)] == [("schedulers", 0), ("schedulers", 1)]


@pytest.mark.needs("torch", "timm")
def test_an_older_library_without_the_class_says_so(monkeypatch):
    spec = SCHEDULERS.load("timm_WSDLRScheduler")
    monkeypatch.delattr(timm_scheduler(), "WSDLRScheduler")
    with pytest.raises(ConfigError) as refusal:
        upstream_class(spec)
    assert str(refusal.value) == f"name: timm {version('timm')} has no WSDLRScheduler (install a newer timm)"
