"""Every Spec says of its class what `inspect.signature` says."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
import torch

from lrviz import rules
from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.rules import all_rules
from lrviz.rules.base import Rule
from lrviz.rules.owners import assigns
from schedules.catalog import NOT_COVERED, SCHEDULERS
from schedules.checker import check
from schedules.foreign import TORCH
from schedules.optimizers import OPTIMIZERS
from schedules.shelf import Shelf
from schedules.spec import Spec
from schedules.upstream import timm_scheduler, upstream_class
from schedules.warmup import DecaySpec

pytestmark = pytest.mark.needs("torch")

ROOT = Path(__file__).parent.parent
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


@pytest.mark.parametrize("name", [*SCHEDULERS.names(), *OPTIMIZERS.names()])
def test_every_bound_says_what_would_happen_outside(name):
    fields = (SCHEDULERS if name in SCHEDULERS.names() else OPTIMIZERS).load(name).model_fields
    bounded = {key: info for key, info in fields.items() if re.search(r"\b[GL][te]\(", repr(info))}
    silent = [key for key, info in bounded.items() if not info.json_schema_extra["otherwise"]]
    assert silent == [], "otherwise=... is what a message says after `must be 1 or more`"


@pytest.mark.parametrize("name", [name for name in SCHEDULERS.names() if SCHEDULERS.load(name).chainable])
def test_a_scheduler_of_torchs_kind_has_what_all_of_them_have(name):
    spec_class = SCHEDULERS.load(name)
    assert set(TORCH) <= set(spec_class.foreign_keys), "foreign_keys begin with **TORCH"
    if not spec_class.upstream:
        assert list(spec_class.model_fields)[-1] == "last_epoch", "last_epoch is the last parameter, as in torch"


WITHOUT_LENGTH = {
    "NoamLR": "never ends",
    "ReduceLROnPlateau": "follows a metric",
    "SequentialLR": "is as long as its children",
    "WarmupConstantLR": "never ends",
    "WarmupInverseSqrtLR": "never ends",
    "WarmupStableDecayLR": "has three lengths, of which LR207 speaks",
    "timm_PlateauLRScheduler": "follows a metric",
}
WITHOUT_FLOOR = {
    "CyclicLR": "has `base_lr`, from which it rises",
    "OneCycleLR": "has a peak alone",
    "timm_MultiStepLRScheduler": "has the rate of its warm-up alone",
    "timm_StepLRScheduler": "has the rate of its warm-up alone",
}
WITHOUT_FACTOR = {"timm_PlateauLRScheduler": "refuses a factor of 1 or more, and has a floor"}


def units_of(spec_class):
    return {info.json_schema_extra["unit"] for info in spec_class.model_fields.values()}


@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_a_scheduler_names_the_parameters_that_rules_judge(name):
    spec_class = SCHEDULERS.load(name)
    file, fields = f"schedules/catalog/{name}.py", set(spec_class.model_fields)
    keys = {key: getattr(spec_class, key) for key in ("length_key", "decay_key", "floor_key", "warmup_key")}
    assert {key: field for key, field in keys.items() if field and field not in fields} == {}, "no such parameter"
    judges = {"length_key": "LR312", "floor_key": "LR211 and LR212", "warmup_key": "LR213"}
    lacks = {
        "length_key": "ticks" in units_of(spec_class) and name not in WITHOUT_LENGTH,
        "floor_key": "rate" in units_of(spec_class) and name not in WITHOUT_FLOOR,
        "warmup_key": any(field.startswith("warmup") for field in fields),
    }
    for key, codes in judges.items():
        said = f"{codes} cannot judge {name}: name its parameter as `{key}` in {file}, or list it above with the reason"
        assert keys[key] or not lacks[key], said
    assert keys["length_key"] or not keys["decay_key"], f"what ends a decay is a length: `length_key` in {file}"


SPEC = "from schedules.spec import Spec, parameter\n\n\nclass {}(Spec):\n    ends: int = parameter(doc='the end')\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            SPEC.format("Other"), "has no class `MineLR`: a file and its class have the same name", id="class"
        ),
        pytest.param(
            SPEC.format("MineLR"),
            '`ends` is required and needs unit="ticks", unit="rate" or example=..., which its example is made from',
            id="example",
        ),
    ],
)
def test_a_file_that_is_no_scheduler_says_what_it_lacks(text, said, tmp_path, monkeypatch):
    package = f"shelf_of_{tmp_path.name.replace('-', '_')}"
    (tmp_path / package).mkdir()
    (tmp_path / package / "MineLR.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ImportError, match=re.escape(said)):
        Shelf(package, [str(tmp_path / package)]).load("MineLR")


def test_a_file_that_is_no_rule_says_what_it_lacks():
    with pytest.raises(ImportError, match=r'base.py has no rule: end it with `RULE = Rule\("warning", check=check\)`'):
        rules._load(re.match("(ba)(se)", "base"))
    with pytest.raises(ValueError, match="the severity of a rule is one of info, warning, error, and not 'warn'"):
        Rule("warn")


@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_a_factor_of_a_decay_is_judged(name):
    if {"gamma", "decay_rate", "cycle_decay"}.isdisjoint(SCHEDULERS.load(name).model_fields) or name in WITHOUT_FACTOR:
        return
    (file,) = (ROOT / "lrviz" / "rules").glob("LR113_*.py")
    assert name in all_rules()["LR113"].schedulers, (
        f"LR113 cannot judge {name}: add it to FACTORS in {file.name}, or to WITHOUT_FACTOR with the reason"
    )


class Falling(DecaySpec):
    """A warm-up, and a straight line down."""

    def height(self, into, at):
        return 1 - at.minimum(into / self.decay_steps(), 1.0)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        pytest.param("total_steps: 2000", "LR207 scheduler.total_steps", id="longer than the run"),
        pytest.param("total_steps: 100", "LR404 scheduler.total_steps", id="over long before the run"),
        pytest.param("total_steps: 200, min_lr: 0.5", "LR211 scheduler.min_lr", id="floor above the base rate"),
        pytest.param("total_steps: 200, min_lr: 0.1", "LR212 scheduler.min_lr", id="floor at the base rate"),
        pytest.param("total_steps: 300, warmup_steps: 250", "LR213 scheduler.warmup_steps", id="warm-up fills the run"),
    ],
)
def test_rules_about_lengths_and_floors_see_a_new_decay_at_once(given, found, registrations):
    registrations.add("Falling", Falling)
    text = f"optimizer: {{name: SGD, lr: 0.1}}\nscheduler: {{name: Falling, {given}}}\nsteps: 200\n"
    report = lint(read_document("x.yaml", text.encode()), Options())
    assert [f"{finding.code} {finding.key}" for finding in report.findings] == [found]


def test_rules_about_several_schedulers_see_a_new_one_at_once(registrations):
    class HalvingLR(Spec):
        """Halves the rate at once."""

        def rate(self, t, base, at):
            return at.where(t <= 0, base, base / 2)

    registrations.add("HalvingLR", HalvingLR)
    text = "name: ChainedScheduler\nschedulers: [{name: ExponentialLR, gamma: 0.9}, {name: HalvingLR}]\nsteps: 9\n"
    report = lint(read_document("x.yaml", text.encode()), Options())
    assert [finding.code for finding in report.findings] == ["LR306"]
