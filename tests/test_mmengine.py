"""mmengine's `param_scheduler`: the curve is that of mmengine's own classes, stepped as its runner steps them."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
import yaml
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as some
from omegaconf import OmegaConf

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.render import words
from lrviz.stepping import simulate

# yapf, on mmengine's way, writes a cache at its first import, which another process must not read half written
with FileLock(Path(tempfile.gettempdir()) / "lrviz-tests-yapf.lock"), warnings.catch_warnings():
    # what mmengine imports on its way is marked as old by torch
    warnings.simplefilter("ignore")
    from mmengine.hooks import ParamSchedulerHook
    from mmengine.registry import PARAM_SCHEDULERS

SGD = "optim_wrapper: {type: OptimWrapper, optimizer: {type: SGD, lr: 0.02, momentum: 0.9, weight_decay: 0.0001}}\n"
ADAMW = "optim_wrapper:\n  type: AmpOptimWrapper\n  optimizer: {type: AdamW, lr: 1.0e-3, betas: [0.9, 0.99]}\n"
LOSSES = [5.0, 4.0, 4.0, 3.9999, 4.1, 4.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0]


def epochs(number):
    return f"train_cfg: {{by_epoch: true, max_epochs: {number}, val_interval: 1}}\n"


def iterations(number):
    return f"train_cfg: {{type: IterBasedTrainLoop, max_iters: {number}, val_interval: 50}}\n"


def report(text, **options):
    return lint(read_document("x.yaml", text.encode()), Options(**options))


def plan_of(text, **options):
    (draft,) = report(text, **options).drafts
    assert draft.plan is not None, (draft.problems, draft.unresolved)
    return draft.plan


def mmengine_rates(text, epoch_length):
    """The rates of a run of mmengine: its classes, built as its runner builds them, and stepped by its own hook."""
    config = OmegaConf.to_container(OmegaConf.create(text))
    loop, written = config["train_cfg"], config["param_scheduler"]
    counts_iterations = "max_iters" in loop
    length = {True: loop.get("max_epochs", 1), False: loop.get("max_iters", loop.get("max_epochs", 1) * epoch_length)}
    optimizer_config = dict(config["optim_wrapper"]["optimizer"])
    optimizer_class = getattr(torch.optim, optimizer_config.pop("type"))
    optimizer = optimizer_class([torch.nn.Parameter(torch.zeros(1))], **optimizer_config)
    schedulers = [
        PARAM_SCHEDULERS.build(
            {"end": length[one.get("by_epoch", True)], **one},
            default_args={"optimizer": optimizer, "epoch_length": epoch_length},
        )
        for one in (written if isinstance(written, list) else [written])
    ]
    runner, hook, rates = SimpleNamespace(param_schedulers=schedulers), ParamSchedulerHook(), []
    for update in range(length[False]):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        hook.after_train_iter(runner, update)
        if not counts_iterations and (update + 1) % epoch_length == 0:
            hook.after_train_epoch(runner)
            hook.after_val_epoch(runner, {"loss": LOSSES[min(update // epoch_length, len(LOSSES) - 1)]})
    return np.array(rates)


CURVES = [
    pytest.param(
        SGD + epochs(12) + "param_scheduler:\n"
        "  - {type: LinearLR, start_factor: 0.001, by_epoch: false, begin: 0, end: 500}\n"
        "  - {type: MultiStepLR, begin: 0, end: 12, by_epoch: true, milestones: [8, 11], gamma: 0.1}\n",
        100,
        "LinearLR by step + MultiStepLR by epoch, 1,200 steps, 12 epochs",
        id="detection-warm-up-by-iterations-and-cuts-by-epochs",
    ),
    pytest.param(
        ADAMW + epochs(100) + "param_scheduler:\n"
        "  - {type: LinearLR, start_factor: 1.0e-3, by_epoch: true, begin: 0, end: 5, convert_to_iter_based: true}\n"
        "  - {type: CosineAnnealingLR, T_max: 95, by_epoch: true, begin: 5, end: 100}\n",
        10,
        "LinearLR by step + CosineAnnealingLR by epoch from 5, 1,000 steps, 100 epochs",
        id="classification-five-epochs-converted-and-a-cosine-to-the-end",
    ),
    pytest.param(
        ADAMW + epochs(30) + "param_scheduler:\n"
        "  - {type: LinearLR, start_factor: 1.0e-2, end: 3, convert_to_iter_based: true}\n"
        "  - {type: CosineAnnealingLR, eta_min: 1.0e-5, begin: 3, convert_to_iter_based: true}\n",
        10,
        "LinearLR by step + CosineAnnealingLR by step from 30, 300 steps, 30 epochs",
        id="both-converted-with-an-end-and-a-length-that-mmengine-gives",
    ),
    pytest.param(
        SGD + epochs(20) + "param_scheduler: {type: MultiStepLR, by_epoch: true, milestones: [10, 15], gamma: 0.1}\n",
        10,
        "MultiStepLR, 200 steps, 20 epochs",
        id="steps-at-places",
    ),
    pytest.param(
        SGD + epochs(20) + "param_scheduler: {type: StepLR, step_size: 3, gamma: 0.9}\n",
        10,
        "StepLR, 200 steps, 20 epochs",
        id="steps-at-distances",
    ),
    pytest.param(
        SGD
        + epochs(20)
        + "param_scheduler: {type: StepLR, step_size: 3, begin: 2, end: 13, convert_to_iter_based: true}\n",
        10,
        "StepLR by step from 20 to 130, 200 steps, 20 epochs",
        id="steps-at-distances-converted-and-in-a-window",
    ),
    pytest.param(
        SGD + iterations(400) + "param_scheduler:\n"
        "  {type: PolyLR, eta_min: 1.0e-4, power: 0.9, begin: 0, end: 400, by_epoch: false}\n",
        10,
        "PolynomialLRDecay, 400 steps",
        id="segmentation-poly-with-an-end-rate",
    ),
    pytest.param(
        ADAMW + iterations(400) + "param_scheduler:\n"
        "  - {type: LinearLR, start_factor: 1.0e-6, by_epoch: false, begin: 0, end: 150}\n"
        "  - {type: PolyLR, eta_min: 0.0, power: 1.0, begin: 150, end: 400, by_epoch: false}\n",
        10,
        "LinearLR by step + PolynomialLR by step from 150, 400 steps",
        id="segmentation-warm-up-and-poly",
    ),
    pytest.param(
        ADAMW + iterations(400) + "param_scheduler:\n"
        "  - {type: LinearLR, start_factor: 1.0e-6, by_epoch: false, begin: 0, end: 150}\n"
        "  - {type: PolyLR, eta_min: 1.0e-5, power: 0.9, begin: 150, end: 350, by_epoch: false}\n",
        10,
        "LinearLR by step + PolynomialLRDecay by step from 150 to 350, 400 steps",
        id="a-poly-with-an-end-rate-after-a-warm-up",
    ),
    pytest.param(
        SGD + epochs(20) + "param_scheduler: {type: ExponentialLR, gamma: 0.9, begin: 2, end: 15}\n",
        5,
        "ExponentialLR by epoch from 2 to 15, 100 steps, 20 epochs",
        id="exponential-in-a-window",
    ),
    pytest.param(
        SGD + epochs(20) + "param_scheduler:\n  - {type: ConstantLR, factor: 0.1, by_epoch: false, end: 33}\n"
        "  - {type: ExponentialLR, gamma: 0.99, by_epoch: false, begin: 33}\n",
        5,
        "ConstantLR by step + ExponentialLR by step from 33, 100 steps, 20 epochs",
        id="a-constant-warm-up-and-exponential",
    ),
    pytest.param(
        ADAMW + iterations(400) + "param_scheduler:\n"
        "  - {type: CosineRestartLR, by_epoch: false, periods: [100, 100, 100, 100], restart_weights: [1, 1, 1, 1], "
        "eta_min: 1.0e-7}\n",
        10,
        "CosineAnnealingWarmRestarts, 400 steps",
        id="restoration-cosine-restarts",
    ),
    pytest.param(
        ADAMW + iterations(400) + "param_scheduler:\n"
        "  - {type: LinearLR, start_factor: 0.1, by_epoch: false, end: 20}\n"
        "  - {type: CosineRestartLR, by_epoch: false, periods: [50, 120, 80], restart_weights: [1, 1, 1], "
        "eta_min_ratio: 0.01, begin: 20}\n",
        10,
        "LinearLR by step + CosineAnnealingWarmRestarts by step from 20 to 70 + CosineAnnealingWarmRestarts by step "
        "from 70 to 190 + CosineAnnealingWarmRestarts by step from 190 to 270, 400 steps",
        id="restarts-of-other-lengths-after-a-warm-up",
    ),
    pytest.param(
        SGD + iterations(300) + "param_scheduler:\n"
        "  {type: OneCycleLR, eta_max: 0.1, total_steps: 300, pct_start: 0.3, by_epoch: false, three_phase: true}\n",
        10,
        "OneCycleLR, 300 steps",
        id="one-cycle",
    ),
    pytest.param(
        SGD + epochs(12) + "param_scheduler: {type: OneCycleLR, eta_max: 0.1, convert_to_iter_based: true}\n",
        10,
        "OneCycleLR, 120 steps, 12 epochs",
        id="one-cycle-converted-as-long-as-the-run",
    ),
    pytest.param(
        SGD + epochs(20) + "param_scheduler:\n  - {type: CosineAnnealingLR, T_max: 8, eta_min_ratio: 0.1, end: 12}\n"
        "  - {type: MultiStepLR, milestones: [2, 3], begin: 12, end: 20}\n",
        5,
        "CosineAnnealingLR by epoch to 12 + MultiStepLR by epoch from 12, 100 steps, 20 epochs",
        id="a-cosine-past-its-turn-and-milestones-from-the-beginning-of-the-window",
    ),
    pytest.param(
        SGD + epochs(20) + "param_scheduler:\n"
        "  - {type: LinearLR, start_factor: 0.1, by_epoch: false, begin: 0, end: 47}\n"
        "  - {type: CosineAnnealingLR, eta_min: 0.001, begin: 0, by_epoch: false}\n"
        "  - {type: StepLR, step_size: 7, gamma: 0.5}\n",
        5,
        "LinearLR by step + CosineAnnealingLR by step + StepLR by epoch, 100 steps, 20 epochs",
        id="three-at-once-with-a-floor-that-moves",
    ),
    pytest.param(
        SGD + epochs(12) + "param_scheduler:\n"
        "  - {type: ReduceOnPlateauLR, monitor: loss, rule: less, factor: 0.5, patience: 1, min_value: 1.0e-3}\n",
        5,
        "ReduceLROnPlateau, 60 steps, 12 epochs",
        id="plateau",
    ),
    pytest.param(
        SGD + iterations(100) + "param_scheduler:\n"
        "  - {type: LinearLR, start_factor: 0.1, by_epoch: false, begin: 0, end: 47}\n"
        "  - {type: ConstantLR, factor: 0.5, begin: 0, end: 12}\n",
        5,
        "LinearLR by step + ConstantLR by step to 1, 100 steps",
        id="one-that-counts-epochs-in-a-run-of-iterations",
    ),
    pytest.param(
        SGD + epochs(6) + "param_scheduler:\n  - {type: CosineAnnealingLR, eta_min: 0}\n"
        "  - {type: CosineAnnealingMomentum, eta_min: 0.85, end: 6}\n",
        5,
        "CosineAnnealingLR, 30 steps, 6 epochs",
        id="the-momentum-is-passed-over",
    ),
]


@pytest.mark.parametrize(("text", "epoch_length", "shown"), CURVES)
def test_the_curve_is_that_of_mmengine(text, epoch_length, shown, tmp_path):
    losses = tmp_path / "losses.txt"
    losses.write_text("\n".join(map(str, LOSSES)))
    options = {} if "max_iters" in text else {"steps_per_epoch": epoch_length}
    assert not [item for item in report(text, **options).findings if item.code != "LR218"]
    curve, _ = simulate(plan_of(text, **options), Options(metric=str(losses)))
    true = mmengine_rates(text, epoch_length)
    assert len(curve.series[0].rates) == len(true)
    assert np.abs(curve.series[0].rates - true).max() <= 1e-12 * true.max()
    assert words.headline(curve) == f"x.yaml: {shown} (factory)"


PARAMETERS = {
    "ConstantLR": {"factor": some.sampled_from([0.1, 0.5])},
    "CosineAnnealingLR": {"T_max": some.integers(1, 12), "eta_min": some.sampled_from([0.0, 0.001])},
    "ExponentialLR": {"gamma": some.sampled_from([0.5, 0.9])},
    "LinearLR": {"start_factor": some.sampled_from([0.001, 0.5]), "end_factor": some.sampled_from([0.5, 1.0])},
    "MultiStepLR": {"milestones": some.lists(some.integers(0, 8), min_size=1, max_size=3), "gamma": some.just(0.5)},
    "PolyLR": {"power": some.sampled_from([0.9, 2.0])},
    "StepLR": {"step_size": some.integers(1, 4)},
}


@some.composite
def entries(draw):
    kind = draw(some.sampled_from(sorted(PARAMETERS)))
    drawn = {key: draw(values) for key, values in PARAMETERS[kind].items() if draw(some.booleans()) or key in REQUIRED}
    counted = draw(some.sampled_from([{"by_epoch": False}, {"by_epoch": True}, {"convert_to_iter_based": True}]))
    begin = draw(some.integers(0, 4))
    window = {"begin": begin, "end": begin + draw(some.integers(1, 30))}
    return {"type": kind, **drawn, **counted, **{key: window[key] for key in window if draw(some.booleans())}}


NOTHING = "nothing in `param_scheduler` ever moves the learning rate"
REQUIRED = ("gamma", "milestones", "step_size")


@settings(max_examples=150)
@given(some.lists(entries(), min_size=1, max_size=3), some.booleans())
def test_any_list_means_what_mmengine_makes_of_it(written, counts_iterations):
    loop = iterations(24) if counts_iterations else epochs(6)
    text = SGD + loop + yaml.safe_dump({"param_scheduler": written})
    (draft,) = report(text, steps_per_epoch=4).drafts
    try:
        true = mmengine_rates(text, 4)
    except ValueError as error:
        # a window that ends before it begins
        assert "end should be larger than begin" in str(error)
        assert draft.problems
        assert all(problem.message.endswith("mmengine stops") for problem in draft.problems)
        return
    if draft.plan is None:
        assert [problem.message for problem in draft.problems] == [NOTHING]
        assert (true == true[0]).all()
        return
    rates = simulate(draft.plan, Options())[0].series[0].rates
    assert np.abs(rates - true).max() <= 1e-12 * max(true.max(), 0.02)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "param_scheduler:\n  - {type: MultiStepLR, milestones: [4, 15], gama: 0.1}\n",
            [
                (
                    "LR221",
                    (4, 41),
                    "param_scheduler[0].milestones[1]",
                    "`15` in `milestones` is never reached in the run of 12 epochs",
                ),
                ("LR102", (4, 46), "param_scheduler[0].gama", "MultiStepLR has no parameter `gama`"),
            ],
            id="a-key-and-an-element",
        ),
        pytest.param(
            "param_scheduler:\n  type: MultiStepLR\n  milestones: [4, x]\n",
            [
                (
                    "LR104",
                    (5, 19),
                    "param_scheduler.milestones[1]",
                    "`milestones[1]: x` is text and not a whole number",
                ),
            ],
            id="one-that-is-no-list",
        ),
        pytest.param(
            "param_scheduler:\n"
            "  - {type: LinearLR, start_factor: 1.5, by_epoch: false, end: 50}\n"
            "  - {type: StepLR, step_size: 0, convert_to_iter_based: true}\n",
            [
                (
                    "LR105",
                    (4, 36),
                    "param_scheduler[0].start_factor",
                    "`start_factor: 1.5` must be 1 or less: torch multiplies the rate step by step "
                    "and refuses to start outside (0, 1]; for a warm-up from nothing use a small "
                    "factor such as 1e-8",
                ),
                (
                    "LR105",
                    (5, 31),
                    "param_scheduler[1].step_size",
                    "`step_size: 0` must be 1 or more: torch takes the tick modulo `step_size`, so "
                    "0 divides by zero at the first step and a minus sign does nothing",
                ),
            ],
            id="in-several-and-converted",
        ),
        pytest.param(
            "param_scheduler:\n"
            "  - {type: ConstantMomentum}\n"
            "  - {type: LinearLR, begin: x}\n"
            "  - {type: ExponentialLR}\n",
            [
                ("LR104", (5, 29), "param_scheduler[1].begin", "`begin: x` is not a whole number of 0 or more"),
                ("LR103", (6, 12), "param_scheduler[2]", "ExponentialLR needs `gamma`: factor at each tick"),
            ],
            id="past-one-that-is-passed-over",
        ),
        pytest.param(
            "param_scheduler:\n  - {type: QuadraticWarmupLR, end: 3}\n  - {type: CosineAnealingLR}\n",
            [
                (
                    "LR015",
                    (4, 12),
                    "param_scheduler[0].type",
                    "`type: QuadraticWarmupLR` is no learning-rate scheduler of mmengine",
                ),
                (
                    "LR015",
                    (5, 12),
                    "param_scheduler[1].type",
                    "`type: CosineAnealingLR` is no learning-rate scheduler of mmengine",
                ),
            ],
            id="unknown-types",
        ),
        pytest.param(
            "param_scheduler:\n  - {type: LinearLR, begin: 5, end: 5}\n",
            [
                (
                    "LR015",
                    (4, 37),
                    "param_scheduler[0].end",
                    "the `end` of LinearLR is not after its `begin`: mmengine stops",
                ),
            ],
            id="an-empty-window",
        ),
        pytest.param(
            "param_scheduler:\n  - {type: LinearLR, end: 5, total_iters: 4}\n",
            [
                (
                    "LR015",
                    (4, 43),
                    "param_scheduler[0].total_iters",
                    "LinearLR has no parameter `total_iters` in mmengine",
                ),
            ],
            id="a-parameter-that-is-torch's-alone",
        ),
        pytest.param(
            "param_scheduler:\n  - {type: StepLR, gamma: null, step_size: 3}\n",
            [
                (
                    "LR015",
                    (4, 27),
                    "param_scheduler[0].gamma",
                    "`gamma` is empty (null): mmengine reckons with it, and stops",
                )
            ],
            id="a-null",
        ),
        pytest.param(
            "param_scheduler:\n  - {type: StepLR, last_step: 5, step_size: 3}\n",
            [
                (
                    "LR015",
                    (4, 31),
                    "param_scheduler[0].last_step",
                    "`last_step` other than -1 goes on with a run whose state is not in the file: mmengine stops",
                )
            ],
            id="a-run-that-goes-on",
        ),
        pytest.param(
            "param_scheduler:\n  - {type: StepLR, end: 2.5, step_size: 3}\n",
            [
                (
                    "LR015",
                    (4, 25),
                    "param_scheduler[0].end",
                    "`end` lies between two ticks: a scheduler of torch has whole ones",
                )
            ],
            id="between-two-ticks",
        ),
        pytest.param(
            f"param_scheduler:\n  - {{type: CosineRestartLR, eta_min: 0, periods: [{'1, 2, ' * 300}]}}\n",
            [
                (
                    "LR015",
                    (4, 50),
                    "param_scheduler[0].periods",
                    "there are 600 cycles, of different lengths, and no more than 500 are read",
                ),
            ],
            id="more-cycles-than-a-person-writes",
        ),
        pytest.param(
            "param_scheduler:\n  - {type: FooMomentum}\n  - {type: StepLR, step_size: 3}\n",
            [
                (
                    "LR015",
                    (4, 12),
                    "param_scheduler[0].type",
                    "`type: FooMomentum` is no learning-rate scheduler of mmengine",
                )
            ],
            id="no-momentum-either",
        ),
        pytest.param(
            "param_scheduler:\n  - {type: CosineAnnealingLR, by_epoch: false, convert_to_iter_based: true}\n",
            [
                (
                    "LR015",
                    (4, 71),
                    "param_scheduler[0].convert_to_iter_based",
                    "`convert_to_iter_based` is for schedulers that count epochs: mmengine stops",
                ),
            ],
            id="converted-from-what-it-is-already",
        ),
        pytest.param(
            "param_scheduler:\n  - {type: CosineAnnealingLR, eta_min: 0.001, eta_min_ratio: 0.1}\n",
            [
                (
                    "LR015",
                    (4, 62),
                    "param_scheduler[0].eta_min_ratio",
                    "`eta_min` and `eta_min_ratio` are both given: mmengine takes one of them alone",
                ),
            ],
            id="two-floors",
        ),
        pytest.param(
            "param_scheduler:\n"
            "  - {type: MultiStepLR, milestones: [3]}\n"
            "  - {type: PolyLR, eta_min: 0.001, begin: 5}\n",
            [
                (
                    "LR015",
                    (5, 29),
                    "param_scheduler[1].eta_min",
                    "PolyLR with `eta_min` beside a scheduler that keeps the rate from the base rate",
                ),
            ],
            id="a-poly-that-does-not-begin-at-the-base-rate",
        ),
        pytest.param(
            "param_scheduler:\n"
            "  - {type: LinearLR, end: 6}\n"
            "  - {type: CosineRestartLR, periods: [4, 4], restart_weights: [1, 1], eta_min: 0, begin: 4}\n",
            [
                (
                    "LR015",
                    (5, 12),
                    "param_scheduler[1].type",
                    "CosineRestartLR at the same time as another scheduler begins each cycle at the base rate",
                ),
            ],
            id="restarts-within-a-warm-up",
        ),
        pytest.param(
            "param_scheduler:\n"
            "  - {type: CosineRestartLR, periods: [4, 4], restart_weights: [1, 0.5], eta_min: 0}\n"
            "  - {type: CosineRestartLR, periods: [2], restart_weights: [1, 1], eta_min: 0, begin: 8}\n"
            "  - {type: CosineRestartLR, periods: 4, restart_weights: [1], begin: 10, end: 12}\n",
            [
                (
                    "LR015",
                    (4, 63),
                    "param_scheduler[0].restart_weights",
                    "CosineRestartLR with `restart_weights` other than 1 is no schedule of torch",
                ),
                (
                    "LR015",
                    (5, 60),
                    "param_scheduler[1].restart_weights",
                    "CosineRestartLR needs as many `restart_weights` as `periods`: mmengine stops",
                ),
                (
                    "LR015",
                    (6, 12),
                    "param_scheduler[2].type",
                    "CosineRestartLR needs `eta_min` or `eta_min_ratio`: mmengine stops",
                ),
                (
                    "LR015",
                    (6, 38),
                    "param_scheduler[2].periods",
                    "CosineRestartLR needs `periods`, a list of whole numbers: one for each cycle",
                ),
            ],
            id="restarts-that-cannot-be-read",
        ),
        pytest.param(
            "param_scheduler:\n  - {type: LinearLR, end: 2}\n  - {type: OneCycleLR, eta_max: 0.1, begin: 2}\n",
            [
                (
                    "LR015",
                    (5, 12),
                    "param_scheduler[1].type",
                    "OneCycleLR beside another scheduler sets what the other takes for the base rate",
                ),
            ],
            id="one-cycle-beside-another",
        ),
        pytest.param(
            "param_scheduler:\n  - {type: OneCycleLR, eta_max: 0.1, total_steps: 12, pct_start: 0.05}\n",
            [
                (
                    "LR218",
                    (1, 64),
                    "optim_wrapper.optimizer.lr",
                    "`lr: 0.02` is overwritten: the rate begins at 0.0997 and goes up to `eta_max: 0.1`",
                ),
                (
                    "LR130",
                    (4, 66),
                    "param_scheduler[0].pct_start",
                    "a rise of `pct_start: 0.05` of `total_steps: 12` is shorter than one step, and the schedule does "
                    "not begin at `eta_max / div_factor`: at epoch 0 the rate is 0.0997",
                ),
            ],
            id="a-parameter-beside-the-one-that-is-pointed-at",
        ),
        pytest.param(
            "param_scheduler:\n  - {type: LinearMomentum}\n",
            [("LR015", (3, 1), "param_scheduler", NOTHING)],
            id="momentum-alone",
        ),
        pytest.param(
            "param_scheduler:\n  - {type: ReduceOnPlateauLR, begin: 2}\n",
            [
                (
                    "LR015",
                    (4, 12),
                    "param_scheduler[0].type",
                    "ReduceOnPlateauLR is read where each epoch, from the first on, ends with an evaluation",
                ),
            ],
            id="a-plateau-that-begins-later",
        ),
    ],
)
def test_a_finding_points_at_the_line_that_was_written(text, expected):
    found = report(SGD + epochs(12) + text, steps_per_epoch=10).findings
    assert [(item.code, item.span and tuple(item.span[:2]), item.key, item.message) for item in found] == expected


@pytest.mark.parametrize(
    ("text", "given"),
    [
        pytest.param(
            SGD + epochs(12) + "param_scheduler: {type: LinearLR, end: 3, convert_to_iter_based: true}\n",
            "--steps-per-epoch STEPS_PER_EPOCH",
            id="to-convert",
        ),
        pytest.param(
            SGD + epochs(12) + "param_scheduler: {type: ExponentialLR, gamma: 0.9, by_epoch: false}\n",
            "--steps-per-epoch STEPS_PER_EPOCH",
            id="iterations-in-a-run-of-epochs",
        ),
        pytest.param(
            SGD
            + epochs(12)
            + "param_scheduler: [{type: LinearLR, end: 50, by_epoch: false}, {type: CosineAnnealingLR}]\n",
            "--steps-per-epoch STEPS_PER_EPOCH",
            id="both",
        ),
        pytest.param(SGD + "param_scheduler: {type: CosineAnnealingLR}\n", "--epochs EPOCHS", id="the-end"),
        pytest.param(
            SGD + "param_scheduler: {type: PolyLR, by_epoch: false}\n", "--steps STEPS", id="the-end-in-iterations"
        ),
    ],
)
def test_what_only_the_run_knows_is_asked_for(text, given, lrviz_in):
    refused = lrviz_in("plot", "x.yaml", "--no-save", files={"x.yaml": text})
    last = f"error: x.yaml: some values are only known in the run (give them: {given})"
    assert (refused.code, refused.err.splitlines()[-1]) == (2, last)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        pytest.param(
            "param_scheduler: [{type: CosineAnnealingMomentum}, {type: StepLR, step_size: 30, by_epoch: false}]\n",
            "CosineAnnealingMomentum moves the momentum and not the rate: it is passed over",
            id="momentum",
        ),
        pytest.param(
            "param_scheduler:\n  - {type: StepLR, step_size: 1, begin: 2, end: 5}\n"
            "  - {type: StepLR, step_size: 3, by_epoch: false}\n",
            "StepLR counts epochs, and mmengine counts none in a run of iterations: it is never stepped "
            "(`by_epoch: false` counts iterations)",
            id="epochs-in-a-run-of-iterations",
        ),
    ],
)
def test_what_changes_nothing_is_said(text, note):
    plan = plan_of(SGD + iterations(60) + text)
    assert words.schedule(plan) == "StepLR"
    assert note in plan.notes


def test_what_is_built_and_never_stepped_has_to_be_right_too():
    text = (
        "optim_wrapper: {optimizer: {type: SGD, lr: 0.1}}\ntrain_cfg: {by_epoch: false, max_iters: 36}\n"
        "param_scheduler:\n  - {type: LinearLR, start_factor: 0.1, by_epoch: false, end: 10}\n"
        "  - {type: MultiStepLR, milestone: [27], begin: 2, end: 36}\n"
    )
    findings = lint(read_document("x.yaml", text.encode()), Options()).findings
    assert [(item.code, item.span.line, item.span.column, item.message) for item in findings] == [
        ("LR015", 5, 36, "MultiStepLR has no parameter `milestone`")
    ]


ADAGRAD = "optim_wrapper: {optimizer: {type: Adagrad, lr: 0.1}}\n"
TAKES_PARTS = "of {} must be from 0 to 1: mmengine stops"


@pytest.mark.parametrize(
    ("momentum", "optimizer", "message"),
    [
        pytest.param(
            "{type: CosineAnnealingMomentum, eta_mn: 0.5}", SGD,
            "CosineAnnealingMomentum has no parameter `eta_mn` in mmengine: it stops", id="a-slip",
        ),
        pytest.param(
            "{type: StepMomentum}", SGD, "StepMomentum needs `step_size`: mmengine stops without it", id="required"
        ),
        pytest.param(
            "{type: ExponentialMomentum}", ADAMW, "ExponentialMomentum needs `gamma`: mmengine stops without it",
            id="required-with-betas",
        ),
        pytest.param(
            "{type: MultiStepMomentum, milestones: [3], milestone: [3]}", SGD,
            "MultiStepMomentum has no parameter `milestone` in mmengine: it stops", id="another-key",
        ),
        pytest.param(
            "{type: LinearMomentum, start_factor: 2}", SGD, "`start_factor` " + TAKES_PARTS.format("LinearMomentum"),
            id="more-than-all",
        ),
        pytest.param(
            "{type: ConstantMomentum, factor: 3}", SGD, "`factor` " + TAKES_PARTS.format("ConstantMomentum"),
            id="a-factor",
        ),
        pytest.param(
            "{type: LinearMomentum, begin: 3, end: 3}", SGD,
            "the `end` of LinearMomentum is not after its `begin`: mmengine stops", id="an-empty-window",
        ),
        pytest.param(
            "{type: LinearMomentum, begin: 12}", SGD,
            "the `end` of LinearMomentum is not after its `begin`: mmengine stops", id="after-the-run",
        ),
        pytest.param(
            "{type: CosineRestartMomentum, periods: [3, 3], restart_weights: [1], eta_min: 0}", SGD,
            "CosineRestartMomentum needs as many `restart_weights` as `periods`: mmengine stops", id="cycles",
        ),
        pytest.param(
            "{type: CosineRestartMomentum, periods: [3]}", SGD,
            "CosineRestartMomentum needs `eta_min` or `eta_min_ratio`: mmengine stops", id="cycles-without-a-floor",
        ),
        pytest.param(
            "{type: CosineAnnealingMomentum, eta_min: 0, eta_min_ratio: 0.1}", SGD,
            "`eta_min` and `eta_min_ratio` are both given: mmengine takes one of them alone", id="two-floors",
        ),
        pytest.param(
            "{type: PolyMomentum, eta_min_ratio: 0.1}", SGD,
            "PolyMomentum has no parameter `eta_min_ratio` in mmengine: it stops", id="a-key-of-others",
        ),
        pytest.param(
            "{type: StepMomentum, step_size: 0}", SGD,
            "StepMomentum divides by `step_size`, which is 0: mmengine stops", id="a-step-of-nothing",
        ),
        pytest.param(
            "{type: LinearMomentum, start_factor: 0}", SGD,
            "LinearMomentum divides by `start_factor`, which is 0: mmengine stops", id="from-nothing",
        ),
        pytest.param(
            "{type: ExponentialMomentum, gamma: x}", SGD, "`gamma` is text and not a number: mmengine stops", id="text"
        ),
        pytest.param(
            "{type: ExponentialMomentum, gamma: null}", SGD,
            "`gamma` is empty (null): mmengine reckons with it, and stops", id="a-null",
        ),
        pytest.param(
            "{type: MultiStepMomentum, milestones: 3}", SGD,
            "`milestones` of MultiStepMomentum must be a list: mmengine stops", id="no-list",
        ),
        pytest.param(
            "{type: ConstantMomentum, factor: 0}", SGD,
            "ConstantMomentum divides by `factor`, which is 0: mmengine stops", id="nothing",
        ),
        pytest.param(
            "{type: StepMomentum, step_size: 3, end: null}", SGD,
            "`end` is empty (null): mmengine reckons with it, and stops", id="a-null-end",
        ),
        pytest.param(
            "{type: PolyMomentum, eta_min: null}", SGD,
            "`eta_min` is empty (null): mmengine reckons with it, and stops", id="a-null-floor",
        ),
        pytest.param(
            "{type: CosineRestartMomentum, periods: [3], restart_weights: 1, eta_min: 0}", SGD,
            "`restart_weights` of CosineRestartMomentum must be a list: mmengine stops", id="weights-that-are-no-list",
        ),
        pytest.param(
            "{type: CosineRestartMomentum, periods: x, eta_min: 0, restart_weights: [1, 2]}", SGD,
            "`periods` of CosineRestartMomentum must be a list: mmengine stops", id="periods-that-are-text",
        ),
        pytest.param(
            "{type: ReduceOnPlateauMomentum, threshold: -1}", SGD,
            "`threshold` of ReduceOnPlateauMomentum must be 0 or more: mmengine stops", id="a-threshold",
        ),
        pytest.param(
            "{type: ReduceOnPlateauMomentum, convert_to_iter_based: true}", SGD,
            "ReduceOnPlateauMomentum cannot be converted to iterations: mmengine stops", id="a-plateau-converted",
        ),
        pytest.param(
            "{type: ReduceOnPlateauMomentum, factor: 1.0}", SGD,
            "`factor` of ReduceOnPlateauMomentum must be below 1: mmengine stops", id="a-plateau-that-cuts-nothing",
        ),
        pytest.param(
            "{type: ReduceOnPlateauMomentum, rule: min}", SGD,
            "`rule` of ReduceOnPlateauMomentum is one of less, greater: mmengine stops", id="a-rule",
        ),
        pytest.param(
            "{type: ReduceOnPlateauMomentum, by_epoch: false}", SGD,
            "ReduceOnPlateauMomentum counts epochs alone: with `by_epoch: false` mmengine stops", id="iterations",
        ),
        pytest.param(
            "{type: ConstantMomentum, by_epoch: false, convert_to_iter_based: true}", SGD,
            "`convert_to_iter_based` is for schedulers that count epochs: mmengine stops", id="converted-iterations",
        ),
        pytest.param(
            "{type: ConstantMomentum, last_step: 3}", SGD,
            "`last_step` other than -1 goes on with a run whose state is not in the file: mmengine stops", id="resumed",
        ),
        pytest.param("{type: OneCycleMomentum}", SGD, "mmengine has no OneCycleMomentum, and stops", id="no-twin"),
        pytest.param(
            "{type: ConstantMomentum}", ADAGRAD,
            "ConstantMomentum needs a momentum or betas, and Adagrad has neither: mmengine stops", id="no-momentum",
        ),
    ],
)  # fmt: skip
def test_mmengine_stops_at_a_scheduler_of_the_momentum(momentum, optimizer, message):
    text = f"{optimizer}{epochs(12)}param_scheduler:\n  - {{type: StepLR, step_size: 3}}\n  - {momentum}\n"
    findings = report(text, steps_per_epoch=5).findings
    assert [(item.code, item.key.partition(".")[0], item.message) for item in findings] == [
        ("LR015", "param_scheduler[1]", message)
    ]
    with pytest.raises((TypeError, ValueError, KeyError, AttributeError, AssertionError, ZeroDivisionError)):
        mmengine_rates(text, 5)


@pytest.mark.parametrize(
    "momentum",
    [
        pytest.param("{type: LinearMomentum, start_factor: 0.1, end_factor: 0}", id="to-nothing"),
        pytest.param("{type: ConstantMomentum, factor: 1, begin: 11, end: 12}", id="a-short-window"),
        pytest.param("{type: StepMomentum, step_size: -2, gamma: 2}", id="odd-numbers"),
        pytest.param("{type: CosineAnnealingMomentum, T_max: null, eta_min: null}", id="nulls"),
        pytest.param(
            "{type: CosineRestartMomentum, periods: [3, 9], restart_weights: [1, 2], eta_min: 0}", id="cycles"
        ),
        pytest.param("{type: PolyMomentum, power: 2, eta_min: 0.1, by_epoch: false}", id="iterations"),
        pytest.param("{type: LinearMomentum, end: 5, convert_to_iter_based: true}", id="converted"),
        pytest.param("{type: MultiStepMomentum, milestones: [3, 20]}", id="beyond-the-end"),
        pytest.param("{type: MultiStepMomentum, milestones: null}", id="no-milestones"),
        pytest.param("{type: ReduceOnPlateauMomentum, monitor: loss, rule: less, patience: 1}", id="plateau"),
        pytest.param("{type: mmengine.optim.ExponentialMomentum, gamma: 0.9}", id="a-dotted-name"),
    ],
)
@pytest.mark.parametrize("optimizer", [SGD, ADAMW])
def test_mmengine_takes_a_scheduler_of_the_momentum_that_is_passed_over(momentum, optimizer):
    text = f"{optimizer}{epochs(12)}param_scheduler:\n  - {{type: StepLR, step_size: 3}}\n  - {momentum}\n"
    assert report(text, steps_per_epoch=5).findings == []
    assert len(mmengine_rates(text, 5)) == 60
