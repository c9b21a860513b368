"""What `lrviz validate` prints and returns."""

from __future__ import annotations

import json
import os
import sys

import pytest

from lrviz.checking import validate
from lrviz.control import Controls
from lrviz.options import Options
from lrviz.paths import sources
from lrviz.render.frame import WIDEST

WIDE = "{日: 本, 🙂: e\u0301, name: StepLR, step_size: 0}"
GOOD = "name: StepLR\nstep_size: 3\n"
ZERO = (
    "`step_size: 0` must be 1 or more: torch takes the tick modulo `step_size`, so 0 divides by zero at the first step "
    "and a minus sign does nothing"
)
NONE = "no schedule here: looked for `scheduler`, `lr_scheduler` and for a `name` that is a scheduler"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "name: StepLR\nstep_size: [3\ngamma: 1\n",
            """\
x.yaml:2:12: error LR001 the bracket or brace that opens here is not closed, or a comma is missing in it
  |
1 | name: StepLR
2 | step_size: [3
  |            ^
  = help: close it, or write the comma
""",
            id="no YAML",
        ),
        pytest.param(
            "name: StepLR\nstep_size: 3\nstep_size: 5\n",
            """\
x.yaml:3:1: error LR002 `step_size` is given twice in this mapping: OmegaConf refuses it
  |
2 | step_size: 3
3 | step_size: 5
  | ^^^^^^^^^
  = help: delete one of them
""",
            id="duplicate key",
        ),
        pytest.param(
            "scheduler:\n  name: StepLRR\n  step_size: 3\n",
            """\
x.yaml:2:9: error LR101 there is no scheduler called `StepLRR`
  |
1 | scheduler:
2 |   name: StepLRR
  |         ^^^^^^^
  = help: did you mean `StepLR`?
""",
            id="unknown scheduler",
        ),
        pytest.param(
            "scheduler: {name: CosineAnnealingLR, t_max: 5}\n",
            """\
x.yaml:1:38: error LR102 CosineAnnealingLR has no parameter `t_max`
  |
1 | scheduler: {name: CosineAnnealingLR, t_max: 5}
  |                                      ^^^^^
  = help: did you mean `T_max`?
""",
            id="unknown key, in flow style, which is also the one that is missing",
        ),
        pytest.param(
            "\n\nname: StepLR\n",
            """\
x.yaml:3:7: error LR103 StepLR needs `step_size`: ticks from one decay to the next
  |
3 | name: StepLR
  |       ^^^^^^
  = help: add `step_size:`
""",
            id="missing key",
        ),
        pytest.param(
            "name: StepLR\nstep_size: '3'\n",
            """\
x.yaml:2:12: error LR104 `step_size: '3'` is text and not a whole number
  |
1 | name: StepLR
2 | step_size: '3'
  |            ^^^
  = help: remove the quotes
""",
            id="wrong type",
        ),
        pytest.param(
            "name: StepLR\nstep_size: 0\n",
            f"""\
x.yaml:2:12: error LR105 {ZERO}
  |
1 | name: StepLR
2 | step_size: 0
  |            ^
""",
            id="a value that a step divides by",
        ),
        pytest.param(
            "name: LambdaLR\nlr_lambda: x\n",
            """\
x.yaml:1:7: error LR107 LambdaLR takes a Python function, which a config cannot hold: use ExponentialLR, PolynomialLR \
or MultiStepLR for the usual factors, or `register` a scheduler of your own
  |
1 | name: LambdaLR
  |       ^^^^^^^^
""",
            id="a scheduler that no config can describe",
        ),
        pytest.param(
            "scheduler:\n  step_size: 3\n",
            """\
x.yaml:1:1: error LR108 `name` is missing: it picks the scheduler
  |
1 | scheduler:
  | ^^^^^^^^^
""",
            id="no name",
        ),
        pytest.param(
            "scheduler: {name: StepLR, step_size: 3}\noptimizer: {lr: 0.1}\nsched: 1\nsteps: ${n}\n",
            """\
x.yaml:4:8: info LR012 ${n}: `n` is not in this file
  |
3 | sched: 1
4 | steps: ${n}
  |        ^^^^
  = help: give it the whole config, or set the value
""",
            id="a value that only the run knows",
        ),
        pytest.param(
            "scheduler: {name: StepLR, step_size: '${a}'}\na: ${a}\n",
            """\
x.yaml:1:38: error LR013 '${a}': the interpolation leads back to itself: a -> a
  |
1 | scheduler: {name: StepLR, step_size: '${a}'}
  |                                      ^^^^^^
""",
            id="a cycle",
        ),
        pytest.param(
            "name: StepLR\nstep_size: ${oc.env:SIZE}\n",
            """\
x.yaml:2:12: error LR014 ${oc.env:SIZE}: a config does not read the environment
  |
1 | name: StepLR
2 | step_size: ${oc.env:SIZE}
  |            ^^^^^^^^^^^^^^
  = help: `--allow-env SIZE` lets it
""",
            id="the environment",
        ),
        pytest.param(
            "scheduler: {_name_: plateau, factor: 0.5}\n",
            """\
x.yaml:1:1: error LR015 this schedule is written as in a registry (`_name_`), which lrviz does not read
  |
1 | scheduler: {_name_: plateau, factor: 0.5}
  | ^^^^^^^^^
  = help: write it with `name` and its parameters
""",
            id="another shape",
        ),
        pytest.param(
            "",
            f"""\
x.yaml: error LR011 {NONE}
  = help: say where it is with --key
""",
            id="an empty file",
        ),
        pytest.param(
            "scheduler:\n  name: SequentialLR\n  milestones: [5, x]\n  schedulers:\n"
            "    - {name: LinearLR, total_iters: -5}\n    - name: ExponentialLR\n      gama: 0.9\n",
            """\
x.yaml:3:19: error LR104 `milestones[1]: x` is text and not a whole number
  |
2 |   name: SequentialLR
3 |   milestones: [5, x]
  |                   ^
x.yaml:5:37: error LR105 `total_iters: -5` must be 0 or more: torch stays at `start_factor`
  |
4 |   schedulers:
5 |     - {name: LinearLR, total_iters: -5}
  |                                     ^^
x.yaml:7:7: error LR102 ExponentialLR has no parameter `gama`
  |
6 |     - name: ExponentialLR
7 |       gama: 0.9
  |       ^^^^
  = help: did you mean `gamma`?
""",
            id="several at once, at every depth",
        ),
    ],
)
def test_finding_is_shown_with_its_place(text, expected, lrviz_in):
    result = lrviz_in("validate", "x.yaml", files={"x.yaml": text})
    assert result.out == expected
    assert result.code == (0 if " info " in expected else 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "name: StepLR\r\nstep_size: 0\r\n",
            f"x.yaml:2:12: error LR105 {ZERO}\n  |\n1 | name: StepLR\n2 | step_size: 0\n  |            ^\n",
            id="CRLF",
        ),
        pytest.param(
            "name: StepLR\rstep_size: 0\r",
            f"x.yaml:2:12: error LR105 {ZERO}\n  |\n1 | name: StepLR\n2 | step_size: 0\n  |            ^\n",
            id="CR alone",
        ),
        pytest.param(
            "name:\tStepLR\nstep_size:\t0\t# no\n",
            f"x.yaml:2:12: error LR105 {ZERO}\n  |\n1 | name: StepLR\n2 | step_size: 0 # no\n  |            ^\n",
            id="a tab is a blank",
        ),
        pytest.param(
            f"{WIDE}\n",
            f"""\
x.yaml:1:2: error LR102 StepLR has no parameter `日`
  |
1 | {WIDE}
  |  ^^
  = help: its keys are step_size, gamma, last_epoch
x.yaml:1:8: error LR102 StepLR has no parameter `🙂`
  |
1 | {WIDE}
  |          ^^
  = help: its keys are step_size, gamma, last_epoch
x.yaml:1:40: error LR105 {ZERO}
  |
1 | {WIDE}
  |                                          ^
""",
            id="wide and combining characters",
        ),
        pytest.param(
            "name: StepLR\nstep_size: 0 # \u202e\u00a0\u200b\n",
            f"x.yaml:2:12: error LR105 {ZERO}\n  |\n1 | name: StepLR\n2 | step_size: 0 # \\u202e\\xa0\\u200b\n"
            "  |            ^\n",
            id="what cannot be seen is shown",
        ),
        pytest.param(
            "name: StepLR\nstep_size:\n  - 1\n  - 2\n",
            "x.yaml:2:1: error LR104 `step_size: [1, 2]` is a list and not a whole number\n"
            "  |\n1 | name: StepLR\n2 | step_size:\n  | ^^^^^^^^^\n",
            id="a value over several lines is shown by its key",
        ),
        pytest.param(
            "name: StepLR\nstep_size: |\n  3\n",
            "x.yaml:2:1: error LR104 `step_size: |\\x0a  3\\x0a` is text and not a whole number\n"
            "  |\n1 | name: StepLR\n2 | step_size: |\n  | ^^^^^^^^^\n  = help: remove the quotes\n",
            id="a block scalar",
        ),
    ],
)
def test_caret_stands_below_the_place(text, expected, lrviz_in):
    assert lrviz_in("validate", "x.yaml", files={"x.yaml": text}).out == expected


def test_long_line_is_shown_around_the_place(lrviz_in):
    before, after = (", ".join(f"{key}{number}: [{number}]" for number in range(100)) for key in "ab")
    text = f"a: {{{before}, scheduler: {{name: StepLR, step_size: 0, gamma: 0.5}}, {after}}}\n"
    result = lrviz_in("validate", "x.yaml", files={"x.yaml": text})
    _, _, line, caret = result.out.splitlines()
    assert line.startswith("1 | ...") and line.endswith("...")
    assert len(line) == len("1 | ") + WIDEST
    assert line[caret.index("^")] == "0"
    assert line[: caret.index("^")].endswith("step_size: ")


def test_long_value_is_underlined_as_far_as_it_is_shown(lrviz_in):
    text = f"name: StepLR\nstep_size: {'x' * 500}\n"
    *_, line, caret = lrviz_in("validate", "x.yaml", files={"x.yaml": text}).out.splitlines()
    assert len(line) == len(caret) == len("2 | ") + WIDEST


def test_number_of_a_line_makes_room(lrviz_in):
    text = "\n" * 98 + "# above\nname: StepLR\n"
    result = lrviz_in("validate", "x.yaml", files={"x.yaml": text})
    assert result.out.splitlines()[1:4] == ["    |", " 99 | # above", "100 | name: StepLR"]


def test_concise_is_one_line_a_finding(lrviz_in):
    files = {"a.yaml": "name: StepLR\nstep_size: 0\ngamma: x\n", "b.yaml": "a: [\n", "c.yaml": ""}
    result = lrviz_in("validate", "--format", "concise", "a.yaml", "b.yaml", "c.yaml", files=files)
    assert result.out.splitlines() == [
        f"a.yaml:2:12: LR105 error {ZERO}",
        "a.yaml:3:8: LR104 error `gamma: x` is text and not a number",
        "b.yaml:1:4: LR001 error a value is missing here, or a bracket or brace before it is not closed",
        f"c.yaml: LR011 error {NONE}",
    ]
    assert result.err == "checked 3 files: 4 errors\n"


def test_nothing_is_found_in_a_good_file(lrviz_in):
    assert lrviz_in("validate", "x.yaml", files={"x.yaml": GOOD}) == (0, "", "checked 1 file: no findings\n")


def test_every_file_is_reported_and_the_worst_code_returned(lrviz_in):
    files = {"a.yaml": "name: StepLR\nstep_size: 0\n", "c.yaml": GOOD, "d.yaml": "a: [\n"}
    result = lrviz_in("validate", "a.yaml", "b.yaml", "c.yaml", "d.yaml", files=files)
    assert result.code == 2
    assert [line[:6] for line in result.out.splitlines() if ": error" in line] == ["a.yaml", "d.yaml"]
    assert result.err == "error: b.yaml: no such file or directory\nchecked 3 files, 1 not read: 2 errors\n"


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        pytest.param((), (1, 0, 0), id="errors by default"),
        pytest.param(("--fail-on", "error"), (1, 0, 0), id="errors"),
        pytest.param(("--fail-on", "warning"), (1, 1, 0), id="warnings and worse"),
        pytest.param(("--fail-on", "info"), (1, 1, 1), id="everything"),
        pytest.param(("--fail-on", "never"), (0, 0, 0), id="nothing"),
        pytest.param(("--exit-zero",), (0, 0, 0), id="exit code 0"),
        pytest.param(("--fail-on", "info", "--exit-zero"), (0, 0, 0), id="exit code 0 in any case"),
    ],
)
def test_findings_that_fail(options, codes, lrviz_in):
    files = {
        "error.yaml": "name: StepLR\nstep_size: 0\n",
        "warning.yaml": "scheduler: {name: StepLR, step_size: 3}\nsteps: 7\nepochs: 3\nsteps_per_epoch: 3\n",
        "info.yaml": "scheduler: {name: StepLR, step_size: 3}\nsteps: ???\n",
    }
    assert tuple(lrviz_in("validate", name, *options, files=files).code for name in files) == codes


def test_exit_zero_hides_no_unreadable_file(lrviz_in):
    assert lrviz_in("validate", "--exit-zero", "--fail-on", "never", "x.yaml").code == 2


def test_folder_is_walked_in_order(lrviz_in):
    bad = "name: StepLR\nstep_size: 0\n"
    names = ["a/b.yml", "a.yaml", "b/a/z.YAML", "b/a.yaml", "b/c.yaml", "z.yaml", ".hidden/x.yaml", "a.txt", "b.json"]
    result = lrviz_in("validate", "--format", "concise", ".", files=dict.fromkeys(names, bad))
    found = [line.partition(":")[0] for line in result.out.splitlines()]
    assert found == ["./a.yaml", "./a/b.yml", "./b/a.yaml", "./b/a/z.YAML", "./b/c.yaml", "./z.yaml"]


def test_file_that_is_named_and_met_is_reported_once_and_counts_as_named(lrviz_in):
    result = lrviz_in("validate", "d", "d/x.yaml", files={"d/x.yaml": "a: 1\n", "d/y.yaml": "b: 1\n"})
    assert (result.code, result.out.count("LR011")) == (1, 1)
    assert result.err == "checked 2 files, 1 without a schedule: 1 error\n"


OTHER_FILES = {
    "nothing": "a: 1\n",
    "empty": "",
    "broken": "a: [\n",
    "duplicate": "a: 1\na: 2\n",
    "tag": "a: !x 1\n",
    "word": "lr_scheduler: cosine\n",
    "shape": "scheduler: {_target_: a.B}\n",
    "list": "scheduler: [1]\n",
}


@pytest.mark.parametrize("text", OTHER_FILES.values(), ids=OTHER_FILES.keys())
def test_file_of_another_kind_is_passed_over_where_it_was_not_asked_for(text, lrviz_in):
    assert lrviz_in("validate", "--if-any", "x.yaml", files={"x.yaml": text})[:2] == (0, "")
    assert lrviz_in("validate", ".")[:2] == (0, "")
    assert lrviz_in("validate", "x.yaml").code == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("schedular: {name: StepLR, step_size: 3}\n", id="a key one edit off"),
        pytest.param("lr_sheduler: StepLR\n", id="the other key, and a name alone"),
        pytest.param("scheduler: {name: StepLR, step_size: 0}\n", id="a bad scheduler"),
        pytest.param("scheduler: {name: cosine, step_size: 3\n", id="a scheduler that is not YAML"),
        pytest.param("name: StepLR\nstep_size: '3\n", id="a bare one that is not YAML"),
        pytest.param("scheduler: {name: StepLR, step_size: 3}\na: 1\na: 2\n", id="a duplicate beside a scheduler"),
    ],
)
def test_file_that_seems_to_hold_a_schedule_is_not_passed_over(text, lrviz_in):
    assert lrviz_in("validate", "--if-any", "x.yaml", files={"x.yaml": text}).code == 1


def test_file_that_is_not_utf_8_is_not_passed_over(lrviz_in, tmp_path):
    (tmp_path / "x.yaml").write_bytes(b"scheduler: {name: StepLR} # \xff\n")
    result = lrviz_in("validate", "--if-any", "x.yaml")
    assert result.code == 1
    assert result.out == (
        "x.yaml:1:29: error LR003 the file is not UTF-8\n  |\n1 | scheduler: {name: StepLR} # \ufffd\n"
        "  |                             ^\n  = help: save it as UTF-8\n"
    )


def test_standard_input(lrviz_in, monkeypatch, tmp_path):
    (tmp_path / "in").write_text("name: StepLR\nstep_size: 0\n")
    with (tmp_path / "in").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        result = lrviz_in("validate", "--format", "concise", "-", "-")
    assert result == (1, f"-:2:12: LR105 error {ZERO}\n", "checked 1 file: 1 error\n")


def special(tmp_path, kind):
    path = tmp_path / "x.yaml"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "dangling":
        path.symlink_to(tmp_path / "nowhere")
    elif kind == "socket":
        import socket

        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(path))


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("pipe", "x.yaml is not a regular file"),
        ("loop", "x.yaml: too many levels of symbolic links"),
        ("dangling", "x.yaml: no such file or directory"),
        ("socket", "x.yaml: no such device or address"),
    ],
)
def test_path_that_is_no_file(kind, message, lrviz_in, tmp_path):
    special(tmp_path, kind)
    result = lrviz_in("validate", "x.yaml", "y.yaml", files={"y.yaml": GOOD})
    assert result == (2, "", f"error: {message}\nchecked 1 file, 1 not read: no findings\n")
    assert lrviz_in("validate", ".").err.splitlines()[0] == f"error: ./{message}"
    assert lrviz_in("plot", "x.yaml", "--no-save").err == f"error: {message}\n"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param("/dev/null", "/dev/null is not a regular file", id="device"),
        pytest.param("/dev/zero", "/dev/zero is not a regular file", id="endless device"),
        pytest.param("/proc/self/mem", "/proc/self/mem: input/output error", id="memory"),
        pytest.param("x\n::error::y", "x\\x0a::error::y: no such file or directory", id="a line end in a name"),
        pytest.param("::error::y", "::error::y: no such file or directory", id="a command as a name"),
        pytest.param("x\udcff", "x\\udcff: no such file or directory", id="a name that is not UTF-8"),
        pytest.param("y" * 300, "y" * 197 + "...: file name too long", id="a name too long"),
        pytest.param("", ": no such file or directory", id="an empty name"),
        pytest.param("x\0y", "x\\x00y: not a path", id="a name with a NUL"),
        pytest.param("f/x.yaml", "f/x.yaml: not a directory", id="below a file"),
    ],
)
def test_path_that_cannot_be_read(path, message, lrviz_in):
    result = lrviz_in("validate", path, files={"f": ""})
    assert result == (2, "", f"error: {message}\nchecked 0 files, 1 not read: no findings\n")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(lrviz_in, tmp_path):
    (tmp_path / "d").mkdir(0)
    (tmp_path / "x.yaml").touch(0)
    result = lrviz_in("validate", "d", "x.yaml")
    (tmp_path / "d").chmod(0o700)
    assert (result.code, result.err.splitlines()[:2]) == (
        2,
        ["error: d: permission denied", "error: x.yaml: permission denied"],
    )


def test_folder_that_is_called_like_a_config_is_walked(lrviz_in):
    result = lrviz_in("validate", "x.yaml", files={"x.yaml/y.yaml": "name: StepLR\nstep_size: 0\n"})
    assert result.out.startswith("x.yaml/y.yaml:2:12: ")


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        pytest.param(
            "a: " + "x" * 100,
            ("--max-bytes", "50"),
            "x.yaml is larger than 50 bytes (a config is not; `--max-bytes 500` would read it)",
            id="size",
        ),
        pytest.param(
            "a: [[[[1]]]]",
            ("--max-depth", "3"),
            "x.yaml: the document is more than 3 deep (a config is not; `--max-depth 30` would read it)",
            id="depth",
        ),
        pytest.param(
            "a: [1, 2, 3, 4, 5, 6]",
            ("--max-nodes", "8"),
            "x.yaml: the document is more than 8 nodes large (a config is not; `--max-nodes 80` would read it)",
            id="nodes",
        ),
        pytest.param(
            "a: &a [1, 2]\nb: [*a, *a]",
            ("--max-nodes", "9"),
            "x.yaml: the document stands for more than 9 nodes when its aliases are written out "
            "(`--max-nodes 90` would read it)",
            id="aliases",
        ),
    ],
)
def test_bound_names_the_file_and_the_option_that_lifts_it(text, options, message, lrviz_in):
    files = {"x.yaml": text, "y.yaml": "name: StepLR\nstep_size: 0\n"}
    result = lrviz_in("validate", "x.yaml", "y.yaml", "--if-any", files=files)
    assert result.code == 1
    result = lrviz_in("validate", "x.yaml", "y.yaml", "--if-any", *options)
    assert (result.code, result.err.splitlines()[0]) == (2, f"error: {message}")
    assert "y.yaml:2:12" in result.out


@pytest.mark.parametrize(("size", "code"), [(1_000_000, 0), (1_000_001, 2)])
def test_a_megabyte_is_read(size, code, lrviz_in):
    text = f"{GOOD}#"
    assert lrviz_in("validate", "x.yaml", files={"x.yaml": text + "x" * (size - len(text))}).code == code


def test_thousands_of_findings_in_one_line_are_shown_in_time(lrviz_in):
    text = f"{{name: StepLR, step_size: 3, {', '.join(f'k{n}: {n}' for n in range(1500))}}}"
    result = lrviz_in("validate", "--format", "json", "x.yaml", files={"x.yaml": text})
    assert len(json.loads(result.out)["findings"]) == 1500
    result = lrviz_in("validate", "x.yaml", files={"x.yaml": text})
    assert result.out.count("LR102") == 1000
    assert result.out.endswith("\nx.yaml: 500 more findings are not shown; --format json has all\n")


@pytest.mark.needs("torch")
@pytest.mark.usefixtures("registrations")
def test_build_adds_what_happens_in_the_real_run(lrviz_in, tmp_path):
    (tmp_path / "mine.py").write_text(
        "import schedules\n"
        "@schedules.register\n"
        "def Breaking(optimizer, when: int = 3):\n"
        "    raise RuntimeError('it breaks')\n"
    )
    text = "scheduler: {name: Breaking}\nsteps: 5\n"
    options = ("--plugin", "mine", "x.yaml", "y.yaml")
    assert lrviz_in("validate", *options, files={"x.yaml": text, "y.yaml": GOOD}).code == 0
    result = lrviz_in("validate", "--build", *options)
    assert (result.code, result.out) == (
        1,
        "x.yaml:1:19: error LR401 the run fails at the first step: RuntimeError: it breaks\n"
        "  |\n1 | scheduler: {name: Breaking}\n  |                   ^^^^^^^^\n",
    )


def test_build_goes_on_after_a_run_that_is_too_long(lrviz_in):
    files = {"a.yaml": f"scheduler: {{{GOOD.replace(chr(10), ', ')}}}\nsteps: 50\n", "b.yaml": "a: [\n"}
    result = lrviz_in("validate", "--build", "--max-steps", "20", "a.yaml", "b.yaml", files=files)
    assert (result.code, "b.yaml:1:4: error LR001" in result.out) == (2, True)
    assert result.err.splitlines()[0] == (
        "error: a.yaml: 50 steps are more than 20 (`--max-steps 50` would run them, or show fewer with --steps)"
    )


RUN_AND_LIST_MODULES = """
import sys
sys.argv = ["lrviz", "validate", *sys.argv[1:]]
import lrviz.__main__
try:
    lrviz.__main__.main()
finally:
    heavy = {"torch", "timm", "numpy", "matplotlib", "omegaconf", "antlr4", "torchvision"}
    print(sorted(heavy & set(sys.modules)))
"""
SETTING = "optimizer: {name: Adam, lr: '${r}', groups: [{params: a, lr: 0.1}]}\nr: 1e-3\nsteps: 10\n"


def test_good_file_is_checked_without_any_heavy_library(python, tmp_path):
    (tmp_path / "good.yaml").write_text(f"scheduler: {{name: timm_CosineLRScheduler, t_initial: 5}}\n{SETTING}")
    (tmp_path / "also.yaml").write_text(GOOD)
    assert python(RUN_AND_LIST_MODULES, "good.yaml", "also.yaml", "--set", "steps=5") == "[]\n"


def test_what_is_found_weighs_and_not_what_was_read(tmp_path):
    """A thousand files take no more memory than one, as of those that are in order nothing is kept."""
    (tmp_path / "a.yaml").write_text("name: StepLR\nstep_size: 3\n")
    (tmp_path / "b.yaml").write_text("name: StepLR\nstep_sizes: 3\n")
    checked = validate(sources([str(tmp_path)]), Controls(Options()))
    good, bad = checked.reports
    assert (good.drafts, good.document.data, good.document.text, good.document.places) == ((), None, "", {})
    assert (bad.drafts, bad.document.data, bad.document.lines[1]) == ((), None, "step_sizes: 3")


def test_a_list_that_repeats_thousands_of_milestones_is_told_of_a_hundred(lrviz_in):
    config = f"name: MultiStepLR\nmilestones: [{', '.join(['5'] * 9_000)}]\n"
    result = lrviz_in("validate", "a.yaml", "--format", "concise", files={"a.yaml": config})
    lines = [line for line in result.out.splitlines() if "LR116" in line]
    assert len(lines) == 100
    assert lines[0].startswith("a.yaml:2:17: LR116 warning `5` in `milestones` repeats one before it")
