"""Schedulers of the user's own: `register`, then check, build and list them like any other."""

# ruff: noqa: ARG001, ARG005 - of many functions here the signature alone matters

from __future__ import annotations

import functools
from typing import Literal, Optional

import pytest
import torch
from raw import curve, new_optimizer
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau

from schedules import ConfigError, build_scheduler, check, register

pytestmark = [pytest.mark.usefixtures("registrations"), pytest.mark.needs("torch")]


class HalfLR(LRScheduler):
    """Halves the rate once."""

    def __init__(self, optimizer, after: int = 2, last_epoch: int = -1):
        self.after = after
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        return [base / 2 if self.last_epoch >= self.after else base for base in self.base_lrs]


def messages(config):
    return [str(problem) for problem in check(config).problems]


def test_it_is_built_checked_and_listed_by_its_name(registrations):
    assert register(HalfLR) is HalfLR
    assert type(build_scheduler(new_optimizer(), {"name": "HalfLR", "after": 5})) is HalfLR
    assert "HalfLR" in registrations.names()
    assert registrations.load("HalfLR").__doc__ == "Halves the rate once."
    assert messages({"name": "HalfLR", "aftr": 3}) == ["aftr: HalfLR has no parameter `aftr` (did you mean `after`?)"]
    assert messages({"name": "HalflR"}) == ["name: there is no scheduler called `HalflR` (did you mean `HalfLR`?)"]


def test_no_test_leaves_its_registrations_to_others(registrations):
    assert "HalfLR" not in registrations.names()


def test_is_a_decorator_with_and_without_arguments():
    @register
    def first(optimizer):
        return HalfLR(optimizer, 1)

    @register(name="Second", interval="epoch")
    def second(optimizer):
        return HalfLR(optimizer, 2)

    assert callable(first)
    assert build_scheduler(new_optimizer(), {"name": "first"}).after == 1
    assert build_scheduler(new_optimizer(), {"name": "Second"}).after == second(new_optimizer()).after == 2
    assert check({"name": "Second"}).spec.interval() == "epoch"
    assert check({"name": "first"}).spec.interval() == "step"


def test_the_name_can_be_another_and_is_the_later_one(registrations):
    register(HalfLR, "a name/of any kind")
    register(functools.partial(HalfLR, after=7), "a name/of any kind")
    assert build_scheduler(new_optimizer(), {"name": "a name/of any kind"}).after == 7
    assert "HalfLR" not in registrations.names()


def test_defaults_are_left_to_the_class():
    given = []

    @register
    def noted(optimizer, a, b=[1], c=object(), **others):  # noqa: B006, B008
        given.append((a, b, others))
        return HalfLR(optimizer)

    build_scheduler(new_optimizer(), {"name": "noted", "a": None})
    build_scheduler(new_optimizer(), {"name": "noted", "a": 1, "b": 2, "d": 3, "cls": 4, "lr": "beside"})
    assert given == [(None, [1], {}), (1, 2, {"d": 3, "cls": 4})]
    assert messages({"name": "noted"}) == ["noted needs `a`: a parameter of noted (add `a:`)"]


def test_any_key_goes_with_kwargs_but_none_that_is_no_name():
    @register
    def open_to_all(optimizer, **others):
        return HalfLR(optimizer, others["after"])

    assert build_scheduler(new_optimizer(), {"name": "open_to_all", "after": 3}).after == 3
    assert messages({"name": "open_to_all", "after": 3, "_fields_set": 1, "copy": 2}) == []
    assert messages({"name": "open_to_all", 3: 1, "optimizer": 1}) == [
        "3: open_to_all has no parameter `3` (its keys are )",
        "optimizer: open_to_all has no parameter `optimizer` (the optimizer is given by the factory: leave it out)",
    ]


AWKWARD = [
    "self", "copy", "json", "schema", "dict", "construct", "model_config", "model_fields", "model_extra", "self_",
    "cls", "path",
    "parameters", "interval", "rate", "target", "upstream", "chainable", "key_fields", "p_x", "x", "values", "problems",
    "lr", "steps", "epochs", "monitor", "StepLR", "Spec", "type", "None_",
]  # fmt: skip


def with_parameter(key):
    """A function with an optimizer and a parameter of that name, which it returns."""
    return eval(f"lambda optimizer, {key}=0: {key}")


@pytest.mark.parametrize("key", AWKWARD)
def test_a_parameter_can_have_any_name(key):
    register(with_parameter(key), "Awkward")
    assert build_scheduler(new_optimizer(), {"name": "Awkward", key: 5}) == 5
    assert build_scheduler(new_optimizer(), {"name": "Awkward"}) == 0


def test_a_parameter_called_name_keeps_its_default():
    register(with_parameter("name"), "Awkward")
    assert build_scheduler(new_optimizer(), {"name": "Awkward"}) == 0


def annotated(
    optimizer,
    a: int = 1,
    b: float = 2.0,
    c: Optional[int] = None,  # noqa: UP045
    d: int | str = 1,
    e: bool = False,
    f: Literal["x", "y"] = "x",
    g: list[int] = (),
    h: Nowhere = 0,  # noqa: F821
    i: str = "",
):
    return HalfLR(optimizer)


BY_ANNOTATION = [
    ({"a": 3, "b": 3, "c": None, "d": "x", "e": True, "f": "y", "g": 5, "h": 6, "i": "text"}, []),
    ({"a": "x"}, ["a: `a: x` is text and not a whole number"]),
    ({"a": True}, ["a: `a: true` is true or false and not a whole number"]),
    ({"a": 30.0}, ["a: `a: 30.0` is not a whole number (write 30)"]),
    ({"b": "1e-3"}, ['b: `b: "1e-3"` is text and not a number (remove the quotes)']),
    ({"c": "x"}, ["c: `c: x` is text and not a whole number"]),
    ({"d": []}, ["d: `d: []` is a list and not a whole number"]),
    ({"e": 1}, ["e: `e: 1` is a number and not true or false"]),
    ({"e": "true"}, ['e: `e: "true"` is text and not true or false (remove the quotes)']),
    ({"f": "z"}, ["f: `f: z` must be x or y"]),
    ({"i": 3}, ["i: `i: 3` is a number and not text"]),
]


@pytest.mark.parametrize(("given", "said"), BY_ANNOTATION, ids=[str(row[0]) for row in BY_ANNOTATION])
def test_simple_annotations_are_checked_and_others_are_not(given, said):
    register(annotated)
    assert messages({"name": "annotated", **given}) == said


REFUSED = [
    ("StepLR", lambda optimizer: 0, "the name 'StepLR' is taken by a scheduler that is built in"),
    ("LambdaLR", lambda optimizer: 0, "the name 'LambdaLR' is that of a scheduler of torch"),
    ("X", lambda a, optimizer: 0, "the first parameter of X is not `optimizer`"),
    ("X", lambda: 0, "the first parameter of X is not `optimizer`"),
    ("X", lambda *, optimizer: 0, "the first parameter of X is not `optimizer`"),
    ("X", torch.optim.SGD, "the first parameter of X is not `optimizer`"),
    ("X", lambda optimizer, a, /: 0, "X takes `a` by position alone, and a config gives it by name"),
    ("X", lambda optimizer, name: 0, "X needs a `name`, and in a config that is the name of the scheduler"),
    (None, functools.partial(HalfLR), "has no name to go by: register(..., name='...')"),
    (None, lambda optimizer: 0, "has no name to go by: register(..., name='...')"),
    ("X", 3, "3 has no name to go by: register(..., name='...')"),
]


@pytest.mark.parametrize(("name", "scheduler", "said"), REFUSED, ids=[row[2][:70] for row in REFUSED])
def test_refuses_what_no_config_could_build(name, scheduler, said, registrations):
    before = registrations.names()
    with pytest.raises(ValueError) as refusal:
        register(scheduler, name)
    assert str(refusal.value).endswith(said)
    assert registrations.names() == before


def test_refuses_an_interval_that_is_none():
    with pytest.raises(ValueError, match="interval is 'step' or 'epoch', not 'batch'"):
        register(HalfLR, interval="batch")


FIRST = [
    lambda optimizer, after=4: HalfLR(optimizer, after),
    lambda opt, after=4: HalfLR(opt, after),
    lambda optimizer, /, after=4: HalfLR(optimizer, after),
    lambda optimizer, *, after=4: HalfLR(optimizer, after),
]


@pytest.mark.parametrize("made_by", FIRST, ids=["optimizer", "opt", "by-position-alone", "others-by-keyword-alone"])
def test_the_optimizer_comes_first(made_by):
    register(made_by, "First")
    assert build_scheduler(new_optimizer(), {"name": "First"}).after == 4


def test_stands_in_a_composite_and_steps_there():
    register(HalfLR)
    config = {"name": "SequentialLR", "milestones": [3], "schedulers": [{"name": "LinearLR"}, {"name": "HalfLR"}]}
    optimizer = new_optimizer()
    assert [rate for (rate,) in curve(optimizer, build_scheduler(optimizer, config), 7)][3:] == [0.1, 0.1, 0.05, 0.05]


def test_a_function_may_make_what_a_composite_steps():
    @register
    def half(optimizer):
        return HalfLR(optimizer)

    assert messages({"name": "ChainedScheduler", "schedulers": [{"name": "half"}]}) == []


class OwnPlateau(ReduceLROnPlateau):
    pass


class NoScheduler:
    def __init__(self, optimizer):
        self.optimizer = optimizer


@pytest.mark.parametrize("cls", [OwnPlateau, NoScheduler])
def test_a_class_that_cannot_be_stepped_in_a_composite_is_refused_there(cls):
    register(cls)
    assert type(build_scheduler(new_optimizer(), {"name": cls.__name__})) is cls
    with pytest.raises(ConfigError, match=f"{cls.__name__} cannot stand inside ChainedScheduler"):
        build_scheduler(new_optimizer(), {"name": "ChainedScheduler", "schedulers": [{"name": cls.__name__}]})


def test_its_spec_can_be_made_in_python(registrations):
    register(HalfLR)
    spec = registrations.load("HalfLR")
    assert build_scheduler(new_optimizer(), spec(after=9)).after == 9
    with pytest.raises(ConfigError, match="after: `after: x` is text and not a whole number"):
        spec(after="x")
