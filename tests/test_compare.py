"""What `lrviz compare` shows."""

from __future__ import annotations

import csv

import pytest

A = "optimizer: {lr: 1.0}\nscheduler: {name: StepLR, step_size: 2, gamma: 0.5}\nsteps: 4\n"
B = "optimizer: {lr: 1.0}\nscheduler: {name: StepLR, step_size: 3, gamma: 0.5}\nsteps: 4\n"
LONGER = B.replace("steps: 4", "steps: 8")
OPEN = "optimizer: {lr: 1.0}\nscheduler: {name: StepLR, step_size: 1, gamma: 0.5}\n"


def compare(lrviz_in, *configs, arguments=()):
    files = {f"{letter}.yaml": text for letter, text in zip("abcdefghijklmn", configs, strict=False)}
    return lrviz_in("compare", *files, *arguments, files=files)


@pytest.mark.needs("torch")
def test_numbers_side_by_side_and_the_verdict(lrviz_in):
    result = compare(lrviz_in, A, B)
    assert result.code == 0
    assert [" ".join(line.split()) for line in result.out.splitlines()] == [
        "A a.yaml B b.yaml",
        "─" * 36,
        "scheduler StepLR StepLR",
        "run 4 steps 4 steps",
        "engine factory factory",
        "first 1.000e+00 1.000e+00",
        "peak 1.000e+00 1.000e+00",
        "at step 0 0",
        "final 5.000e-01 5.000e-01",
        "final / peak 50 % 50 %",
        "area 3 3.5",
        "half-life 2 3",
        "A and B differ from step 2 on: the largest gap is +5.000e-01 at step 2; "
        "the area between them is 16.7 % of A's",
    ]


def test_the_same(lrviz_in):
    result = compare(lrviz_in, A, A, arguments=["--exit-code"])
    assert (result.code, result.out.splitlines()[-1]) == (0, "A and B are the same at every step")


def test_exit_code_says_that_they_differ(lrviz_in):
    assert compare(lrviz_in, A, B, arguments=["--exit-code"]).code == 1
    assert compare(lrviz_in, A, B).code == 0


def test_different_lengths_are_laid_over_each_other_by_fraction(lrviz_in):
    result = compare(lrviz_in, B, LONGER, arguments=["--chart"])
    assert "note: the runs have 4 and 8 steps; they are drawn over the fraction of each run\n" in result.err
    assert "1 of the run" in result.out
    assert result.out.splitlines()[-1] == "A and B are the same at every step (over the first 4 steps of each)"


def test_the_options_give_all_the_same_length(lrviz_in, tmp_path):
    result = compare(lrviz_in, B, LONGER, arguments=["--steps", "6", "-o", "c.csv"])
    assert "fraction" not in result.err
    with (tmp_path / "c.csv").open() as file:
        assert [row["step"] for row in csv.DictReader(file)] == [*"012345", *"012345"]


def test_a_config_without_a_length_is_run_as_long_as_the_others(lrviz_in):
    result = compare(lrviz_in, A, OPEN)
    assert "note: 4 steps are run of every config, as those that say a length agree on it\n" in result.err
    assert "run 4 steps 4 steps" in " ".join(result.out.split())


def test_every_group_is_compared(lrviz_in):
    groups = A.replace("{lr: 1.0}", "{lr: 1.0, groups: [{params: head, lr: 2.0}]}")
    result = compare(lrviz_in, groups, groups.replace("2.0", "3.0"), A)
    lines = [" ".join(line.split()) for line in result.out.splitlines()]
    assert "group 1 head head -" in lines
    assert lines[-3:] == [
        "A and B, group 0, are the same at every step",
        "A and B, group 1, differ from step 0 on: the largest gap is +1.000e+00 at step 0; "
        "the area between them is 50 % of A's",
        "A and C, group 0, are the same at every step",
    ]


@pytest.mark.parametrize("count", [1, 13])
def test_two_to_twelve(lrviz_in, count):
    result = compare(lrviz_in, *[A] * count)
    assert (result.code, result.err) == (2, f"error: compare takes two to twelve configs, not {count}\n")


def test_twelve_fit(lrviz_in, tmp_path):
    result = compare(lrviz_in, *[A] * 12, arguments=["-o", "c.png", "--chart"])
    assert result.code == 0
    assert (tmp_path / "c.png").exists()
