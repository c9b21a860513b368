"""Trains a small model from the YAML that lrviz shows, and logs the rate of every update.

    python train.py cosine_warmup.yaml --log run.csv
    lrviz check-log cosine_warmup.yaml run.csv

A schedule that follows the loss on the validation set is held against that:

    python train.py plateau.yaml --log run.csv --metric loss.txt
    lrviz check-log plateau.yaml run.csv --metric loss.txt

It needs torch, and timm too for `finetune.yaml` and `wsd.yaml` (pip install "lrviz[timm]"), and takes a few seconds on
a CPU. A training loop of your own needs no more of `schedules` than this one: two calls that build, and two of the
`Stepper`.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import torch
from omegaconf import OmegaConf
from torch import Tensor, nn

from schedules import MissingLibrary, Stepper, build_optimizer, build_scheduler


class Classifier(nn.Module):
    """Says on which arm of a spiral a point lies."""

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(2, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh())
        self.head = nn.Linear(width, 2)

    def forward(self, points: Tensor) -> Tensor:
        """Score points of shape (N, 2) for each of the two arms."""
        return self.head(self.backbone(points))


def batches(count: int, seed: int, size: int = 64) -> Iterator[tuple[Tensor, Tensor]]:
    """Points on two arms of a spiral, with noise, and the arm of each."""
    random = torch.Generator().manual_seed(seed)
    for _ in range(count):
        arms = torch.randint(2, (size,), generator=random)
        turn = torch.rand(size, generator=random)
        angle = torch.pi * (1.5 * turn + arms)
        points = turn[:, None] * torch.stack([angle.cos(), angle.sin()], dim=1)
        yield points + 0.03 * torch.randn(size, 2, generator=random), arms


@torch.no_grad()
def validation_loss(model: nn.Module) -> float:
    """The loss on points that are not trained on."""
    losses = [nn.functional.cross_entropy(model(points), arms) for points, arms in batches(8, seed=1)]
    return float(torch.stack(losses).mean())


def train(config_file: Path, log_file: Path, metric_file: Path | None) -> float:
    """Train as the config says, and return the loss on the validation set.

    Args:
        config_file: The YAML, with the optimizer, the scheduler and the length of the run.
        log_file: Where to write the step, the rate and the loss of every update, as CSV.
        metric_file: Where to write the loss on the validation set after each epoch, a number a line.
    """
    config = OmegaConf.load(config_file)
    epochs = config.get("epochs", 1)
    steps_per_epoch = config.get("steps_per_epoch") or config.steps
    torch.manual_seed(0)
    # more threads take longer to agree than so small a model takes to compute
    torch.set_num_threads(1)
    model = Classifier()
    optimizer = build_optimizer(model, config.optimizer)
    stepper = Stepper(build_scheduler(optimizer, config.scheduler), config.get("interval"))
    rows, metrics = [], []
    for epoch in range(epochs):
        for points, arms in batches(steps_per_epoch, seed=2 + epoch):
            loss = nn.functional.cross_entropy(model(points), arms)
            optimizer.zero_grad()
            loss.backward()
            # the rate that this update is made with, and so before the scheduler is stepped
            rows.append([len(rows), optimizer.param_groups[0]["lr"], loss.item()])
            optimizer.step()
            stepper.after_step()
        metrics.append(validation_loss(model))
        stepper.after_epoch(metric=metrics[-1])
    with log_file.open("w", newline="") as file:
        csv.writer(file).writerows([["step", "lr", "loss"], *rows])
    if metric_file is not None:
        metric_file.write_text("".join(f"{metric!r}\n" for metric in metrics))
    return metrics[-1]


def main() -> None:
    """Read the command line, train, and say what came of it."""
    parser = argparse.ArgumentParser(description="Train a small model from a config that lrviz shows.")
    parser.add_argument("config", type=Path)
    parser.add_argument("--log", type=Path, default=Path("run.csv"), help="where to log step, rate and loss")
    parser.add_argument("--metric", type=Path, help="where to write the loss on the validation set, epoch by epoch")
    arguments = parser.parse_args()
    try:
        loss = train(arguments.config, arguments.log, arguments.metric)
    except MissingLibrary as error:
        parser.exit(2, f"error: {arguments.config}: {error}\n")
    print(f"validation loss {loss:.4f}; rates in {arguments.log}")


if __name__ == "__main__":
    main()
