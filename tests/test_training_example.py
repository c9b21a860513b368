"""The examples: no finding in any of them, and a real training loop does what lrviz shows of each."""

from __future__ import annotations

import csv
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import lrviz

pytestmark = pytest.mark.needs("torch", "timm", "numpy")

EXAMPLES = Path(__file__).parent.parent / "examples"
CONFIGS = sorted(EXAMPLES.glob("*.yaml"))


def test_nothing_is_found_in_the_examples():
    assert lrviz.validate(EXAMPLES, build=True) == []


@pytest.fixture
def trained(tmp_path, monkeypatch):
    """Trains from a config, and gives the folder with what was written."""

    def train(config):
        written = ["--log", str(tmp_path / "run.csv"), "--metric", str(tmp_path / "metric.txt")]
        monkeypatch.setattr(sys, "argv", ["train.py", str(tmp_path / config), *written])
        runpy.run_path(str(EXAMPLES / "train.py"), run_name="__main__")
        return tmp_path

    return train


def test_the_example_is_a_program(tmp_path):
    done = subprocess.run(
        [sys.executable, EXAMPLES / "train.py", EXAMPLES / "wsd.yaml", "--log", "run.csv"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert lrviz.check_log(EXAMPLES / "wsd.yaml", tmp_path / "run.csv").agrees


def test_without_timm_the_example_says_what_to_install(trained, monkeypatch, capsys):
    monkeypatch.delitem(sys.modules, "timm", raising=False)
    monkeypatch.setattr("schedules.timm_package.util.find_spec", {}.get)
    config = EXAMPLES / "wsd.yaml"
    with pytest.raises(SystemExit, match=r"^2$"):
        trained(config)
    said = f'error: {config}: timm is not installed; install it with: pip install "lrviz[timm]"\n'
    assert capsys.readouterr() == ("", said)


@pytest.mark.parametrize("config", CONFIGS, ids=lambda path: path.stem)
def test_a_training_run_has_the_rates_that_are_shown(config, trained):
    folder = trained(config)
    with (folder / "run.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    losses = [float(row["loss"]) for row in rows]
    assert sum(losses[-50:]) < 0.8 * sum(losses[:50])
    verdict = lrviz.check_log(config, folder / "run.csv", metric=str(folder / "metric.txt"), tolerance=0)
    assert (verdict.agrees, verdict.compared) == (True, lrviz.load(config).updates)
    assert len({row["lr"] for row in rows}) > 1


def test_a_loop_that_steps_at_the_wrong_moment_is_found_out(trained, tmp_path):
    by_epoch = (EXAMPLES / "one_cycle.yaml").read_text() + "interval: epoch\n"
    (tmp_path / "wrong.yaml").write_text(by_epoch)
    folder = trained("wrong.yaml")
    verdict = lrviz.check_log(EXAMPLES / "one_cycle.yaml", folder / "run.csv")
    assert (verdict.step, verdict.cause) == (
        1,
        "the scheduler is stepped once an epoch, every 100 updates, and not after each",
    )
