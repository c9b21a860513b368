"""Variants without files: `--sweep`, and schedulers by their names."""

from __future__ import annotations

import pytest

from lrviz.errors import UsageProblem
from lrviz.sweep import combinations, read_sweep
from schedules.catalog import SCHEDULERS

A = "optimizer: {lr: 1.0}\nscheduler: {name: StepLR, step_size: 2, gamma: 0.5}\nsteps: 4\n"
COSINE = "optimizer: {lr: 1.0}\nscheduler: {name: CosineAnnealingLR, T_max: 4}\nsteps: 4\n"

READ = [
    pytest.param("a.b=1,2", ("a.b", ("1", "2")), id="values"),
    pytest.param("a=1", ("a", ("1",)), id="one"),
    pytest.param("a= 1 , 2 ", ("a", ("1", "2")), id="blanks"),
    pytest.param("a=[1,2],[3,4]", ("a", ("[1,2]", "[3,4]")), id="lists"),
    pytest.param("a={b: [1,2], c: 3},{b: 4}", ("a", ("{b: [1,2], c: 3}", "{b: 4}")), id="mappings"),
    pytest.param("a='x,y',\"z,\"", ("a", ("'x,y'", '"z,"')), id="quotes"),
    pytest.param("a=it's,b", ("a", ("it's", "b")), id="an apostrophe opens nothing"),
    pytest.param("a=b=c,d", ("a", ("b=c", "d")), id="an equals sign in a value"),
    pytest.param("+a.b=1,2", ("+a.b", ("1", "2")), id="a key that is added"),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_reads_a_sweep(text, expected):
    assert tuple(read_sweep(text)) == expected


@pytest.mark.parametrize("text", ["", "a", "=1", "+=1", "a=", "a=1,", "a=,1", "a=1,,2"])
def test_refuses_what_is_no_sweep(text):
    with pytest.raises(UsageProblem, match="write it as key=value,value"):
        read_sweep(text)


def test_refuses_a_value_that_is_given_twice():
    with pytest.raises(UsageProblem, match=r"^--sweep a=1,2,1: 1 is given twice$"):
        read_sweep("a=1,2,1")


def test_two_sweeps_give_every_combination():
    sweeps = [read_sweep("a.x=1,2"), read_sweep("b.y=3,4")]
    assert list(combinations(sweeps)) == [
        (("a.x=1", "x=1"), ("b.y=3", "y=3")),
        (("a.x=1", "x=1"), ("b.y=4", "y=4")),
        (("a.x=2", "x=2"), ("b.y=3", "y=3")),
        (("a.x=2", "x=2"), ("b.y=4", "y=4")),
    ]


def test_keys_that_end_alike_are_written_out():
    sweeps = [read_sweep("a.x=1"), read_sweep("+b.x=3")]
    assert [[label for _, label in row] for row in combinations(sweeps)] == [["a.x=1", "b.x=3"]]


def legend(result):
    """The names beside the curves in small."""
    return [line.split(maxsplit=2)[2] for line in result.out[: result.out.index("\n\n")].splitlines()]


@pytest.mark.needs("torch")
def test_compares_the_variants_of_a_file(lrviz_in):
    result = lrviz_in("compare", "a.yaml", "--sweep", "scheduler.step_size=1,2,3", files={"a.yaml": A})
    assert legend(result) == ["a.yaml step_size=1", "a.yaml step_size=2", "a.yaml step_size=3"]
    lines = [" ".join(line.split()) for line in result.out.splitlines()]
    assert "area S1 1.875 3 3.5" in lines
    assert lines[-4:] == [
        "config of B against A:",
        "scheduler.step_size: 1 -> 2",
        "config of C against A:",
        "scheduler.step_size: 1 -> 3",
    ]


@pytest.mark.needs("torch")
def test_two_sweeps_and_a_file_without_the_keys(lrviz_in):
    arguments = ("--sweep", "scheduler.step_size=1,2", "--sweep", "scheduler.gamma=0.1,0.5")
    result = lrviz_in("compare", "c.yaml", "a.yaml", *arguments, files={"a.yaml": A, "c.yaml": COSINE})
    assert legend(result) == [
        "c.yaml",
        "a.yaml step_size=1 gamma=0.1",
        "a.yaml step_size=1 gamma=0.5",
        "a.yaml step_size=2 gamma=0.1",
        "a.yaml step_size=2 gamma=0.5",
    ]


@pytest.mark.needs("torch", "matplotlib")
def test_plots_variants_into_one_picture(lrviz_in, tmp_path):
    result = lrviz_in("plot", "a.yaml", "--sweep", "scheduler.gamma=0.5,1.0", files={"a.yaml": A})
    assert [line.split(":")[0] for line in result.out.splitlines()[:2]] == ["a.yaml gamma=0.5", "a.yaml gamma=1.0"]
    assert (tmp_path / "a.png").exists()


@pytest.mark.needs("torch")
def test_a_variant_is_named_in_files_of_data(lrviz_in, tmp_path):
    lrviz_in("plot", "a.yaml", "--sweep", "steps=1,2", "-o", "a.csv", files={"a.yaml": A})
    assert (tmp_path / "a.csv").read_text() == (
        "config,step,epoch,lr\na.yaml steps=1,0,0.0,1.0\na.yaml steps=2,0,0.0,1.0\na.yaml steps=2,1,1.0,1.0\n"
    )


@pytest.mark.needs("torch")
def test_an_option_holds_for_all_variants_and_a_sweep_is_stronger(lrviz_in):
    arguments = ("--set", "scheduler.step_size=9", "--set", "scheduler.gamma=1.0", "--sweep", "scheduler.step_size=1,2")
    result = lrviz_in("compare", "a.yaml", *arguments, "--exit-code", files={"a.yaml": A})
    assert result.code == 0
    assert "A and B are the same at every step" in result.out


@pytest.mark.needs("torch")
def test_a_key_that_is_added_and_values_that_are_lists(lrviz_in):
    config = "optimizer: {lr: 1.0}\nscheduler: {name: MultiStepLR, milestones: [1, 2]}\nsteps: 4\n"
    sweeps = ("--sweep", "scheduler.milestones=[1],[2,3]", "--sweep", "+scheduler.gamma=0.5,0.1")
    result = lrviz_in("compare", "a.yaml", *sweeps, files={"a.yaml": config})
    assert legend(result)[-1] == "a.yaml milestones=[2,3] gamma=0.1"


@pytest.mark.needs("torch")
def test_what_is_found_in_all_variants_is_said_once(lrviz_in):
    config = A.replace("steps: 4", "steps: 2") + "interval: step\n"
    result = lrviz_in("compare", "a.yaml", "--sweep", "scheduler.gamma=0.5,0.4,0.3", files={"a.yaml": config})
    assert result.err.count("LR206") == 1
    assert result.err.count("the optimizer has no name") == 1


THOUSANDS = ",".join(map(str, range(3_000)))


@pytest.mark.needs("torch")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--sweep", "step_size=1,2"],
            "--sweep step_size: a.yaml has no such key (did you mean `scheduler.step_size`?)",
        ),
        (
            ["--sweep", "scheduler.stepsize=1,2"],
            "--sweep scheduler.stepsize: a.yaml has no such key (did you mean `scheduler.step_size`?)",
        ),
        (
            ["--sweep", "scheduler.nothing=1,2"],
            "--sweep scheduler.nothing: a.yaml has no such key (to add a key, write +scheduler.nothing=...)",
        ),
        (["--sweep", "steps=1,2,3,4", "--sweep", "scheduler.gamma=1,2,3,4"], None),
        (
            # all of them would be more than any memory holds
            ["--sweep", f"steps={THOUSANDS}", "--sweep", f"scheduler.gamma={THOUSANDS}", "--sweep", f"+x={THOUSANDS}"],
            "--sweep makes 27000000000 variants, and 12 are shown at the most (give fewer values)",
        ),
        (["--sweep", "steps=1"], "compare takes two to twelve configs, not 1"),
        (["--sweep", "steps"], "--sweep steps: write it as key=value,value,..."),
        (
            ["--sweep", "scheduler.gamma=[,0.5"],
            "--sweep scheduler.gamma=[,0.5: a value is missing here, or a bracket or brace before it is not closed",
        ),
    ],
)
def test_mistakes_in_a_sweep(lrviz_in, arguments, message):
    result = lrviz_in("compare", "a.yaml", *arguments, files={"a.yaml": A})
    message = message or "--sweep makes 16 variants, and 12 are shown at the most (give fewer values)"
    assert result.code == 2
    assert result.err.splitlines()[-1] == f"error: {message}"


@pytest.mark.needs("torch")
def test_a_bad_value_fails_with_the_place_of_its_key(lrviz_in):
    result = lrviz_in("compare", "a.yaml", "--sweep", "scheduler.gamma=0.5,x", files={"a.yaml": A})
    assert result.code == 1
    assert result.err.splitlines()[0].startswith("a.yaml: --set scheduler.gamma: error LR104 `gamma: x` is text")


# a scheduler by its name


@pytest.mark.needs("torch")
@pytest.mark.parametrize("name", SCHEDULERS.names())
def test_every_scheduler_is_drawn_by_its_name(lrviz_in, name):
    result = lrviz_in("plot", name, "--no-save")
    assert result.code == 0, result.err
    assert result.out.startswith(f"{name}: ")


@pytest.mark.needs("torch")
def test_parameters_of_a_named_scheduler(lrviz_in):
    arguments = ("--set", "T_max=8", "--set", "eta_min=0.5", "--set", "lr=1.0", "--set", "steps=6")
    result = lrviz_in("table", "CosineAnnealingLR", *arguments)
    assert result.code == 0
    assert result.err.splitlines()[0] == "note: no optimizer is given: SGD with momentum 0.9 and lr 1.0 stands for it"
    assert "is no file" not in result.err
    assert result.out.splitlines()[-1].split() == ["5", "5", "6.543e-01"]
    result = lrviz_in("table", "CosineAnnealingLR")
    assert result.err.splitlines()[0] == (
        "note: CosineAnnealingLR is no file: an example stands for it, with T_max: 100; --set changes them"
    )


@pytest.mark.needs("torch")
def test_names_are_compared_and_swept(lrviz_in):
    arguments = (
        "StepLR",
        "CosineAnnealingLR",
        "--steps",
        "100",
        "--sweep",
        "step_size=10,20",
        "--set",
        "eta_min=0.001",
    )
    assert legend(lrviz_in("compare", *arguments)) == [
        "StepLR step_size=10",
        "StepLR step_size=20",
        "CosineAnnealingLR",
    ]


@pytest.mark.needs("torch")
def test_a_file_of_that_name_wins(lrviz_in):
    result = lrviz_in("plot", "StepLR", "--no-save", files={"StepLR": COSINE})
    assert result.out.splitlines()[0] == "StepLR: CosineAnnealingLR, 4 steps (factory)"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("OneCycle", "OneCycle: no such file or directory (did you mean the scheduler `OneCycleLR`?)"),
        ("steplr", "steplr: no such file or directory (did you mean the scheduler `StepLR`?)"),
        (
            "flatcos",
            "flatcos: no such file or directory (did you mean the scheduler `FlatCosineLR`?)",
        ),
        ("nothing.yaml", "nothing.yaml: no such file or directory"),
        ("./StepLR", "./StepLR: no such file or directory"),
    ],
)
def test_a_name_that_is_none(lrviz_in, name, message):
    result = lrviz_in("plot", name)
    assert (result.code, result.err) == (2, f"error: {message}\n")


@pytest.mark.parametrize("setting", ["T_mx=9", "optimizer.lr=1.0"])
def test_a_key_that_a_named_scheduler_has_not(lrviz_in, setting):
    result = lrviz_in("plot", "CosineAnnealingLR", "--set", setting)
    assert result.code == 2
    assert result.err.startswith(f"error: --set {setting.partition('=')[0]}: CosineAnnealingLR has no such key")


def test_a_problem_of_a_named_scheduler_is_shown_in_its_example(lrviz_in):
    result = lrviz_in("plot", "StepLR", "--set", "step_size=0")
    assert result.code == 1
    assert result.err.splitlines()[0].startswith("StepLR: --set step_size: error LR105 `step_size: 0`")
