"""LightningCLI: curves are those of the scheduler that jsonargparse makes of `class_path` and `init_args`."""

from __future__ import annotations

from argparse import ArgumentError

import pytest
import torch
import yaml
from jsonargparse import ArgumentParser

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.stepping import simulate

EPOCHS = 24

TRAINER = f"trainer: {{max_epochs: {EPOCHS}, max_steps: -1}}\n"
OPTIMIZER = "optimizer: {class_path: torch.optim.AdamW, init_args: {lr: 2.0e-3, weight_decay: 0.05}}\n"


def made_by_jsonargparse(text, metric=1.0):
    """What LightningCLI does: it parses the classes, and makes the scheduler on the optimizer."""
    parser = ArgumentParser(exit_on_error=False)
    schedulers = (torch.optim.lr_scheduler.LRScheduler, torch.optim.lr_scheduler.ReduceLROnPlateau)
    parser.add_subclass_arguments(torch.optim.Optimizer, "optimizer", skip={"params"})
    parser.add_subclass_arguments(schedulers, "lr_scheduler", skip={"optimizer"})
    config = yaml.safe_load(text)
    config["lr_scheduler"].get("init_args", {}).pop("monitor", None)
    parsed = parser.parse_object({key: config[key] for key in ("optimizer", "lr_scheduler")})
    optimizer = _made(parsed.optimizer, [torch.nn.Parameter(torch.zeros(1))])
    scheduler = _made(parsed.lr_scheduler, optimizer)
    rates = []
    for _ in range(EPOCHS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
            scheduler.step(metric)
        else:
            scheduler.step()
    return rates


def _made(described, first):
    module, _, name = described.class_path.rpartition(".")
    home = torch.optim if module == "torch.optim" else torch.optim.lr_scheduler
    return getattr(home, name)(first, **described.init_args.as_dict())


SCHEDULERS = [
    pytest.param("class_path: CosineAnnealingLR\n  init_args: {T_max: 24, eta_min: 1.0e-5}\n", id="cosine"),
    pytest.param("class_path: torch.optim.lr_scheduler.CosineAnnealingLR\n  init_args: {T_max: 50}\n", id="dotted"),
    pytest.param("class_path: StepLR\n  init_args: {step_size: 7}\n", id="step"),
    pytest.param("class_path: MultiStepLR\n  init_args: {milestones: [6, 12], gamma: 0.5}\n", id="multi-step"),
    pytest.param("class_path: ExponentialLR\n  init_args: {gamma: 0.9}\n", id="exponential"),
    pytest.param("class_path: LinearLR\n  init_args: {start_factor: 0.1, total_iters: 8}\n", id="linear"),
    pytest.param("class_path: LinearLR\n", id="without-arguments"),
    pytest.param("class_path: ConstantLR\n  init_args: {factor: 0.5, total_iters: 8}\n", id="constant"),
    pytest.param("class_path: PolynomialLR\n  init_args: {total_iters: 20, power: 2.0}\n", id="polynomial"),
    pytest.param("class_path: CosineAnnealingWarmRestarts\n  init_args: {T_0: 5, T_mult: 2}\n", id="restarts"),
    pytest.param(
        "class_path: CyclicLR\n  init_args: {base_lr: 1.0e-4, max_lr: 1.0e-3, step_size_up: 4, "
        "cycle_momentum: false}\ninterval: epoch\n",
        id="cyclic",
    ),
    pytest.param(
        "class_path: OneCycleLR\n  init_args: {max_lr: 0.01, total_steps: 24, pct_start: 0.25}\ninterval: epoch\n",
        id="one-cycle",
    ),
    pytest.param(
        "class_path: ReduceLROnPlateau\n  init_args: {monitor: val/loss, patience: 3, factor: 0.5}\n", id="plateau"
    ),
]


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_the_curve_is_that_of_the_parser(scheduler):
    text = f"{TRAINER}{OPTIMIZER}lr_scheduler:\n  {scheduler}"
    (draft,) = lint(read_document("x.yaml", text.encode()), Options()).drafts
    assert draft.plan is not None, (draft.problems, draft.unresolved)
    (series,) = simulate(draft.plan, Options(engine="factory"))[0].series
    assert list(series.rates) == made_by_jsonargparse(text)


def test_what_stands_beside_the_arguments_stops_the_parser():
    scheduler = "class_path: torch.optim.lr_scheduler.StepLR\n  step_size: 5\n  init_args: {step_size: 3}\n"
    text = f"{TRAINER}{OPTIMIZER}lr_scheduler:\n  {scheduler}"
    findings = lint(read_document("x.yaml", text.encode()), Options()).findings
    message = "`step_size` stands beside `class_path` and `init_args`, where LightningCLI takes nothing else, and stops"
    assert [(item.code, item.message) for item in findings if item.severity == "error"] == [("LR102", message)]
    with pytest.raises(ArgumentError):
        made_by_jsonargparse(text)


MISSING = "Lightning's ReduceLROnPlateau requires `monitor`, the metric that it follows: LightningCLI stops without it"
PLATEAU = "{{class_path: {}, init_args: {{patience: 3{}}}}}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "lr_scheduler: " + PLATEAU.format("lightning.pytorch.cli.ReduceLROnPlateau", ""), [MISSING], id="its-own"
        ),
        pytest.param(
            "lr_scheduler: " + PLATEAU.format("pytorch_lightning.cli.ReduceLROnPlateau", ", monitor: null"), [MISSING],
            id="empty",
        ),
        pytest.param("lr_scheduler: " + PLATEAU.format("ReduceLROnPlateau", ""), [MISSING], id="a-bare-name"),
        pytest.param(
            "fit:\n  lr_scheduler: " + PLATEAU.format("ReduceLROnPlateau", ""), [MISSING], id="below-a-subcommand"
        ),
        pytest.param("lr_scheduler: " + PLATEAU.format("ReduceLROnPlateau", ", monitor: loss"), [], id="named"),
        pytest.param(
            "lr_scheduler: {class_path: ReduceLROnPlateau, init_args: {patience: 3}, monitor: loss}\n", [],
            id="a-program-of-ones-own",
        ),
        pytest.param(
            "lr_scheduler: " + PLATEAU.format("torch.optim.lr_scheduler.ReduceLROnPlateau", ""), [], id="that-of-torch"
        ),
        pytest.param(
            "model: {init_args: {lr_scheduler: " + PLATEAU.format("ReduceLROnPlateau", "").strip() + "}}\n", [],
            id="what-a-model-takes",
        ),
    ],
)  # fmt: skip
def test_the_plateau_of_lightning_is_told_what_it_follows(text, said):
    findings = lint(read_document("x.yaml", f"{TRAINER}{OPTIMIZER}{text}".encode()), Options()).findings
    assert [item.message for item in findings if item.severity == "error"] == said
    assert {item.code for item in findings if item.severity == "error"} == ({"LR103"} if said else set())
