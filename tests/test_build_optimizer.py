"""build_optimizer: every optimizer of torch, its parameters, and parameter groups."""

from __future__ import annotations

import copy

import pytest
import torch
from omegaconf import DictConfig, OmegaConf
from torch import nn

from schedules import ConfigError, build_optimizer
from schedules.build import inspect_optimizer
from schedules.optimizers import OPTIMIZERS
from schedules.upstream import upstream_class
from schedules.wording import plain_quote

pytestmark = pytest.mark.needs("torch")


def model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(2, 3, bias=False), nn.Linear(3, 2, bias=False))


def backbone():
    """Parameters called 0.weight, 0.bias and 1.weight, 1.bias."""
    return nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 2))


def refusals(config, parameters=None):
    with pytest.raises(ConfigError) as refusal:
        build_optimizer(backbone() if parameters is None else parameters, config)
    return [str(problem) for problem in refusal.value.problems]


@pytest.mark.parametrize("name", OPTIMIZERS.names())
def test_builds_by_name_with_the_defaults_of_the_class(name):
    parameters = list(model().parameters())
    optimizer = build_optimizer(parameters, {"name": name})
    assert type(optimizer) is getattr(torch.optim, name)
    assert optimizer.defaults == getattr(torch.optim, name)(parameters).defaults


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS.names() if not OPTIMIZERS.load(name).needs_for_step])
def test_steps(name):
    network = model()
    before = copy.deepcopy(network.state_dict())
    optimizer = build_optimizer(network, {"name": name})
    network(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    assert any(not torch.equal(before[key], value) for key, value in network.state_dict().items())


def test_says_which_need_more_for_a_step():
    needs = {name: OPTIMIZERS.load(name).needs_for_step for name in OPTIMIZERS.names()}
    assert {name: need for name, need in needs.items() if need} == {
        "LBFGS": "a closure that evaluates the loss",
        "SparseAdam": "sparse gradients",
    }


@pytest.mark.parametrize("config", [None, {}, {"momentum": 0.9}], ids=["None", "empty", "without-a-name"])
def test_stands_sgd_with_momentum_for_an_optimizer_without_a_name(config):
    optimizer = build_optimizer(model(), config)
    assert type(optimizer) is torch.optim.SGD
    assert optimizer.defaults["momentum"] == 0.9


TAKEN = [
    pytest.param({"name": "AdamW", "lr": 0.5, "betas": [0.8, 0.9]}, id="dict"),
    pytest.param({"name": "AdamW", "lr": 0.5, "betas": (0.8, 0.9)}, id="tuple"),
    pytest.param(DictConfig({"name": "AdamW", "lr": 0.5, "betas": [0.8, 0.9]}), id="DictConfig"),
    pytest.param(
        OmegaConf.create({"b": 0.8, "o": {"name": "AdamW", "lr": 0.5, "betas": ["${b}", 0.9]}}).o, id="interpolation"
    ),
    pytest.param(OPTIMIZERS.load("AdamW")(lr=0.5, betas=[0.8, 0.9]), id="Spec"),
]


@pytest.mark.parametrize("config", TAKEN)
def test_takes(config):
    before = copy.deepcopy(config)
    optimizer = build_optimizer(model(), config)
    assert config == before
    assert optimizer.defaults["lr"] == 0.5
    assert tuple(optimizer.defaults["betas"]) == (0.8, 0.9)


# name, parameters, what is said; torch itself refuses each
REFUSED = [
    ("AdamW", {"lr": -0.1}, "lr: `lr: -0.1` must be 0 or more: torch refuses it"),
    ("AdamW", {"betas": [0.9, 1.0]}, "betas[1]: `betas[1]: 1.0` must be less than 1: torch refuses it"),
    ("Adam", {"betas": [0, 0.9]},
     "betas[0]: `betas[0]: 0` is an integer, and the class takes a float alone (write 0.0)"),
    ("Adam", {"fused": True, "foreach": True},
     "fused: `fused: true` does not go with `foreach: true`: torch refuses it (take one of them out)"),
    ("SGD", {"fused": True, "differentiable": True},
     "fused: `fused: true` does not go with `differentiable: true`: torch refuses it (take one of them out)"),
    ("SGD", {"nesterov": True},
     "nesterov: Nesterov momentum needs a `momentum` above 0 and no `dampening`: torch refuses it"),
    ("SGD", {"lr": "1e-3"}, 'lr: `lr: "1e-3"` is text and not a number (remove the quotes)'),
    ("SGD", {"momentum": -1}, "momentum: `momentum: -1` must be 0 or more: torch refuses it"),
    ("Rprop", {"etas": [1, 1.2]},
     "etas: `etas: [1, 1.2]` are not a factor between 0 and 1 and one above 1: torch refuses it"),
    ("Adafactor", {"eps": [0.1, None]},
     "eps[1]: the second `eps` is null, and only the first may be: torch stops (write 0.001)"),
    ("Adafactor", {"d": 0.5}, "d: `d: 0.5` must be 1 or more: torch refuses it"),
    ("Muon", {"adjust_lr_fn": "orignal"},
     "adjust_lr_fn: `adjust_lr_fn: orignal` must be original or match_rms_adamw (did you mean `original`?)"),
    ("SparseAdam", {"lr": 0}, "lr: `lr: 0` must be more than 0: torch refuses it"),
    ("AdamW", {"learning_rate": 1}, "learning_rate: AdamW has no parameter `learning_rate` (torch calls it `lr`)"),
    ("AdamW", {"weight_decy": 1}, "weight_decy: AdamW has no parameter `weight_decy` (did you mean `weight_decay`?)"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments", "said"), REFUSED, ids=[f"{row[0]}-{row[1]}" for row in REFUSED])
def test_refuses_what_torch_refuses(name, arguments, said):
    assert refusals({"name": name, **arguments}) == [said]
    with pytest.raises((ValueError, TypeError, RuntimeError)):
        getattr(torch.optim, name)(list(model().parameters()), **arguments)


def test_muon_refuses_too_many_iterations_when_it_steps():
    assert refusals({"name": "Muon", "ns_steps": 100}) == [
        "ns_steps: `ns_steps: 100` must be less than 100: torch refuses it"
    ]
    network = model()
    optimizer = torch.optim.Muon(network.parameters(), ns_steps=100)
    network(torch.ones(1, 2)).sum().backward()
    with pytest.raises(ValueError, match="less than 100"):
        optimizer.step()


@pytest.mark.parametrize("name", ["NAdam", "RAdam", "Adamax", "SparseAdam"])
def test_takes_a_beta_of_0_where_torch_does(name):
    assert build_optimizer(model(), {"name": name, "betas": [0, 0.9]}).defaults["betas"][0] == 0


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"name": "adamw"}, ["name: there is no optimizer called `adamw` (did you mean `AdamW`?)"]),
        ({"name": "Lion"}, ["name: there is no optimizer called `Lion` (`lrviz list` shows every optimizer)"]),
        ("AdamW", ["AdamW is not an optimizer: a mapping with `name` and parameters is needed"]),
        ({"name": "StepLR"}, ["name: there is no optimizer called `StepLR` (`lrviz list` shows every optimizer)"]),
    ],
    ids=["misspelt", "unknown", "the-name-alone", "a-scheduler"],
)
def test_refuses_what_names_no_optimizer(config, said):
    assert refusals(config) == said


def sizes(optimizer):
    return [[tuple(parameter.shape) for parameter in group["params"]] for group in optimizer.param_groups]


def test_groups_take_the_first_that_matches_and_the_rest_is_the_first_group():
    groups = [{"params": "1.*", "lr": 0.5}, {"params": ["*.bias", "nothing"], "lr_factor": 2, "weight_decay": 0}]
    optimizer = build_optimizer(backbone(), {"name": "AdamW", "lr": 0.25, "groups": groups})
    assert sizes(optimizer) == [[(3, 2)], [(2, 3), (2,)], [(3,)]]
    assert [group["lr"] for group in optimizer.param_groups] == [0.25, 0.5, 0.5]
    assert [group["weight_decay"] for group in optimizer.param_groups] == [0.01, 0.01, 0]


NAMED = [
    pytest.param(lambda: backbone(), id="module"),
    pytest.param(lambda: backbone().named_parameters(), id="generator-of-pairs"),
    pytest.param(lambda: dict(backbone().named_parameters()).items(), id="items-of-a-dict"),
]


@pytest.mark.parametrize("named", NAMED)
def test_groups_of_whatever_has_names(named):
    optimizer = build_optimizer(named(), {"groups": [{"params": "*.bias"}]})
    assert sizes(optimizer) == [[(3, 2), (2, 3)], [(3,), (2,)]]


UNGROUPED = [
    pytest.param(lambda: backbone(), id="module"),
    pytest.param(lambda: backbone().parameters(), id="generator"),
    pytest.param(lambda: backbone().named_parameters(), id="generator-of-pairs"),
    pytest.param(lambda: [{"params": list(backbone().parameters())}], id="group-dicts"),
]


@pytest.mark.parametrize("parameters", UNGROUPED)
@pytest.mark.parametrize("config", [{}, {"groups": []}, {"groups": None}], ids=["none", "empty", "null"])
def test_without_groups_takes_what_torch_takes(parameters, config):
    assert sizes(build_optimizer(parameters(), config)) == [[(3, 2), (3,), (2, 3), (2,)]]


def test_groups_may_take_everything():
    groups = [{"params": "*.bias"}, {"params": "*"}]
    assert sizes(build_optimizer(backbone(), {"groups": groups})) == [[], [(3,), (2,)], [(3, 2), (2, 3)]]


def test_a_group_may_ask_for_nesterov_where_the_optimizer_has_a_momentum():
    groups = [{"params": "*.bias", "nesterov": True}]
    optimizer = build_optimizer(backbone(), {"name": "SGD", "momentum": 0.9, "groups": groups})
    assert [group["nesterov"] for group in optimizer.param_groups] == [False, True]


NO_PARAMS = "a group needs `params`: a glob on parameter names such as 'backbone.*', or a list of them"
BAD_GROUPS = [
    ("*.bias", ["groups: `groups` is text and not a list of mappings"]),
    ({"params": "*"}, ["groups: `groups` is a mapping and not a list of mappings"]),
    ([3], ["groups[0]: a group is a mapping with `params`, and not a number"]),
    ([{"lr": 1}], [f"groups[0]: {NO_PARAMS}"]),
    ([{"params": []}], [f"groups[0].params: {NO_PARAMS}"]),
    ([{"params": ["*", 3]}], [f"groups[0].params: {NO_PARAMS}"]),
    ([{"params": "*", "lr": -1}], ["groups[0].lr: `lr: -1` must be 0 or more: torch refuses it"]),
    ([{"params": "*", "lrr": 1}], ["groups[0].lrr: SGD has no parameter `lrr` (did you mean `lr`?)"]),
    ([{"params": "*", "lr": 1, "lr_factor": 2}],
     ["groups[0].lr_factor: a group has either `lr` or `lr_factor` (take one of them out)"]),
    *(
        ([{"params": "*", "lr_factor": factor}],
         [f"groups[0].lr_factor: `lr_factor: {shown}` is not a finite number of 0 or more"])
        for factor, shown in ((-1, "-1"), (True, "true"), ("2", '"2"'), (None, "null"), (float("nan"), ".nan"),
                              (float("inf"), ".inf"), (10**5000, "an integer of thousands of digits"))
    ),
    ([{"params": "2.*"}, {"params": ["*", "0.*"]}, {"params": ["0.*", "1.*"]}],
     ["groups[0].params: no parameter is left for the group `2.*`: none has such a name, or earlier groups took them "
      "(compare it with the names that `named_parameters()` gives)",
      "groups[2].params: no parameter is left for the group `[0.*, 1.*]`: none has such a name, or earlier groups took "
      "them (compare it with the names that `named_parameters()` gives)"]),
    ([{"params": "*", "weight_decay": -1, "lr": "x"}, {"param": "*"}],
     ["groups[0].weight_decay: `weight_decay: -1` must be 0 or more: torch refuses it",
      "groups[0].lr: `lr: x` is text and not a number",
      f"groups[1]: {NO_PARAMS}",
      "groups[1].param: SGD has no parameter `param` (its keys are lr, momentum, dampening, weight_decay, "
      "nesterov, maximize, foreach, differentiable, fused)"]),
]  # fmt: skip


@pytest.mark.parametrize(("groups", "said"), BAD_GROUPS, ids=[f"{row[1][0][:60]}" for row in BAD_GROUPS])
def test_says_everything_that_is_wrong_with_groups(groups, said):
    assert refusals({"groups": groups}) == said


def test_groups_need_names():
    said = ["groups: `groups` picks parameters by name, and these have none (give the module itself)"]
    assert refusals({"groups": [{"params": "*"}]}, backbone().parameters()) == said


def test_lbfgs_takes_no_groups():
    said = ["groups: LBFGS takes no parameter groups (leave `groups` out, or use another optimizer)"]
    assert refusals({"name": "LBFGS", "groups": [{"params": "*.bias"}]}) == said
    with pytest.raises(ValueError, match="doesn't support per-parameter options"):
        torch.optim.LBFGS([{"params": list(model().parameters())}, {"params": list(model().parameters())}])


def test_problems_of_the_optimizer_and_of_its_groups_come_together(monkeypatch):
    monkeypatch.setenv("X", "hunter2")
    config = {
        "name": "AdamW",
        "groups": [{"params": "???", "lr": "${oc.env:X}"}, {"params": "${oc.env:X}"}, "${nope}"],
        "eps": "${nope}",
        "lr": "${oc.env:X}",
    }
    assert refusals(OmegaConf.create(config)) == [
        "groups[0].params: `params: ???` is not given yet (give it a value)",
        "groups[0].lr: `lr: ${oc.env:X}` is text and not a number",
        "groups[2]: `groups[2]: ${nope}` cannot be resolved (check what it refers to)",
        "eps: `eps: ${nope}` cannot be resolved (check what it refers to)",
        "lr: `lr: ${oc.env:X}` is text and not a number",
    ]
    assert refusals(OmegaConf.create({"groups": [{"params": ["${oc.env:X}", "a.*"]}]})) == [
        "groups[0].params: no parameter is left for the group `[${oc.env:X}, a.*]`: none has such a name, or earlier "
        "groups took them (compare it with the names that `named_parameters()` gives)"
    ]


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [("SGD", [], "empty parameter list"), ("Muon", [nn.Parameter(torch.ones(3))], "only supports 2D parameters")],
)
def test_what_torch_says_of_the_parameters_comes_through(name, parameters, said):
    with pytest.raises(ValueError, match=said) as failure:
        build_optimizer(parameters, {"name": name})
    assert not isinstance(failure.value, ConfigError)


def test_a_real_group_dict_keeps_its_own_options():
    optimizer = build_optimizer([{"params": list(model().parameters()), "lr": 0.125}], {"name": "AdamW", "lr": 0.5})
    assert optimizer.param_groups[0]["lr"] == 0.125


def test_the_class_is_torchs_own():
    assert upstream_class(OPTIMIZERS.load("AdamW")) is torch.optim.AdamW


DECAYING = [
    pytest.param(name, {"weight_decay": 0.5, **more}, {}, id=" ".join([name, *more]))
    for name in OPTIMIZERS.names()
    if "weight_decay" in OPTIMIZERS.load(name).model_fields
    for more in [{}, *([{"decoupled_weight_decay": True}] if OPTIMIZERS.load(name).decouples_decay is None else [])]
]
DECAYING += [
    pytest.param("AdamW", {"weight_decay": 0.5}, {"weight_decay": 0.25}, id="AdamW with its own in the group"),
    pytest.param("AdamW", {"weight_decay": 0}, {}, id="AdamW without any"),
]


@pytest.mark.parametrize(("name", "options", "group"), DECAYING)
def test_knows_which_weight_decay_is_decoupled(name, options, group):
    """A weight without a gradient shrinks by 1 - lr x weight_decay in each update, and by nothing else, where it is."""
    spec = inspect_optimizer({"name": name, "lr": 0.1, **options}, plain_quote)[0].spec
    weight = nn.Parameter(torch.full((2, 2), 8.0))
    optimizer = build_optimizer([{"params": [weight], **group}], {"name": name, "lr": 0.1, **options})
    for _ in range(8):
        weight.grad = torch.zeros(2, 2)
        optimizer.step()
    decay = spec.decoupled_decay(group)
    if decay or not options["weight_decay"]:
        assert float(weight.detach()[0, 0]) == pytest.approx(8 * (1 - 0.1 * decay) ** 8)
    elif name not in ("SGD", "ASGD"):
        # these two, without momentum, do the same in either way
        assert float(weight.detach()[0, 0]) != pytest.approx(8 * (1 - 0.1 * options["weight_decay"]) ** 8, rel=0.01)
