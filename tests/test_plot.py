"""What `lrviz plot` and `lrviz table` show, and which files they write."""

from __future__ import annotations

import csv
import json
import os
import socket

import pytest
from hiding import lrviz_without

STEP = "name: StepLR\nstep_size: 2\ngamma: 0.5\n"
GROUPS = """\
optimizer:
  name: AdamW
  lr: 1e-3
  groups:
    - {params: 'head.*', lr_factor: 10}
scheduler: {name: LinearLR, start_factor: 0.5, total_iters: 2}
steps: 4
"""
NO_OPTIMIZER = "note: no optimizer is given: SGD with momentum 0.9 and lr 0.1 stands for it\n"


def rows(path):
    with path.open() as file:
        return list(csv.reader(file))


@pytest.mark.needs("torch", "matplotlib")
def test_plot_shows_a_table_and_says_what_it_assumed_and_wrote(lrviz_in, tmp_path):
    result = lrviz_in("plot", "a.yaml", files={"a.yaml": STEP})
    assert result.code == 0
    assert [line.rstrip() for line in result.out.splitlines()] == [
        "a.yaml: StepLR, 8 steps (factory)",
        "    first        peak   at step       final   final / peak    area   half-life",
        "──────────────────────────────────────────────────────────────────────────────",
        "1.000e-01   1.000e-01         0   1.250e-02         12.5 %   0.375           2",
    ]
    assert result.err == (
        NO_OPTIMIZER
        + "note: 8 steps are shown, as the schedule needs; --steps or --epochs sets the run\n"
        + "note: wrote a.png\n"
    )
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.needs("numpy")
def test_every_group_has_its_row(lrviz_in):
    result = lrviz_in("plot", "a.yaml", "--no-save", files={"a.yaml": GROUPS})
    assert [line.split() for line in result.out.splitlines()][3:] == [
        ["rest", "5.000e-04", "1.000e-03", "2", "1.000e-03", "100", "%", "0.00325", "-"],
        ["head.*", "5.000e-03", "1.000e-02", "2", "1.000e-02", "100", "%", "0.0325", "-"],
    ]


@pytest.mark.needs("numpy")
def test_every_group_has_its_column_where_there_is_little_room(lrviz_in, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    result = lrviz_in("plot", "a.yaml", "--no-save", files={"a.yaml": GROUPS})
    assert result.out.splitlines()[1:] == [
        "                    rest      head.*",
        "────────────────────────────────────",
        "first          5.000e-04   5.000e-03",
        "peak           1.000e-03   1.000e-02",
        "at step                2           2",
        "final          1.000e-03   1.000e-02",
        "final / peak       100 %       100 %",
        "area             0.00325      0.0325",
        "half-life              -           -",
    ]
    monkeypatch.setenv("COLUMNS", "30")
    narrow = lrviz_in("plot", "a.yaml", "--no-save").out.splitlines()
    assert narrow[1] == "                    rest" and narrow[11] == "                  head.*"
    assert f"{'area':<12}   {'0.0325':>9}" in narrow


def test_no_save_writes_nothing(lrviz_in, tmp_path):
    lrviz_in("plot", "a.yaml", "--no-save", files={"a.yaml": STEP})
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


@pytest.mark.needs("numpy", "matplotlib")
def test_several_configs_share_one_picture(lrviz_in, tmp_path):
    result = lrviz_in("plot", "a.yaml", "b.yaml", "--steps", "5", files={"a.yaml": STEP, "b.yaml": GROUPS})
    assert result.err == "note: a.yaml: " + NO_OPTIMIZER.removeprefix("note: ") + "note: wrote lrviz.png\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "b.yaml", "lrviz.png"]


@pytest.mark.needs("numpy")
def test_csv_of_one_group(lrviz_in, tmp_path):
    lrviz_in("plot", "a.yaml", "--epochs", "2", "--steps-per-epoch", "2", "-o", "a.csv", files={"a.yaml": STEP})
    assert (tmp_path / "a.csv").read_text() == "step,epoch,lr\n0,0.0,0.1\n1,0.5,0.1\n2,1.0,0.05\n3,1.5,0.05\n"


@pytest.mark.needs("numpy")
def test_csv_of_several_configs_and_groups(lrviz_in, tmp_path):
    lrviz_in("plot", "a.yaml", "b.yaml", "--steps", "2", "-o", "c.csv", files={"a.yaml": STEP, "b.yaml": GROUPS})
    assert rows(tmp_path / "c.csv") == [
        ["config", "step", "epoch", "lr[0]", "lr[1]"],
        ["a.yaml", "0", "0.0", "0.1", ""],
        ["a.yaml", "1", "1.0", "0.1", ""],
        ["b.yaml", "0", "0.0", "0.0005", "0.005"],
        ["b.yaml", "1", "1.0", "0.00075", "0.0075"],
    ]


@pytest.mark.needs("numpy")
def test_names_in_a_csv_are_no_formulas_and_no_commands_for_a_terminal(lrviz_in, tmp_path):
    names = ["=HYPERLINK(1).yaml", "@x.yaml", "a\x1b[31m\u202e.yaml", "a\n1,2.yaml", "a-b.yaml"]
    result = lrviz_in("plot", *names, "-o", "x.csv", "--steps", "2", files=dict.fromkeys(names, STEP))
    assert result.code == 0
    with (tmp_path / "x.csv").open(newline="") as file:
        shown = dict.fromkeys(row["config"] for row in csv.DictReader(file))
    assert list(shown) == ["'=HYPERLINK(1).yaml", "'@x.yaml", "a\\x1b[31m\\u202e.yaml", "a\\x0a1,2.yaml", "a-b.yaml"]


@pytest.mark.needs("numpy")
def test_momentum_is_in_the_csv_where_it_moves(lrviz_in, tmp_path):
    text = "name: CyclicLR\nbase_lr: 0.1\nmax_lr: 0.2\nstep_size_up: 2\n"
    lrviz_in("plot", "a.yaml", "--steps", "3", "-o", "a.csv", files={"a.yaml": text})
    assert rows(tmp_path / "a.csv")[0] == ["step", "epoch", "lr", "momentum"]
    assert [row[3] for row in rows(tmp_path / "a.csv")[1:]] == ["0.9", "0.8500000000000001", "0.8"]


@pytest.mark.needs("torch")
def test_json_holds_everything(lrviz_in, tmp_path):
    lrviz_in("plot", "b.yaml", "-o", "b.json", files={"b.yaml": GROUPS})
    document = json.loads((tmp_path / "b.json").read_text())
    assert document["schema_version"] == 1
    (config,) = document["configs"]
    assert config["config"] == "b.yaml"
    assert config["horizon"] == {"updates": 4, "steps_per_epoch": 1, "epochs": 4.0, "implied": False}
    assert (config["interval"], config["engine"]) == ("step", "factory")
    assert [group["lr"] for group in config["groups"]] == [
        [0.0005, 0.00075, 0.001, 0.001],
        [0.005, 0.0075, 0.009999999999999998, 0.009999999999999998],
    ]
    assert config["groups"][0]["summary"] == {
        "first": 0.0005,
        "peak": 0.001,
        "peak_step": 2,
        "warm_up": 2,
        "warm_up_fraction": 0.5,
        "decay_start": None,
        "decay_fraction": None,
        "final": 0.001,
        "final_over_peak": 1.0,
        "area": 0.0032500000000000003,
        "used": 0.8125,
        "annealing": 0.0,
        "half_life": None,
        "high": 0.5,
        "tail_mean": 0.001,
        "jump": 0.00025,
        "jump_step": 1,
        "restarts": 0,
        "shrink": 3.2499471880721315e-05,
    }


@pytest.mark.needs("numpy", "matplotlib")
@pytest.mark.parametrize(
    ("suffix", "magic"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF"), ("PNG", b"\x89PNG")]
)
def test_the_suffix_decides_what_is_written(lrviz_in, tmp_path, suffix, magic):
    result = lrviz_in("plot", "a.yaml", "-o", f"x.{suffix}", files={"a.yaml": STEP})
    assert result.code == 0
    assert (tmp_path / f"x.{suffix}").read_bytes().startswith(magic)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", f"x.{suffix}"]


@pytest.mark.parametrize(
    ("output", "message"),
    [
        pytest.param("x.gif", "error: --output x.gif: the suffix decides what is written: ", id="unknown-suffix"),
        pytest.param("x", "error: --output x: the suffix decides what is written: ", id="no-suffix"),
        pytest.param("a.csv", "error: a.csv was not made by lrviz and is left as it is (--force", id="not-ours"),
        pytest.param("no/x.png", "error: the folder no is not there; make it first\n", id="no-folder"),
        pytest.param("dir.png", "error: dir.png is a folder; give the name of a file\n", id="a-folder"),
    ],
)
def test_an_output_that_may_not_be_written(lrviz_in, tmp_path, output, message):
    (tmp_path / "dir.png").mkdir()
    result = lrviz_in("plot", "a.yaml", "-o", output, files={"a.yaml": STEP, "a.csv": "mine\n"})
    assert result.code == 2
    assert result.err.startswith(message)
    assert (tmp_path / "a.csv").read_text() == "mine\n"


@pytest.mark.parametrize("output", ["pipe.csv", "null.csv", "socket.csv"])
@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("plot", "a.yaml", "--force", "-o"), id="plot"),
        pytest.param(("table", "a.yaml", "-o"), id="table"),
        pytest.param(("new", "StepLR", "--force", "-o"), id="new"),
        pytest.param(("schema", "--force", "-o"), id="schema"),
        pytest.param(("validate", "a.yaml", "--write-baseline"), id="a baseline"),
    ],
)
def test_a_device_or_a_pipe_is_never_replaced(lrviz_in, tmp_path, command, output):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "null.csv").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket.csv")
        result = lrviz_in(*command, output, files={"a.yaml": STEP})
    said = f"error: {output} is a device or a pipe and is never replaced; name a file\n"
    assert (result.code, result.out, result.err) == (2, "", said)
    assert not (tmp_path / output).is_file()
    assert len(list(tmp_path.iterdir())) == 4


def test_an_input_is_never_written_even_by_force(lrviz_in, tmp_path):
    (tmp_path / "link.csv").symlink_to("a.yaml")
    result = lrviz_in("plot", "a.yaml", "-o", "link.csv", "--force", files={"a.yaml": STEP})
    assert (result.code, result.err) == (2, "error: link.csv is an input and is never written\n")
    assert (tmp_path / "a.yaml").read_text() == STEP


@pytest.mark.parametrize("command", ["plot", "table"])
@pytest.mark.parametrize("option", ["--metric", "--settings"])
def test_what_is_read_beside_the_config_is_no_output_either(lrviz_in, tmp_path, command, option):
    content = "1\n2\n" if option == "--metric" else "[tool.lrviz]\n"
    files = {"a.yaml": "name: ReduceLROnPlateau\nsteps: 5\n", "b.csv": content}
    result = lrviz_in(command, "a.yaml", option, "b.csv", "-o", "b.csv", "--force", files=files)
    assert (result.code, result.err) == (2, "error: b.csv is an input and is never written\n")
    assert (tmp_path / "b.csv").read_text() == content


def test_a_log_with_the_same_header_is_not_ours(lrviz_in, tmp_path):
    log = "step,epoch,lr\n0,0.0,0.123\n"
    result = lrviz_in("plot", "a.yaml", "-o", "log.csv", files={"a.yaml": STEP, "log.csv": log})
    assert result.code == 2
    assert result.err == "error: log.csv was not made by lrviz and is left as it is (--force writes it anyway)\n"
    assert (tmp_path / "log.csv").read_text() == log


@pytest.mark.needs("numpy")
def test_force_overwrites_what_is_not_ours(lrviz_in, tmp_path):
    assert lrviz_in("plot", "a.yaml", "-o", "a.csv", "--force", files={"a.yaml": STEP, "a.csv": "mine\n"}).code == 0
    assert rows(tmp_path / "a.csv")[0] == ["step", "epoch", "lr"]


@pytest.mark.needs("numpy", "matplotlib")
@pytest.mark.parametrize("suffix", ["png", "svg", "pdf", "csv", "json"])
def test_what_lrviz_wrote_it_may_write_again(lrviz_in, suffix):
    files = {"a.yaml": STEP}
    assert lrviz_in("plot", "a.yaml", "-o", f"x.{suffix}", files=files).code == 0
    assert lrviz_in("plot", "a.yaml", "-o", f"x.{suffix}", "--steps", "20").code == 0


@pytest.mark.needs("numpy")
def test_without_matplotlib_the_table_is_shown_and_no_picture_written(python, tmp_path):
    (tmp_path / "a.yaml").write_text(STEP)
    code = lrviz_without("matplotlib")
    shown = python(code, "plot", "a.yaml")
    assert 'no picture is written: a picture needs plot; install it with: pip install "lrviz[plot]"' in shown
    assert "1.000e-01" in shown
    assert shown.endswith("exit 0\n")
    assert python(code, "plot", "a.yaml", "-o", "a.png").endswith(
        'error: a picture needs plot; install it with: pip install "lrviz[plot]"\nexit 2\n'
    )
    assert python(code, "plot", "a.yaml", "-o", "a.csv").endswith("note: wrote a.csv\nexit 0\n")


@pytest.mark.needs("torch")
def test_table_shows_evenly_spaced_steps(lrviz_in):
    text = "name: ExponentialLR\ngamma: 0.5\n"
    result = lrviz_in("table", "a.yaml", "--steps", "3", "--lr", "1", files={"a.yaml": text})
    assert [line.split() for line in result.out.splitlines()] == [
        ["a.yaml:", "ExponentialLR,", "3", "steps", "(factory)"],
        ["step", "epoch", "lr"],
        ["─" * 24],
        ["0", "0", "1.000e+00"],
        ["1", "1", "5.000e-01"],
        ["2", "2", "2.500e-01"],
    ]


def test_a_config_that_cannot_be_built_is_not_drawn(lrviz_in, tmp_path):
    result = lrviz_in("plot", "a.yaml", files={"a.yaml": "name: StepLR\nstep_size: 0\n"})
    assert result.code == 1
    assert result.out == ""
    assert result.err.splitlines()[0].startswith("a.yaml:2:12: error LR105 `step_size: 0` must be 1 or more")
    assert result.err.splitlines()[-1] == "error: a.yaml: no curve can be drawn"
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


@pytest.mark.needs("numpy")
def test_a_config_with_a_finding_is_drawn_with_the_finding_below(lrviz_in):
    text = "name: CosineAnnealingLR\nT_max: 5\nsteps: 10\n"
    result = lrviz_in("plot", "a.yaml", "--no-save", files={"a.yaml": text})
    assert result.code == 0
    assert "a.yaml:2:8: warning LR204" in result.err


@pytest.mark.needs("numpy")
@pytest.mark.parametrize("command", [["plot"], ["table"], ["compare", "good.yaml"]], ids=lambda command: command[0])
def test_a_config_with_an_error_is_drawn_and_is_no_success(command, lrviz_in, tmp_path):
    files = {"a.yaml": "name: StepLR\nstep_size: 3\nstep_size: 4\n", "good.yaml": STEP}
    result = lrviz_in(*command, "a.yaml", "-o", "a.csv", files=files)
    assert result.code == 1
    assert "a.yaml:3:1: error LR002 `step_size` is given twice" in result.err
    assert (tmp_path / "a.csv").exists()


@pytest.mark.needs("torch")
@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        pytest.param(["--steps", "10000001"], "10,000,001 steps are more than 10,000,000", id="over-the-bound"),
        pytest.param(["--steps", "0"], "error: --steps 0: it must be 1 or more", id="no-steps"),
        pytest.param(["--lr", "-1"], "--lr -1.0 is not a rate", id="negative-rate"),
        pytest.param(["--lr", "nan"], "--lr nan is not a rate", id="no-rate"),
        pytest.param(["--metric", "decay:1"], "decay:START:END", id="half-a-metric"),
        pytest.param(["--metric", "no-file"], "no-file: no such file", id="no-metric-file"),
        pytest.param(["--key", "x.y"], "there is no schedule to show", id="no-key"),
        pytest.param(["--set", "T_max=5"], "a.yaml has no such key", id="unknown-override"),
        pytest.param(["--interval", "week"], "week", id="unknown-interval"),
    ],
)
def test_options_that_make_no_sense(lrviz_in, arguments, error):
    result = lrviz_in("plot", "a.yaml", "--no-save", *arguments, files={"a.yaml": STEP})
    assert result.code == (1 if "--key" in arguments else 2)
    assert error in result.err


@pytest.mark.needs("torch")
def test_a_metric_from_a_file_repeats_its_last_line(lrviz_in, tmp_path):
    files = {"a.yaml": "name: ReduceLROnPlateau\npatience: 1\n", "m.txt": "1.0\n0.5\n0.4\n"}
    lrviz_in("plot", "a.yaml", "--epochs", "7", "--metric", "m.txt", "-o", "a.csv", files=files)
    # better twice, then the same for ever: reduced after two bad epochs, and again after two more
    assert [row[2] for row in rows(tmp_path / "a.csv")[1:]] == ["0.1"] * 5 + ["0.010000000000000002"] * 2
