"""`[tool.lrviz]`: which settings hold for a config, what they say, and what wins over them."""

from __future__ import annotations

import os
import sys
import tomllib

import pytest

from lrviz.control import Choices, Controls
from lrviz.options import Options
from lrviz.settings import _KEYS, _ONLY_AT_TOP

COSINE = "name: CosineAnnealingLR\nT_max: 50\n"
BAD = "name: StepLR\nstep_size: 0\n"


def settings(text):
    return f"[project]\nname = 'x'\n\n[tool.lrviz]\n{text}\n"


def concise(lrviz_in, *arguments, files=None):
    result = lrviz_in("validate", "--format", "concise", *arguments, files=files)
    return [" ".join(line.split()[:2]) for line in result.out.splitlines()], result.code


# ---- where they are ------------------------------------------------------------------------------------------------


def test_the_nearest_one_upward_of_each_file_holds(lrviz_in):
    files = {
        "pyproject.toml": settings("steps = 100"),
        "near/pyproject.toml": settings("steps = 50"),
        "near/other/pyproject.toml": "[tool.ruff]\nline-length = 88\n",
        "near/named/pyproject.toml": "[project]\nname = 'lrviz'\n",
        "a.yaml": COSINE,
        "far/b.yaml": COSINE,
        "near/c.yaml": COSINE,
        "near/other/d.yaml": COSINE,
        "near/named/e.yaml": COSINE,
    }
    found = ["a.yaml:2:8: LR204", "far/b.yaml:2:8: LR204"]
    names = ("a.yaml", "far/b.yaml", "near/c.yaml", "near/other/d.yaml", "near/named/e.yaml")
    assert concise(lrviz_in, *names, files=files) == (found, 0)


def test_it_is_looked_for_upward_of_the_file_and_not_of_here(lrviz_in, tmp_path, monkeypatch):
    files = {"there/pyproject.toml": settings("steps = 100"), "there/a.yaml": COSINE, "here/b.yaml": ""}
    lrviz_in("list", files=files)
    monkeypatch.chdir(tmp_path / "here")
    assert concise(lrviz_in, "../there/a.yaml") == (["../there/a.yaml:2:8: LR204"], 0)


def test_those_of_standard_input_are_here_or_where_it_is_said_to_stand(lrviz_in, tmp_path, monkeypatch):
    files = {"pyproject.toml": settings("steps = 50"), "there/pyproject.toml": settings("steps = 100"), "in": COSINE}
    lrviz_in("list", files=files)
    for name, found in ((("--stdin-filename", "there/a.yaml"), ["there/a.yaml:2:8: LR204"]), ((), [])):
        with (tmp_path / "in").open() as file:
            monkeypatch.setattr(sys, "stdin", file)
            assert concise(lrviz_in, "-", *name) == (found, 0)


def test_a_file_that_is_named_or_none(lrviz_in):
    files = {
        "pyproject.toml": settings("steps = 100"),
        "ci/lint.toml": settings("steps = 100\nseverities = { LR204 = 'error' }"),
        "a.yaml": COSINE,
    }
    assert concise(lrviz_in, "a.yaml", files=files) == (["a.yaml:2:8: LR204"], 0)
    assert concise(lrviz_in, "a.yaml", "--settings", "ci/lint.toml") == (["a.yaml:2:8: LR204"], 1)
    assert concise(lrviz_in, "a.yaml", "--no-settings") == ([], 0)


def test_a_thousand_files_look_once_in_each_folder(tmp_path, monkeypatch):
    looked = []
    (tmp_path / "a").mkdir()
    (tmp_path / "pyproject.toml").write_text(settings("steps = 3"))
    real = os.path.isfile
    monkeypatch.setattr(os.path, "isfile", lambda path: looked.append(path) or real(path))
    controls = Controls(Options())
    found = {id(controls.of(str(tmp_path / "a" / f"{number}.yaml"))) for number in range(1000)}
    assert (len(found), len(looked)) == (1, 2)


@pytest.mark.parametrize("kind", ["folder", "pipe", "link-to-itself"])
def test_what_is_no_file_has_no_settings(kind, lrviz_in, tmp_path):
    path = tmp_path / "pyproject.toml"
    {"folder": path.mkdir, "pipe": lambda: os.mkfifo(path), "link-to-itself": lambda: path.symlink_to(path)}[kind]()
    assert concise(lrviz_in, "a.yaml", files={"a.yaml": COSINE}) == ([], 0)


def test_no_folder_to_be_in(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    (tmp_path / "a.yaml").write_text(COSINE)
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    controls = Controls(Options(), Choices(exclude=("a.yaml",)))
    assert controls.of("a.yaml").options == Options()
    assert not controls.excludes("a.yaml")


# ---- what they say -------------------------------------------------------------------------------------------------


@pytest.mark.needs("numpy")
@pytest.mark.parametrize(
    ("said", "config", "options", "length"),
    [
        pytest.param("steps = 7", "", (), "7 steps", id="steps"),
        pytest.param("epochs = 7", "", (), "7 steps, 7 epochs", id="epochs"),
        pytest.param("epochs = 7\nsteps-per-epoch = 2", "", (), "14 steps, 7 epochs", id="epochs-of-steps"),
        pytest.param("steps = 7\nepochs = 3", "", (), "7 steps, 7 epochs", id="steps-before-epochs"),
        pytest.param("steps-per-epoch = 2", "epochs: 5", (), "10 steps, 5 epochs", id="for-the-epochs-of-the-file"),
        pytest.param("steps = 7", "steps: 5", (), "5 steps", id="the-file-wins"),
        pytest.param("steps = 7", "epochs: 5", (), "5 steps, 5 epochs", id="its-epochs-too"),
        pytest.param("steps = 7", "steps: 5", ("--steps", "3"), "3 steps", id="the-option-wins-over-both"),
        pytest.param("steps = 7", "", ("--epochs", "3"), "3 steps, 3 epochs", id="the-option-of-epochs-too"),
        pytest.param(
            "epochs = 7", "", ("--steps-per-epoch", "2"), "14 steps, 7 epochs", id="with-steps-per-epoch-of-the-option"
        ),
        pytest.param(
            'steps = 7\n[tool.lrviz.per-file."*.yaml"]\nepochs = 3', "", (), "3 steps, 3 epochs", id="the-table-wins"
        ),
        pytest.param(
            'epochs = 7\n[tool.lrviz.per-file."*.yaml"]\nsteps-per-epoch = 3',
            "",
            (),
            "21 steps, 7 epochs",
            id="the-table-adds",
        ),
        pytest.param(
            'steps = 7\n[tool.lrviz.per-file."*.yaml"]\nsteps = 3\n[tool.lrviz.per-file."x.*"]\nsteps = 4',
            "",
            (),
            "4 steps",
            id="the-last-table-wins",
        ),
        pytest.param('steps = 7\n[tool.lrviz.per-file."y*"]\nsteps = 3', "", (), "7 steps", id="a-table-for-others"),
    ],
)
def test_length_of_the_run(said, config, options, length, lrviz_in):
    files = {"pyproject.toml": settings(said), "x.yaml": f"scheduler: {{name: StepLR, step_size: 3}}\n{config}\n"}
    result = lrviz_in("table", "x.yaml", *options, files=files)
    assert result.out.splitlines()[0].partition(" (")[0] == f"x.yaml: StepLR, {length}"


def test_epochs_whose_length_cannot_be_read_are_no_updates(lrviz_in):
    scheduler = "scheduler: {name: CosineAnnealingLR, T_max: 300}\noptimizer: {name: SGD, lr: 0.1}\n"
    files = {"pyproject.toml": settings("epochs = 7"), "x.yaml": f"{scheduler}steps_per_epoch: '???'\n"}
    found, code = concise(lrviz_in, "x.yaml", files=files)
    # nothing is said of a cosine of 300 ticks in a run of 7
    assert ([line.rpartition(" ")[2] for line in found], code) == (["LR012"], 0)


@pytest.mark.needs("numpy")
@pytest.mark.parametrize(
    ("config", "options", "rates"),
    [
        pytest.param("", (), "0.5 0.05", id="settings"),
        pytest.param("optimizer: {name: SGD}", (), "0.5 0.05", id="before-the-default-of-the-class"),
        pytest.param("optimizer: {lr: 2.0}", (), "2.0 0.2", id="the-file-wins"),
        pytest.param("interval: step", (), "0.5 0.05", id="interval"),
        pytest.param("", ("--lr", "3"), "3.0 0.3", id="the-option-wins"),
    ],
)
def test_rate(config, options, rates, lrviz_in, tmp_path):
    files = {
        "pyproject.toml": settings("lr = 0.5\nsteps = 2"),
        "x.yaml": f"scheduler: {{name: StepLR, step_size: 1}}\n{config}\n",
    }
    result = lrviz_in("table", "x.yaml", "-o", "x.csv", *options, files=files)
    assert result.code == 0, result.err
    found = [line.split(",")[2] for line in (tmp_path / "x.csv").read_text().splitlines()[1:]]
    assert " ".join(f"{float(rate):.4g}" if float(rate) < 1 else rate for rate in found) == rates


def test_rate_is_known_and_not_assumed(lrviz_in):
    files = {
        "pyproject.toml": settings("lr = 0.001\nsteps = 50"),
        "x.yaml": "name: CosineAnnealingLR\nT_max: 50\neta_min: 0.01\n",
    }
    found, _ = concise(lrviz_in, "x.yaml", files=files)
    assert found
    assert concise(lrviz_in, "x.yaml", "--no-settings") == ([], 0)


@pytest.mark.needs("numpy")
def test_interval_and_key(lrviz_in):
    said = 'interval = "epoch"\nkey = "b.scheduler"\nepochs = 4\nsteps-per-epoch = 5'
    config = "a: {scheduler: {name: ExponentialLR, gamma: 1}}\nb: {scheduler: {name: StepLR, step_size: 1}}\n"
    result = lrviz_in("table", "x.yaml", files={"pyproject.toml": settings(said), "x.yaml": config})
    assert result.out.startswith("x.yaml: StepLR, 20 steps, 4 epochs ")
    assert lrviz_in("table", "x.yaml", "--key", "a.scheduler").out.startswith("x.yaml: ExponentialLR")


@pytest.mark.needs("numpy")
def test_each_of_several_has_its_own(lrviz_in):
    said = "steps = 10\n[tool.lrviz.per-file.'b.yaml']\nsteps = 20"
    files = {"pyproject.toml": settings(said), "a.yaml": COSINE, "b.yaml": COSINE}
    result = lrviz_in("compare", "a.yaml", "b.yaml", files=files)
    assert "the runs have 10 and 20 steps" in result.err


@pytest.mark.parametrize(
    ("said", "options", "found"),
    [
        pytest.param("select = ['LR2']", (), [], id="select"),
        pytest.param("select = ['LR2']", ("--extend-select", "LR105"), ["LR105"], id="an-option-adds"),
        pytest.param("ignore = ['out-of-bounds']", (), [], id="ignore"),
        pytest.param("ignore = ['LR105']", ("--select", "LR1"), ["LR105"], id="an-option-begins-anew"),
        pytest.param("select = ['LR105']", ("--ignore", "LR1"), [], id="an-option-takes-away"),
        pytest.param("select = ['LR2']\nextend-select = ['LR105']", (), ["LR105"], id="extend-select"),
        pytest.param("per-file-ignores = {'x.yaml' = ['LR1']}", (), [], id="per-file-ignores"),
        pytest.param("per-file-ignores = {'y.yaml' = ['LR1']}", (), ["LR105"], id="per-file-ignores-of-others"),
        pytest.param("[tool.lrviz.per-file.'x.*']\nignore = ['LR1']", (), [], id="per-file"),
    ],
)
def test_rules(said, options, found, lrviz_in):
    files = {"pyproject.toml": settings(said), "x.yaml": BAD}
    lines, code = concise(lrviz_in, "x.yaml", *options, files=files)
    assert ([line.split()[1] for line in lines], code) == (found, 1 if found else 0)


@pytest.mark.parametrize(
    ("said", "options", "code"),
    [
        pytest.param("fail-on = 'never'", (), 0, id="never"),
        pytest.param("fail-on = 'never'", ("--fail-on", "error"), 1, id="the-option-wins"),
        pytest.param("fail-on = 'never'\n[tool.lrviz.per-file.'*']\nfail-on = 'info'", (), 1, id="per-file"),
        pytest.param("severities = {LR105 = 'warning'}", (), 0, id="less-severe"),
        pytest.param("severities = {LR105 = 'warning'}", ("--fail-on", "warning"), 1, id="less-severe-and-strict"),
        pytest.param("severities = {LR1 = 'info', out-of-bounds = 'error'}", (), 1, id="the-name-means-it-most"),
    ],
)
def test_what_fails(said, options, code, lrviz_in):
    files = {"pyproject.toml": settings(said), "x.yaml": BAD}
    assert lrviz_in("validate", "x.yaml", *options, files=files).code == code


def test_fail_on_is_that_of_each_file(lrviz_in):
    said = "fail-on = 'never'\n[tool.lrviz.per-file.strict]\nfail-on = 'error'"
    files = {"pyproject.toml": settings(said), "x.yaml": BAD, "strict/x.yaml": BAD}
    lrviz_in("list", files=files)
    assert [lrviz_in("validate", name).code for name in ("x.yaml", "strict/x.yaml", ".")] == [0, 1, 1]


def test_exclude_holds_for_files_that_are_named_and_not_for_plots(lrviz_in):
    files = {"pyproject.toml": settings("exclude = ['old', 'a/*.yaml']"), "old/x.yaml": BAD, "a/x.yaml": BAD}
    result = lrviz_in("validate", "old/x.yaml", "a/x.yaml", files=files | {"a/b/x.yaml": BAD})
    assert result == (0, "", "checked 0 files, 2 excluded: no findings\n")
    assert concise(lrviz_in, ".") == (["./a/b/x.yaml:2:12: LR105"], 1)
    assert concise(lrviz_in, ".", "--exclude", "b") == ([], 0)
    assert lrviz_in("plot", "old/x.yaml", "--no-save").code == 1


# ---- what is wrong with them ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("stpes = 3", "`tool.lrviz` has no key `stpes` (did you mean `steps`?)"),
        ("steps_per_epoch = 3", "`tool.lrviz` has no key `steps_per_epoch` (did you mean `steps-per-epoch`?)"),
        ("steps = '3'", '`tool.lrviz.steps` is `"3"`, and must be a whole number of 1 or more'),
        ("steps = 0", "`tool.lrviz.steps` is `0`, and must be a whole number of 1 or more"),
        ("epochs = 1.5", "`tool.lrviz.epochs` is `1.5`, and must be a whole number of 1 or more"),
        ("steps-per-epoch = true", "`tool.lrviz.steps-per-epoch` is `true`, and must be a whole number of 1 or more"),
        ("lr = nan", "`tool.lrviz.lr` is `.nan`, and must be a rate: a number of 0 or more"),
        ("lr = -1", "`tool.lrviz.lr` is `-1`, and must be a rate: a number of 0 or more"),
        ("lr = 2024-01-01", "`tool.lrviz.lr` is a date, and must be a rate: a number of 0 or more"),
        ("interval = 'steps'", "`tool.lrviz.interval` is `steps`, and must be step or epoch (did you mean `step`?)"),
        ("key = 3", "`tool.lrviz.key` is `3`, and must be text"),
        ("key = ''", '`tool.lrviz.key` is `""`, and must be text'),
        ("select = 'LR2'", "`tool.lrviz.select` is `LR2`, and must be a list of texts"),
        ("ignore = ['LR2', 3]", "`tool.lrviz.ignore` is a list, and must be a list of texts"),
        ("ignore = ['LR2004']", "`tool.lrviz.ignore` names no rule with `LR2004` (did you mean `LR204`?)"),
        ("fail-on = 'warn'", "`tool.lrviz.fail-on` is `warn`, and must be info, warning, error or never"),
        ("fail-on = []", "`tool.lrviz.fail-on` is a list, and must be info, warning, error or never"),
        ("severities = 'error'", '`tool.lrviz.severities` is `error`, and must be a table, as { LR204 = "error" }'),
        ("severities = {LR999 = 'error'}", "`tool.lrviz.severities` names no rule with `LR999`"),
        (
            "severities = {LR204 = 'eror'}",
            '`tool.lrviz.severities."LR204"` is `eror`, and must be info, warning or error (did you mean `error`?)',
        ),
        ("exclude = 'old'", "`tool.lrviz.exclude` is `old`, and must be a list of texts"),
        ("per-file = 3", "`tool.lrviz.per-file` is `3`, and must be a table, with a pattern for each key"),
        ("per-file = {'*' = 3}", '`tool.lrviz.per-file."*"` is `3`, and must be a table'),
        ("per-file = {'*' = {step = 3}}", '`tool.lrviz.per-file."*"` has no key `step` (did you mean `steps`?)'),
        ("per-file = {'*' = {steps = ''}}", '`tool.lrviz.per-file."*".steps` is `""`, and must be a whole number of 1'),
        ("per-file = {'*' = {exclude = []}}", '`tool.lrviz.per-file."*"` has no key `exclude`'),
        ("per-file-ignores = {'*' = 'LR2'}", '`tool.lrviz.per-file-ignores."*"` is `LR2`, and must be a list of texts'),
        ("per-file-ignores = {'*' = ['X']}", '`tool.lrviz.per-file-ignores."*"` names no rule with `X`'),
        ("plugin = ['os']", "`tool.lrviz` has no key `plugin` (the keys are steps, epochs,"),
        ('"\\u001b[31m##[error]" = 1', "`tool.lrviz` has no key `\\x1b[31m#\\x23[error]` (the keys are"),
        ("steps = ", "is not TOML: Invalid value"),
        ("steps = " + "[" * 3000, "is not TOML: it is nested too deep"),
        ("steps = 1" + "0" * 5000, "is not TOML: Exceeds the limit"),
    ],
)
def test_wrong_settings_are_an_error(said, message, lrviz_in):
    files = {"pyproject.toml": settings(said), "x.yaml": COSINE, "y.yaml": COSINE}
    result = lrviz_in("validate", "x.yaml", "y.yaml", "--exit-zero", files=files)
    assert (result.code, result.out) == (2, "")
    first, *rest = result.err.splitlines()
    place = "pyproject.toml " if message.startswith("is not TOML") else "pyproject.toml: "
    assert first.startswith(f"error: {place}{message}")
    assert rest == ["checked 0 files, 1 not read: no findings"]


@pytest.mark.parametrize("part", ["a", "'a'", '"a"'], ids=["bare", "quoted", "in-double-quotes"])
def test_a_key_of_very_many_parts_is_not_taken_apart(part, lrviz_in):
    files = {"pyproject.toml": settings(" . ".join([part] * 31) + " = 1"), "x.yaml": COSINE}
    result = lrviz_in("validate", "x.yaml", files=files)
    message = "error: pyproject.toml is not read: a key in it has more than 30 parts with dots between"
    assert (result.code, result.err.splitlines()[0]) == (2, message)
    files = {"pyproject.toml": settings(f"steps = 9 # {'a.' * 29}\n[tool.{'a.' * 28}a]"), "x.yaml": COSINE}
    assert lrviz_in("validate", "x.yaml", files=files).code == 0


def test_a_table_that_is_none(lrviz_in):
    files = {"pyproject.toml": "[tool]\nlrviz = 3\n", "x.yaml": COSINE}
    result = lrviz_in("plot", "x.yaml", "--no-save", files=files)
    assert result == (2, "", "error: pyproject.toml: `tool.lrviz` is `3`, and must be a table\n")


def test_what_is_not_utf_8(lrviz_in, tmp_path):
    (tmp_path / "pyproject.toml").write_bytes(b"# lrviz \xff\n")
    result = lrviz_in("validate", "x.yaml", files={"x.yaml": COSINE})
    assert result.err.startswith("error: pyproject.toml is not TOML: 'utf-8' codec can't decode byte 0xff")


def test_other_files_are_checked_beside_one_with_wrong_settings(lrviz_in):
    files = {"a/pyproject.toml": settings("x = 1"), "a/x.yaml": BAD, "b/x.yaml": BAD}
    found, code = concise(lrviz_in, ".", files=files)
    assert (found, code) == (["./b/x.yaml:2:12: LR105"], 2)


def test_too_large(lrviz_in):
    files = {"pyproject.toml": settings("#" + "x" * 1_000_000), "x.yaml": BAD}
    result = lrviz_in("validate", "x.yaml", files=files)
    assert result.code == 2
    assert "pyproject.toml is larger than 1,000,000 bytes" in result.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(None, "error: ci.toml: no such file or directory\n", id="missing"),
        pytest.param(
            "[tool.ruff]\n", "error: --settings ci.toml: there is no `[tool.lrviz]` in it\n", id="without-ours"
        ),
        pytest.param(
            settings("stpes = 1"),
            "error: ci.toml: `tool.lrviz` has no key `stpes` (did you mean `steps`?)\n",
            id="wrong",
        ),
    ],
)
def test_settings_that_are_named_and_cannot_be_used(text, said, lrviz_in):
    files = {"x.yaml": COSINE} | ({"ci.toml": text} if text else {})
    assert lrviz_in("validate", "x.yaml", "--settings", "ci.toml", files=files) == (2, "", said)


def test_every_key_is_tried_here():
    with open(__file__, encoding="utf-8") as file:
        text = file.read()
    assert [key for key in (*_KEYS, *_ONLY_AT_TOP) if key not in text] == []


def test_toml_is_only_read_where_there_are_settings(python, tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\n")
    (tmp_path / "x.yaml").write_text(COSINE)
    code = (
        "import sys\nsys.argv = ['lrviz', 'validate', 'x.yaml']\nimport lrviz.__main__\n"
        "try:\n    lrviz.__main__.main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'tomllib', 'lrviz.settings', 'lrviz.globs', 'xml', 'lrviz.render.formats.sarif'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert python(code) == "[]\n"
    assert tomllib.loads(settings("steps = 3"))["tool"]["lrviz"] == {"steps": 3}
