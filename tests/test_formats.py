"""The formats of `validate`: what they say of a set of files, and that no text of a config forges anything in them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest

from lrviz.render.formats.github import COMMANDS
from lrviz.render.formats.sarif import uri
from lrviz.rules import all_rules

SNAPSHOTS = Path(__file__).parent / "snapshots"
SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))

FORMATS = ("text", "concise", "json", "github", "gitlab", "sarif", "junit")

FILES = {
    "broken.yaml": "scheduler:\n  name: [StepLR\n",
    "configs/rebound.yaml": (
        "optimizer: {name: AdamW, lr: 1e-3}\r\n"
        "scheduler:\r\n"
        "  name: SequentialLR\r\n"
        "  milestones: [10]\r\n"
        "  schedulers:\r\n"
        "    - {name: LinearLR, start_factor: 0.1, total_iters: 10}\r\n"
        "    - name: CosineAnnealingLR\r\n"
        "      T_max: 45  # too short\r\n"
        "steps: 100\r\n"
    ),
    "configs/several, at once.yaml": (
        "# 日本: a key, a value, and what only the run knows\n"
        "scheduler: {name: StepLR, stepsize: 3, gamma: '0.1'}\n"
        "optimizer:\n"
        "  lr: ???\n"
        "name: 100 %\n"
        "name: twice\n"
    ),
    "good.yaml": "name: ExponentialLR\ngamma: 0.9\n",
    "ignored.yaml": "name: StepLR\nstep_size: 0  # lrviz: ignore[LR105]\n",
    "日本.yaml": "日本: {scheduler: {name: StepLR, step_size: 0}}\n",
}
RULES = ("--select", "LR001,LR002,LR102,LR104,LR105,LR012,LR204", "--set", "+steps=100")


def shown(lrviz_in, form, *arguments, files=None):
    result = lrviz_in("validate", "--format", form, *arguments, files=files)
    return result.out


def stable(form, text):
    """The text without what changes with the wording of a page or with the version."""
    if form != "sarif":
        return text
    log = json.loads(text)
    driver = log["runs"][0]["tool"]["driver"]
    driver["version"] = "0"
    driver["rules"] = [rule["id"] for rule in driver["rules"]]
    return json.dumps(log, indent=2) + "\n"


@pytest.mark.parametrize("form", FORMATS)
def test_a_set_of_files(form, lrviz_in):
    """With LRVIZ_SNAPSHOTS=1 in the environment the snapshots are written, for a person to look at the difference."""
    text = stable(form, shown(lrviz_in, form, ".", *RULES, files=FILES))
    path = SNAPSHOTS / f"validate.{form}"
    if os.environ.get("LRVIZ_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_to_say(form, lrviz_in):
    text = shown(lrviz_in, form, "good.yaml", files=FILES)
    assert {"text": "", "concise": "", "github": "", "gitlab": "[]\n"}.get(form, text) == text


@pytest.mark.parametrize("form", FORMATS)
def test_exit_code_and_tally_are_those_of_the_text(form, lrviz_in):
    result = lrviz_in("validate", "--format", form, ".", *RULES, files=FILES)
    assert (result.code, result.err) == (
        1,
        "can be mended: 2 with --fix, 1 more with --unsafe-fixes\nchecked 6 files: 5 errors, 1 warning, 1 info\n",
    )


def test_an_unknown_format(lrviz_in):
    result = lrviz_in("validate", "--format", "xml", "x.yaml")
    assert (result.code, result.out) == (2, "")
    assert "'text', 'concise', 'json', 'github', 'gitlab', 'sarif', 'junit'" in result.err


# ---- what cannot be read is said in each ---------------------------------------------------------------------------


def unreadable(lrviz_in, form):
    result = lrviz_in("validate", "--format", form, "none.yaml", "good.yaml", files=FILES)
    assert result.code == 2
    assert result.err.startswith("error: none.yaml: no such file or directory\n")
    return result.out


@pytest.mark.parametrize("form", ["text", "concise", "github"])
@pytest.mark.parametrize(("more", "said"), [(0, ""), (1, "1 more finding is"), (1500, "1,500 more findings are")])
def test_no_more_than_a_thousand_findings_of_a_file_are_shown(form, more, said, lrviz_in):
    keys = "".join(f", a{index}: 1" for index in range(1000 + more))
    config = f"lr: 0.1\nsteps: 9\nscheduler: {{name: StepLR, step_size: 3{keys}}}\n"
    result = lrviz_in("validate", "x.yaml", "--format", form, files={"x.yaml": config})
    assert result.err == f"checked 1 file: {1000 + more:,} errors\n"
    assert result.out.count("has no parameter") == 1000
    last = f"x.yaml: {said} not shown; --format json has all"
    assert (last in result.out) == bool(more)
    whole = json.loads(lrviz_in("validate", "x.yaml", "--format", "json").out)
    assert len(whole["findings"]) == 1000 + more


def test_json_says_what_could_not_be_read(lrviz_in):
    document = json.loads(unreadable(lrviz_in, "json"))
    assert document["files"] == ["good.yaml"]
    assert document["errors"] == [{"message": "none.yaml: no such file or directory", "hint": ""}]


def test_sarif_says_what_could_not_be_read(lrviz_in):
    log = json.loads(unreadable(lrviz_in, "sarif"))
    jsonschema.validate(log, SCHEMA)
    assert log["runs"][0]["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {"level": "error", "message": {"text": "none.yaml: no such file or directory"}}
            ],
        }
    ]


def test_github_says_what_could_not_be_read(lrviz_in):
    assert unreadable(lrviz_in, "github") == "::error title=lrviz::none.yaml: no such file or directory\n"


def test_junit_says_what_could_not_be_read(lrviz_in):
    root = ElementTree.fromstring(unreadable(lrviz_in, "junit"))
    assert dict(root.items()) == {"name": "lrviz", "tests": "2", "failures": "0", "errors": "1"}
    assert [error.get("message") for error in root.iter("error")] == ["none.yaml: no such file or directory"]


# ---- sarif ---------------------------------------------------------------------------------------------------------


def test_sarif_is_valid(lrviz_in):
    log = json.loads(shown(lrviz_in, "sarif", ".", files=FILES))
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    jsonschema.validate(log, SCHEMA)
    assert len(log["runs"][0]["results"]) > 5


def test_sarif_has_the_page_of_every_rule_that_found_something(lrviz_in):
    run = json.loads(shown(lrviz_in, "sarif", ".", files=FILES))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]
    levels = {"error": "error", "warning": "warning", "info": "note"}
    for rule in rules:
        meant = all_rules()[rule["id"]]
        assert (rule["name"], rule["shortDescription"]) == (meant.name, {"text": f"{meant.title}."})
        assert rule["help"]["markdown"] == meant.page
        assert rule["defaultConfiguration"] == {"level": levels[meant.severity], "enabled": meant.enabled}


def test_sarif_has_a_fingerprint_for_each_that_stays_when_lines_move(lrviz_in):
    def fingerprints(text):
        run = json.loads(shown(lrviz_in, "sarif", "x.yaml", files={"x.yaml": text}))["runs"][0]
        return [result["partialFingerprints"]["lrviz/v1"] for result in run["results"]]

    text = "name: StepLR\nstep_size: 0\na: 1\na: 1\na: 1\n"
    before = fingerprints(text)
    assert len(set(before)) == len(before) >= 4
    assert fingerprints("# moved\n\n" + text) == before
    assert fingerprints(text.replace("step_size: 0", "step_size: -1"))[0] != before[0]


@pytest.mark.parametrize(
    ("path", "reference"),
    [
        pytest.param("a.yaml", "a.yaml", id="plain"),
        pytest.param("./a/../b.yaml", "b.yaml", id="made-plain"),
        pytest.param("a b%20.yaml", "a%20b%2520.yaml", id="percent"),
        pytest.param("a:b.yaml", "a%3Ab.yaml", id="no-scheme"),
        pytest.param("#?&.yaml", "%23%3F%26.yaml", id="no-query"),
        pytest.param("日.yaml", "%E6%97%A5.yaml", id="utf-8"),
        pytest.param("\udcff\n.yaml", "%FF%0A.yaml", id="bytes-that-are-none"),
        pytest.param("../a.yaml", "../a.yaml", id="beside"),
        pytest.param("/tmp/a b.yaml", "file:///tmp/a%20b.yaml", id="absolute"),
    ],
)
def test_sarif_writes_paths_as_references(path, reference, tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert uri(path) == reference


def test_sarif_shows_an_absolute_path_below_the_folder_as_seen_from_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert uri(str(tmp_path / "a" / "b.yaml")) == "a/b.yaml"


# ---- junit ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fail_on", "failures"),
    [("error", "5"), ("warning", "6"), ("info", "7"), ("never", "0")],
)
def test_junit_is_red_where_the_command_fails(fail_on, failures, lrviz_in):
    root = ElementTree.fromstring(shown(lrviz_in, "junit", ".", *RULES, "--fail-on", fail_on, files=FILES))
    assert (root.get("tests"), root.get("failures")) == ("9", failures)
    assert len(list(root.iter("failure"))) == int(failures)
    assert len(list(root.iter("system-out"))) == 7 - int(failures)


# ---- nothing can be forged -----------------------------------------------------------------------------------------

HOSTILE = "\x1b[31m\u202e\n::error::forged\n##[error]forged ##vso[task.setvariable]x ]]><a> %0A::add-mask::y"
NAMES = ("::error::x.yaml", "a\n::warning::forged.yaml", "##[error]x.yaml", "b\x1b]0;\x07\u202e.yaml", 'c",<&>%.yaml')


@pytest.fixture
def hostile(tmp_path):
    texts = [
        f"scheduler: {{name: {json.dumps(HOSTILE)}, T_max: 5}}\n",
        f"scheduler: {{name: StepLR, step_size: 3, {json.dumps(HOSTILE)}: 1}}  # ##[error]forged ::error::forged\n",
        f"scheduler: {{name: StepLR, step_size: {json.dumps(HOSTILE)}}}\n",
        f"scheduler: {{name: StepLR, step_size: ${{{HOSTILE.splitlines()[-1]}}}}}\n",
        "##[error]forged lr_scheduler\n::error::forged: [\n",
    ]
    for name, text in zip(NAMES, texts, strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / os.fsdecode(b"d\xff.yaml")).write_text(texts[0], encoding="utf-8")


COMMAND = re.compile(r"^\s*::|##[\w.-]*\[")


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("form", FORMATS)
def test_no_command_and_no_control_character(form, lrviz_in):
    result = lrviz_in("validate", "--format", form, ".", *NAMES, "##[error]none.yaml", "\n::error::none.yaml")
    assert result.code == 2
    for line in (result.out + result.err).split("\n"):
        assert line.isprintable(), line
        of_ours = form == "github" and re.match(rf"::({'|'.join(COMMANDS.values())}) title=", line)
        assert of_ours or not COMMAND.search(line), line
        assert not re.search(r"\x1b|\u202e", line)


@pytest.mark.usefixtures("hostile")
def test_github_has_one_command_a_finding(lrviz_in):
    count = len(json.loads(shown(lrviz_in, "json", "."))["findings"])
    lines = shown(lrviz_in, "github", ".").splitlines()
    assert len(lines) == count > 5
    for line in lines:
        command, properties, message = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line).groups()
        assert command in COMMANDS.values()
        keys = [item.partition("=")[0] for item in properties.split(",")]
        assert keys in (["title", "file", "line", "endLine", "col", "endColumn"], ["title", "file", "line", "endLine"])
        assert re.sub("%(25|0A|0D)", "", message).count("%") == 0


@pytest.mark.usefixtures("hostile")
def test_what_is_read_back_is_what_was_said(lrviz_in):
    findings = json.loads(shown(lrviz_in, "json", "."))["findings"]
    log = json.loads(shown(lrviz_in, "sarif", "."))
    root = ElementTree.fromstring(shown(lrviz_in, "junit", "."))
    issues = json.loads(shown(lrviz_in, "gitlab", "."))
    jsonschema.validate(log, SCHEMA)
    messages = [finding["message"] for finding in findings]
    assert [result["message"]["text"].partition("\nhelp: ")[0] for result in log["runs"][0]["results"]] == messages
    assert [failure.get("message") for failure in root.iter("failure")] == messages
    assert all(message in issue["description"] for issue, message in zip(issues, messages, strict=True))
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in log["runs"][0]["results"]
    ]
    assert {unquote(uri, errors="surrogateescape") for uri in uris} == {*NAMES, os.fsdecode(b"d\xff.yaml")}
    assert all(text.isprintable() for text in [*messages, *(finding["path"] for finding in findings)])


def test_every_fingerprint_of_gitlab_is_another(lrviz_in):
    files = {f"{name}.yaml": "name: StepLR\nstep_size: 0\ngamma: x\na: 1\na: 1\na: 1\n" for name in "ab"}
    issues = json.loads(shown(lrviz_in, "gitlab", ".", files=files))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) > 8
