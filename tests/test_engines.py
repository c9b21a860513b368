"""The factory's objects or the formulas: which is taken, and that they agree."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from cases import PLAIN_CASES
from test_plain_loop import write_config

from lrviz.document import read_document
from lrviz.engines import choose, compute
from lrviz.lint import lint
from lrviz.options import Options

STEP = "scheduler: {name: StepLR, step_size: 2, gamma: 0.5}\n"
PLATEAU = "scheduler: {name: ReduceLROnPlateau, patience: 1}\nepochs: 9\n"


def plan_of(text, **options):
    return lint(read_document("a.yaml", text.encode()), Options(**options)).drafts[0].plan


@pytest.mark.needs("torch")
@pytest.mark.parametrize("case", PLAIN_CASES, ids=lambda case: case.id)
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_both_give_the_same_curve(case):
    plan = plan_of(write_config(case), steps=997)
    options = Options(metric=case.metric)
    (stepped, _), (evaluated, _) = compute(plan, options, "factory"), compute(plan, options, "formula")
    assert len(stepped.series) == len(evaluated.series)
    for true, found in zip(stepped.series, evaluated.series, strict=True):
        assert true.label == found.label
        assert np.abs(true.rates - found.rates).max() <= 1e-9 * true.rates.max()
        assert (true.momentum is None) == (found.momentum is None)
        if true.momentum is not None:
            assert np.abs(true.momentum - found.momentum).max() <= 1e-12


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
    assert "note: ReduceLROnPlateau has no formula for the whole run: the factory's object was stepped" in result.err


@pytest.mark.needs("torch")
def test_rounding_is_no_difference(lrviz_in):
    text = "optimizer: {lr: 0.1}\nscheduler: {name: CosineAnnealingLR, T_max: 40, eta_min: MIN}\nsteps: 41\n"
    files = {"a.yaml": text.replace("MIN", "1e-3"), "b.yaml": text.replace("MIN", "0.00100000000005")}
    result = lrviz_in("compare", "a.yaml", "b.yaml", "--engine", "formula", "--exit-code", files=files)
    assert (result.code, result.out.splitlines()[-1]) == (0, "A and B are the same at every step")
    assert lrviz_in("compare", "a.yaml", "b.yaml", "--engine", "factory", "--exit-code").code == 1


def test_ten_million_steps_are_drawn(lrviz_in, tmp_path):
    result = lrviz_in("plot", "a.yaml", "--steps", "10000000", "-o", "a.png", files={"a.yaml": STEP})
    assert result.code == 0, result.err
    assert (tmp_path / "a.png").exists()


WITHOUT_TORCH = """
import sys
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "torch" else find(name, *rest)
sys.modules["torch"] = None
from lrviz.__main__ import main
sys.argv = ["lrviz", *sys.argv[1:]]
sys.stderr = sys.stdout
try:
    main()
except SystemExit as stop:
    print("exit", stop.code)
"""


def test_without_torch_formulas_are_drawn_and_compared(python, tmp_path):
    (tmp_path / "a.yaml").write_text(STEP)
    assert "a.yaml: StepLR, 6 steps (formula)" in python(WITHOUT_TORCH, "plot", "a.yaml", "--steps", "6", "--no-save")
    assert python(WITHOUT_TORCH, "table", "a.yaml", "-o", "a.csv").endswith("note: wrote a.csv\nexit 0\n")
    assert "are the same at every step" in python(WITHOUT_TORCH, "compare", "a.yaml", "a.yaml")
    with (tmp_path / "a.csv").open() as file:
        assert [row["lr"] for row in csv.DictReader(file)] == [str(0.1 * 0.5 ** (step // 2)) for step in range(8)]


def test_without_torch_a_plateau_says_what_to_install(python, tmp_path):
    (tmp_path / "a.yaml").write_text(PLATEAU)
    assert python(WITHOUT_TORCH, "plot", "a.yaml").endswith(
        'error: this needs torch; install it with: pip install "lrviz[torch]"\nexit 2\n'
    )


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
