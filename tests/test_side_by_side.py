"""How a comparison is shown: on the terminal, in a pull request, and to another program."""

from __future__ import annotations

import json

import pytest

from lrviz.config_changes import config_changes
from lrviz.document import read_document

pytestmark = pytest.mark.needs("torch")

A = "optimizer: {name: AdamW, lr: 1, weight_decay: 0.1}\nscheduler: {name: StepLR, step_size: 2, gamma: 0.5}\nsteps: 4"
B = A.replace("step_size: 2", "step_size: 3")
DECIDING = {
    "decay start": ("2 (50 %)", "3 (25 %)", "+1"),
    "area S1": ("3", "3.5", "+16.7 %"),
    "S1 / (peak x N)": ("75 %", "87.5 %", "+12.5 pp"),
    "annealing area S2": ("0.9995", "0.5", "-50 %"),
    "half-life at step": ("2", "3", "+1"),
    "above 90 % of peak": ("50 %", "75 %", "+25 pp"),
    "largest jump": ("-50 % at 2", "-50 % at 3", "differs"),
    "shrink by wd x S1": ("25.9 %", "29.5 %", "+3.61 pp"),
}


def compare(lrviz_in, configs, *arguments):
    return lrviz_in("compare", *configs, *arguments, files=configs)


def table_rows(markdown):
    lines = [
        line.removeprefix("| ").removesuffix(" |").split(" | ") for line in markdown.splitlines() if line[:1] == "|"
    ]
    return {label.strip("*"): cells for label, *cells in lines[2:]}


def test_markdown_for_a_pull_request(lrviz_in):
    result = compare(lrviz_in, {"a.yaml": A, "b.yaml": B}, "--format", "md", "--chart")
    lines = result.out.splitlines()
    assert lines[:7] == [
        "- **A** `a.yaml`",
        "- **B** `b.yaml`",
        "",
        "|  | A | B | B to A |",
        "| --- | ---: | ---: | ---: |",
        "| scheduler | `StepLR` | `StepLR` | = |",
        "| optimizer | `AdamW` | `AdamW` | = |",
    ]
    rows = table_rows(result.out)
    differing = {label: cells for label, cells in rows.items() if cells[2] != "=" and cells[0]}
    assert differing == {label: [one, f"**{other}**", by] for label, (one, other, by) in DECIDING.items()}
    assert rows["differs from step"] == ["", "**2**", ""]
    assert lines[-8:] == [
        "- A and B differ from step 2 on",
        "",
        "Config of B against A:",
        "",
        "```diff",
        "- scheduler.step_size: 2",
        "+ scheduler.step_size: 3",
        "```",
    ]


def test_markdown_holds_what_would_break_it(lrviz_in):
    name, value = "a|b`<img>@all.yaml", "`x` | ``` <b>"
    configs = {name: A + f"\nnote: '{value}'\n", "b.yaml": A}
    out = compare(lrviz_in, configs, "--format", "md").out
    assert out.splitlines()[0] == "- **A** ``a|b`<img>@all.yaml``"
    assert f"````diff\n- note: '{value}'\n````\n" in out
    groups = A.replace("weight_decay: 0.1", "weight_decay: 0.1, groups: [{params: 'x|y*'}]")
    out = compare(lrviz_in, {"a.yaml": groups, "b.yaml": groups}, "--format", "md").out
    assert "| **`group 1: x\\|y*`** |  |  |  |" in out.splitlines()


def test_json_for_another_program(lrviz_in):
    result = compare(lrviz_in, {"a.yaml": A, "b.yaml": B}, "--format", "json", "--chart")
    document = json.loads(result.out)
    assert list(document) == ["schema_version", "generator", "align", "differ", "configs", "against_first"]
    assert (document["schema_version"], document["align"], document["differ"]) == (1, "step", True)
    first = document["configs"][0]
    assert {key: value for key, value in first.items() if key != "groups"} == {
        "config": "a.yaml",
        "scheduler": "StepLR",
        "optimizer": "AdamW",
        "updates": 4,
        "steps_per_epoch": 1,
        "engine": "factory",
    }
    assert [first["groups"][0][name] for name in ("label", "peak", "area", "decay_start")] == ["", 1.0, 3.0, 2]
    assert document["against_first"] == [
        {
            "config": "b.yaml",
            "differs": True,
            "same_length": True,
            "groups": [
                {
                    "compared": 4,
                    "first_step": 2,
                    "largest_gap": 0.5,
                    "largest_gap_step": 2,
                    "crossings": 0,
                    "crossing_steps": [],
                    "area": 0.5 / 3,
                }
            ],
            "config_changes": [{"key": "scheduler.step_size", "before": "2", "after": "3"}],
        }
    ]


def test_json_has_no_infinity(lrviz_in):
    huge = "{name: ExponentialLR, gamma: 1e200, lr: 1.0, steps: 2}"
    result = compare(lrviz_in, {"a.yaml": huge, "b.yaml": huge.replace("steps: 2", "steps: 4")}, "--format", "json")
    assert result.code in (0, 1)
    assert not {"Infinity", "NaN"} & set(result.out.replace(",", " ").split())


@pytest.mark.parametrize("form", ["json", "md"])
def test_data_alone_goes_to_stdout(lrviz_in, form):
    findings = A.replace("steps: 4", "steps: 2")
    result = compare(lrviz_in, {"a.yaml": findings, "b.yaml": B}, "--format", form, "-o", "c.csv")
    assert "wrote c.csv" in result.err
    assert "warning" in result.err
    assert "warning" not in result.out
    if form == "json":
        json.loads(result.out)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 1),
        (["--tolerance", "0.4999"], 1),
        (["--tolerance", "0.5"], 0),
        (["--tolerance", "1"], 0),
        (["--align", "fraction"], 1),
    ],
)
def test_exit_code_honours_the_tolerance(lrviz_in, arguments, code):
    assert compare(lrviz_in, {"a.yaml": A, "b.yaml": B}, "--exit-code", *arguments).code == code


def test_a_tolerance_is_a_part_of_the_baselines_peak(lrviz_in):
    low = A.replace("lr: 1,", "lr: 0.5,")
    arguments = ("--exit-code", "--tolerance", "0.6")
    assert compare(lrviz_in, {"a.yaml": A, "b.yaml": low}, *arguments).code == 0
    assert compare(lrviz_in, {"b.yaml": low, "a.yaml": A}, *arguments).code == 1


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
@pytest.mark.parametrize("count", [2, 3, 5, 12])
def test_no_line_is_wider_than_the_terminal_and_no_number_is_broken(lrviz_in, monkeypatch, width, count):
    monkeypatch.setenv("COLUMNS", str(width))
    configs = {f"a/very/long/path/to/config_{number}.yaml": (A, B)[number % 2] for number in range(count)}
    out = compare(lrviz_in, configs).out
    table = out[: out.index("A and B")].splitlines()
    widest = max(map(len, table))
    assert widest <= width
    for cell in () if width == 20 else ("5.000e-01 (50 %)", "-50 % at 2", "+5.000e-01 at 2", "0.9995"):
        assert cell in out


def test_many_configs_have_a_row_each_and_only_what_differs(lrviz_in, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    configs = {f"{letter}.yaml": (A, B)[number == 2] for number, letter in enumerate("abcdefgh")}
    lines = [" ".join(line.split()) for line in compare(lrviz_in, configs).out.splitlines()]
    assert "start area S1 x N) area S2 at step of peak" in lines
    assert "A 2 (50 %) 3 75 % 0.9995 2 50 %" in lines
    assert lines.count("B = = = = = =") == 1
    assert "C 3 (25 %) 3.5 87.5 % 0.5 3 75 %" in lines
    said = " ".join(lines)
    assert "the same in all: first 1.000e+00; peak 1.000e+00; peak at step 0; warm-up 0 (0 %);" in said
    assert lines[-4:] == [
        "A and B, D, E, F, G, H are the same at every step",
        "A and C differ from step 2 on",
        "config of C against A:",
        "scheduler.step_size: 2 -> 3",
    ]


def test_three_configs_show_what_differs_alone(lrviz_in, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    out = compare(lrviz_in, {"a.yaml": A, "b.yaml": B, "c.yaml": A}).out
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "A B C" in lines
    assert "area S1 3 3.5 =" in lines
    assert "restarts 0 = =" in lines


def test_without_unicode_the_curves_are_drawn_with_signs(lrviz_in):
    out = compare(lrviz_in, {"a.yaml": A, "b.yaml": B}, "--ascii").out
    assert out.splitlines()[:2] == ["A ############------------ a.yaml", "B ##################------ b.yaml"]


def test_curves_in_small_keep_a_spike_and_the_scale_of_steps(lrviz_in):
    spike = "{name: MultiStepLR, milestones: [1], gamma: 0.25, lr: 0.001, steps: 1000}"
    short = "{name: StepLR, step_size: 900, lr: 0.0005, steps: 500}"
    configs = {"a.yaml": spike, "b.yaml": short}
    first, second = compare(lrviz_in, configs, "--align", "step").out.splitlines()[:2]
    assert (first, second) == (f"A █{'▂' * 23} a.yaml", f"B {'▄' * 12}{' ' * 12} b.yaml")
    first, second = compare(lrviz_in, configs).out.splitlines()[:2]
    assert second == f"B {'▄' * 24} b.yaml"


CHANGES = [
    pytest.param("{a: 1, b: 2}", "{b: 3, c: 4}", [("a", "1", None), ("b", "2", "3"), ("c", None, "4")], id="keys"),
    pytest.param("{a: 1e-3}", "a:  0.001 # as before\n", [], id="the same in other words"),
    pytest.param("{a: 1}", "{a: 1.0}", [("a", "1", "1.0")], id="a number of another type"),
    pytest.param("{a: 1}", "{a: true}", [("a", "1", "true")], id="a switch is no number"),
    pytest.param("{a: [1, 2]}", "{a: [1, 3]}", [("a", "[1, 2]", "[1, 3]")], id="a list of numbers is one value"),
    pytest.param(
        "a: [{b: 1}, {b: 2}]", "a: [{b: 1}, {b: 3}, {c: 4}]", [("a[1].b", "2", "3"), ("a[2].c", None, "4")], id="a list"
    ),
    pytest.param("{a: {b: 1}}", "{a: null}", [("a.b", "1", None), ("a", None, "null")], id="a tree against nothing"),
    pytest.param("a: ${b}\nb: 1", "a: ${c}\nb: 1", [("a", "${b}", "${c}")], id="interpolations as they are written"),
    pytest.param("{a: !x 1}", "{a: !x 1}", [], id="a tag that is not read"),
    pytest.param("{a: {}}", "{a: []}", [("a", "{}", "[]")], id="what is empty"),
]


@pytest.mark.parametrize(("before", "after", "expected"), CHANGES)
def test_what_two_configs_say_otherwise(before, after, expected):
    documents = [read_document("x", text.encode()) for text in (before, after)]
    assert [tuple(change) for change in config_changes(*documents)] == expected


def test_values_of_the_command_line_count(lrviz_in):
    out = compare(lrviz_in, {"a.yaml": A, "b.yaml": B}, "--set", "scheduler.step_size=1").out
    assert "config of" not in out


def test_what_differs_is_bold_where_that_can_be_shown(lrviz_in, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    lines = compare(lrviz_in, {"a.yaml": A, "b.yaml": B}).out.splitlines()
    bold = {label for label in (*DECIDING, "peak", "restarts") for line in lines if line.startswith(f"\x1b[1m{label}")}
    assert bold == DECIDING.keys()
