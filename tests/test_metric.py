"""What a plateau scheduler is fed by `--metric`."""

from __future__ import annotations

import pytest

from lrviz.errors import UnreadablePath, UsageProblem
from lrviz.metric import describe_metric, read_metric


@pytest.mark.parametrize(
    ("text", "fed"),
    [
        pytest.param("1.0", [1.0, 1.0, 1.0], id="a constant"),
        pytest.param("-2e-1", [-0.2, -0.2, -0.2], id="a negative one"),
        pytest.param("decay:1:0.01", [1.0, pytest.approx(0.1), pytest.approx(0.01)], id="a decay"),
        pytest.param("decay:1:100", [1.0, pytest.approx(10), pytest.approx(100)], id="a growth"),
        pytest.param("decay:5:5", [5.0, 5.0, 5.0], id="a decay that stands still"),
        pytest.param("three", [3.0, 2.0, 1.0], id="a file"),
        pytest.param("two", [3.0, 2.5, 2.5], id="a file whose last line repeats"),
        pytest.param("blank", [3.0, 2.0, 2.0], id="a file with empty lines and CRLF"),
    ],
)
def test_metric_of_each_evaluation(text, fed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "three").write_text("3\n2\n1\n0\n")
    (tmp_path / "two").write_text("3\n2.5")
    (tmp_path / "blank").write_bytes(b"\r\n3\r\n\r\n 2e0 \r\n\r\n")
    metric = read_metric(text)
    assert [metric(index, 3) for index in range(3)] == fed


def test_decay_over_a_single_evaluation_is_its_start():
    assert read_metric("decay:2:1")(0, 1) == 2.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "decay:1", "--metric decay:1: write it as decay:START:END, with two numbers above 0", id="one number"
        ),
        pytest.param(
            "decay:1:0", "--metric decay:1:0: write it as decay:START:END, with two numbers above 0", id="zero"
        ),
        pytest.param(
            "decay:1:x", "--metric decay:1:x: write it as decay:START:END, with two numbers above 0", id="text"
        ),
        pytest.param(
            "decay:1:2:3",
            "--metric decay:1:2:3: write it as decay:START:END, with two numbers above 0",
            id="three numbers",
        ),
        pytest.param(
            "decay:1:1e400",
            "--metric decay:1:1e400: write it as decay:START:END, with two numbers above 0",
            id="infinity",
        ),
        pytest.param("empty", "--metric empty: the file holds no number", id="an empty file"),
        pytest.param("words", "--metric words: line 2 is not a number: loss: 3\\x1b", id="a file with a word"),
        pytest.param("nans", "--metric nans: line 1 is not a number: nan", id="a file with nan"),
        pytest.param("nan", "nan: no such file or directory", id="nan"),
        pytest.param("1e400", "1e400: no such file or directory", id="too large a number"),
        pytest.param("", ": no such file or directory", id="nothing"),
        pytest.param(".", ". is a folder", id="a folder"),
        pytest.param("/dev/zero", "/dev/zero is not a regular file", id="a device"),
    ],
)
def test_metric_that_makes_no_sense(text, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "words").write_text("3\nloss: 3\x1b\n")
    (tmp_path / "nans").write_text("nan\n")
    with pytest.raises((UsageProblem, UnreadablePath)) as refused:
        read_metric(text)
    assert refused.value.message == message


def test_metric_is_described():
    assert describe_metric("1.0") == "a constant metric of 1.0, the worst case"
    assert describe_metric("decay:1:0.1") == "the metric decay:1:0.1"
    assert describe_metric("a\nb") == "the metric a\\x0ab"
