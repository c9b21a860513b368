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


def squeezed(text):
    """The lines, with one blank where there are several."""
    return [" ".join(line.split()) for line in text.splitlines()]


@pytest.mark.needs("torch")
@pytest.mark.since("rich", "14.3")
def test_numbers_side_by_side_and_the_verdict(lrviz_in):
    result = compare(lrviz_in, A, B)
    assert result.code == 0
    assert squeezed(result.out) == [
        "A ████████████▄▄▄▄▄▄▄▄▄▄▄▄ a.yaml",
        "B ██████████████████▄▄▄▄▄▄ b.yaml",
        "",
        "A B B to A",
        "─" * 67,
        "scheduler StepLR StepLR =",
        "optimizer SGD SGD =",
        "run 4 steps 4 steps =",
        "engine factory factory =",
        "first 1.000e+00 1.000e+00 =",
        "peak 1.000e+00 1.000e+00 =",
        "peak at step 0 0 =",
        "warm-up 0 (0 %) 0 (0 %) =",
        "decay start 2 (50 %) 3 (25 %) +1",
        "final 5.000e-01 5.000e-01 =",
        "final / peak 50 % 50 % =",
        "area S1 3 3.5 +16.7 %",
        "S1 / (peak x N) 75 % 87.5 % +12.5 pp",
        "annealing area S2 0.9995 0.5 -50 %",
        "half-life at step 2 3 +1",
        "above 90 % of peak 50 % 75 % +25 pp",
        "mean of last 10 % 5.000e-01 (50 %) 5.000e-01 (50 %) =",
        "largest jump -50 % at 2 -50 % at 3 differs",
        "restarts 0 0 =",
        "differs from step 2",
        "largest gap to A +5.000e-01 at 2",
        "crosses A 0",
        "area between 16.7 %",
        "A and B differ from step 2 on",
        "config of B against A:",
        "scheduler.step_size: 2 -> 3",
    ]


@pytest.mark.needs("numpy")
def test_the_same(lrviz_in):
    result = compare(lrviz_in, A, A, arguments=["--exit-code"])
    assert (result.code, result.out.splitlines()[-1]) == (0, "A and B are the same at every step")


@pytest.mark.needs("numpy")
def test_exit_code_says_that_they_differ(lrviz_in):
    assert compare(lrviz_in, A, B, arguments=["--exit-code"]).code == 1
    assert compare(lrviz_in, A, B).code == 0


@pytest.mark.needs("numpy")
def test_different_lengths_are_laid_over_each_other_by_fraction(lrviz_in):
    result = compare(lrviz_in, B, LONGER, arguments=["--chart"])
    assert (
        "note: the runs have 4 and 8 steps; they are drawn over the fraction of each run, and held against each other "
        "step by step; --align says which\n"
    ) in result.err
    assert "1 of the run" in result.out
    assert "A and B are the same at every step (over the first 4 steps of each)" in result.out


@pytest.mark.needs("numpy")
@pytest.mark.parametrize(
    ("align", "verdict", "axis"),
    [
        ("step", "A and B are the same at every step (over the first 4 steps of each)", "7 steps"),
        ("fraction", "A and B differ from step 2 on (at 4 places, by the fraction of each run)", "1 of the run"),
    ],
)
def test_what_is_held_against_each_other_can_be_chosen(lrviz_in, align, verdict, axis):
    result = compare(lrviz_in, B, LONGER, arguments=["--chart", "--align", align])
    assert "the runs have" not in result.err
    assert verdict in result.out.splitlines()
    assert axis in result.out


@pytest.mark.needs("numpy")
def test_the_options_give_all_the_same_length(lrviz_in, tmp_path):
    result = compare(lrviz_in, B, LONGER, arguments=["--steps", "6", "-o", "c.csv"])
    assert "fraction" not in result.err
    with (tmp_path / "c.csv").open() as file:
        assert [row["step"] for row in csv.DictReader(file)] == [*"012345", *"012345"]


@pytest.mark.needs("numpy")
def test_a_config_without_a_length_is_run_as_long_as_the_others(lrviz_in):
    result = compare(lrviz_in, A, OPEN)
    assert "note: 4 steps are run of every config, as those that say a length agree on it\n" in result.err
    assert "run 4 steps 4 steps" in " ".join(result.out.split())


@pytest.mark.needs("numpy")
def test_every_group_is_compared(lrviz_in):
    groups = A.replace("{lr: 1.0}", "{lr: 1.0, groups: [{params: head, lr: 2.0}]}")
    result = compare(lrviz_in, groups, groups.replace("2.0", "3.0"), A)
    lines = squeezed(result.out)
    assert "group 1: head" in lines
    assert "peak 2.000e+00 3.000e+00 -" in lines
    assert lines[lines.index("A and B, C, group 0, are the same at every step") :] == [
        "A and B, C, group 0, are the same at every step",
        "A and B, group 1, differ from step 0 on",
        "A and C, group 1, cannot be compared: only A has this group",
        "config of B against A:",
        "optimizer.groups[0].lr: 2.0 -> 3.0",
        "config of C against A:",
        "optimizer.groups[0].params: head -> (not set)",
        "optimizer.groups[0].lr: 2.0 -> (not set)",
    ]


@pytest.mark.parametrize("count", [1, 13])
def test_two_to_twelve(lrviz_in, count):
    result = compare(lrviz_in, *[A] * count)
    assert (result.code, result.err) == (2, f"error: compare takes two to twelve configs, not {count}\n")


@pytest.mark.needs("numpy", "matplotlib")
def test_twelve_fit(lrviz_in, tmp_path):
    result = compare(lrviz_in, *[A] * 12, arguments=["-o", "c.png", "--chart"])
    assert result.code == 0
    assert (tmp_path / "c.png").exists()
