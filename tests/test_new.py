"""`lrviz new`: a config to begin with, for every scheduler."""

from __future__ import annotations

import io
import sys

import pytest
import yaml

from lrviz.document import read_document
from lrviz.lint import lint
from lrviz.options import Options
from lrviz.starter import starter
from schedules.catalog import SCHEDULERS


def found_in(text):
    report = lint(read_document("-", text.encode()), Options())
    return [f"{finding.code} {finding.message}" for finding in (*report.findings, *report.hidden)]


def optional_lines(text):
    return [number for number, line in enumerate(text.splitlines()) if line.startswith("  # ")]


def with_line(text, number):
    """The text with a line that is a comment made an entry."""
    lines = text.splitlines()
    lines[number] = lines[number].replace("# ", "", 1)
    return "\n".join(lines)


@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_validate_finds_nothing_in_it(lrviz_in, monkeypatch, name):
    text = lrviz_in("new", name).out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    result = lrviz_in("validate", "-", "--fail-on", "info")
    assert (result.code, result.out, result.err) == (0, "", "checked 1 file: no findings\n")


@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_every_key_is_there_and_can_be_made_an_entry(name):
    text = starter(name)
    spec_class = SCHEDULERS.load(name)
    given = yaml.safe_load(text)["scheduler"]
    assert {key: given[key] for key in spec_class.example()} == spec_class.example()
    keys = set(given)
    for number in optional_lines(text):
        changed = with_line(text, number)
        assert found_in(changed) == [], changed
        keys |= yaml.safe_load(changed)["scheduler"].keys()
    fixed = {"last_epoch", "initialize"}
    assert keys - {"name"} == spec_class.key_fields().keys() - fixed


@pytest.mark.needs("torch")
@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_it_is_drawn_as_it_is(lrviz_in, name):
    result = lrviz_in("plot", "a.yaml", "--no-save", files={"a.yaml": starter(name)})
    assert result.code == 0


def test_what_it_says(lrviz_in):
    assert lrviz_in("new", "polynomiallr").out.splitlines() == [
        "# PolynomialLR: lets the rate fall to zero as a power of the ticks that are left.",
        "# A key that is a comment has that value unless it is set. `lrviz explain PolynomialLR` says more.",
        "",
        "optimizer:",
        "  name: SGD             # any optimizer of torch",
        "  lr: 0.1               # the base rate",
        "",
        "scheduler:",
        "  name: PolynomialLR",
        "  total_iters: 100      # ticks until the rate is 0 (ticks, whole number >= 0)",
        "  power: 0.9            # exponent; 1 is a straight line (number)",
        "",
        "steps: 101              # the length of the run, in optimizer updates",
        "# epochs: 10            # or in epochs, with `steps_per_epoch` in place of `steps`",
        "# steps_per_epoch: 100  # optimizer updates in an epoch",
    ]


def test_children_stand_below_their_key():
    assert starter("SequentialLR").splitlines()[8:15] == [
        "  name: SequentialLR",
        "  schedulers:             # the schedulers to put together, each with its own `name` (required, list of 1 or "
        "more schedulers)",
        "    - name: LinearLR",
        "      start_factor: 0.01  # factor at tick 0 (factor, number > 0, <= 1)",
        "      total_iters: 10     # ticks from `start_factor` to `end_factor` (ticks, whole number >= 0)",
        "    - name: CosineAnnealingLR",
        "      T_max: 90           # ticks from the base rate down to `eta_min` (required, ticks, number > 0)",
    ]


def test_writes_a_file_that_is_then_its_users(lrviz_in, tmp_path):
    result = lrviz_in("new", "StepLR", "-o", "a.yaml")
    assert (result.code, result.out, result.err) == (0, "", "note: wrote a.yaml\n")
    assert (tmp_path / "a.yaml").read_text() == starter("StepLR")
    again = lrviz_in("new", "ExponentialLR", "-o", "a.yaml")
    assert (again.code, again.err) == (
        2,
        "error: a.yaml was not made by lrviz and is left as it is (--force writes it anyway)\n",
    )
    assert lrviz_in("new", "ExponentialLR", "-o", "a.yaml", "--force").code == 0
    assert (tmp_path / "a.yaml").read_text() == starter("ExponentialLR")


MISTAKES = [
    ("CosineAnealingLR", "did you mean `CosineAnnealingLR`?"),
    ("cycle", "did you mean `OneCycleLR`?"),
    ("StepScheduler", "did you mean `timm_StepLRScheduler`, `timm_MultiStepLRScheduler`, `MultiStepLR`, `StepLR` or "),
    ("nothing", "`lrviz list` shows every name"),
    ("lr", "`lrviz list` shows every name"),
    ("x" * 100_000, "`lrviz list` shows every name"),
]


@pytest.mark.parametrize(("name", "hint"), MISTAKES, ids=[row[0][:20] for row in MISTAKES])
def test_a_mistake_lists_what_is_near(lrviz_in, name, hint):
    result = lrviz_in("new", name)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: there is no scheduler called `")
    assert f"({hint}" in result.err


def test_what_is_not_covered_says_why(lrviz_in):
    result = lrviz_in("new", "LambdaLR")
    assert result.code == 2
    assert result.err.startswith("error: LambdaLR takes a Python function")
