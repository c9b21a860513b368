"""What the check does with values that a file seldom holds, or that are not known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw import construct, curve, new_optimizer

from schedules import Run, check
from schedules.catalog import SCHEDULERS
from schedules.checker import UNKNOWN
from schedules.problems import KINDS, ConfigError

pytestmark = pytest.mark.needs("torch")

DECAY = {"name": "ExponentialLR", "gamma": 0.9}
WARMUP = {"name": "LinearLR"}


def messages(config, **run):
    return [str(problem) for problem in check(config, Run(**run)).problems]


def kinds(config):
    return [problem.kind for problem in check(config).problems]


WHOLE = [
    {"name": "StepLR", "step_size": 5.0},
    {"name": "MultiStepLR", "milestones": [3.0, 7.0]},
    {"name": "ConstantLR", "total_iters": 7.0},
    {"name": "LinearLR", "total_iters": 7.0},
    {"name": "PolynomialLR", "total_iters": 7.0},
    {"name": "CosineAnnealingLR", "T_max": 7.0},
    {"name": "ReduceLROnPlateau", "patience": 3.0, "cooldown": 2.0},
    {"name": "SequentialLR", "schedulers": [WARMUP, DECAY], "milestones": [7.0]},
]


def whole(value):
    if isinstance(value, dict):
        return {key: whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@pytest.mark.parametrize("config", WHOLE, ids=lambda config: config["name"])
def test_a_whole_float_is_taken_and_gives_the_same_curve(config):
    assert messages(config) == []
    curves = []
    for given_config in (config, whole(config)):
        optimizer = new_optimizer()
        curves.append(curve(optimizer, construct(optimizer, given_config), 30))
    assert curves[0] == curves[1]


def test_a_value_goes_through_as_it_was_written():
    value = check({"name": "StepLR", "step_size": 30.0}).spec.parameters()["step_size"]
    assert (type(value), value) == (float, 30.0)


def number_keys():
    """Every key that takes a number, with the other keys that its scheduler needs."""
    for name in SCHEDULERS.names():
        spec = SCHEDULERS.load(name)
        for key, info in spec.model_fields.items():
            if "float" in str(info.annotation) or "int" in str(info.annotation):
                yield pytest.param(name, key, id=f"{name}-{key}")


@pytest.mark.parametrize(("name", "key"), list(number_keys()))
@pytest.mark.parametrize("value", [True, False])
def test_a_bool_is_never_a_number(name, key, value):
    said = [problem for problem in check({"name": name, key: value}).problems if problem.path == (key,)]
    assert [problem.kind for problem in said] == ["wrong-type"]


UNKNOWNS = [
    ("a-value", {"name": "StepLR", "step_size": UNKNOWN}),
    ("an-element", {"name": "MultiStepLR", "milestones": [3, UNKNOWN]}),
    ("the-name", {"name": UNKNOWN, "whatever": 3}),
    ("the-node", UNKNOWN),
    ("a-child", {"name": "ChainedScheduler", "schedulers": [UNKNOWN, DECAY]}),
    ("a-value-of-a-child", {"name": "ChainedScheduler", "schedulers": [{"name": "StepLR", "step_size": UNKNOWN}]}),
    ("all-children", {"name": "SequentialLR", "schedulers": UNKNOWN, "milestones": [3]}),
    ("half-of-a-conflict", {"name": "ConstantLR", "factor": 0, "total_iters": UNKNOWN}),
]


@pytest.mark.parametrize("config", [pytest.param(config, id=id) for id, config in UNKNOWNS])
def test_says_nothing_of_what_is_not_known(config):
    checked = check(config, Run((0.1,), 1, True, 1000))
    assert (checked.problems, checked.complete) == ((), False)


def test_what_is_known_is_checked_beside_what_is_not():
    assert messages({"name": "StepLR", "step_size": UNKNOWN, "gamma": "x"}) == [
        "gamma: `gamma: x` is text and not a number"
    ]


def nested(depth):
    config = DECAY
    for _ in range(depth):
        config = {"name": "ChainedScheduler", "schedulers": [config]}
    return config


def test_composites_nest_fifty_deep_and_no_deeper():
    assert messages(nested(50)) == []
    (problem,) = check(nested(51)).problems
    assert problem.path == ("schedulers", 0) * 51
    assert (problem.message, problem.hint) == ("schedulers are nested more than 50 deep", "flatten them")
    assert kinds(nested(5000)) == ["too-deep"]


def elided(*_, **__):
    return "..."


def test_a_config_that_holds_itself_comes_to_an_end():
    once = {"name": "ChainedScheduler"}
    once["schedulers"] = [once]
    assert kinds(once) == ["too-deep"]
    twice = {"name": "ChainedScheduler"}
    twice["schedulers"] = [twice, twice]
    assert str(check(twice).problems[0]) == "the config holds more than 10,000 mappings and lists, or holds itself"
    # with a quote of one's own the config is taken as it is
    said = {problem.message for problem in check(twice, quote=elided).problems}
    assert said == {
        "there are more than 500 schedulers, or one holds itself",
        "schedulers are nested more than 50 deep",
    }


HUGE = 10**5000
SELF = []
SELF.append(SELF)
ODD = [
    ("huge-step", {"name": "StepLR", "step_size": HUGE}, []),
    ("huge-minus", {"name": "StepLR", "step_size": -HUGE},
     ["step_size: `step_size: an integer of thousands of digits` must be 1 or more: torch takes the tick modulo "
      "`step_size`, so 0 divides by zero at the first step and a minus sign does nothing"]),
    ("huge-float", {**DECAY, "gamma": HUGE},
     ["gamma: `gamma: an integer of thousands of digits` is too large for a floating-point number"]),
    ("huge-length", {"name": "OneCycleLR", "max_lr": 0.1, "epochs": HUGE, "steps_per_epoch": HUGE},
     ["epochs: the schedule has more ticks than a floating-point number can say: torch cannot build it"]),
    ("huge-fraction", {"name": "OneCycleLR", "max_lr": 0.1, "total_steps": 10, "pct_start": HUGE},
     ["pct_start: `pct_start: an integer of thousands of digits` is an integer, and the class takes a float alone"]),
    ("huge-milestone", {"name": "SequentialLR", "milestones": [HUGE],
                        "schedulers": [DECAY, {"name": "LinearLR", "total_iters": 0}]},
     ["schedulers[1]: LinearLR with `total_iters: 0` takes over at step an integer of thousands of digits, where torch "
      "divides by it (give it at least one tick, or leave it out)"]),
    ("holds-itself", {"name": "StepLR", "step_size": SELF},
     ["step_size: `step_size: [[[[[...]]]]]` is a list and not a whole number"]),
    ("surrogate-key", {**DECAY, "\ud800": 1},
     ["\\xd800: ExponentialLR has no parameter `\\xd800` (its keys are gamma, last_epoch)"]),
    ("surrogate-value", {**DECAY, "gamma": "\ud800\n"}, ["gamma: `gamma: \\xd800\\x0a` is text and not a number"]),
    ("long-text", {**DECAY, "gamma": "x" * 1000}, [f"gamma: `gamma: {'x' * 77}...` is text and not a number"]),
    ("nan", {"name": "StepLR", "step_size": float("nan")}, ["step_size: `step_size: .nan` is not a whole number"]),
    ("infinite-milestone", {"name": "SequentialLR", "schedulers": [WARMUP, DECAY], "milestones": [float("inf")]},
     ["milestones[0]: `milestones[0]: .inf` is not a whole number"]),
    ("bytes", {**DECAY, "gamma": b"3"}, ["gamma: `gamma: b'3'` is a bytes and not a number"]),
    ("float-key", {**DECAY, 2.5: 1}, ["2.5: ExponentialLR has no parameter `2.5` (its keys are gamma, last_epoch)"]),
    ("tuple-key", {**DECAY, (1, 2): 1},
     ["(1, 2): ExponentialLR has no parameter `[1, 2]` (its keys are gamma, last_epoch)"]),
    ("quoted-bool", {**DECAY, "gamma": "no"}, ['gamma: `gamma: "no"` is text and not a number']),
]  # fmt: skip


@pytest.mark.parametrize(("config", "said"), [pytest.param(*row, id=id) for id, *row in ODD])
def test_odd_data_is_told_in_one_printable_line(config, said):
    assert messages(config) == said
    str(ConfigError(check(config).problems) if said else "").encode()


def test_numbers_of_numpy_are_numbers_where_the_class_takes_them():
    numpy = pytest.importorskip("numpy")
    assert messages({"name": "StepLR", "step_size": numpy.int64(3), "gamma": numpy.float32(0.5)}) == []
    assert messages({"name": "CosineAnnealingWarmRestarts", "T_0": numpy.int64(3)}) == [
        "T_0: `T_0: 3` is an int64 and not a whole number"
    ]
    kind = type(numpy.True_).__name__
    assert messages({**DECAY, "gamma": numpy.True_}) == [f"gamma: `gamma: True` is a {kind} and not a number"]
    assert messages({"name": "MultiStepLR", "milestones": numpy.array([1, 2])}) == [
        "milestones: `milestones: [1 2]` is a ndarray and not a list"
    ]


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(UNKNOWN)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCALARS, inner, max_size=3), max_leaves=8
)


@st.composite
def configs(draw):
    name = draw(st.sampled_from(SCHEDULERS.names()))
    keys = st.sampled_from(list(SCHEDULERS.load(name).key_fields())) | st.text(max_size=5)
    return {"name": name, **draw(st.dictionaries(keys, ANYTHING, max_size=4))}


@given(config=configs(), ticks=st.none() | st.integers(1, 10**9), groups=st.none() | st.integers(1, 3))
def test_nothing_is_raised_for_what_a_config_holds(config, ticks, groups):
    for problem in check(config, Run(None, groups, False, ticks)).problems:
        assert problem.kind in KINDS
        assert str(problem).isprintable()


@given(config=configs())
def test_a_config_without_problems_has_a_whole_spec(config):
    checked = check(config)
    if not checked.problems and checked.complete:
        assert checked.spec.natural_ticks() is None or checked.spec.natural_ticks() >= 1
        assert check(checked.spec) == checked


@pytest.mark.parametrize(
    ("cycle_mul", "ticks"),
    [
        pytest.param(1e-22, 4, id="all cycles end with the first, at tick 5"),
        pytest.param(0.1, 5, id="they end at tick 5.6"),
        pytest.param(0.5, 9, id="they end at tick 10, after three at 8.75"),
    ],
)
def test_a_run_without_a_length_ends_before_cycles_that_shrink(cycle_mul, ticks):
    config = {"name": "timm_CosineLRScheduler", "t_initial": 5, "cycle_mul": cycle_mul, "cycle_limit": 3}
    assert check(config).spec.natural_ticks() == ticks
    assert not check(config, Run(ticks=ticks)).problems
