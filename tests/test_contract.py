"""Every Spec says of its class what `inspect.signature` says."""

from __future__ import annotations

import inspect

import pytest
import torch

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.rules.owners import assigns
from schedules.catalog import NOT_COVERED, SCHEDULERS
from schedules.checker import check
from schedules.optimizers import OPTIMIZERS
from schedules.spec import Spec
from schedules.upstream import timm_scheduler, upstream_class

pytestmark = pytest.mark.needs("torch")

GIVEN_BY_THE_FACTORY = {"optimizer", "params", "self"}


def signature_of(cls):
    parameters = inspect.signature(cls.__init__).parameters.values()
    return {parameter.name: parameter.default for parameter in parameters if parameter.name not in GIVEN_BY_THE_FACTORY}


def described(spec_class):
    fields = spec_class.model_fields
    return {key: inspect.Parameter.empty if (info := fields[field]).is_required() else info.default
            for key, field in spec_class.key_fields().items()}  # fmt: skip


def plain(default):
    return list(default) if isinstance(default, tuple) else default


@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_scheduler_has_names_defaults_and_required_of_its_class(name):
    spec_class = SCHEDULERS.load(name)
    assert described(spec_class) == signature_of(upstream_class(spec_class))


NEW_IN_TORCH_2_15 = {"LBFGS": {"maximize": False}}
"""Parameters that only the newest torch has. A config that gives one is told so."""


@pytest.mark.parametrize("name", OPTIMIZERS.names())
def test_optimizer_has_names_and_defaults_of_its_class(name):
    signature = {key: plain(default) for key, default in signature_of(getattr(torch.optim, name)).items()}
    new = NEW_IN_TORCH_2_15.get(name, {})
    assert set(new) <= set(OPTIMIZERS.load(name).foreign_keys)
    assert described(OPTIMIZERS.load(name)) | {key: new[key] for key in new if key in signature} == signature


def test_every_public_scheduler_of_torch_is_covered_or_listed():
    public = set(torch.optim.lr_scheduler.__all__) - {"LRScheduler"}
    assert public == {name for name in [*SCHEDULERS.names(), *NOT_COVERED] if hasattr(torch.optim.lr_scheduler, name)}


def test_every_public_scheduler_of_timm_is_covered():
    public = {f"timm_{name}" for name in vars(timm_scheduler()) if name.endswith("Scheduler")}
    assert public == {name for name in SCHEDULERS.names() if name.startswith("timm_")}


def test_every_public_optimizer_of_torch_is_covered():
    public = {name for name in torch.optim.__all__ if inspect.isclass(getattr(torch.optim, name))} - {"Optimizer"}
    assert public == set(OPTIMIZERS.names())


@pytest.mark.parametrize("name", OPTIMIZERS.names())
def test_optimizer_says_whether_a_scheduler_can_move_its_momentum(name):
    spec_class = OPTIMIZERS.load(name)
    optimizer = upstream_class(spec_class)([torch.nn.Parameter(torch.zeros(1, 1))])
    assert spec_class.cycles_momentum == ("momentum" in optimizer.defaults or "betas" in optimizer.defaults)


@pytest.mark.parametrize("name", [*SCHEDULERS.names(), *OPTIMIZERS.names()])
def test_every_parameter_is_described(name):
    shelf = SCHEDULERS if name in SCHEDULERS.names() else OPTIMIZERS
    spec_class = shelf.load(name)
    assert all(info.description for info in spec_class.model_fields.values())
    assert "Source:" in spec_class.__doc__


NEITHER = {"ChainedScheduler", "SequentialLR", "ReduceLROnPlateau"}
"""Composites do what their children do, and what a plateau makes of the rate its metric says."""


@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_a_scheduler_of_torch_multiplies_the_rate_or_sets_it_anew(name):
    """What rules about several schedulers go by, which is read off the Spec: a new one need not be listed."""
    spec = check(SCHEDULERS.load(name).example()).spec
    is_apart = name in NEITHER or spec.counts_itself
    assert (spec.multiplies, assigns(spec)) in ([(False, False)] if is_apart else [(True, False), (False, True)])


def test_rules_about_several_schedulers_see_a_new_one_at_once(registrations):
    class HalvingLR(Spec):
        """Halves the rate at once."""

        def rate(self, t, base, at):
            return at.where(t <= 0, base, base / 2)

    registrations.add("HalvingLR", HalvingLR)
    text = "name: ChainedScheduler\nschedulers: [{name: ExponentialLR, gamma: 0.9}, {name: HalvingLR}]\nsteps: 9\n"
    report = lint(read_document("x.yaml", text.encode()), Options())
    assert [finding.code for finding in report.findings] == ["LR306"]
