"""PolynomialLRDecay and CosineAnnealingWarmupReduceRestarts are schedulers like torch's own."""

from __future__ import annotations

import copy
import inspect
import io
import math
import pickle

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from raw import curve, new_optimizer, rates
from torch.optim.lr_scheduler import ChainedScheduler, ExponentialLR, LRScheduler, SequentialLR

import schedules
from schedules import ConfigError, CosineAnnealingWarmupReduceRestarts, PolynomialLRDecay, build_scheduler
from schedules.catalog import SCHEDULERS
from schedules.formula import SCALAR

pytestmark = pytest.mark.needs("torch")

Restarts = CosineAnnealingWarmupReduceRestarts
CASES = [
    pytest.param(PolynomialLRDecay, {"max_decay_steps": 20, "end_learning_rate": 1e-3, "power": 0.9}, id="decay"),
    pytest.param(PolynomialLRDecay, {"max_decay_steps": 20.0}, id="decay-float"),
    pytest.param(Restarts, {"T_0": 4, "T_mult": 2, "eta_min": 1e-3, "T_up": 2, "gamma": 0.5}, id="restarts"),
    pytest.param(Restarts, {"T_0": 7}, id="restarts-plain"),
]


def decay(t, base, N, end, power):
    """The formula, written down anew."""
    return (base - end) * (1 - min(t, N) / N) ** power + end


def restarts(t, base, T_0, T_mult, eta_min, T_up, gamma):
    """The formula, cycle by cycle."""
    cycle, length = 0, T_0
    while t >= length:
        t, cycle, length = t - length, cycle + 1, length * T_mult
    height = max(eta_min, base * gamma**cycle) - eta_min
    if t < T_up:
        return eta_min + height * t / T_up
    return eta_min + height * (1 + math.cos(math.pi * (t - T_up) / (length - T_up))) / 2


@given(
    t=st.integers(0, 10**6),
    base=st.floats(1e-8, 10),
    N=st.integers(1, 10**5),
    end=st.floats(0, 1),
    power=st.floats(0, 5),
)
def test_decay_is_its_formula(t, base, N, end, power):
    spec = SCHEDULERS.load("PolynomialLRDecay")(max_decay_steps=N, end_learning_rate=end, power=power)
    assert spec.rate(t, base, SCALAR) == pytest.approx(decay(t, base, N, end, power), rel=1e-12, abs=1e-15)
    assert spec.rate(0, base, SCALAR) == base


@given(data=st.data(), t=st.integers(0, 10**6), base=st.floats(1e-8, 10), T_0=st.integers(1, 500))
def test_restarts_are_their_formula(data, t, base, T_0):
    T_mult, T_up = data.draw(st.integers(1, 4)), data.draw(st.integers(0, T_0 - 1))
    if T_mult == 1:
        t %= 10**3
    eta_min, gamma = data.draw(st.floats(0, 1)), data.draw(st.floats(0, 1.5))
    spec = SCHEDULERS.load("CosineAnnealingWarmupReduceRestarts")(
        T_0=T_0, T_mult=T_mult, eta_min=eta_min, T_up=T_up, gamma=gamma
    )
    expected = restarts(t, base, T_0, T_mult, eta_min, T_up, gamma)
    assert spec.rate(t, base, SCALAR) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_restarts_come_at_10_30_and_70():
    optimizer = new_optimizer()
    found = [rate for (rate,) in curve(optimizer, Restarts(optimizer, T_0=10, T_mult=2), 100)]
    assert [t for t, rate in enumerate(found) if rate == 0.1] == [0, 10, 30, 70]
    assert all(found[t] < 0.003 for t in (9, 29, 69))


@pytest.mark.parametrize("T_mult", [1, 2, 3, 10])
@pytest.mark.parametrize("T_0", [1, 3, 7, 10, 10**9 + 7])
def test_restarts_are_exact_however_far(T_0, T_mult):
    spec = SCHEDULERS.load("CosineAnnealingWarmupReduceRestarts")(T_0=T_0, T_mult=T_mult)
    start, length = 0, T_0
    for _ in range(60):
        assert spec.rate(start, 0.1, SCALAR) == 0.1
        assert length == 1 or spec.rate(start + length - 1, 0.1, SCALAR) < 0.1
        start, length = start + length, length * T_mult


@pytest.mark.parametrize(("cls", "arguments"), CASES)
def test_is_a_real_scheduler_by_its_own_name(cls, arguments):
    assert issubclass(cls, LRScheduler)
    assert cls is getattr(schedules, cls.__name__)
    assert (cls.__module__, cls.__qualname__) == ("schedules", cls.__name__)
    assert "Source: this package" in cls.__doc__
    assert type(build_scheduler(new_optimizer(), {"name": cls.__name__, **arguments})) is cls


def test_signatures_are_those_of_the_page():
    assert str(inspect.signature(PolynomialLRDecay)) == (
        "(optimizer, max_decay_steps, end_learning_rate=0.0001, power=1.0, last_epoch=-1)"
    )
    assert str(inspect.signature(Restarts)) == (
        "(optimizer, T_0, T_mult=1, eta_min=0.0, T_up=0, gamma=1.0, last_epoch=-1)"
    )


@pytest.mark.parametrize(("cls", "arguments"), CASES)
def test_by_position_and_by_keyword_and_by_the_factory_are_one(cls, arguments):
    curves = []
    for make in (
        lambda optimizer: cls(optimizer, **arguments),
        lambda optimizer: cls(optimizer, *arguments.values()),
        lambda optimizer: cls(optimizer=optimizer, **arguments),
        lambda optimizer: build_scheduler(optimizer, {"name": cls.__name__, **arguments}),
    ):
        optimizer = new_optimizer(groups=2)
        curves.append(curve(optimizer, make(optimizer), 30))
    assert all(found == curves[0] for found in curves)


def test_what_it_was_given_can_be_read_from_it():
    scheduler = Restarts(new_optimizer(), 10, T_up=2)
    assert (scheduler.T_0, scheduler.T_mult, scheduler.eta_min, scheduler.T_up, scheduler.gamma) == (10, 1, 0.0, 2, 1.0)


WRONG = [
    (lambda: PolynomialLRDecay(), TypeError, "PolynomialLRDecay: missing a required argument: 'optimizer'"),
    (lambda: PolynomialLRDecay(new_optimizer()), TypeError,
     "PolynomialLRDecay: missing a required argument: 'max_decay_steps'"),
    (lambda: PolynomialLRDecay(new_optimizer(), 1, 2, 3, -1, 5), TypeError,
     "PolynomialLRDecay: too many positional arguments"),
    (lambda: PolynomialLRDecay(None, 10), TypeError, "NoneType is not an Optimizer"),
    (lambda: PolynomialLRDecay(new_optimizer(), 0), ConfigError,
     "max_decay_steps: `max_decay_steps: 0` must be 1 or more: there would be no decay"),
    (lambda: PolynomialLRDecay(new_optimizer(), "10"), ConfigError,
     'max_decay_steps: `max_decay_steps: "10"` is text and not a whole number (remove the quotes)'),
    (lambda: PolynomialLRDecay(new_optimizer(), max_decay_steps=5, min_lr=0), ConfigError,
     "min_lr: PolynomialLRDecay has no parameter `min_lr` (PolynomialLRDecay calls it `end_learning_rate`)"),
    (lambda: Restarts(new_optimizer(), 10, T_up=10), ConfigError,
     "T_up: `T_up: 10` leaves nothing of the first cycle, `T_0: 10`, for the way down (use a warm-up that is shorter "
     "than the cycle)"),
    (lambda: Restarts(new_optimizer(), T_0=10, max_lr=1), ConfigError,
     "max_lr: CosineAnnealingWarmupReduceRestarts has no parameter `max_lr` (the peak of the first cycle is the "
     "optimizer's own rate: set `optimizer.lr`)"),
    (lambda: Restarts(new_optimizer(), 10, last_epoch=5), KeyError,
     "param 'initial_lr' is not specified in param_groups[0]"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "said"), WRONG, ids=[row[2][:50] for row in WRONG])
def test_wrong_arguments_are_told(call, error, said):
    with pytest.raises(error) as failure:
        call()
    assert said in str(failure.value)


@pytest.mark.parametrize(("cls", "arguments"), CASES)
def test_each_group_goes_from_its_own_base_rate(cls, arguments):
    arguments = {**arguments, "eta_min" if cls is Restarts else "end_learning_rate": 0}
    optimizer = new_optimizer(groups=3)
    for first, second, third in curve(optimizer, cls(optimizer, **arguments), 30):
        assert first == pytest.approx(2 * second, rel=1e-12) == pytest.approx(4 * third, rel=1e-12)


def stepped(cls, arguments, steps, groups=2):
    optimizer = new_optimizer(groups)
    scheduler = cls(optimizer, **arguments)
    curve(optimizer, scheduler, steps)
    return optimizer, scheduler


COPIES = [
    pytest.param(lambda scheduler: pickle.loads(pickle.dumps(scheduler)), id="pickle"),
    pytest.param(copy.deepcopy, id="deepcopy"),
]


@pytest.mark.parametrize("copied", COPIES)
@pytest.mark.parametrize(("cls", "arguments"), CASES)
def test_a_copy_goes_on_like_the_original(cls, arguments, copied):
    optimizer, scheduler = stepped(cls, arguments, 5)
    twin = copied(scheduler)
    assert type(twin) is cls
    assert twin.optimizer is not optimizer
    assert curve(twin.optimizer, twin, 20) == curve(optimizer, scheduler, 20)


@pytest.mark.parametrize("cls", [PolynomialLRDecay, Restarts])
def test_the_class_itself_is_pickled_by_its_name(cls):
    assert b"schedules" in pickle.dumps(cls)
    assert pickle.loads(pickle.dumps(cls)) is cls


@pytest.mark.parametrize("steps", [0, 1, 3, 4, 5, 13, 25])
@pytest.mark.parametrize(("cls", "arguments"), CASES)
def test_resumes_at_any_step_as_if_never_interrupted(cls, arguments, steps):
    optimizer, scheduler = stepped(cls, arguments, steps)
    file = io.BytesIO()
    torch.save({"scheduler": scheduler.state_dict(), "optimizer": optimizer.state_dict()}, file)
    file.seek(0)
    saved = torch.load(file, weights_only=True)
    other = new_optimizer(groups=2)
    resumed = cls(other, **arguments)
    resumed.load_state_dict(saved["scheduler"])
    other.load_state_dict(saved["optimizer"])
    assert (resumed.last_epoch, resumed.get_last_lr()) == (steps, scheduler.get_last_lr())
    assert curve(other, resumed, 20) == curve(optimizer, scheduler, 20)


@pytest.mark.parametrize(("cls", "arguments"), CASES)
def test_the_state_says_how_it_goes_on_whatever_it_was_built_with(cls, arguments):
    _, scheduler = stepped(cls, arguments, 3)
    optimizer = new_optimizer(groups=2)
    resumed = cls(optimizer, 999)
    resumed.load_state_dict(scheduler.state_dict())
    assert resumed.get_last_lr() == scheduler.get_last_lr()
    assert curve(optimizer, resumed, 20)[1:] == curve(scheduler.optimizer, scheduler, 20)[1:]


@pytest.mark.parametrize(("cls", "arguments"), CASES)
def test_resumes_by_last_epoch_as_torchs_own_do(cls, arguments):
    optimizer, scheduler = stepped(cls, arguments, 6)
    other = new_optimizer(groups=2)
    other.load_state_dict(optimizer.state_dict())
    resumed = cls(other, **arguments, last_epoch=5)
    assert resumed.get_last_lr() == scheduler.get_last_lr()


@pytest.mark.parametrize(("cls", "arguments"), CASES)
def test_last_lr_is_what_the_optimizer_has(cls, arguments):
    optimizer = new_optimizer(groups=2)
    scheduler = cls(optimizer, **arguments)
    optimizer.step()
    for _ in range(25):
        assert scheduler.get_last_lr() == rates(optimizer)
        scheduler.step()


@pytest.mark.parametrize(("cls", "arguments"), CASES)
def test_a_rate_that_is_a_tensor_stays_the_same_tensor(cls, arguments):
    rate = torch.tensor(0.1, dtype=torch.float64)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=rate)
    scheduler, expected = cls(optimizer, **arguments), stepped(cls, arguments, 0, groups=1)
    optimizer.step()
    for _ in range(20):
        assert optimizer.param_groups[0]["lr"] is rate
        assert float(rate) == pytest.approx(expected[0].param_groups[0]["lr"], rel=1e-12)
        scheduler.step()
        expected[1].step()


@pytest.mark.parametrize("milestone", [1, 4, 9])
@pytest.mark.parametrize(("cls", "arguments"), CASES)
def test_in_a_sequence_it_counts_its_own_ticks(cls, arguments, milestone):
    alone = curve(optimizer := new_optimizer(2), cls(optimizer, **arguments), 15)
    before = curve(optimizer := new_optimizer(2), ExponentialLR(optimizer, 0.9), milestone)
    optimizer = new_optimizer(2)
    children = [ExponentialLR(optimizer, 0.9), cls(optimizer, **arguments), cls(optimizer, **arguments)]
    found = curve(optimizer, SequentialLR(optimizer, children, [milestone, milestone + 15]), milestone + 30)
    assert found == [*before, *alone, *alone]


@pytest.mark.parametrize(("cls", "arguments"), CASES)
def test_first_in_a_sequence_it_begins_at_its_base_rate(cls, arguments):
    alone = curve(optimizer := new_optimizer(), cls(optimizer, **arguments), 10)
    optimizer = new_optimizer()
    children = [cls(optimizer, **arguments), ExponentialLR(optimizer, 0.9)]
    assert curve(optimizer, SequentialLR(optimizer, children, [10]), 10) == alone


@pytest.mark.parametrize(("cls", "arguments"), CASES)
def test_in_a_chain_it_sets_the_rate_and_what_follows_multiplies(cls, arguments):
    alone = curve(optimizer := new_optimizer(), cls(optimizer, **arguments), 15)
    optimizer = new_optimizer()
    chain = ChainedScheduler([cls(optimizer, **arguments), ExponentialLR(optimizer, 0.5)])
    found = curve(optimizer, chain, 15)
    assert found[0] == [pytest.approx(alone[0][0] * 0.5**0)]
    assert [row[0] for row in found[1:]] == pytest.approx([row[0] * 0.5 for row in alone[1:]])
    optimizer = new_optimizer()
    chain = ChainedScheduler([ExponentialLR(optimizer, 0.5), cls(optimizer, **arguments)])
    assert curve(optimizer, chain, 15)[1:] == alone[1:]
