"""The factory's objects or the formulas: which is taken, and that they agree."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from cases import PLAIN_CASES
from hiding import lrviz_without
from test_plain_loop import write_config

from lrviz.document import read_document
from lrviz.dummy import dummy_optimizer
from lrviz.engines import choose, compute
from lrviz.lint import lint
from lrviz.options import Options
from schedules import build_scheduler

STEP = "scheduler: {name: StepLR, step_size: 2, gamma: 0.5}\n"
SOME = (
    "scheduler:\n  name: ChainedScheduler\n  schedulers: [{name: ExponentialLR, gamma: 0.9}, "
    "{name: CosineAnnealingLR, T_max: 9, eta_min: 1e-3}]\n"
)
PLATEAU = "scheduler: {name: ReduceLROnPlateau, patience: 1}\nepochs: 9\n"


def plan_of(text, **options):
    return lint(read_document("a.yaml", text.encode()), Options(**options)).drafts[0].plan


def assert_same(stepped, evaluated):
    for true, found in zip(stepped.series, evaluated.series, strict=True):
        assert true.label == found.label
        assert np.abs(true.rates - found.rates).max() <= 1e-9 * true.rates.max()
        assert (true.momentum is None) == (found.momentum is None)
        if true.momentum is not None:
            assert np.abs(true.momentum - found.momentum).max() <= 1e-12


@pytest.mark.needs("torch")
@pytest.mark.parametrize("case", PLAIN_CASES, ids=lambda case: case.id)
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_both_give_the_same_curve(case):
    plan = plan_of(write_config(case), steps=997)
    options = Options(metric=case.metric)
    (stepped, _), (evaluated, _) = compute(plan, options, "factory"), compute(plan, options, "formula")
    assert_same(stepped, evaluated)


GROUPS = "optimizer: {name: SGD, lr: 0.1, momentum: 0.9, groups: [{params: a, lr: 0.02}, {params: b, lr: 0.1}]}\n"
ONE_CYCLE = "scheduler: {name: OneCycleLR, max_lr: MAX, total_steps: 90, base_momentum: LOW}\n"


@pytest.mark.needs("torch")
@pytest.mark.parametrize(
    ("text", "alike"),
    [
        pytest.param("scheduler: {name: CosineAnnealingLR, T_max: 40, eta_min: 0.03}\n", [0, 1, 0], id="plain"),
        pytest.param("scheduler: {name: ConstantLR, total_iters: 0}\n", [0, 1, 0], id="constant"),
        pytest.param("scheduler: {name: StepLR, step_size: 2, interval: epoch}\nsteps_per_epoch: 7\n", [0, 1, 0],
                     id="of-epochs-of-which-the-last-is-cut"),
        pytest.param("scheduler: {name: ChainedScheduler, schedulers: [{name: StepLR, step_size: 9}]}\n", [0, 1, 0],
                     id="composite"),
        pytest.param("scheduler: [{name: StepLR, step_size: 9}, {name: ExponentialLR, gamma: 0.9}]\n", [0, 1, 0],
                     id="several"),
        pytest.param(ONE_CYCLE.replace("MAX", "0.3").replace("LOW", "0.5"), [0, 0, 0], id="overwritten"),
        pytest.param(ONE_CYCLE.replace("MAX", "[0.3, 0.2, 0.3]").replace("LOW", "0.5"), [0, 1, 2], id="peaks"),
        pytest.param(ONE_CYCLE.replace("MAX", "0.3").replace("LOW", "[0.5, 0.6, 0.7]"), [0, 1, 2], id="momenta"),
    ],
)  # fmt: skip
def test_groups_that_are_alike_share_their_rates(text, alike):
    plan = plan_of(GROUPS + text, steps=80)
    (stepped, _), (evaluated, _) = (compute(plan, Options(), engine) for engine in ("factory", "formula"))
    assert evaluated.engine == "formula"
    assert_same(stepped, evaluated)
    for found, like in zip(evaluated.series, alike, strict=True):
        assert found.rates is evaluated.series[like].rates
        assert not found.rates.flags.writeable
    assert len({id(series.rates) for series in evaluated.series}) == len(set(alike))


CYCLIC = "scheduler: {name: CyclicLR, base_lr: 0.01, max_lr: 0.1, base_momentum: LOW, max_momentum: 0.9}\n"


@pytest.mark.needs("torch")
@pytest.mark.parametrize(
    ("text", "moving"),
    [
        pytest.param(CYCLIC.replace("LOW", "0.9"), [False] * 3, id="between-equal-momenta"),
        pytest.param(CYCLIC.replace("LOW", "0.8"), [True] * 3, id="between-two"),
        pytest.param(CYCLIC.replace("LOW", "[0.9, 0.8, 0.9]"), [False, True, False], id="of-one-group"),
        pytest.param(ONE_CYCLE.replace("MAX", "0.3").replace("LOW", "0.95"), [False] * 3, id="one-cycle"),
        pytest.param(ONE_CYCLE.replace("MAX", "0.3").replace("LOW", "0.5, interval: epoch") + "steps_per_epoch: 100\n",
                     [False] * 3, id="less-than-an-epoch"),
        pytest.param(ONE_CYCLE.replace("MAX", "0.3").replace("LOW", "0.5, interval: epoch") + "steps_per_epoch: 50\n",
                     [True] * 3, id="more-than-an-epoch"),
        pytest.param("scheduler: {name: SequentialLR, milestones: [1], schedulers: [{name: CyclicLR, base_lr: 0.01, "
                     "max_lr: 0.1}, {name: ExponentialLR, gamma: 0.9}]}\n", [False] * 3, id="left-at-once"),
        pytest.param("scheduler: [{name: StepLR, step_size: 9}, {name: CyclicLR, base_lr: 0.01, max_lr: 0.1, "
                     "base_momentum: 0.9}]\n", [False] * 3, id="beside-another"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("optimizer", ["SGD", "AdamW"])
def test_momentum_is_there_where_it_moves(text, moving, optimizer):
    groups = GROUPS if optimizer == "SGD" else GROUPS.replace("SGD", optimizer).replace(" momentum: 0.9,", "")
    plan = plan_of(groups + text, steps=80)
    stepped, evaluated = (compute(plan, Options(), engine)[0] for engine in ("factory", "formula"))
    assert evaluated.engine == "formula"
    assert [series.momentum is not None for series in stepped.series] == moving
    assert_same(stepped, evaluated)


@pytest.mark.needs("torch")
@pytest.mark.parametrize("anneal", ["cos", "linear"])
@pytest.mark.parametrize("optimizer", ["{name: SGD, lr: 0.1, momentum: 0.9", "{name: AdamW, lr: 0.1"])
def test_the_momenta_of_several_groups_are_those_of_a_loop_to_the_bit(optimizer, anneal):
    scheduler = {"name": "OneCycleLR", "max_lr": [0.3, 0.2, 0.1], "total_steps": 80, "anneal_strategy": anneal,
                 "base_momentum": [0.5, 0.6, 0.7]}  # fmt: skip
    plan = plan_of(f"optimizer: {optimizer}, groups: [{{params: a, lr: 0.02}}, {{params: b}}]}}\n"
                   f"scheduler: {json.dumps(scheduler)}\n", steps=80)  # fmt: skip
    made = dummy_optimizer(plan)
    built = build_scheduler(made, scheduler)
    noted = []
    for _ in range(80):
        noted.append([(group["lr"], group["betas"][0] if "betas" in group else group["momentum"])
                      for group in made.param_groups])  # fmt: skip
        made.step()
        built.step()
    series = compute(plan, Options(), "factory")[0].series
    for group, one in enumerate(series):
        assert [values[group] for values in noted] == list(zip(one.rates, one.momentum, strict=True))


@pytest.mark.needs("torch")
@pytest.mark.parametrize(
    ("steps", "wanted", "engine"),
    [
        pytest.param(200_000, None, "factory", id="the-longest-that-is-stepped"),
        pytest.param(200_001, None, "formula", id="one-more"),
        pytest.param(200_001, "factory", "factory", id="asked-for"),
        pytest.param(10, "formula", "formula", id="asked-for-a-short-one"),
    ],
)
def test_which_engine_is_taken(steps, wanted, engine):
    assert choose([plan_of(STEP, steps=5), plan_of(STEP, steps=steps)], wanted) == engine


def test_the_engine_is_named(lrviz_in, tmp_path):
    result = lrviz_in("plot", "a.yaml", "--steps", "4", "--engine", "formula", "-o", "a.json", files={"a.yaml": STEP})
    assert result.out.splitlines()[0] == "a.yaml: StepLR, 4 steps (formula)"
    assert json.loads((tmp_path / "a.json").read_text())["configs"][0]["engine"] == "formula"


@pytest.mark.needs("torch")
def test_the_momentum_of_a_chain_of_one_is_evaluated():
    text = "scheduler: {name: ChainedScheduler, schedulers: [{name: OneCycleLR, max_lr: 0.1, total_steps: 90}]}\n"
    plan = plan_of(text, steps=90)
    stepped, evaluated = (compute(plan, Options(), engine)[0].series[0] for engine in ("factory", "formula"))
    assert np.abs(stepped.momentum - evaluated.momentum).max() <= 1e-12
    assert (evaluated.momentum.min(), evaluated.momentum.max()) == (pytest.approx(0.85, abs=1e-4), 0.95)


@pytest.mark.needs("torch")
def test_what_has_no_formula_is_stepped_and_said(lrviz_in):
    result = lrviz_in("plot", "a.yaml", "--engine", "formula", "--no-save", files={"a.yaml": PLATEAU})
    assert result.out.splitlines()[0] == "a.yaml: ReduceLROnPlateau, 9 steps, 9 epochs (factory)"
    assert "note: ReduceLROnPlateau has no formula: the factory's object was stepped" in result.err


@pytest.mark.needs("torch")
def test_rounding_is_no_difference(lrviz_in):
    text = "optimizer: {lr: 0.1}\nscheduler: {name: CosineAnnealingLR, T_max: 40, eta_min: MIN}\nsteps: 41\n"
    files = {"a.yaml": text.replace("MIN", "1e-3"), "b.yaml": text.replace("MIN", "0.00100000000005")}
    result = lrviz_in("compare", "a.yaml", "b.yaml", "--engine", "formula", "--exit-code", files=files)
    assert result.code == 0 and "A and B are the same at every step" in result.out.splitlines()
    assert lrviz_in("compare", "a.yaml", "b.yaml", "--engine", "factory", "--exit-code").code == 1


MMENGINE = """
optim_wrapper: {optimizer: {type: AdamW, lr: 1e-3}}
param_scheduler:
  - {type: LinearLR, start_factor: 1e-3, end: 5, convert_to_iter_based: true}
  - {type: CosineAnnealingLR, eta_min: 1e-5, begin: 5}
train_cfg: {by_epoch: true, max_epochs: 100}
"""
BESIDE = """
optimizer: {lr: 0.02, groups: [{params: a, lr: 0.1}]}
scheduler:
  - {name: LinearLR, start_factor: 0.001, total_iters: 50, interval: step}
  - {name: CosineAnnealingLR, T_max: 10, eta_min: 1e-4, interval: epoch, begin: 2}
epochs: 32
steps_per_epoch: 30
"""


@pytest.mark.needs("torch")
@pytest.mark.parametrize("text", [pytest.param(MMENGINE, id="in-turn"), pytest.param(BESIDE, id="beside")])
def test_schedulers_that_share_an_optimizer_have_a_formula(text):
    plan = plan_of(text, steps_per_epoch=30)
    stepped, evaluated = (compute(plan, Options(), engine)[0] for engine in ("factory", "formula"))
    assert (stepped.engine, evaluated.engine) == ("factory", "formula")
    assert_same(stepped, evaluated)


@pytest.mark.needs("matplotlib")
def test_ten_million_steps_are_drawn(lrviz_in, tmp_path):
    result = lrviz_in("plot", "a.yaml", "--steps", "10000000", "-o", "a.png", files={"a.yaml": STEP})
    assert result.code == 0, result.err
    assert (tmp_path / "a.png").exists()


WITHOUT_TORCH = lrviz_without("torch")
WITHOUT_TIMM = lrviz_without("timm")


def test_without_torch_formulas_are_drawn_and_compared(python, tmp_path):
    (tmp_path / "a.yaml").write_text(STEP)
    assert "a.yaml: StepLR, 6 steps (formula)" in python(WITHOUT_TORCH, "plot", "a.yaml", "--steps", "6", "--no-save")
    assert python(WITHOUT_TORCH, "table", "a.yaml", "-o", "a.csv").endswith("note: wrote a.csv\nexit 0\n")
    assert "are the same at every step" in python(WITHOUT_TORCH, "compare", "a.yaml", "a.yaml")
    with (tmp_path / "a.csv").open() as file:
        assert [row["lr"] for row in csv.DictReader(file)] == [str(0.1 * 0.5 ** (step // 2)) for step in range(8)]


@pytest.mark.parametrize(
    ("command", "name", "text", "said"),
    [
        pytest.param(("plot", "b.yaml"), "b.yaml", PLATEAU, "b.yaml: ReduceLROnPlateau has no formula", id="plot"),
        pytest.param(("plot", "a.yaml", "b.yaml"), "b.yaml", PLATEAU, "b.yaml: ReduceLROnPlateau has no formula",
                     id="the-second-of-two"),
        pytest.param(("compare", "a.yaml", "b.yaml"), "b.yaml", PLATEAU, "b.yaml: ReduceLROnPlateau has no formula",
                     id="compare"),
        pytest.param(("table", "b.yaml"), "b.yaml", SOME, "b.yaml: ChainedScheduler(ExponentialLR, CosineAnnealingLR) "
                     "has no formula for the whole run", id="some-chains"),
    ],
)  # fmt: skip
def test_without_torch_it_is_said_what_has_no_formula(python, tmp_path, command, name, text, said):
    (tmp_path / "a.yaml").write_text(STEP)
    (tmp_path / name).write_text(text)
    assert python(WITHOUT_TORCH, *command).endswith(
        f'error: {said}, and stepping it needs torch; install it with: pip install "lrviz[torch]"\nexit 2\n'
    )


@pytest.mark.needs("torch")
def test_without_timm_its_formulas_are_drawn_beside_torch(python, tmp_path):
    (tmp_path / "a.yaml").write_text("name: timm_StepLRScheduler\ndecay_t: 3\n")
    assert "a.yaml: timm_StepLRScheduler, 5 steps, 5 epochs (formula)" in python(
        WITHOUT_TIMM, "plot", "a.yaml", "--epochs", "5", "--no-save"
    )
    (tmp_path / "b.yaml").write_text("name: timm_PlateauLRScheduler\n")
    assert python(WITHOUT_TIMM, "plot", "b.yaml", "--epochs", "5", "--no-save").endswith(
        "error: b.yaml: timm_PlateauLRScheduler has no formula, and stepping it needs timm; "
        'install it with: pip install "lrviz[timm]"\nexit 2\n'
    )
    (tmp_path / "c.yaml").write_text(STEP)
    assert "c.yaml: StepLR, 5 steps (factory)" in python(WITHOUT_TIMM, "plot", "c.yaml", "--steps", "5", "--no-save")


LOADED = """
import sys
sys.argv = ["lrviz", *sys.argv[1:]]
from lrviz.__main__ import main
try:
    main()
except SystemExit:
    from torch.optim import Optimizer
    marked = hasattr(Optimizer.add_param_group.__wrapped__, "__dynamo_disable")
    print(*[name for name in ("torch", "torch._dynamo", "timm.models", "torchvision") if name in sys.modules], marked)
"""


@pytest.mark.needs("torch")
@pytest.mark.parametrize("optimizer", ["SGD", "AdamW", "Muon"])
def test_a_simulation_does_not_load_the_compiler_of_torch(python, tmp_path, optimizer):
    """It would take about as long as all the rest, and torch is left as it was found."""
    (tmp_path / "a.yaml").write_text(f"optimizer: {optimizer}\n{STEP}")
    assert python(LOADED, "plot", "a.yaml", "--no-save").splitlines()[-1] == "torch False"


def test_a_simulation_does_not_warn_of_an_optimizer_that_has_nothing_to_do(lrviz_in):
    chain = "{name: ChainedScheduler, schedulers: [{name: StepLR, step_size: 3}, {name: ExponentialLR, gamma: 0.9}]}"
    result = lrviz_in("plot", "a.yaml", "--no-save", files={"a.yaml": f"optimizer: SGD\nscheduler: {chain}\nlr: 1\n"})
    assert "optimizer.step" not in result.err
