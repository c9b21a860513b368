"""The blocks of the API page run in order in one namespace, and every config in it is built and stepped."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import torch

from schedules import Stepper, build_optimizer, build_scheduler

pytestmark = pytest.mark.needs("torch", "timm")

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "docs" / "api.md", *map(Path, filter(None, os.environ.get("LRVIZ_API_PAGES", "").split(os.pathsep)))]
OUR_IMPORT = "from schedules import build_optimizer, build_scheduler"


def blocks(page):
    text = page.read_text()
    found = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(found) >= 7
    return [re.sub(r"^from src\..*$", OUR_IMPORT, block, flags=re.MULTILINE) for block in found]


def namespace():
    """What the page takes from outside: the loop's length, its loaders and what trains and validates."""
    return {
        "num_epochs": 3,
        "train_loader": [torch.ones(2, 10)],
        "dataloader": [torch.ones(2, 10)],
        "val_loader": [torch.ones(2, 10)],
        "train_one_epoch": train_one_epoch,
        "validate": lambda model, loader: sum(float(model(batch).detach().square().sum()) for batch in loader),
    }


def train_one_epoch(model, loader, optimizer):
    for batch in loader:
        optimizer.zero_grad()
        loss = model(batch).square().mean()
        loss.backward()
        optimizer.step()
    return float(loss.detach())


@pytest.fixture(params=PAGES, ids=lambda page: page.name)
def page(request, capsys, registrations):  # noqa: ARG001 - the page registers a scheduler
    """The namespace after all blocks of a page have run in order, and what they printed."""
    names = namespace()
    for number, block in enumerate(blocks(request.param)):
        exec(compile(block, f"block {number}", "exec"), names)
    return names, capsys.readouterr().out


def test_the_loop_of_the_page_prints_the_rate_of_each_epoch(page):
    _, printed = page
    printed = [line for line in printed.splitlines() if line.startswith("Epoch ")]
    assert [line.partition(",")[0] for line in printed] == ["Epoch 0", "Epoch 1", "Epoch 2"]
    # the scheduler of the page has cycles of 10 steps, and so is on its way down
    rates = [float(line.rpartition(" ")[2]) for line in printed]
    assert 0.001 > rates[0] > rates[1] > rates[2] > 0.0007


def test_every_config_of_the_page_is_built_and_stepped(page):
    names, _ = page
    configs = {name: value for name, value in names.items() if name.endswith("_config")}
    assert len(configs) >= 9
    for name, config in configs.items():
        before = dict(config)
        optimizer = build_optimizer(names["model"], {"name": "AdamW", "lr": 0.001})
        stepper = Stepper(build_scheduler(optimizer, config))
        for _ in range(20):
            optimizer.step()
            stepper.after_step()
            stepper.after_epoch(metric=1.0)
        assert dict(config) == before, name
        assert 0 < optimizer.param_groups[0]["lr"] <= 0.001, name
