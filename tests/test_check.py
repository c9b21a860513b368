"""What the check says of a config, and that torch and timm fail where it says so."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from raw import construct, curve, new_optimizer

from schedules import Run, check
from schedules.catalog import SCHEDULERS
from schedules.problems import KINDS
from schedules.spec import Constraint

pytestmark = pytest.mark.needs("torch")

REFUSED = yaml.safe_load((Path(__file__).parent / "refused.yaml").read_text())
DECAY = {"name": "ExponentialLR", "gamma": 0.9}
WARMUP = {"name": "LinearLR"}


def found(config, **run):
    """The problems, as the table writes them."""
    return [as_written(problem) for problem in check(config, Run(**run)).problems]


def as_written(problem):
    whole = [list(problem.path), problem.kind, problem.message, problem.hint, problem.at]
    return whole if problem.at == "key" else whole[:4] if problem.hint else whole[:3]


def messages(config, **run):
    return [str(problem) for problem in check(config, Run(**run)).problems]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["id"])
def test_refuses_with_these_words(row):
    assert found(row["config"], **row.get("run", {})) == row["problems"]


# timm says that its plateau scheduler is deprecated, and torch that a composite steps before the optimizer
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("row", [row for row in REFUSED if "fails" in row], ids=lambda row: row["id"])
def test_what_is_refused_fails_in_the_class_itself(row):
    run = row.get("run", {})
    optimizer = new_optimizer(run.get("groups", 1), run.get("cycles_momentum", True))
    with pytest.raises(Exception) as failure:
        curve(optimizer, construct(optimizer, row["config"]), run.get("ticks", 60))
    assert type(failure.value).__name__ == row["fails"]


@pytest.mark.parametrize("row", [row for row in REFUSED if "run" in row], ids=lambda row: row["id"])
def test_is_silent_where_the_run_is_not_known(row):
    against_run = [problem for problem in row["problems"] if problem[1] in ("against-run", "past-the-end")]
    assert found(row["config"]) == [problem for problem in row["problems"] if problem not in against_run]


def test_every_row_either_fails_or_says_why_the_check_is_stricter():
    assert [row["id"] for row in REFUSED if ("fails" in row) == ("why" in row)] == []


def named_in_the_table():
    configs = [row["config"] for row in REFUSED if isinstance(row["config"], dict)]
    return {name for config in configs if (name := config.get("name")) in SCHEDULERS.names()}


def test_every_constraint_of_a_scheduler_in_the_table_is_there(monkeypatch):
    hit, conflicts = set(), Constraint.conflicts

    def watched(constraint, *arguments):
        result = conflicts(constraint, *arguments)
        hit.update([constraint.method] if result else [])
        return result

    monkeypatch.setattr(Constraint, "conflicts", watched)
    for row in REFUSED:
        check(row["config"], Run(**row.get("run", {})))
    check({"name": "OneCycleLR", "max_lr": 0.1, "total_steps": 10**400})
    every = {item.method for name in named_in_the_table() for item in SCHEDULERS.load(name).constraints()}
    assert every - hit == set()


def test_every_reason_of_a_bound_of_a_scheduler_in_the_table_is_there():
    said = [problem[2] for row in REFUSED for problem in row["problems"]]
    reasons = {
        (key, info.json_schema_extra["otherwise"])
        for name in named_in_the_table()
        for key, info in SCHEDULERS.load(name).model_fields.items()
        if info.json_schema_extra["otherwise"]
    }
    hit = {(key, why) for key, why in reasons for text in said if text.startswith(f"`{key}") and text.endswith(why)}
    assert reasons - hit == set()


KINDS_OF_THE_NODE = [
    pytest.param(None, [[[], "not-a-mapping", "null is not a scheduler: a mapping with `name` and parameters is "
                         "needed"]], id="nothing"),
    pytest.param("StepLR", [[[], "not-a-mapping", "StepLR is not a scheduler: a mapping with `name` and parameters is "
                             "needed"]], id="the-name-alone"),
    pytest.param([DECAY], [[[], "not-a-mapping", "[{...}] is not a scheduler: a mapping with `name` and parameters is "
                            "needed"]], id="a-list"),
    pytest.param({}, [[[], "missing-name", "`name` is missing: it picks the scheduler"]], id="no-name"),
    pytest.param({"name": 3}, [[["name"], "wrong-type", "`name` is not text but a number"]], id="name-of-a-wrong-type"),
    pytest.param({"name": "stepLR"}, [[["name"], "unknown-name", "there is no scheduler called `stepLR`",
                                       "did you mean `StepLR`?"]], id="misspelt-name"),
    pytest.param({"name": "CosineLRScheduler"}, [[["name"], "unknown-name", "there is no scheduler called "
                 "`CosineLRScheduler`", "did you mean `timm_CosineLRScheduler`?"]], id="without-timm_"),
    pytest.param({"name": "../StepLR/x"}, [[["name"], "unknown-name", "there is no scheduler called `../StepLR/x`",
                 "`lrviz list` shows every scheduler"]], id="a-path"),
    pytest.param({"name": "__init__"}, [[["name"], "unknown-name", "there is no scheduler called `__init__`",
                 "`lrviz list` shows every scheduler"]], id="a-module-that-is-no-scheduler"),
    pytest.param({"name": "LambdaLR", "lr_lambda": "x"}, [[["name"], "not-from-config", "LambdaLR takes a Python "
                 "function, which a config cannot hold: use ExponentialLR, PolynomialLR or MultiStepLR for the usual "
                 "factors, or `register` a scheduler of your own"]], id="LambdaLR"),
    pytest.param({"name": "MultiplicativeLR"}, [[["name"], "not-from-config", "MultiplicativeLR takes a Python "
                 "function, which a config cannot hold: use ExponentialLR for a constant factor, MultiStepLR for one "
                 "at given steps, or `register` a scheduler of your own"]], id="MultiplicativeLR"),
]  # fmt: skip


@pytest.mark.parametrize(("config", "problems"), KINDS_OF_THE_NODE)
def test_refuses_what_names_no_scheduler(config, problems):
    assert found(config) == problems


def test_every_kind_is_one_of_the_known():
    kinds = {problem[1] for row in REFUSED for problem in row["problems"]}
    assert kinds <= set(KINDS)


KEYS = [
    ("misspelt", {"name": "StepLR", "stepsize": 3}, ("stepsize",), "did you mean `step_size`?", "step_size"),
    ("other-case", {"name": "CosineAnnealingLR", "t_max": 3}, ("t_max",), "did you mean `T_max`?", "T_max"),
    ("given-too", {"name": "ExponentialLR", "gamma": 1, "gama": 1}, ("gama",), "its keys are gamma, last_epoch", ""),
    ("removed", {**DECAY, "verbose": True}, ("verbose",), "it was removed in torch 2.7: delete it", ""),
    ("by-the-factory", {**DECAY, "optimizer": {}}, ("optimizer",),
     "the optimizer is given by the factory: leave it out", ""),
    ("of-timm", {"name": "CosineAnnealingLR", "T_max": 5, "lr_min": 0}, ("lr_min",),
     "`lr_min` is timm's: use `eta_min`", ""),
    ("of-torch", {"name": "timm_CosineLRScheduler", "t_initial": 5, "eta_min": 0}, ("eta_min",),
     "`eta_min` is torch's: use `lr_min`", ""),
    ("of-a-child", {"name": "ChainedScheduler", "schedulers": [{**DECAY, "lr": 1}]}, ("schedulers", 0, "lr"),
     "its keys are gamma, last_epoch", ""),
    ("a-number", {**DECAY, 3: 1}, (3,), "its keys are gamma, last_epoch", ""),
]  # fmt: skip


@pytest.mark.parametrize(("config", "path", "hint", "near"), [pytest.param(*row, id=id) for id, *row in KEYS])
def test_says_which_key_is_meant(config, path, hint, near):
    (problem,) = check(config).problems
    assert (problem.path, problem.at, problem.kind, problem.hint, problem.near) == (
        path, "key", "unknown-key", hint, near,
    )  # fmt: skip


def test_every_advice_on_a_key_is_given():
    for name in SCHEDULERS.names():
        for key, advice in SCHEDULERS.load(name).foreign_keys.items():
            hints = [problem.hint for problem in check({"name": name, key: 1}).problems if problem.path == (key,)]
            assert hints == [advice], (name, key)


OTHERS_NAMES = {
    "first_cycle_steps": "it is called `T_0` here",
    "cycle_mult": "it is called `T_mult` here",
    "max_lr": "the peak of the first cycle is the optimizer's own rate: set `optimizer.lr`",
    "eta_max": "the peak of the first cycle is the optimizer's own rate: set `optimizer.lr`",
    "min_lr": "it is called `eta_min` here",
    "warmup_steps": "it is called `T_up` here",
}


def test_advises_on_the_keys_of_other_restarts():
    config = {"name": "CosineAnnealingWarmupReduceRestarts", **dict.fromkeys(OTHERS_NAMES, 1)}
    problems = check(config).problems
    assert {problem.path[0]: problem.hint for problem in problems if problem.path} == OTHERS_NAMES


def test_reports_everything_in_the_order_of_the_config():
    config = {
        "name": "SequentialLR",
        "milestones": [5, "6"],
        "bogus": 1,
        "schedulers": [
            {"gamma": 1},
            7,
            {"name": "StepLR", "gamma": "x", "step_size": 0},
            {"name": "ReduceLROnPlateau"},
        ],
    }
    assert [(problem.path, problem.kind) for problem in check(config).problems] == [
        (("milestones", 1), "wrong-type"),
        (("bogus",), "unknown-key"),
        (("schedulers", 0), "missing-name"),
        (("schedulers", 1), "not-a-mapping"),
        (("schedulers", 2, "gamma"), "wrong-type"),
        (("schedulers", 2, "step_size"), "out-of-bounds"),
        (("schedulers", 3), "not-a-child"),
    ]


def test_a_conflict_is_reported_beside_another_key_that_is_wrong():
    assert messages({"name": "ConstantLR", "factor": 0, "last_epoch": 3}) == [
        "factor: `factor: 0` cannot be taken back: torch divides by it at step 5 and stops with ZeroDivisionError "
        "(use a small factor such as 1e-8, or LinearLR)",
        "last_epoch: `last_epoch: 3` must be -1",
    ]


def test_each_child_of_a_sequence_is_held_against_its_own_window():
    once = {"name": "OneCycleLR", "max_lr": 0.1, "total_steps": 20}
    config = {"name": "SequentialLR", "schedulers": [once, once, once], "milestones": [21, 42]}
    assert found(config, ticks=62) == []
    assert [problem.path for problem in check(config, Run(ticks=63)).problems] == [("schedulers", 2, "total_steps")]
    config["milestones"] = [22, 43]
    assert [problem.path for problem in check(config, Run(ticks=63)).problems] == [("schedulers", 0, "total_steps")]


@pytest.mark.filterwarnings("ignore:Detected call")
@pytest.mark.parametrize(
    "milestones",
    [pytest.param([5, 5], id="jumped-over"), pytest.param([9, 5], id="out-of-order"), pytest.param([0, 5], id="first")],
)
def test_a_composite_that_is_never_entered_is_no_problem(milestones):
    children = [WARMUP, {"name": "ChainedScheduler", "schedulers": [DECAY]}, DECAY]
    config = {"name": "SequentialLR", "schedulers": children, "milestones": milestones}
    assert found(config) == []
    optimizer = new_optimizer()
    curve(optimizer, construct(optimizer, config), 30)


def source(path, value, key=False):
    """A quote as of a config in which everything is an interpolation."""
    return str(value) if key else "${" + ".".join(map(str, path)) + "}"


ONE_CYCLE = {"name": "OneCycleLR", "max_lr": 0.1, "total_steps": 10}
HIDDEN = [
    ("longer-run", ONE_CYCLE, {"ticks": 11},
     "total_steps: the schedule has ... ticks, but the run steps it 11 times: at step ... torch stops with \"Tried to "
     "step ... times\" (use total_steps: 11)"),
    ("rise", {**ONE_CYCLE, "pct_start": 0.1}, {},
     "pct_start: `pct_start: ${pct_start}` of ... ticks is a rise of one tick, and torch divides by its length of 0 "
     "when the scheduler is built"),
    ("last-phase", {**ONE_CYCLE, "pct_start": 1.0}, {"ticks": 10},
     "pct_start: `pct_start: ${pct_start}` leaves no tick for the last phase, and torch stops with ZeroDivisionError "
     "at step ... (use a smaller fraction)"),
    ("percent", {**ONE_CYCLE, "pct_start": 30}, {},
     "pct_start: `pct_start: ${pct_start}` is an integer, and the class takes a float alone"),
    ("whole", {**ONE_CYCLE, "total_steps": 10.0}, {},
     "total_steps: `total_steps: ${total_steps}` is not a whole number"),
    ("halving", {"name": "CyclicLR", "base_lr": 0, "max_lr": 1, "mode": "triangular2", "step_size_up": 0.01},
     {"ticks": 99},
     "mode: `mode: ${mode}` halves the height with each cycle, and torch stops with OverflowError in cycle 1025, at "
     "step ... (use longer cycles)"),
    ("shrinking", {"name": "timm_PolyLRScheduler", "t_initial": 10, "cycle_mul": 0.5}, {"ticks": 99},
     "cycle_mul: `cycle_mul: ${cycle_mul}` makes all cycles together end at tick ..., where timm stops with \"math "
     "domain error\"; the run has 99 ticks (timm needs a cycle_mul of 1 or more)"),
    ("element", {"name": "SequentialLR", "milestones": [7], "schedulers": [DECAY, {**WARMUP, "total_iters": 0}]}, {},
     "schedulers[1]: LinearLR with `total_iters: 0` takes over at step ${milestones.0}, where torch divides by it "
     "(give it at least one tick, or leave it out)"),
]  # fmt: skip


@pytest.mark.parametrize(("config", "run", "said"), [pytest.param(*row, id=id) for id, *row in HIDDEN])
def test_shows_neither_what_was_interpolated_nor_what_was_computed_from_it(config, run, said):
    assert [str(problem) for problem in check(config, Run(**run), quote=source).problems] == [said]
