"""`lrviz table`: which steps, which columns, and in which format."""

from __future__ import annotations

import csv
import io
import json

import pytest

pytestmark = pytest.mark.needs("torch")

HALVES = "optimizer: {lr: 1.0}\nscheduler: {name: ExponentialLR, gamma: 0.5}\nsteps: 100\nsteps_per_epoch: 10\n"
GROUPS = (
    "optimizer: {name: Adam, lr: 1.0, groups: [{params: '*.bias', lr: 0.5}, {params: head}]}\n"
    "scheduler: {name: CyclicLR, base_lr: 0.25, max_lr: 0.75, step_size_up: 2}\nsteps: 4\n"
)


def table(lrviz_in, text, *arguments):
    return lrviz_in("table", "a.yaml", *arguments, files={"a.yaml": text})


CHOSEN = [
    pytest.param([], [*range(0, 100, 5)], id="21 by default"),
    pytest.param(["--every", "30"], [0, 30, 60, 90, 99], id="every 30th, and the last"),
    pytest.param(["--every", "33"], [0, 33, 66, 99], id="the last once"),
    pytest.param(["--every", "1000"], [0, 99], id="longer than the run"),
    pytest.param(["--at", "7"], [7], id="one"),
    pytest.param(["--at", "7", "--at", "3", "--at", "7"], [3, 7], id="several in order, each once"),
    pytest.param(["--at", "-1", "--at", "-100"], [0, 99], id="from the end"),
    pytest.param(["--every", "50", "--at", "7"], [0, 7, 50, 99], id="both"),
]


@pytest.mark.parametrize(("arguments", "steps"), CHOSEN)
def test_which_steps(lrviz_in, arguments, steps):
    rows = [line.split() for line in table(lrviz_in, HALVES, *arguments).out.splitlines()[3:]]
    shown = [int(row[0]) for row in rows]
    if arguments:
        assert shown == steps
        assert rows == [[str(step), f"{step / 10:.6g}", f"{0.5**step:.3e}"] for step in steps]
    else:
        assert (len(shown), shown[0], shown[-1]) == (21, 0, 99)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--at", "100"], "--at 100: the run has 100 steps, from 0 to 99"),
        (["--at", "-101"], "--at -101: the run has 100 steps, from 0 to 99"),
        (["--every", "0"], "--every 0: it must be 1 or more"),
        (["--every", "-3"], "--every -3: it must be 1 or more"),
    ],
)
def test_steps_that_there_are_not(lrviz_in, arguments, message):
    result = table(lrviz_in, HALVES, *arguments)
    assert (result.code, result.out, result.err.splitlines()[-1]) == (2, "", f"error: {message}")


def test_every_group_and_the_beta_that_moves(lrviz_in):
    assert [line.split() for line in table(lrviz_in, GROUPS, "--at", "1").out.splitlines()] == [
        ["a.yaml:", "CyclicLR,", "4", "steps", "(factory)"],
        ["groups:", "[0]", "rest;", "[1]", "*.bias;", "[2]", "head"],
        ["step", "epoch", "lr[0]", "lr[1]", "lr[2]", "beta1[0]", "beta1[1]", "beta1[2]"],
        ["─" * 81],
        ["1", "1", "5.000e-01", "5.000e-01", "5.000e-01", "0.85", "0.85", "0.85"],
    ]


def test_momentum_of_sgd_goes_by_its_name(lrviz_in):
    text = "name: OneCycleLR\nmax_lr: 1.0\ntotal_steps: 4\n"
    assert table(lrviz_in, text).out.splitlines()[1].split() == ["step", "epoch", "lr", "momentum"]
    assert table(lrviz_in, text, "--set", "+cycle_momentum=false").out.splitlines()[1].split() == [
        "step",
        "epoch",
        "lr",
    ]


@pytest.mark.parametrize("width", [30, 40, 60])
def test_groups_that_do_not_fit_have_tables_of_their_own(lrviz_in, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    lines = table(lrviz_in, GROUPS).out.splitlines()
    heads = [line.split() for line in lines if line.startswith("step")]
    assert all(head[:2] == ["step", "epoch"] for head in heads)
    columns = [column for head in heads for column in head[2:]]
    assert columns == ["lr[0]", "lr[1]", "lr[2]", "beta1[0]", "beta1[1]", "beta1[2]"]
    assert max(map(len, lines[2:])) <= width
    assert len([line for line in lines if line.startswith("   3")]) == len(heads)


def test_csv_is_that_of_the_output(lrviz_in, tmp_path):
    for text in (HALVES, GROUPS):
        out = table(lrviz_in, text, "--format", "csv").out
        table(lrviz_in, text, "-o", "a.csv")
        assert out == (tmp_path / "a.csv").read_text()


def test_csv_of_some_steps_reads_back_to_the_same_double(lrviz_in):
    out = table(lrviz_in, HALVES.replace("0.5", "0.3"), "--format", "csv", "--every", "50").out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["step"] for row in rows] == ["0", "50", "99"]
    assert [row["epoch"] for row in rows] == ["0.0", "5.0", "9.9"]
    assert float(rows[1]["lr"]) == pytest.approx(0.3**50, rel=1e-12)
    assert repr(float(rows[1]["lr"])) == rows[1]["lr"]


def test_json_lines(lrviz_in):
    lines = table(lrviz_in, GROUPS, "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines][:2] == [
        {"step": 0, "epoch": 0.0, "lr": [0.25, 0.25, 0.25], "momentum": [0.9, 0.9, 0.9]},
        {"step": 1, "epoch": 1.0, "lr": [0.5, 0.5, 0.5], "momentum": [pytest.approx(0.85)] * 3},
    ]
    assert len(lines) == 4
    assert list(json.loads(table(lrviz_in, HALVES, "--format", "jsonl").out.splitlines()[0])) == ["step", "epoch", "lr"]


def test_json(lrviz_in):
    document = json.loads(table(lrviz_in, HALVES, "--format", "json", "--at", "1", "--at", "2").out)
    assert document == {
        "schema_version": 1,
        "generator": "made with lrviz",
        "config": "a.yaml",
        "updates": 100,
        "steps_per_epoch": 10,
        "engine": "factory",
        "groups": [""],
        "rows": [{"step": 1, "epoch": 0.1, "lr": [0.5]}, {"step": 2, "epoch": 0.2, "lr": [0.25]}],
    }
    assert len(json.loads(table(lrviz_in, HALVES, "--format", "json").out)["rows"]) == 100


def test_json_has_no_infinity(lrviz_in):
    text = "{name: ExponentialLR, gamma: 1e200, lr: 1.0, steps: 3}"
    rows = [json.loads(line)["lr"] for line in table(lrviz_in, text, "--format", "jsonl").out.splitlines()]
    assert rows == [[1.0], [1e200], [None]]


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_data_alone_goes_to_stdout(lrviz_in, form):
    result = table(lrviz_in, "name: StepLR\nstep_size: 5\n", "--steps", "4", "--format", form)
    assert "warning LR206" in result.err
    assert "LR206" not in result.out
    assert "StepLR" not in result.out


def test_long_data_ends_where_nobody_reads_on(start):
    process = start("table", "StepLR", "--steps", "500000", "--format", "csv")
    first = process.stdout.readline()
    process.stdout.close()
    assert (first, process.wait()) == ("step,epoch,lr\n", 0)
    assert "Traceback" not in process.stderr.read()
